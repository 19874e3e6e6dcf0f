"""服务量与效率: visits, admissions, surgeries, bed use, stay, cost."""

from data_access.schema import institution_month
from metrics.catalogue.resources import AT_PRIMARY, AT_TOWNSHIP_CENTRES, COUNTY_LEVELS, IN_COUNTY
from metrics.definition import Better, Metric, Model, Source, flow

FAMILY = "服务量与效率"
MONTHLY = Source("医疗卫生机构月报", "统计制度", "各医疗机构，县卫生健康局汇总")
FINANCE = Source("医疗卫生机构财务月报", "统计制度", "县医共体财务中心")

month = institution_month.c
AT_COUNTY_HOSPITALS = month.level.in_(COUNTY_LEVELS)
AT_LEAD = month.is_lead
IN_GROUP = month.in_group


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
        unit_en={"人次": "visits", "例": "cases"}.get(unit, ""),
        better=better,
        model="count",
        numerator=flow(institution_month, month[column], *where),  # type: ignore[arg-type]
        numerator_zh=f"期内{name_zh}之和",
        source=MONTHLY,
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
    bottom: str,
    bottom_zh: str,
    *where: object,
    per: float = 1,
    source: Source = MONTHLY,
    decimals: int = 1,
) -> Metric:
    return Metric(
        id=metric_id,
        name_zh=name_zh,
        name_en=name_en,
        family=FAMILY,
        unit=unit,
        unit_en={"%": "%", "天": "days", "元": "yuan"}.get(unit, ""),
        better=better,
        model=model,
        numerator=flow(institution_month, month[top], *where),  # type: ignore[arg-type]
        numerator_zh=top_zh,
        denominator=flow(institution_month, month[bottom], *where),  # type: ignore[arg-type]
        denominator_zh=bottom_zh,
        per=per,
        source=source,
        decimals=decimals,
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
            "bed_days_open",
            "期内开放床日数",
            *where,
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
            "discharges",
            "期内出院人次",
            *where,
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
            "discharges",
            "期内出院人次",
            *where,
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
            "medical_revenue_yuan",
            "期内医疗收入",
            *where,
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
            "medical_revenue_yuan",
            "期内医疗收入（百元）",
            *where,
            per=100,
            source=FINANCE,
        ),
    )


METRICS = (
    _count("outpatient_visits", "县域门诊人次", "Outpatient visits in the county", "outpatient_visits", IN_COUNTY),
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
        unit_en="cases",
        better="neutral",
        model="count",
        numerator=flow(
            institution_month, month.surgeries_1 + month.surgeries_2 + month.surgeries_3 + month.surgeries_4, AT_LEAD
        ),
        numerator_zh="期内一至四级手术例数之和",
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
        unit_en="yuan",
        better="neutral",
        model="amount",
        numerator=flow(institution_month, month.medical_revenue_yuan, AT_COUNTY_HOSPITALS),
        numerator_zh="期内医疗收入",
        source=FINANCE,
        decimals=0,
        note_zh="同比即医疗费用增长幅度",
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
        "drug_cost_yuan",
        "期内药品采购金额",
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
        unit_en="%",
        better="lower",
        model="mean",
        numerator=flow(institution_month, month.drug_revenue_yuan - month.drug_cost_yuan, AT_PRIMARY),
        numerator_zh="期内药品收入减药品采购金额",
        denominator=flow(institution_month, month.drug_cost_yuan, AT_PRIMARY),
        denominator_zh="期内药品采购金额",
        per=100,
        source=FINANCE,
        note_zh="零差价即为0",
    ),
)
