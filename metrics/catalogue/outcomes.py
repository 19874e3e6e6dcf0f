"""慢病管理与健康结果: chronic patients under management, births, deaths and ages at death."""

from sqlalchemy import Column, Float, case, cast, func

from data_access.schema import admission_age_month, birth_month, chronic_month, death_month, resident_age_year
from metrics.ask.computed import Computed
from metrics.catalogue.division import INSURANCE
from metrics.definition import SMALL_COUNT, Better, Measure, Metric, Source, Timing, flow, stock
from metrics.national.standardised import ADMISSIONS, CRUDE_ADMISSIONS, CRUDE_MORTALITY, MORTALITY

CHRONIC, OUTCOME = "慢病管理", "健康结果"
CHRONIC_SYSTEM = Source(
    "慢病管理系统", "国家基本公共卫生服务规范", "县疾控中心", "Chronic-disease management system", "county CDC"
)
DEATHS = Source("死因监测系统", "统计制度", "县疾控中心", "Cause-of-death surveillance system", "county CDC")
BIRTHS = Source(
    "妇幼健康年报",
    "统计制度",
    "县妇幼保健机构",
    "Annual return of maternal and child health",
    "county maternal and child health institution",
)

chronic, birth, death = chronic_month.c, birth_month.c, death_month.c


YEARS_OF_A_GROUP, OLDEST_GROUP = 5, 85  # death_month keeps ages in five-year groups, the last from 85 on


def _squares_of_ages(deaths: Column[int], years: Column[float]) -> Measure:
    """Return the ages at death squared and summed, so that a mean age has a variance.

    Between the rows it is exact: a row keeps its deaths and their ages' sum. Within a row ages are taken as even over
    the five years of its group (variance 25 ÷ 12), above 85 as exponential from there on (variance (mean − 85)²).
    """
    people = func.nullif(cast(deaths, Float), 0)
    mean = years / people
    within = case(
        (death.age_from >= OLDEST_GROUP, (mean - death.age_from) * (mean - death.age_from)),
        else_=YEARS_OF_A_GROUP**2 / 12,
    )
    return flow(death_month, years * mean + (people - 1) * within)


def _managed(
    metric_id: str,
    name_zh: str,
    name_en: str,
    top: str,
    top_zh: str,
    top_en: str,
    bottom: str,
    bottom_zh: str,
    bottom_en: str,
) -> Metric:
    return Metric(
        id=metric_id,
        name_zh=name_zh,
        name_en=name_en,
        family=CHRONIC,
        unit="%",
        better="higher",
        model="proportion",
        numerator=stock(chronic_month, chronic[top]),
        numerator_zh=top_zh,
        numerator_en=top_en,
        denominator=stock(chronic_month, chronic[bottom]),
        denominator_zh=bottom_zh,
        denominator_en=bottom_en,
        per=100,
        source=CHRONIC_SYSTEM,
        suppression=SMALL_COUNT,
    )


def _outcome(
    metric_id: str,
    name_zh: str,
    name_en: str,
    unit: str,
    unit_en: str,
    better: Better,
    top: Measure,
    top_zh: str,
    top_en: str,
    bottom: Measure,
    bottom_zh: str,
    bottom_en: str,
    per: float,
    source: Source,
    note_zh: str = "",
    note_en: str = "",
    squares: Measure | None = None,
) -> Metric:
    return Metric(
        id=metric_id,
        name_zh=name_zh,
        name_en=name_en,
        family=OUTCOME,
        squares=squares,
        unit=unit,
        own_unit_en=unit_en,
        better=better,
        model="mean" if unit == "岁" else "proportion" if unit == "‰" else "rate",
        numerator=top,
        numerator_zh=top_zh,
        numerator_en=top_en,
        denominator=bottom,
        denominator_zh=bottom_zh,
        denominator_en=bottom_en,
        per=per,
        source=source,
        note_zh=note_zh,
        note_en=note_en,
        decimals=2,
        # A mean age over one death is that person's age, and the deaths stand beside it.
        suppression=SMALL_COUNT,
    )


PERSON_YEARS = Measure(resident_age_year, resident_age_year.c.residents, Timing.FIXED)
OWN_AGES = (
    "未按年龄标化，老人多的乡镇会偏高；不足一年的按人年数折成年率",
    "not standardised: places with more old people stand higher; part of a year is put on a yearly footing by "
    "person-years",
)
CENSUS_AGES = (
    "直接法，按2020年第七次全国人口普查的五岁组年龄构成加权，可在年龄构成不同的乡镇和年份之间比较；不足10例不算；"
    "不足一年的按人年数折成年率",
    "direct method, weighed by the five-year age groups of the national census of 2020, so that places and years of "
    "different ages compare; not given below 10 events; part of a year is put on a yearly footing by person-years",
)
AGAIN = (
    "一人多次住院按各人次数的平方计方差，区间因此较宽",
    "a person's several admissions are not independent: the interval is wider for it",
)


def _by_residents(
    metric_id: str,
    name_zh: str,
    name_en: str,
    unit: str,
    unit_en: str,
    better: Better,
    top: Measure,
    top_zh: str,
    top_en: str,
    source: Source,
    computed: Computed,
    *notes: tuple[str, str],
) -> Metric:
    return Metric(
        id=metric_id,
        name_zh=name_zh,
        name_en=name_en,
        family=OUTCOME,
        unit=unit,
        own_unit_en=unit_en,
        better=better,
        model="rate",
        numerator=top,
        numerator_zh=top_zh,
        numerator_en=top_en,
        denominator=PERSON_YEARS,
        denominator_zh="居民人年数（年中人口×期内月数÷12）",
        denominator_en="person-years of residents (mid-year residents × months ÷ 12)",
        per=100 if unit == "%" else 100_000,
        source=source,
        note_zh="；".join(zh for zh, _ in notes),
        note_en="; ".join(en for _, en in notes),
        decimals=1,
        suppression=SMALL_COUNT,
        computed=computed,
    )


_DIED = (flow(death_month, death.deaths), "期内居民死亡人数", "deaths of residents in the period")
_ADMITTED = (
    flow(admission_age_month, admission_age_month.c.admissions),
    "期内参保居民住院人次（县内外）",
    "admissions of insured residents in the period, in and out of the county",
)
_LIVE_BIRTHS = flow(birth_month, birth.live_births)

METRICS = (
    _managed(
        "chronic_managed_rate",
        "慢病规范管理率",
        "Chronic patients managed to standard",
        "managed_to_standard",
        "期末规范管理的慢病患者人数（分病种相加）",
        "chronic patients managed to standard at the end of the period, added over the diseases",
        "managed",
        "期末在管慢病患者人数（分病种相加）",
        "chronic patients under management at the end of the period, added over the diseases",
    ),
    _managed(
        "chronic_control_rate",
        "慢病控制率",
        "Chronic patients under control",
        "controlled",
        "期末控制达标的慢病患者人数（分病种相加）",
        "chronic patients under control at the end of the period, added over the diseases",
        "managed",
        "期末在管慢病患者人数（分病种相加）",
        "chronic patients under management at the end of the period, added over the diseases",
    ),
    Metric(
        id="patients_per_grid",
        name_zh="每个慢病网格患者数",
        name_en="Patients per chronic-disease grid",
        family=CHRONIC,
        unit="人/网格",
        better="neutral",
        model="mean",
        numerator=stock(chronic_month, chronic.grid_patients),
        numerator_zh="期末划入网格的患者数",
        numerator_en="patients assigned to a grid at the end of the period",
        denominator=stock(chronic_month, chronic.grids),
        denominator_zh="期末网格数",
        denominator_en="grids at the end of the period",
        source=CHRONIC_SYSTEM,
    ),
    Metric(
        id="workers_per_grid",
        name_zh="每个慢病网格网格员数",
        name_en="Workers per chronic-disease grid",
        family=CHRONIC,
        unit="人/网格",
        better="neutral",
        model="mean",
        numerator=stock(chronic_month, chronic.grid_workers),
        numerator_zh="期末网格员数",
        numerator_en="grid workers at the end of the period",
        denominator=stock(chronic_month, chronic.grids),
        denominator_zh="期末网格数",
        denominator_en="grids at the end of the period",
        source=CHRONIC_SYSTEM,
    ),
    Metric(
        id="chronic_local_share",
        name_zh="慢病就近诊疗购药占比",
        name_en="Chronic patients served in their own township",
        family=CHRONIC,
        unit="%",
        better="higher",
        model="proportion",
        numerator=flow(chronic_month, chronic.served_in_township),
        numerator_zh="期内在本乡镇诊疗购药的慢病患者人次",
        numerator_en="visits and drug purchases of chronic patients in their own township in the period",
        denominator=flow(chronic_month, chronic.served_total),
        denominator_zh="期内慢病患者诊疗购药人次",
        denominator_en="visits and drug purchases of chronic patients in the period",
        per=100,
        source=CHRONIC_SYSTEM,
    ),
    _outcome(
        "mean_age_at_death",
        "居民平均死亡年龄",
        "Mean age at death, residents",
        "岁",
        "years",
        "higher",
        flow(death_month, death.age_years_sum),
        "期内死亡居民年龄之和",
        "ages of residents who died in the period, summed",
        flow(death_month, death.deaths),
        "期内死亡居民人数",
        "residents who died in the period",
        1,
        DEATHS,
        "不是期望寿命，受年龄结构影响",
        "not life expectancy: it depends on the age structure",
        squares=_squares_of_ages(death.deaths, death.age_years_sum),
    ),
    _outcome(
        "chronic_mean_age_at_death",
        "慢性病患者平均死亡年龄",
        "Mean age at death, chronic patients",
        "岁",
        "years",
        "higher",
        flow(death_month, death.chronic_age_years_sum),
        "期内慢性病患者死亡年龄之和",
        "ages of chronic patients who died in the period, summed",
        flow(death_month, death.chronic_deaths),
        "期内慢性病患者死亡人数",
        "chronic patients who died in the period",
        1,
        DEATHS,
        squares=_squares_of_ages(death.chronic_deaths, death.chronic_age_years_sum),
    ),
    _by_residents(
        "crude_mortality",
        "居民粗死亡率",
        "Crude mortality of residents",
        "1/10万",
        "per 100,000 residents",
        "lower",
        *_DIED,
        DEATHS,
        CRUDE_MORTALITY,
        OWN_AGES,
    ),
    _by_residents(
        "standardised_mortality",
        "居民年龄标化死亡率",
        "Age-standardised mortality of residents",
        "1/10万",
        "per 100,000 residents",
        "lower",
        *_DIED,
        DEATHS,
        MORTALITY,
        CENSUS_AGES,
    ),
    _by_residents(
        "crude_admission_rate",
        "居民粗住院率",
        "Crude admission rate of residents",
        "%",
        "admissions per 100 residents",
        "neutral",
        *_ADMITTED,
        INSURANCE,
        CRUDE_ADMISSIONS,
        OWN_AGES,
        AGAIN,
    ),
    _by_residents(
        "standardised_admission_rate",
        "居民年龄标化住院率",
        "Age-standardised admission rate of residents",
        "%",
        "admissions per 100 residents",
        "neutral",
        *_ADMITTED,
        INSURANCE,
        ADMISSIONS,
        CENSUS_AGES,
        AGAIN,
    ),
    _outcome(
        "maternal_mortality",
        "孕产妇死亡率",
        "Maternal mortality ratio",
        "1/10万",
        "per 100,000 live births",
        "lower",
        flow(birth_month, birth.maternal_deaths),
        "期内孕产妇死亡人数",
        "maternal deaths in the period",
        _LIVE_BIRTHS,
        "期内活产数",
        "live births in the period",
        100_000,
        BIRTHS,
    ),
    _outcome(
        "infant_mortality",
        "婴儿死亡率",
        "Infant mortality rate",
        "‰",
        "per 1,000 live births",
        "lower",
        flow(birth_month, birth.infant_deaths),
        "期内婴儿死亡人数",
        "infant deaths in the period",
        _LIVE_BIRTHS,
        "期内活产数",
        "live births in the period",
        1000,
        BIRTHS,
    ),
)
