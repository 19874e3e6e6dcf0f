"""国家监测指标（2024年版）: the 14 measures of the monitoring list under their own names and groups.

Eleven measures are figures; some of them are the catalogue's own metrics, the others stand here. Three are qualitative:
an evidence register, never a percentage. The list is public, the official calculation sheet is not: every figure
therefore says 本系统口径 and how it reads.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from sqlalchemy import literal

from data_access.schema import chronic_month, death_month, institution_month, insured_month, posting, resident_age_year
from metrics.catalogue.division import INSURANCE, REMOTE
from metrics.catalogue.outcomes import CHRONIC_SYSTEM, DEATHS
from metrics.catalogue.people import POSTINGS
from metrics.catalogue.records import HOSPITAL_WHERE_PROVIDED
from metrics.catalogue.resources import AT_PRIMARY, AT_TOWNSHIP_CENTRES, RESIDENTS
from metrics.catalogue.volume import AT_LEAD, FINANCE
from metrics.definition import SMALL_COUNT, Measure, Metric, Source, Timing, distinct, flow, stock
from metrics.national.income import income_ratio
from metrics.national.mortality import PREMATURE_MORTALITY
from metrics.national.postings import DOCTORS_POSTED, DOCTORS_POSTED_HALF_A_YEAR, HALF_A_YEAR

FAMILY: Final = "国家监测指标"
EDITION: Final = "2024年监测指标（本系统口径）"
UNPUBLISHED: Final = "官方计算表未公布，分子分母为本系统口径"
UNPUBLISHED_EN: Final = (
    "the official calculation sheet is not public: numerator and denominator are this system's reading"
)
FIRST_AGE, LAST_AGE = 30, 65  # lower ends of the five-year groups that make up 30–69

month, insured, chronic = institution_month.c, insured_month.c, chronic_month.c


def _edition(source: Source) -> Source:
    return replace(source, edition=EDITION)


_INCOME_PER_PERSON_ZH = "期内发放的人员收入 ÷ 期内各月在岗人数之和 × 12"
_INCOME_PER_PERSON_EN = "staff income in the period ÷ staff in post, summed over its months, × 12"


def _income(metric_id: str, name_zh: str, name_en: str, *where: object) -> Metric:
    return Metric(
        id=metric_id,
        name_zh=name_zh,
        name_en=name_en,
        family=FAMILY,
        unit="元",
        better="neutral",
        model="mean",
        numerator=flow(institution_month, month.staff_income_yuan, *where),  # type: ignore[arg-type]
        numerator_zh="期内人员收入",
        numerator_en="staff income in the period",
        denominator=flow(institution_month, month.staff, *where),  # type: ignore[arg-type]
        denominator_zh="期内各月在岗人数之和",
        denominator_en="staff in post, summed over the months of the period",
        per=12,
        note_zh="按人月折算成一年",
        note_en="person-months made into a year",
        source=_edition(FINANCE),
        decimals=0,
    )


PRIMARY_INCOME = _income("primary_income_per_person", "基层机构人均收入", "Income per person, primary", AT_PRIMARY)
LEAD_INCOME = replace(
    _income("lead_income_per_person", "牵头医院人均收入", "Income per person, lead hospital", AT_LEAD),
    provision=HOSPITAL_WHERE_PROVIDED,
)

ANY_POSTING: Final = Metric(
    id="postings_per_10000",
    name_zh="每万常住人口派驻人数",
    name_en="Doctors posted to primary institutions per 10,000 residents",
    family=FAMILY,
    unit="人/万人",
    better="higher",
    model="rate",
    # The rows behind it; who of them counts is decided by dates, titles and both institutions.
    numerator=Measure(posting, literal(1), Timing.FIXED),
    numerator_zh="期内由二级及以上机构派驻到基层机构的中级及以上医师人数（一人一年内计一次）",
    numerator_en="doctors of intermediate title or above posted in the period from secondary or higher "
    "institutions to primary ones (each once a year)",
    denominator=RESIDENTS,
    denominator_zh="期末常住人口",
    denominator_en="residents at the end of the period",
    per=10_000,
    note_zh=f"只计派驻，不计下沉；派驻时段截到所选时期；职称不明、日期有误的不计并列出；{UNPUBLISHED}",
    note_en="postings only, no visits; a posting is cut to the period chosen; unknown titles and wrong dates do "
    f"not count and are listed; {UNPUBLISHED_EN}",
    source=_edition(POSTINGS),
    decimals=2,
    computed=DOCTORS_POSTED,
)
HALF_A_YEAR_POSTING: Final = replace(
    ANY_POSTING,
    id="postings_183_days_per_10000",
    name_zh=f"每万常住人口派驻人数（年内满{HALF_A_YEAR}天）",
    name_en=f"Doctors posted to primary institutions for {HALF_A_YEAR} days or more of the year, per 10,000 residents",
    numerator_zh=f"期内由二级及以上机构派驻到基层机构、年内派驻满{HALF_A_YEAR}天的中级及以上医师人数（一人计一次）",
    numerator_en="doctors of intermediate title or above posted in the period from secondary or higher institutions "
    f"to primary ones, for {HALF_A_YEAR} days or more of a calendar year (each once)",
    note_zh=f"派驻的另一口径：一个自然年内（截至期末）派驻满{HALF_A_YEAR}天才计，同一医师各条派驻的天数合并；"
    f"其余同“{ANY_POSTING.name_zh}”；{UNPUBLISHED}",
    note_en=f"another reading of a posting: it counts from {HALF_A_YEAR} days of a calendar year on, up to the "
    f"period's end, all postings of a doctor together; otherwise as the measure without days; {UNPUBLISHED_EN}",
    computed=DOCTORS_POSTED_HALF_A_YEAR,
)

METRICS: Final = (
    ANY_POSTING,
    HALF_A_YEAR_POSTING,
    Metric(
        id="remote_imaging_share",
        name_zh="影像心电中心服务的乡级机构占比",
        name_en="Township-level institutions served by the imaging or ECG centre",
        family=FAMILY,
        unit="%",
        better="higher",
        model="proportion",
        census=True,
        numerator=distinct(
            Timing.FLOW,
            institution_month.c.institution_code,
            AT_TOWNSHIP_CENTRES,
            month.remote_imaging + month.remote_ecg > 0,
        ),
        numerator_zh="期内有远程影像或心电诊断的乡级机构数",
        numerator_en="township-level institutions with remote imaging or ECG readings in the period",
        # Over the months of the numerator, not at their end: one that then did not report was served all the same.
        denominator=distinct(Timing.FLOW, institution_month.c.institution_code, AT_TOWNSHIP_CENTRES),
        denominator_zh="期内乡级机构数",
        denominator_en="township-level institutions in the period",
        per=100,
        note_zh=UNPUBLISHED,
        note_en=UNPUBLISHED_EN,
        source=_edition(REMOTE),
    ),
    PRIMARY_INCOME,
    LEAD_INCOME,
    Metric(
        id="income_ratio",
        name_zh="基层与牵头医院人均收入比",
        name_en="Income per person, primary institutions over lead hospital",
        family=FAMILY,
        unit="",
        better="higher",
        model="mean",
        numerator=PRIMARY_INCOME.numerator,
        numerator_zh=f"基层机构人均收入（{_INCOME_PER_PERSON_ZH}）",
        numerator_en=f"income per person at primary institutions ({_INCOME_PER_PERSON_EN})",
        denominator=LEAD_INCOME.numerator,
        denominator_zh="牵头医院人均收入（同法）",
        denominator_en="income per person at the lead hospital, worked out the same way",
        note_zh=f"按乡镇看时，分母仍为所有牵头医院；{UNPUBLISHED}",
        note_en=f"for a township, too, the denominator is the county's lead hospital; {UNPUBLISHED_EN}",
        source=_edition(FINANCE),
        decimals=2,
        computed=income_ratio(PRIMARY_INCOME, LEAD_INCOME),
    ),
    Metric(
        id="fund_primary_share",
        name_zh="县域内基层机构医保基金支出占比",
        name_en="Insurance fund spent at primary institutions, of that spent in the county",
        family=FAMILY,
        unit="%",
        better="higher",
        model="mean",
        numerator=flow(insured_month, insured.fund_in_county_primary_yuan),
        numerator_zh="期内医保基金在县域内基层机构的支出",
        numerator_en="health-insurance fund spent at primary institutions in the county in the period",
        denominator=flow(insured_month, insured.fund_in_county_yuan),
        denominator_zh="期内医保基金县域内支出（不含药店）",
        denominator_en="health-insurance fund spent in the county in the period, pharmacies excluded",
        per=100,
        note_zh=UNPUBLISHED,
        note_en=UNPUBLISHED_EN,
        source=_edition(INSURANCE),
    ),
    Metric(
        id="insured_cost_per_admission",
        name_zh="参保人县域内住院人均费用",
        name_en="Cost per admission of the insured in the county",
        family=FAMILY,
        unit="元",
        better="lower",
        model="mean",
        numerator=flow(insured_month, insured.inpatient_cost_in_county_yuan),
        numerator_zh="期内参保人县域内住院费用",
        numerator_en="inpatient cost of the insured in the county in the period",
        denominator=flow(insured_month, insured.admissions_in_county),
        denominator_zh="期内参保人县域内住院人次",
        denominator_en="admissions of the insured in the county in the period",
        note_zh=f"增长率为与对比期相比的百分比；{UNPUBLISHED}",
        note_en=f"its growth is the change in % on the period compared with; {UNPUBLISHED_EN}",
        source=_edition(INSURANCE),
        decimals=0,
        growth=True,
    ),
    Metric(
        id="chronic_admission_rate",
        name_zh="慢性病健康管理人群住院率",
        name_en="Admissions per 100 managed chronic patients",
        family=FAMILY,
        unit="%",
        better="lower",
        model="rate",
        numerator=flow(chronic_month, chronic.admissions),
        numerator_zh="期内在管慢病患者县域内住院人次（分病种相加）",
        numerator_en="admissions in the county of chronic patients under management in the period, "
        "added over the diseases",
        denominator=stock(chronic_month, chronic.managed),
        denominator_zh="期末在管慢病患者人数（分病种相加）",
        denominator_en="chronic patients under management at the end of the period, added over the diseases",
        per=100,
        note_zh=f"一人可住院多次；不足一年的时期不折算成全年；{UNPUBLISHED}",
        note_en=f"a person may be admitted more than once; a part of a year is not scaled to a year; {UNPUBLISHED_EN}",
        source=_edition(CHRONIC_SYSTEM),
        suppression=SMALL_COUNT,
    ),
    Metric(
        id="premature_mortality",
        name_zh="四类慢性病过早死亡率",
        name_en="Premature mortality from four chronic diseases (40q30)",
        family=FAMILY,
        unit="%",
        better="lower",
        model="rate",
        numerator=flow(death_month, death_month.c.four_ncd_deaths, death_month.c.age_from.between(FIRST_AGE, LAST_AGE)),
        numerator_zh="期内30—69岁四类慢性病死亡人数",
        numerator_en="deaths from the four chronic diseases at ages 30–69 in the period",
        denominator=Measure(
            resident_age_year,
            resident_age_year.c.residents,
            Timing.FIXED,
            (resident_age_year.c.age_from.between(FIRST_AGE, LAST_AGE),),
        ),
        denominator_zh="期内30—69岁人年数",
        denominator_en="person-years at ages 30–69 in the period",
        per=100,
        note_zh="由八个五岁组的死亡率算出30岁的人在70岁前死于四类慢性病的概率（40q30，WHO 口径），不是死亡人数÷人年数",
        note_en="the probability of dying from the four chronic diseases between the ages of 30 and 70 (40q30, as WHO "
        "defines it), from the death rates of eight five-year groups; not deaths ÷ person-years",
        source=replace(DEATHS, edition=EDITION),
        suppression=SMALL_COUNT,
        computed=PREMATURE_MORTALITY,
    ),
)

Group = Literal["紧密型", "同质化", "促分工", "提效能", "保健康"]
GROUPS_EN: Final[dict[Group, str]] = {
    "紧密型": "Integration",
    "同质化": "Even quality",
    "促分工": "Division of labour",
    "提效能": "Efficiency",
    "保健康": "Health",
}


@dataclass(frozen=True)
class NationalMeasure:
    """One of the 14 measures: its own name, its group, and what stands for it.

    metric_ids : the figure first, then what belongs to it; () for a qualitative measure.
    evidence   : key of the evidence register; '' for a figure.
    """

    number: int
    group: Group
    name_zh: str
    name_en: str
    metric_ids: tuple[str, ...] = ()
    evidence: str = ""


def _measure(number: int, group: Group, name_zh: str, name_en: str, *metric_ids: str) -> NationalMeasure:
    return NationalMeasure(number, group, name_zh, name_en, metric_ids)


NATIONAL_LIST: Final = (
    NationalMeasure(1, "紧密型", "资源统一管理", "Unified management of resources", evidence="unified_resources"),
    NationalMeasure(
        2, "紧密型", "医共体内部民主决策", "Shared decisions in the community", evidence="shared_decisions"
    ),
    NationalMeasure(3, "紧密型", "服务协同联动", "Joined-up services", evidence="joined_services"),
    _measure(
        4,
        "同质化",
        "二级及以上医疗卫生机构中级及以上医师到基层医疗卫生机构派驻人数/每万常住人口",
        "Doctors of intermediate title or above posted to primary institutions per 10,000 residents",
        "postings_per_10000",
        "postings_183_days_per_10000",
    ),
    _measure(
        5,
        "同质化",
        "影像心电中心服务开展与心电设备村级覆盖率",
        "Imaging and ECG centre services, and village clinics with an ECG device",
        "ecg_clinic_share",
        "remote_imaging_share",
    ),
    _measure(
        6,
        "同质化",
        "基层医疗卫生机构人均收入与牵头医院人均收入的比值",
        "Income per person, primary institutions over lead hospital",
        "income_ratio",
        "primary_income_per_person",
        "lead_income_per_person",
    ),
    _measure(
        7,
        "促分工",
        "县域内基层医疗卫生机构诊疗人次占比",
        "Primary share of visits in the county",
        "primary_visit_share",
    ),
    _measure(
        8,
        "促分工",
        "医保基金县域内支出占比（不含药店）",
        "Insurance fund spent in the county, pharmacies excluded",
        "fund_in_county_share",
    ),
    _measure(
        9,
        "促分工",
        "县域内基层医疗卫生机构医保基金支出占比",
        "Insurance fund spent at primary institutions",
        "fund_primary_share",
    ),
    _measure(
        10,
        "提效能",
        "参保人县域内住院人均费用及增长率",
        "Cost per admission of the insured and its growth",
        "insured_cost_per_admission",
    ),
    _measure(
        11,
        "提效能",
        "参保人县域内住院人次占比",
        "Admissions of the insured kept in the county",
        "in_county_admission_share",
    ),
    _measure(12, "提效能", "县域内中医类诊疗量占比", "TCM share of visits in the county", "tcm_visit_share"),
    _measure(
        13,
        "保健康",
        "县域内慢性病健康管理人群住院率",
        "Admission rate of managed chronic patients",
        "chronic_admission_rate",
    ),
    _measure(
        14, "保健康", "四类慢性病过早死亡率", "Premature mortality from four chronic diseases", "premature_mortality"
    ),
)

# The figure of each measure that has one, in the list's order.
NATIONAL_IDS: Final = tuple(measure.metric_ids[0] for measure in NATIONAL_LIST if measure.metric_ids)
# All figures, with those that belong to a measure.
ALL_NATIONAL_IDS: Final = tuple(metric_id for measure in NATIONAL_LIST for metric_id in measure.metric_ids)


def official_name(metric_id: str) -> NationalMeasure | None:
    """Return the measure of the national list whose figure this metric is."""
    return next((measure for measure in NATIONAL_LIST if measure.metric_ids[:1] == (metric_id,)), None)
