"""服务量与效率: visits, admissions, surgeries, bed use, stay, cost."""

from dataclasses import replace

from data_access.schema import institution_month, reported_for_month
from metrics.catalogue.records import HOSPITAL_WHERE_PROVIDED
from metrics.catalogue.resources import AT_PRIMARY, AT_TOWNSHIP_CENTRES, COUNTY_LEVELS, IN_COUNTY
from metrics.definition import Better, Metric, Model, Provision, Source, flow, within_sentence

FAMILY = "服务量与效率"
MONTHLY = Source(
    "医疗卫生机构月报",
    "统计制度",
    "各医疗机构，县卫生健康局汇总",
    "Monthly return of health institutions",
    "institutions; summed by the County Health Bureau",
)
FINANCE = Source(
    "医疗卫生机构财务月报",
    "统计制度",
    "县医共体财务中心",
    "Monthly financial return of health institutions",
    "finance centre of the medical community",
)

month = institution_month.c
AT_COUNTY_HOSPITALS = month.level.in_(COUNTY_LEVELS)
AT_LEAD = month.is_lead
IN_GROUP = month.in_group


_PUBLIC_ONLY = ("只计县级公立医院，不含民营医院", "county public hospitals only: private hospitals are left out")


def _left_out(where: tuple[object, ...]) -> tuple[str, str]:
    """Return what a definition says of private hospitals, which the county's total of visits and beds includes."""
    return _PUBLIC_ONLY if any(condition is AT_COUNTY_HOSPITALS for condition in where) else ("", "")


def _count(
    metric_id: str,
    name_zh: str,
    name_en: str,
    column: str,
    *where: object,
    unit: str = "人次",
    better: Better = "neutral",
) -> Metric:
    return Metric(
        id=metric_id,
        name_zh=name_zh,
        name_en=name_en,
        family=FAMILY,
        unit=unit,
        better=better,
        model="count",
        numerator=flow(institution_month, month[column], *where),  # type: ignore[arg-type]
        numerator_zh=f"期内{name_zh}之和",
        numerator_en=f"{within_sentence(name_en)}, summed over the period",
        source=MONTHLY,
        note_zh=_left_out(where)[0],
        note_en=_left_out(where)[1],
        decimals=0,
    )


def _ratio(
    metric_id: str,
    name_zh: str,
    name_en: str,
    unit: str,
    better: Better,
    model: Model,
    top: str,
    top_zh: str,
    top_en: str,
    bottom: str,
    bottom_zh: str,
    bottom_en: str,
    *where: object,
    per: float = 1,
    source: Source = MONTHLY,
    decimals: int = 1,
    provision: Provision | None = None,
) -> Metric:
    return Metric(
        id=metric_id,
        name_zh=name_zh,
        name_en=name_en,
        family=FAMILY,
        unit=unit,
        better=better,
        model=model,
        numerator=flow(institution_month, month[top], *where),  # type: ignore[arg-type]
        numerator_zh=top_zh,
        numerator_en=top_en,
        denominator=flow(institution_month, month[bottom], *where),  # type: ignore[arg-type]
        denominator_zh=bottom_zh,
        denominator_en=bottom_en,
        per=per,
        source=source,
        note_zh=_left_out(where)[0],
        note_en=_left_out(where)[1],
        decimals=decimals,
        provision=provision,
    )


def _hospital_ratios(prefix: str, place: str, place_en: str, *where: object) -> tuple[Metric, ...]:
    """Return the operating indicators for all county hospitals or the lead hospital alone."""
    return (
        _ratio(
            f"{prefix}bed_use_rate",
            f"{place}病床使用率",
            f"Bed occupancy, {place_en}",
            "%",
            "neutral",
            "mean",
            "bed_days_used",
            "期内实际占用床日数",
            "bed-days occupied in the period",
            "bed_days_open",
            "期内开放床日数",
            "bed-days open in the period",
            *where,
            provision=HOSPITAL_WHERE_PROVIDED,
            per=100,
        ),
        _ratio(
            f"{prefix}average_stay",
            f"{place}平均住院日",
            f"Average length of stay, {place_en}",
            "天",
            "lower",
            "mean",
            "discharge_bed_days",
            "期内出院者占用床日数",
            "bed-days of patients discharged in the period",
            "discharges",
            "期内出院人次",
            "discharges in the period",
            *where,
            provision=HOSPITAL_WHERE_PROVIDED,
        ),
        _ratio(
            f"{prefix}cost_per_discharge",
            f"{place}出院次均费用",
            f"Cost per discharge, {place_en}",
            "元",
            "lower",
            "mean",
            "inpatient_revenue_yuan",
            "期内住院收入",
            "inpatient revenue in the period",
            "discharges",
            "期内出院人次",
            "discharges in the period",
            *where,
            provision=HOSPITAL_WHERE_PROVIDED,
            source=FINANCE,
        ),
        _ratio(
            f"{prefix}drug_share",
            f"{place}药占比",
            f"Drug share of medical revenue, {place_en}",
            "%",
            "lower",
            "mean",
            "drug_revenue_yuan",
            "期内药品收入",
            "drug revenue in the period",
            "medical_revenue_yuan",
            "期内医疗收入",
            "medical revenue in the period",
            *where,
            provision=HOSPITAL_WHERE_PROVIDED,
            per=100,
            source=FINANCE,
        ),
        _ratio(
            f"{prefix}consumables_per_100_yuan",
            f"{place}百元医疗收入卫生材料消耗",
            f"Consumables per 100 yuan of revenue, {place_en}",
            "元",
            "lower",
            "mean",
            "consumable_cost_yuan",
            "期内卫生材料费",
            "cost of medical consumables in the period",
            "medical_revenue_yuan",
            "期内医疗收入",
            "medical revenue in the period",
            *where,
            provision=HOSPITAL_WHERE_PROVIDED,
            per=100,
            source=FINANCE,
        ),
    )


METRICS = (
    _count("outpatient_visits", "县域门诊人次", "Outpatient visits in the county", "outpatient_visits", IN_COUNTY),
    replace(
        _count("total_visits", "县域总诊疗人次", "Total visits in the county", "total_visits", IN_COUNTY),
        note_zh="总诊疗含门诊、急诊、家庭卫生服务和互联网诊疗；代报的不计入",
        note_en="outpatients, emergencies, at home and on the internet; visits reported for others are not in",
    ),
    _count("home_visits", "家庭卫生服务人次", "Visits at home", "home_visits", IN_COUNTY, better="higher"),
    _count("internet_visits", "互联网诊疗人次", "Visits on the internet", "internet_visits", IN_COUNTY),
    Metric(
        id="visits_reported_for_clinics",
        name_zh="代报村卫生室诊疗人次",
        name_en="Visits reported for village clinics",
        family=FAMILY,
        unit="人次",
        better="neutral",
        model="count",
        numerator=flow(reported_for_month, reported_for_month.c.village_clinic_visits),
        numerator_zh="期内月报第四部分代报的村卫生室诊疗人次",
        numerator_en="visits of village clinics that centres report for them in the monthly return, over the period",
        source=MONTHLY,
        note_zh="与村卫生室自己的台账互相核对，从不相加",
        note_en="held against the village clinics' own ledger, and never added to it",
        decimals=0,
    ),
    _count(
        "primary_visits",
        "基层机构门诊人次",
        "Visits at primary institutions",
        "outpatient_visits",
        AT_PRIMARY,
        better="higher",
    ),
    _count(
        "group_primary_visits",
        "集团内基层机构门诊人次",
        "Visits at the group's primary institutions",
        "outpatient_visits",
        AT_PRIMARY,
        IN_GROUP,
        better="higher",
    ),
    _count(
        "township_visits",
        "乡级机构门诊人次",
        "Visits at township-level institutions",
        "outpatient_visits",
        AT_TOWNSHIP_CENTRES,
        better="higher",
    ),
    _count(
        "lead_outpatient_visits", "牵头医院门诊人次", "Outpatient visits, lead hospital", "outpatient_visits", AT_LEAD
    ),
    _count("lead_emergency_visits", "牵头医院急诊人次", "Emergency visits, lead hospital", "emergency_visits", AT_LEAD),
    _count("admissions", "县域住院人次", "Admissions in the county", "admissions", IN_COUNTY),
    _count(
        "primary_admissions",
        "基层机构住院人次",
        "Admissions at primary institutions",
        "admissions",
        AT_PRIMARY,
        better="higher",
    ),
    _count(
        "group_primary_admissions",
        "集团内基层机构住院人次",
        "Admissions at the group's primary institutions",
        "admissions",
        AT_PRIMARY,
        IN_GROUP,
        better="higher",
    ),
    _count("group_admissions", "集团住院人次", "Admissions, all of the group", "admissions", IN_GROUP),
    _count("lead_discharges", "牵头医院出院人次", "Discharges, lead hospital", "discharges", AT_LEAD),
    Metric(
        id="lead_surgeries",
        name_zh="牵头医院手术例数",
        name_en="Surgical cases, lead hospital",
        family=FAMILY,
        unit="例",
        better="neutral",
        model="count",
        numerator=flow(
            institution_month, month.surgeries_1 + month.surgeries_2 + month.surgeries_3 + month.surgeries_4, AT_LEAD
        ),
        numerator_zh="期内一至四级手术例数之和",
        numerator_en="surgical cases of levels 1 to 4, summed over the period",
        source=MONTHLY,
        decimals=0,
    ),
    _count(
        "surgeries_3",
        "三级手术例数",
        "Level-3 operations",
        "surgeries_3",
        AT_COUNTY_HOSPITALS,
        unit="例",
        better="higher",
    ),
    _count(
        "surgeries_4",
        "四级手术例数",
        "Level-4 operations",
        "surgeries_4",
        AT_COUNTY_HOSPITALS,
        unit="例",
        better="higher",
    ),
    _count(
        "critical_cases", "急危重症救治例数", "Critical cases treated", "critical_cases", AT_COUNTY_HOSPITALS, unit="例"
    ),
    *_hospital_ratios("", "县级医院", "county hospitals", AT_COUNTY_HOSPITALS),
    *_hospital_ratios("lead_", "牵头医院", "lead hospital", AT_LEAD),
    Metric(
        id="medical_revenue",
        name_zh="县级医院医疗收入",
        name_en="Medical revenue, county hospitals",
        family=FAMILY,
        unit="元",
        better="neutral",
        model="amount",
        numerator=flow(institution_month, month.medical_revenue_yuan, AT_COUNTY_HOSPITALS),
        numerator_zh="期内医疗收入",
        numerator_en="medical revenue in the period",
        source=FINANCE,
        decimals=0,
        note_zh=f"同比即医疗费用增长幅度；{_PUBLIC_ONLY[0]}",
        note_en=f"its change on the year before is the growth of medical spending; {_PUBLIC_ONLY[1]}",
    ),
    _ratio(
        "essential_drug_share",
        "乡级机构基本药物占比",
        "Essential-drug share, township-level institutions",
        "%",
        "higher",
        "mean",
        "essential_drug_yuan",
        "期内基本药物金额",
        "value of essential drugs in the period",
        "drug_cost_yuan",
        "期内药品采购金额",
        "drug purchases in the period",
        AT_TOWNSHIP_CENTRES,
        per=100,
        source=FINANCE,
    ),
    Metric(
        id="primary_drug_markup",
        name_zh="基层机构药品加成率",
        name_en="Drug mark-up at primary institutions",
        family=FAMILY,
        unit="%",
        better="lower",
        model="mean",
        numerator=flow(institution_month, month.drug_revenue_yuan - month.drug_cost_yuan, AT_PRIMARY),
        numerator_zh="期内药品收入减药品采购金额",
        numerator_en="drug revenue less drug purchases in the period",
        denominator=flow(institution_month, month.drug_cost_yuan, AT_PRIMARY),
        denominator_zh="期内药品采购金额",
        denominator_en="drug purchases in the period",
        per=100,
        source=FINANCE,
        note_zh="零差价即为0",
        note_en="zero mark-up is 0",
    ),
)
