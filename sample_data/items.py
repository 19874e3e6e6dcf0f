"""Checklists and inventories of the reforms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sample_data.checklists import asked_of_institutions, asked_of_lists
from sample_data.mechanisms import SYNTHETIC, county_of, figure, frame_of, origin, place_of_lead, printed, townships_of
from sample_data.world import COUNTIES, JIEXIU, LISHI, MONTHS, World, facts, rng

Rows = list[dict[str, Any]]

# Columns: figure, kind, mechanism, first month, and the names where the account lists them.
PUBLISHED_ITEMS = """
lishi_unified_management_items|unified_item|lishi_group_six_unified|201701|行政统一管理、人员统一管理、资金统一管理、业务统一管理、绩效统一管理、药械统一管理
lishi_drug_procurement_unified_items|drug_purchase_step|lishi_drug_pooling|201707|
lishi_new_departments|new_department|lishi_talent_plan|202305|
lishi_team_tiers|team_tier|lishi_family_doctor_teams|201701|区级、乡级、村级
lishi_linked_reforms|linked_reform|lishi_drg|201701|医疗、医保、医药
jungar_linkage_items|linkage_item|jungar_five_link_six_unified|202001|
jungar_unified_management_items|unified_item|jungar_five_link_six_unified|202001|
jungar_village_integration_items|village_integration_item|jungar_village_integration|202001|行政一体化、人员一体化、业务一体化、药品一体化、财务一体化、绩效一体化
jungar_reform_round_years|reform_year|jungar_four_communities|202201|
jungar_quality_control_centres|qc_centre|jungar_qc_centres|202001|
jungar_emergency_centres|emergency_centre|jungar_emergency_centres|202001|
jungar_near_home_diseases|near_home_disease|jungar_near_home_medication|202001|
jungar_primary_care_functions|primary_care_function|jungar_near_home_medication|201601|
jungar_women_cancer_screening_types|women_cancer_type|jungar_free_screening|201601|
jungar_allowance_items|allowance_item|jungar_pay_reform|202001|
jungar_prevention_tiers|prevention_tier|jungar_free_screening|201601|
jiaocheng_unified_management_items|unified_item|jiaocheng_six_unified|201801|
jiaocheng_unified_service_aspects|support_aspect|jiaocheng_six_unified|201801|
jiaocheng_centre_classes|centre_class|jiaocheng_director_pay|201801|
luzhai_tight_alliances|tight_alliance|luzhai_two_systems|201701|县人民医院市县医联体、县中医院市县医联体
luzhai_alliance_city_hospitals|alliance_city_hospital|luzhai_two_systems|201701|
luzhai_unchanged_items|unchanged_item|luzhai_five_unchanged_three_powers|201701|
luzhai_transferred_powers|transferred_power|luzhai_five_unchanged_three_powers|201701|
luzhai_new_key_disciplines|new_key_discipline|luzhai_talent|201801|
luzhai_research_projects|research_project|luzhai_talent|201801|
luzhai_regional_tcm_key_specialties|regional_tcm_specialty|luzhai_tcm|201801|
luzhai_city_tcm_key_specialties|city_tcm_specialty|luzhai_tcm|201801|
luzhai_alliance_tertiary_hospitals|specialty_partner|luzhai_specialty_alliance|201801|
luzhai_specialty_alliances|specialty_alliance|luzhai_specialty_alliance|201801|
luzhai_tcm_new_technologies|tcm_new_technology|luzhai_tcm|201801|
luzhai_tcm_research_topics|tcm_research_topic|luzhai_tcm|201801|
luzhai_tcm_patents|tcm_patent|luzhai_tcm|201801|
luzhai_tcm_papers|tcm_paper|luzhai_tcm|201801|
luzhai_tcm_core_papers|tcm_core_paper|luzhai_tcm|201801|
luzhai_tcm_cme_projects|tcm_education_project|luzhai_tcm|201801|
luzhai_referral_tiers|referral_tier|luzhai_referral|201801|市级、县级
luzhai_linked_reforms|linked_reform|luzhai_two_systems|201701|医疗、医保、医药
jiexiu_responsibility_lists|responsibility_list|jiexiu_three_lists|201710|办医清单、监管清单、运营清单
jiexiu_unified_management_items|unified_item|jiexiu_six_unified_centres|201710|
jiexiu_rule_systems|rule_system|jiexiu_six_unified_centres|201710|
jiexiu_management_centres|management_centre|jiexiu_six_unified_centres|201710|
jiexiu_business_centres|business_centre|jiexiu_six_unified_centres|201710|
jiexiu_auxiliary_drugs_removed|auxiliary_drug_removed|jiexiu_drug_cost|201901|
jiexiu_new_disciplines|new_discipline|jiexiu_maternal_child|202001|
jiexiu_two_down_two_use_items|two_down_item|jiexiu_two_down_two_use|201801|县级人员下到乡镇、乡镇人员下到村
jiexiu_maternal_mortality_zero_years|zero_maternal_death_year|jiexiu_maternal_child|202012|2019年、2020年
jiexiu_covid_institutions|covid_institution|jiexiu_epidemic|202001|
jiexiu_covid_village_clinics|covid_village_clinic|jiexiu_epidemic|202001|
jiexiu_covid_defence_lines|covid_defence_line|jiexiu_epidemic|202001|
jiexiu_covid_control_elements|covid_control_element|jiexiu_epidemic|202001|
"""

PRIMARY = ("township_centre", "community_centre")
CLINICS = ("central_village_clinic", "village_clinic")
KEPT_OF_CHECKLIST = ("item_id", "county_code", "township_code", "institution_code", "mechanism_id", "owner", "since")

# 鹿寨: 25 promotions in two years against 37 in the four years before the alliance, that is 18.5 in two years.
PROMOTIONS_BEFORE_IN_TWO_YEARS = 18.5
# 介休: the year the maternal and child institutions were merged in, and the one compared with.
INFANT_YEAR, INFANT_BASE_YEAR = 2020, 2018


def published_items() -> Rows:
    """Return the inventories that the accounts count: a row a named thing, or one row that stands for the number."""
    rows: Rows = []
    for line in PUBLISHED_ITEMS.split():
        figure_id, kind, mechanism_id, since, listed = line.split("|")
        cited = figure(figure_id)
        names = listed.split("、") if listed else [cited.name_zh]
        if listed and len(names) != cited.value:
            raise ValueError(f"{figure_id}: {len(names)} names for {cited.value:.0f} things")
        rows += [
            {
                "item_id": f"{figure_id}_{number:02d}" if listed else figure_id,
                "county_code": cited.county_code,
                "mechanism_id": mechanism_id,
                "kind": kind,
                "name_zh": name,
                "quantity": 1.0 if listed else cited.value,
                "since": int(since),
                "state": "已建立",
                **origin(cited.load_id),
            }
            for number, name in enumerate(names, start=1)
        ]
    return rows


def at_institutions(
    world: World, mechanism_id: str, kind: str, institutions: pd.DataFrame, name: str, since: np.ndarray
) -> Rows:
    """Return one item row an institution, in force from the month given for it (shape as `institutions`)."""
    county_code = county_of(mechanism_id)
    codes = institutions["institution_code"]
    places = zip(codes, townships_of(world, codes, since), institutions["name_zh"], since, strict=True)
    return [
        {
            "item_id": f"{kind}_{code}",
            "county_code": county_code,
            "township_code": township,
            "institution_code": code,
            "mechanism_id": mechanism_id,
            "kind": kind,
            "name_zh": f"{institution}{name}",
            "quantity": 1.0,
            "since": int(first),
            "state": "已建立",
            **SYNTHETIC,
        }
        for code, township, institution, first in places
    ]


def months_between_years(key: str, count: int, first_year: int, last_year: int) -> np.ndarray:
    """Return `count` months in order, spread evenly over whole years with a little chance, shape (count,)."""
    generator = rng("items", key)
    position = np.sort(generator.uniform(0, (last_year - first_year + 1) * 12, count)).astype(int)
    return np.asarray((first_year + position // 12) * 100 + position % 12 + 1)


def inventories_by_institution(world: World) -> Rows:
    """Return inventories that have one row an institution; their totals are printed, their dates are invented."""
    primary = world.institutions(LISHI, *PRIMARY)
    clinics = world.institutions(LISHI, *CLINICS)
    rows = at_institutions(
        world,
        "lishi_beautiful_clinics",
        "improved_primary_institution",
        primary,
        "环境提升",
        months_between_years("lishi_primary", len(primary), 2019, 2022),
    )
    order = rng("items", "lishi_clinic_order").permutation(len(clinics))
    shuffled = clinics.iloc[order]
    rows += at_institutions(
        world,
        "lishi_beautiful_clinics",
        "improved_village_clinic",
        shuffled,
        "环境提升",
        months_between_years("lishi_clinics", len(clinics), 2019, 2023),
    )
    handed = np.full(len(clinics), 202306)
    rows += at_institutions(world, "lishi_village_handover", "handed_over_clinic", clinics, "移交集团管理", handed)
    models = shuffled.iloc[: round(printed("lishi_target_model_village_clinics") * 0.7)]
    since = months_between_years("lishi_model_clinics", len(models), 2024, 2024)
    rows += at_institutions(world, "lishi_beautiful_clinics", "model_village_clinic", models, "示范样板建设", since)
    model_centres = primary.iloc[:1]
    rows += at_institutions(
        world, "lishi_beautiful_clinics", "model_township_institution", model_centres, "样板建设", np.array([202409])
    )
    return rows + _buildings(world)


def _buildings(world: World) -> Rows:
    """Return the primary institutions that 介休 built, expanded and brought up to the area standard."""
    centres = world.institutions(JIEXIU, "township_centre")
    communities = world.institutions(JIEXIU, "community_centre")
    built, expanded = printed("jiexiu_township_centres_new"), printed("jiexiu_township_centres_expanded")
    standard = printed("jiexiu_primary_institutions_area_standard")
    plans = (
        ("jiexiu_hardware", "centre_built", centres.iloc[:built], "新建", 2018, 2020),
        ("jiexiu_hardware", "centre_expanded", centres.iloc[built : built + expanded], "改扩建", 2018, 2020),
        (
            "jiexiu_hardware",
            "community_centre_expanded",
            communities.iloc[: printed("jiexiu_community_centres_expanded")],
            "改扩建",
            2019,
            2020,
        ),
        (
            "jiexiu_15min_circle",
            "area_standard_institution",
            pd.concat([centres, communities]).iloc[:standard],
            "业务用房面积达标",
            2018,
            2020,
        ),
    )
    return [
        row
        for mechanism_id, kind, chosen, name, first, last in plans
        for row in at_institutions(
            world, mechanism_id, kind, chosen, name, months_between_years(kind, len(chosen), first, last)
        )
    ]


def checklists(world: World) -> Rows:
    """Return the matters of the reforms that are in place, at each institution or on each list, with their month."""
    return [
        {
            **{name: row[name] for name in KEPT_OF_CHECKLIST if name in row},
            "kind": "checklist_item",
            "name_zh": f"{row['subject_zh']}：{row['item_zh']}",
            "quantity": 1.0,
            "state": "已建立",
            **SYNTHETIC,
        }
        for row in (*asked_of_institutions(world), *asked_of_lists())
        if row["since"] is not None
    ]


def baseline_pairs(world: World) -> Rows:
    """Return pairs of rows, now and then, from which a change against a named base is computed, never a 同比."""
    promoted = printed("luzhai_promoted_full_senior") + printed("luzhai_promoted_associate_senior")
    now, base = (_infant_mortality(world, year) for year in (INFANT_YEAR, INFANT_BASE_YEAR))
    pairs = (
        (
            "senior_promotion",
            "luzhai_talent",
            promoted,
            PROMOTIONS_BEFORE_IN_TWO_YEARS,
            "高级职称晋升人数",
            "联盟前四年折合两年",
            201801,
        ),
        ("infant_mortality", "jiexiu_maternal_child", now, base, "婴儿死亡率（‰）", f"{INFANT_BASE_YEAR}年", 202012),
    )
    return [
        {
            "item_id": f"{mechanism_id}_{kind}_{suffix}",
            "county_code": county_of(mechanism_id),
            "mechanism_id": mechanism_id,
            "kind": f"{kind}_{suffix}",
            "name_zh": label,
            "quantity": float(quantity),
            "since": since,
            "state": "已建立",
            **SYNTHETIC,
        }
        for kind, mechanism_id, after, before, name, base_name, since in pairs
        for suffix, quantity, label in (("now", after, name), ("base", before, f"{name}：{base_name}"))
    ]


def _infant_mortality(world: World, year: int) -> float:
    births = world.frames["birth_month"]
    births = births[(births["county_code"] == JIEXIU) & (births["month"] // 100 == year)]
    return 1000 * float(births["infant_deaths"].sum()) / float(births["live_births"].sum())


# Kind, mechanism, name, lots as (first month, things put in place then). 介休 reaches its printed 100 new technologies
# in the quarter of its account and goes on; the others are plans of 离石 for 2024 or lists the accounts do not count.
LOTS: tuple[tuple[str, str, str, tuple[tuple[int, int], ...]], ...] = (
    (
        "new_technology",
        "jiexiu_new_tech",
        "新技术项目",
        (
            *((201800 + month, 8) for month in (3, 6, 9, 12)),
            *((201900 + month, 8) for month in (3, 6, 9, 12)),
            *((202000 + month, 8) for month in (3, 6, 9)),
            (202012, 12),
            *((year * 100 + month, 4) for year in (2022, 2023, 2024) for month in (3, 6, 9, 12)),
        ),
    ),
    ("new_technology", "lishi_talent_plan", "新技术项目", ((202404, 2), (202408, 1), (202411, 1))),
    ("cooperation_department", "lishi_talent_plan", "合作共建科室", ((202403, 4), (202407, 3), (202410, 2))),
    ("municipal_key_specialty", "lishi_talent_plan", "市级重点专科", ((202406, 1), (202412, 1))),
    ("provincial_key_specialty", "lishi_talent_plan", "省级重点专科", ((202412, 1),)),
    ("linked_care_home", "jungar_medical_elderly_care", "签约养老机构", ((202001, 6), (202107, 3), (202301, 4))),
    ("merged_member", "jiaocheng_prevention_merge", "并入集团的单位", ((201801, 2),)),
    ("director_term", "jungar_director_term", "院长任期", ((202001, 4),)),
)


NAMED_BY_DEPARTMENT = "jiexiu_new_tech"
"""Its things stand one by one, each with the department that has it; the account prints their number, no names."""
SECOND_PLAN = 202201  # the plan from which departments take turns anew, as sample_data/evidence/plan.py counts them


def by_department() -> Rows:
    """Return the new technologies one by one. Their names are numbers: the account prints none."""
    departments = facts("evidence_department").to_dict("records")
    months = [
        month for _, owner, _, parts in LOTS if owner == NAMED_BY_DEPARTMENT for month, n in parts for _ in range(n)
    ]
    first_of_second = sum(month < SECOND_PLAN for month in months)
    found = []
    for number, month in enumerate(months, start=1):
        turn = number - 1 if month < SECOND_PLAN else number - 1 - first_of_second
        department = departments[turn % len(departments)]
        found.append(
            {
                "item_id": f"{NAMED_BY_DEPARTMENT}_{number:03d}",
                "county_code": county_of(NAMED_BY_DEPARTMENT),
                "mechanism_id": NAMED_BY_DEPARTMENT,
                "kind": "new_technology",
                "name_zh": f"新技术{number:03d}",
                "name_en": f"New technology {number:03d}",
                "department_zh": department["name_zh"],
                "department_en": department["name_en"],
                "quantity": 1.0,
                "since": month,
                "state": "已建立",
                **SYNTHETIC,
            }
        )
    return found


def lots() -> Rows:
    """Return inventories that grew in lots, with invented months."""
    return [
        {
            "item_id": f"{mechanism_id}_{kind}_{since}",
            "county_code": county_of(mechanism_id),
            "mechanism_id": mechanism_id,
            "kind": kind,
            "name_zh": name,
            "quantity": float(things),
            "since": since,
            "state": "已建立",
            **SYNTHETIC,
        }
        for kind, mechanism_id, name, parts in LOTS
        if mechanism_id != NAMED_BY_DEPARTMENT
        for since, things in parts
    ]


OWNERS = (
    ("unified_item", "集团办公室"),
    ("qc_centre", "质控中心办公室"),
    ("new_technology", "医务科"),
    ("auxiliary_drug_removed", "药械管理中心"),
    ("responsibility_list", "医改领导小组办公室"),
)


def programme_items(world: World) -> pd.DataFrame:
    """Return every item of every mechanism's checklist or inventory."""
    rows = [
        *published_items(),
        *inventories_by_institution(world),
        *checklists(world),
        *lots(),
        *by_department(),
        *baseline_pairs(world),
    ]
    owners = dict(OWNERS)
    leads = {code: place_of_lead(world, code) for code in COUNTIES}
    frame = frame_of(
        "programme_item", [{"owner": owners.get(row["kind"]), **leads[row["county_code"]], **row} for row in rows]
    )
    first = np.maximum(frame["since"].to_numpy(), MONTHS[0])
    return frame.assign(township_code=townships_of(world, frame["institution_code"], first))
