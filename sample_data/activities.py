"""What the reform programmes did, month by month: the kinds of activity and their synthetic monthly rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sample_data.mechanisms import county_of, figure, frame_of, printed, townships_later, townships_of
from sample_data.world import GENERATOR_LOAD, MONTHS, FloatArray, World, allocate, month_weights, rng

# Code, Chinese name, English name, unit, mechanism, places, first month, done a month and place in the first year,
# growth a year (%), done of base (%, empty = no base), yuan per unit of base, amount of base (%), minutes each.
# places: `township` = rows by township without an institution; otherwise the institutions of these levels.
ACTIVITIES = """
unified_task|统一管理任务|Unified management tasks|件|lishi_group_six_unified|primary|201701|6|4|88|||
handover_supervision|村卫生所督导|Supervision of handed-over clinics|次|lishi_village_handover|primary|202306|14|5|93|||
drug_delivery|集中采购配送|Pooled drug deliveries|单|lishi_drug_pooling|primary|201707|42|6|94|860|100|
capacity_plan|三年行动任务|Tasks of the three-year plan|项|lishi_capacity_plan|primary|202201|4|3|82|||
one_stop_settlement|一站式结算|One-stop settlements|人次|lishi_pay_after_care|lead|201701|560|4|90|||
ct_examination|CT减半检查|Half-price CT examinations|人次|lishi_ct_half_fee|lead|202301|410|6||260|50|
prescription_review|处方点评不合理处方|Prescriptions found faulty in review|张|lishi_drg|lead|201901|38|-9|6|||
partner_clinic|合作专家门诊|Clinics held by partner hospitals|次|lishi_talent_plan|lead|202301|9|25||||
community_task|医共体联动任务|Joint tasks of the communities|件|jungar_five_link_six_unified|primary_lead|202001|5|5|87|||
qc_inspection|质控督查|Quality-control inspections|次|jungar_qc_centres|primary_lead|202001|1.6|4||||
emergency_case|救治中心病例|Cases of the critical-care centres|例|jungar_emergency_centres|hospitals|202001|46|6||||41
performance_pay|绩效工资|Performance pay|人月|jungar_pay_reform|primary_lead|202001|58|1||6400|38|
remote_reply|远程会诊答复|Remote consultations answered|人次|jungar_remote_diagnosis|primary|201901|34|14||||38
free_checkup|35岁以上免费体检|Free check-ups from age 35|人次|jungar_free_screening|township|201601|310|2|72|||
elderly_checkup|60岁以上健康体检|Check-ups from age 60|人次|jungar_free_screening|township|201601|120|4|76|||
colon_screening|结肠癌筛查|Colon-cancer screening|人次|jungar_free_screening|township|201801|64|9|58|||
women_cancer_screening|妇女两癌筛查|Cancer screening of women|人次|jungar_free_screening|township|201601|86|5|69|||
elderly_vaccine|65岁以上流感肺炎接种|Vaccines from age 65|人次|jungar_free_screening|township|201801|72|8|55|||
hpv_vaccine|13岁女生疫苗接种|HPV vaccine of girls aged 13|人次|jungar_free_screening|township|202008|14|3|84|||
care_home_visit|养老机构巡诊|Visits to care homes|次|jungar_medical_elderly_care|primary|202001|7|7||||
cluster_outreach|中心村卫生室巡诊|Outreach of central clinics|人次|jiaocheng_30min_cluster|central|202001|96|5||||
group_task|集团统一任务|Unified tasks of the group|件|jiaocheng_six_unified|township_centre|201801|7|4|88|||
one_order|一单通检查|One-order examinations|人次|jiaocheng_one_order|township_centre|201801|58|11|91|||95
ambulance_dispatch|山区急救出车|Mountain ambulance runs|次|jiaocheng_prehospital|township_centre|201906|11|6||||34
telemedicine_session|远程诊疗|Telemedicine sessions|人次|jiaocheng_telemedicine|township_centre|201901|27|16||||
one_plus_n|“1+N”自主选择服务|Self-chosen 1+N services|人次|jiaocheng_1_n_choice|township|201801|95|6||||
mobile_checkup|巡回体检|Mobile check-ups|人次|jiaocheng_mobile_checkup|township|201901|130|5||||
joint_prevention|联合防治任务|Joint prevention tasks|件|jiaocheng_prevention_merge|township_centre|201801|4|5|89|||
alliance_care|医联体联合诊疗|Joint care in the alliances|人次|luzhai_two_systems|hospitals|201701|72|9||||
trusteeship_decision|托管事项办理|Decisions under trusteeship|件|luzhai_five_unchanged_three_powers|primary_lead|201701|3|3|90|||
gynae_referral|妇科联盟上转|Upward referrals of the gynaecology alliance|人次|luzhai_referral|lead|201801|1.7|12||||
result_recognition|检验检查结果互认|Results recognised|人次|luzhai_result_recognition|hospitals|201701|320|13|78|||
alliance_case|专科联盟病例|Cases of the specialty alliances|例|luzhai_specialty_alliance|hospitals|201801|34|11||||
free_surgery|专家免费手术|Operations done free by city experts|台次|luzhai_specialty_alliance|lead|201801|0.4|8||4900|100|
critical_care|急危重症救治（对照联盟前）|Critical cases against the time before the alliance|例|luzhai_critical_care|hospitals|201701|38|6|91|||
tcm_service|中医诊疗服务|Services of TCM|人次|luzhai_tcm|tcm_primary|201601|640|6||||
business_centre_work|业务中心工作量|Work of the service centres|件|jiexiu_six_unified_centres|lead|201801|2600|7||||52
admin_labour|行政职能科室人力成本|Administrative labour cost|人月|jiexiu_six_unified_centres|lead|201901|62|0||5200|60|
listed_duty|清单事项办理|Duties on the lists|件|jiexiu_three_lists|county_level|201710|9|3|91|||
staff_sharing|“两下两用”下沉|Days of staff sent down|人天|jiexiu_two_down_two_use|primary|201801|46|6||||
grid_follow_up|网格随访|Follow-ups in the grids|人次|jiexiu_chronic_grid|township|201801|480|5|86|||
drug_basket|同口径药品采购|Drugs of the compared basket|批|jiexiu_drug_cost|county_level_primary|201901|120|3||7800|85|
covid_screening|预检检疫|Screenings and quarantine checks|人次|jiexiu_epidemic|county_level_primary|202001|900|-30||||
covid_isolated|医学隔离|People in medical isolation|人|jiexiu_epidemic|lead|202001|9|-40||||
covid_infection|本地感染|Local infections|人|jiexiu_epidemic|lead|202001|0|0||||
joint_task|医防联合任务|Joint tasks of disease control and hospitals|件|jiexiu_cdc_merge|primary|201801|5|6|88|||
"""  # noqa: E501

LEVELS = {
    "primary": ("township_centre", "community_centre"),
    "primary_lead": ("county_hospital", "tcm_hospital", "township_centre", "community_centre"),
    "hospitals": ("county_hospital", "tcm_hospital", "mch_hospital"),
    "county_level": ("county_hospital", "tcm_hospital", "mch_hospital", "cdc"),
    "county_level_primary": ("county_hospital", "tcm_hospital", "mch_hospital", "township_centre", "community_centre"),
    "township_centre": ("township_centre",),
    "tcm_primary": ("tcm_hospital", "township_centre"),
    "central": ("central_village_clinic",),
}

# Figure, activity, column, first and last month whose sum is the printed figure.
PRINTED_TOTALS = (
    ("jiaocheng_one_plus_n_visits", "one_plus_n", "done", 201801, 201812),
    ("luzhai_gynae_referrals", "gynae_referral", "done", 201801, 201812),
    ("luzhai_free_surgeries", "free_surgery", "done", 201801, 201812),
    ("jiexiu_covid_screenings", "covid_screening", "done", 202001, 202112),
    ("jiexiu_covid_isolated", "covid_isolated", "done", 202001, 202112),
    ("jiexiu_covid_infections", "covid_infection", "done", 202001, 202112),
)

# 东坡底 has too few people for a vehicle's day in every month: it is reached in the middle month of a quarter.
ONCE_A_QUARTER = (("mobile_checkup", "141122202"),)

MINUTES_LEFT_AFTER_A_YEAR = 0.97

# 鹿寨 counts critical cases against the time before the alliance: the same month of this year.
YEAR_BEFORE_ALLIANCE = 2016


@dataclass(frozen=True)
class Activity:
    """One kind of programme activity; percentages as in the table above, None where the table is empty."""

    code: str
    name_zh: str
    name_en: str
    unit: str
    mechanism_id: str
    places: str
    first: int
    level: float
    growth: float
    done_of_base: float | None
    yuan: float | None
    amount_of_base: float | None
    minutes: float | None


def _number(text: str) -> float | None:
    return float(text) if text else None


def activities() -> list[Activity]:
    """Return every kind of activity, in the table's order."""
    found = []
    for line in ACTIVITIES.strip().splitlines():
        code, zh, en, unit, mechanism, places, first, level, growth, *numbers = line.split("|")
        share, yuan, amount, minutes = map(_number, numbers)
        found.append(
            Activity(
                code,
                zh,
                en,
                unit,
                mechanism,
                places,
                int(first),
                float(level),
                float(growth),
                share,
                yuan,
                amount,
                minutes,
            )
        )
    return found


def activity_kinds() -> pd.DataFrame:
    """Return the kinds of activity as the warehouse lists them."""
    rows: list[dict[str, Any]] = [
        {
            "activity_code": one.code,
            "name_zh": one.name_zh,
            "name_en": one.name_en,
            "unit": one.unit,
            "mechanism_id": one.mechanism_id,
        }
        for one in activities()
    ]
    return frame_of("activity", rows)


def activity_months(world: World) -> pd.DataFrame:
    """Return the monthly rows of every activity; sums over the account's months are the printed ones."""
    return pd.concat([_months_of(world, one) for one in activities()], ignore_index=True)


def activity_months_of(world: World, code: str) -> pd.DataFrame:
    """Return the monthly rows of one activity, as `activity_months` holds them. Raises KeyError for an unknown code."""
    kinds = {kind.code: kind for kind in activities()}
    return _months_of(world, kinds[code])


def _places(world: World, one: Activity) -> tuple[pd.DataFrame, FloatArray]:
    """Return the places of an activity (township_code, institution_code) and their weights, mean 1."""
    county_code = county_of(one.mechanism_id)
    if one.places == "township":
        units = world.units[world.units["county_code"] == county_code]
        residents = units.groupby("old_township", sort=True)["residents"].sum()
        residents = residents[residents > 0]
        places = pd.DataFrame({"township_code": residents.index, "institution_code": None})
        return places, (residents / residents.mean()).to_numpy(dtype=np.float64)
    if one.places == "lead":
        places = world.institutions(county_code, "county_hospital").iloc[:1]
    else:
        places = world.institutions(county_code, *LEVELS[one.places])
    weights = rng("activity_places", one.code).uniform(0.7, 1.3, len(places))
    return places[["township_code", "institution_code"]], weights / weights.mean()


def _months_of(world: World, one: Activity) -> pd.DataFrame:
    generator = rng("activity", one.code)
    places, place_weight = _places(world, one)
    months = MONTHS[one.first <= MONTHS]
    season = month_weights()[one.first <= MONTHS]
    season = season / season.mean()
    years = months // 100 - one.first // 100
    expected = one.level * ((1 + one.growth / 100) ** years * season)[:, None] * place_weight[None, :]
    done = generator.poisson(expected)
    columns = {"done": done, "base": _base(one, done, years, generator)}
    for figure_id, code, column, first, last in PRINTED_TOTALS:
        if code == one.code:
            _fit(columns[column], expected, (first <= months) & (last >= months), printed(figure_id))
    for code, township in ONCE_A_QUARTER:
        if code == one.code:
            _gather(done, int(np.flatnonzero(places["township_code"] == township)[0]), months)
    if one.code == "remote_reply":
        columns["done"] = _reported(
            world, "remote_consultations", places["institution_code"].to_numpy(dtype=object), months
        )
    if one.code == "critical_care":
        columns = _critical_cases(world, places["institution_code"].to_numpy(dtype=object), months)
    frame = _frame(world, one, places, months, columns)
    frame["minutes"] = _minutes(one, frame, generator)
    if one.code == "ambulance_dispatch":
        frame["minutes"] = (frame["minutes"] * frame["institution_code"].map(_by_distance(world, one))).round(1)
    return frame_of("activity_month", _with_money(one, frame, generator))


def _reported(world: World, column: str, institutions: np.ndarray, months: np.ndarray) -> np.ndarray:
    """Return what the monthly reports of institutions count, shape (n_months, n_institutions); 0 before they report."""
    reports = world.frames["institution_month"]
    reports = reports[reports["institution_code"].isin(institutions)]
    by_month = reports.pivot(index="month", columns="institution_code", values=column)
    return by_month.reindex(index=months, columns=list(institutions)).fillna(0).to_numpy(dtype=np.int64)


def _critical_cases(world: World, institutions: np.ndarray, months: np.ndarray) -> dict[str, np.ndarray]:
    """Return the hospitals' critical cases of the monthly reports, and those of the same month before the alliance."""
    reports = world.frames["institution_month"]
    reports = reports[reports["institution_code"].isin(institutions)]
    by_month = reports.pivot(index="month", columns="institution_code", values="critical_cases")[list(institutions)]
    before = YEAR_BEFORE_ALLIANCE * 100 + months % 100
    return {"done": by_month.loc[months].to_numpy(), "base": by_month.loc[before].to_numpy()}


def _base(one: Activity, done: np.ndarray, years: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return what was due: `done` over a share that rises a little every year and never passes 100 %."""
    if one.done_of_base is None:
        return np.zeros_like(done)
    share = np.minimum(0.995, one.done_of_base / 100 + 0.012 * years)[:, None]
    if one.done_of_base < 50:  # a fault rate: few of many, and falling
        share = np.maximum(0.01, one.done_of_base / 100 - 0.006 * years)[:, None]
    missed = generator.poisson(done * (1 - share) / share)
    return np.asarray(done + missed)


def _fit(values: np.ndarray, weights: FloatArray, in_span: np.ndarray, total: int) -> None:
    """Share a printed total out over the months of its span, exactly; other months stay."""
    span = weights[in_span]
    flat = np.where(span.reshape(-1) > 0, span.reshape(-1), 1.0)
    values[in_span] = allocate(total, flat).reshape(span.shape)


def _gather(values: np.ndarray, place: int, months: np.ndarray) -> None:
    """Put all of a quarter into its middle month at one place; quarters keep their sums."""
    quarter = months // 100 * 4 + (months % 100 - 1) // 3
    for number in np.unique(quarter):
        at = np.flatnonzero(quarter == number)
        whole = values[at, place].sum()
        values[at, place] = 0
        values[at[len(at) // 2], place] = whole


def _frame(
    world: World, one: Activity, places: pd.DataFrame, months: np.ndarray, columns: dict[str, np.ndarray]
) -> pd.DataFrame:
    month, place = (axis.reshape(-1) for axis in np.indices((len(months), len(places))))
    county_code = county_of(one.mechanism_id)
    if one.places == "township":
        townships = townships_later(world, places["township_code"].to_numpy(dtype=object)[place], months[month])
    else:
        townships = townships_of(world, places["institution_code"].to_numpy(dtype=object)[place], months[month])
    frame = pd.DataFrame(
        {
            "county_code": county_code,
            "township_code": townships,
            "institution_code": places["institution_code"].to_numpy(dtype=object)[place],
            "month": months[month],
            "activity_code": one.code,
            **{name: values.reshape(-1) for name, values in columns.items()},
            "basis": "synthetic",
            "load_id": GENERATOR_LOAD,
        }
    )
    if one.places != "township":
        return frame
    # Merged townships are one row from the month of the merger on.
    keys = ["county_code", "township_code", "month", "activity_code", "basis", "load_id"]
    return frame.groupby(keys, sort=True, as_index=False)[["done", "base"]].sum().assign(institution_code=None)


def _minutes(one: Activity, frame: pd.DataFrame, generator: np.random.Generator) -> FloatArray:
    """Return the summed minutes of what was done; each takes a little less every year."""
    if one.minutes is None:
        return np.zeros(len(frame))
    years = frame["month"].to_numpy() // 100 - one.first // 100
    each = one.minutes * MINUTES_LEFT_AFTER_A_YEAR**years * generator.normal(1, 0.08, len(frame)).clip(0.6, 1.6)
    return np.asarray(np.round(frame["done"].to_numpy() * each, 1))


def _by_distance(world: World, one: Activity) -> dict[str, float]:
    """Return how much longer than the mean each place takes: the farther from the lead hospital, the longer."""
    lead = world.institutions(county_of(one.mechanism_id), "county_hospital").iloc[0]
    places = world.institutions(county_of(one.mechanism_id), *LEVELS[one.places])
    away = np.hypot(places["lon"] - lead["lon"], (places["lat"] - lead["lat"]) * 1.27)  # a degree north is longer
    factor = 0.62 + 0.85 * away / away.max()
    return dict(zip(places["institution_code"], factor / factor.mean(), strict=True))


def _with_money(one: Activity, frame: pd.DataFrame, generator: np.random.Generator) -> pd.DataFrame:
    """Return the frame with amount_yuan and base_yuan; base is whole yuan, so the printed percentages come out."""
    if one.yuan is None or one.amount_of_base is None:
        return frame.assign(amount_yuan=0.0, base_yuan=0.0)
    base = frame["done"] * one.yuan
    amount = base * one.amount_of_base / 100
    if one.code == "performance_pay":
        # No account prints this share: it differs by institution and rises by a point a year.
        years = frame["month"] // 100 - one.first // 100
        own = frame["institution_code"].map(
            {code: generator.normal(0, 3) for code in sorted(frame["institution_code"].unique())}
        )
        amount = (base * (one.amount_of_base + years + own) / 100).round()
    if one.code == "drug_basket":
        amount = _own_prices(frame, base, one.amount_of_base, generator)
    if one.code == "free_surgery":
        saved = allocate(printed("luzhai_free_surgery_savings"), frame["done"].where(frame["month"] // 100 == 2018, 0))
        amount = amount.where(frame["month"] // 100 != 2018, saved.astype(np.float64))
        base = amount
    return frame.assign(amount_yuan=amount.astype(np.float64), base_yuan=base.astype(np.float64))


def _own_prices(frame: pd.DataFrame, base: pd.Series, percent: float, generator: np.random.Generator) -> pd.Series:
    """Return what each institution paid: its own prices, which together are the printed share of the base each month.

    The account prints the county's fall alone; base × percent is whole yuan.
    """
    own = {code: generator.normal(0, 1.6) for code in sorted(frame["institution_code"].unique())}
    apart = frame["institution_code"].map(own)
    month = frame["month"]
    mean = (apart * base).groupby(month).transform("sum") / base.groupby(month).transform("sum")
    amount = (base * (percent + apart - mean) / 100).round()
    left = (base * percent / 100).groupby(month).sum() - amount.groupby(month).sum()
    largest = base.groupby(month).idxmax()
    amount.loc[largest.to_numpy()] += left.loc[largest.index].to_numpy()
    return amount


def check_printed_ratios() -> None:
    """Raise ValueError if a share in the table above is not the one its account prints."""
    by_code = {one.code: one for one in activities()}
    for figure_id, code, prints_the_saving in (
        ("lishi_ct_fee_reduction", "ct_examination", False),
        ("jiexiu_admin_labour_cost_saving", "admin_labour", True),
        ("jiexiu_drug_price_cut", "drug_basket", True),
    ):
        share = by_code[code].amount_of_base
        if share is None or (100 - share if prints_the_saving else share) != figure(figure_id).value:
            raise ValueError(f"{code}: {share} does not give {figure_id}")
