"""Staff who were recruited, trained, promoted or sent, and the appraisals of institutions and teams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sample_data.appraisal_rounds import classes, coefficients, item_scores, problems_closed
from sample_data.mechanisms import SYNTHETIC, county_of, frame_of, place_of_lead, printed, townships_of
from sample_data.world import GENERATOR_LOAD, MONTHS, World, allocate, rng


@dataclass(frozen=True)
class Movement:
    """A kind of staff event: how many persons between two months, and how many a year afterwards.

    every: 1 = any month, 12 = July only (graduates start work), 0 = all in the first month.
    """

    mechanism_id: str
    kind: str
    persons: int
    first: int
    last: int
    a_year_later: int = 0
    every: int = 1
    title: str | None = None
    education: str | None = None
    days: int | None = None


# 鹿寨 prints 123 recruits with a bachelor degree or above, eight of them masters.
LUZHAI_ONLY_BACHELORS = printed("luzhai_recruited_bachelors") - printed("luzhai_recruited_masters")

MOVEMENTS = (
    Movement("lishi_talent_plan", "recruit", 11, 202101, 202312, 0, 12, education="研究生"),
    Movement("lishi_talent_plan", "recruit", 14, 202401, 202412, 0, 12, education="研究生"),
    Movement("lishi_talent_plan", "recruit", 42, 202101, 202312, 0, 12, education="本科"),
    Movement("lishi_talent_plan", "recruit", 33, 202401, 202412, 0, 12, education="本科"),
    Movement("jiaocheng_talent", "recruit", printed("jiaocheng_recruited_postgraduates"), 201801, 202012, 3, 12,
             education="研究生"),
    Movement("jiaocheng_talent", "recruit", printed("jiaocheng_recruited_bachelors"), 201801, 202012, 9, 12,
             education="本科"),
    Movement("jiaocheng_talent", "training_up", printed("jiaocheng_staff_sent_for_training"), 201801, 202012, 18),
    Movement("jiaocheng_talent", "mission", printed("jiaocheng_wuhan_staff"), 202002, 202002, 0, 0,
             days=printed("jiaocheng_wuhan_days")),
    Movement("luzhai_two_way_staff", "training_up", printed("luzhai_sent_up_for_training"), 201701, 201812, 54),
    Movement("luzhai_two_way_staff", "training_received", printed("luzhai_received_from_townships"), 201701, 201812,
             28),
    Movement("luzhai_talent", "promotion", printed("luzhai_promoted_full_senior"), 201701, 201812, 1, 12, "正高"),
    Movement("luzhai_talent", "promotion", printed("luzhai_promoted_associate_senior"), 201701, 201812, 13, 12, "副高"),
    Movement("luzhai_talent", "title_review", printed("luzhai_title_under_review"), 201801, 201812, 55),
    Movement("luzhai_talent", "recruit", LUZHAI_ONLY_BACHELORS, 201701, 201812, 50, 12, None, "本科"),
    Movement("luzhai_talent", "recruit", printed("luzhai_recruited_masters"), 201701, 201812, 5, 12, None, "硕士"),
    Movement("jiexiu_two_down_two_use", "gp_training", printed("jiexiu_gp_training"), 201801, 202104, 24),
    Movement("jiexiu_two_down_two_use", "assignment", printed("jiexiu_doctors_on_assignment"), 201801, 202104, 36),
    Movement("jiexiu_epidemic", "deployment", printed("jiexiu_covid_staff"), 202001, 202112, 420),
)  # fmt: skip


def _months(movement: Movement, first: int, last: int) -> np.ndarray:
    span = MONTHS[(first <= MONTHS) & (last >= MONTHS)]
    if movement.every == 0:
        return span[:1]
    return span[span % 100 == 7] if movement.every == 12 else span


def _spread(movement: Movement, persons: int, first: int, last: int, key: str) -> list[tuple[int, int]]:
    months = _months(movement, first, last)
    generator = rng("movement", movement.mechanism_id, movement.kind, movement.title, movement.education, key)
    shares = allocate(persons, generator.uniform(0.7, 1.3, len(months)))
    return [(int(month), int(share)) for month, share in zip(months, shares, strict=True) if share]


def staff_events(world: World) -> pd.DataFrame:
    """Return groups of staff by month; totals between the account's months are the printed ones."""
    rows: list[dict[str, Any]] = []
    for movement in MOVEMENTS:
        parts = _spread(movement, movement.persons, movement.first, movement.last, "account")
        rest = MONTHS[movement.last < MONTHS]
        if movement.a_year_later and len(rest):
            later = round(movement.a_year_later * len(rest) / 12)
            parts += _spread(movement, later, int(rest[0]), int(rest[-1]), "later")
        county_code = county_of(movement.mechanism_id)
        lead = place_of_lead(world, county_code)
        traits = (movement.title, movement.education)
        name = "_".join(part for part in (movement.mechanism_id, movement.kind, *map(_latin, traits)) if part)
        rows += [
            {
                "event_id": f"{name}_{month}",
                "county_code": county_code,
                **lead,
                "mechanism_id": movement.mechanism_id,
                "month": month,
                "kind": movement.kind,
                "title": movement.title,
                "education": movement.education,
                "persons": persons,
                "days": movement.days,
                **SYNTHETIC,
            }
            for month, persons in parts
        ]
    return frame_of("staff_event", rows)


LATIN = {"正高": "full", "副高": "associate", "研究生": "postgraduate", "硕士": "master", "本科": "bachelor"}


def _latin(trait: str | None) -> str:
    return LATIN[trait] if trait else ""


@dataclass(frozen=True)
class Appraisal:
    """A scheduled appraisal: who is scored on what, in which months of the year, and how well in the first year."""

    mechanism_id: str
    levels: tuple[str, ...]
    cadence: str
    items: tuple[str, ...]
    first: int
    score: float


CADENCE_MONTHS = {"month": tuple(range(1, 13)), "quarter": (3, 6, 9, 12), "half_year": (6, 12), "year": (12,)}
PRIMARY = ("township_centre", "community_centre")
LEADS = ("county_hospital", "tcm_hospital")
HOSPITALS = ("county_hospital", "tcm_hospital", "mch_hospital")

APPRAISALS = (
    Appraisal("lishi_month_assess", PRIMARY, "month", ("工作量", "服务质量", "群众满意度"), 202201, 86),
    Appraisal("lishi_month_assess", PRIMARY, "year", ("年度评比",), 202201, 86),
    Appraisal(
        "jungar_qc_centres",
        ("county_hospital", "tcm_hospital", *PRIMARY),
        "quarter",
        tuple(f"质控中心{number:02d}督查" for number in range(1, printed("jungar_quality_control_centres") + 1)),
        202001,
        84,
    ),
    Appraisal("jungar_director_term", LEADS, "quarter", ("任期目标季度监测",), 202001, 87),
    Appraisal("jungar_director_term", LEADS, "year", ("任期目标年度考核",), 202001, 87),
    Appraisal(
        "jungar_village_integration", PRIMARY, "half_year",
        ("行政", "人员", "业务", "药品", "财务", "绩效"), 202001, 82,
    ),
    Appraisal(
        "jiaocheng_director_pay", ("township_centre",), "half_year",
        ("服务数量", "服务质量", "运行效益", "群众满意度"), 201801, 83,
    ),
    Appraisal("luzhai_assessment", HOSPITALS, "quarter", ("季度自查",), 201701, 84),
    Appraisal(
        "luzhai_assessment", HOSPITALS, "year",
        ("人员下派", "技术提升", "双向转诊", "资源共享"), 201701, 84,
    ),
    Appraisal("luzhai_quality_inspection", ("township_centre",), "quarter", ("医疗质量", "护理质量"), 201701, 80),
)  # fmt: skip

ITEMS_EN = {
    "工作量": "Workload",
    "服务质量": "Quality of service",
    "群众满意度": "Public satisfaction",
    "年度评比": "Rating of the year",
    "任期目标季度监测": "Term targets, quarterly check",
    "任期目标年度考核": "Term targets, yearly appraisal",
    "行政": "Administration",
    "人员": "Staff",
    "业务": "Services",
    "药品": "Drugs",
    "财务": "Finance",
    "绩效": "Performance",
    "服务数量": "Volume of service",
    "运行效益": "Efficiency",
    "季度自查": "Quarterly self-check",
    "人员下派": "Staff sent down",
    "技术提升": "Skills raised",
    "双向转诊": "Two-way referral",
    "资源共享": "Shared resources",
    "医疗质量": "Medical quality",
    "护理质量": "Nursing quality",
    **{f"质控中心{number:02d}督查": f"Inspection by QC centre {number:02d}" for number in range(1, 6)},
}

GAIN_A_YEAR = 1.1  # points of 100: institutions get better slowly
MOST_A_SCORE_REACHES = 99.5


def appraisals(world: World) -> pd.DataFrame:
    """Return every appraisal: score and full score, problems, class, whether it was published, the pay it led to."""
    return pd.concat([_appraised(world, appraisal) for appraisal in APPRAISALS], ignore_index=True)


def _appraised(world: World, appraisal: Appraisal) -> pd.DataFrame:
    generator = rng("appraisal", appraisal.mechanism_id, appraisal.cadence)
    county_code = county_of(appraisal.mechanism_id)
    places = world.institutions(county_code, *appraisal.levels)
    months = MONTHS[(appraisal.first <= MONTHS) & np.isin(MONTHS % 100, CADENCE_MONTHS[appraisal.cadence])]
    shape = (len(months), len(places), len(appraisal.items))
    month, place, item = (axis.reshape(-1) for axis in np.indices(shape))
    years = months[month] // 100 - appraisal.first // 100
    own_level = generator.normal(0, 2.5, len(places))[place]
    score = appraisal.score + GAIN_A_YEAR * years + own_level + generator.normal(0, 1.8, len(month))
    score = np.round(np.clip(score, 40, MOST_A_SCORE_REACHES), 1)
    codes = places["institution_code"].to_numpy(dtype=object)[place]
    left_open = generator.poisson(np.maximum(0.2, (95 - score) / 6))
    published = generator.random(len(month)) < 0.98
    marks, full = item_scores(appraisal.mechanism_id, score.reshape(shape))
    chinese, english = classes(places, appraisal.mechanism_id)
    paid = coefficients(appraisal.mechanism_id, appraisal.cadence, marks, full)
    closed = problems_closed(left_open.reshape(shape), appraisal.mechanism_id, appraisal.cadence)
    frame = pd.DataFrame(
        {
            "appraisal_id": [
                f"{appraisal.mechanism_id}_{code[6:]}_{appraisal.cadence}_{m}_{number}"
                for code, m, number in zip(codes, months[month], item + 1, strict=True)
            ],
            "county_code": county_code,
            "township_code": townships_of(world, codes, months[month]),
            "institution_code": codes,
            "mechanism_id": appraisal.mechanism_id,
            "month": months[month],
            "cadence": appraisal.cadence,
            "item_zh": np.array(appraisal.items, dtype=object)[item],
            "item_en": np.array([ITEMS_EN[name] for name in appraisal.items], dtype=object)[item],
            "score": marks.reshape(-1),
            "full_score": full.reshape(-1),
            "problems_open": left_open,
            "published": published,
            "problems_closed": closed.reshape(-1),
            "class_zh": chinese[place],
            "class_en": english[place],
            "coefficient": paid[month, place],
            "basis": "synthetic",
            "load_id": GENERATOR_LOAD,
        }
    )
    return frame_of("appraisal", frame)
