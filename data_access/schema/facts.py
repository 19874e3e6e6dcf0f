"""Monthly facts by institution and by township. Counts are persons or events of the month; stocks say so."""

from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, String, Table

from data_access.schema.base import SINCE_0009, county_code, entered, metadata, month, provenance, township_code


def _count(name: str) -> Column[int]:
    """Return a number of persons or events. Empty: unknown – a form lacks it, a cell was set aside; never 0."""
    return Column(name, Integer)


def _yuan(name: str) -> Column[float]:
    """Return an amount of the month in yuan (元)."""
    return Column(name, Float)


def _big(name: str) -> Column[int]:
    return Column(name, BigInteger)


institution_month = Table(
    "institution_month",
    metadata,
    county_code(),
    township_code(),
    Column("institution_code", String(20), nullable=False),
    month(),
    Column("level", String(30), nullable=False),  # level of that month: institutions move level
    Column("community_code", String(20)),
    Column("is_lead", Boolean, nullable=False),
    Column("in_group", Boolean, nullable=False),  # managed by the county's group in that month
    Column("reported", Boolean, nullable=False),  # false: expected, not reported; its figures are then 0 and not used
    # volume (flows)
    _count("outpatient_visits"),
    _count("emergency_visits"),
    _count("tcm_visits"),  # of outpatient_visits
    _count("admissions"),
    _count("discharges"),
    _count("surgeries_1"),
    _count("surgeries_2"),
    _count("surgeries_3"),
    _count("surgeries_4"),
    _count("critical_cases"),
    _big("bed_days_open"),
    _big("bed_days_used"),
    _big("discharge_bed_days"),
    # money (flows)
    _yuan("medical_revenue_yuan"),
    _yuan("inpatient_revenue_yuan"),
    _yuan("drug_revenue_yuan"),
    _yuan("drug_cost_yuan"),
    _yuan("essential_drug_yuan"),
    _yuan("consumable_cost_yuan"),
    _yuan("staff_income_yuan"),
    # work between institutions (flows)
    _count("remote_ecg"),
    _count("remote_imaging"),
    _count("remote_consultations"),
    _count("referrals_up"),
    _count("referrals_down"),
    _count("referrals_out_of_county"),
    # state at the month's end (stocks)
    _count("beds_open"),
    _count("staff"),
    _count("drug_varieties"),
    _count("ambulances"),
    _count("standardised"),  # 0 | 1
    _count("insurance_line"),  # 0 | 1
    _count("telemedicine"),  # 0 | 1
    _count("ecg_device"),  # 0 | 1
    *provenance(),
    entered(),
    # Of the monthly return's 总诊疗人次, which has 门诊 and 急诊 as parts; an account may count either (decision 0091).
    Column("total_visits", Integer, info=SINCE_0009),  # flow
    Column("home_visits", Integer, info=SINCE_0009),  # 家庭卫生服务人次, of total_visits
    Column("internet_visits", Integer, info=SINCE_0009),  # 互联网诊疗人次, of total_visits
    comment="Institution × month. Flows add over months; stocks (beds_open … ecg_device) hold at the month's end.",
)

staff_month = Table(
    "staff_month",
    metadata,
    county_code(),
    township_code(),
    Column("institution_code", String(20), nullable=False),
    month(),
    Column("level", String(30), nullable=False),
    Column("is_lead", Boolean, nullable=False),
    Column(
        "profession", String(20), nullable=False
    ),  # doctor | nurse | village_doctor | technician | pharmacist | other
    Column("title", String(10), nullable=False),  # 无 | 初级 | 中级 | 副高 | 正高
    Column("persons", Integer, nullable=False, server_default="0"),  # stock
    *provenance(),
    entered(),
    comment="Institution × month × profession × title: persons in post at the month's end (stock).",
)

contract_month = Table(
    "contract_month",
    metadata,
    county_code(),
    township_code(),
    month(),
    # all | elderly_65 | child_0_6 | pregnant | hypertension | diabetes | mental | tuberculosis | disabled
    # | registered_poor | family_planning …; `all` is every resident and never added to the groups
    Column("population_group", String(30), nullable=False),
    Column("is_key_group", Boolean, nullable=False),
    _count("eligible"),  # residents of the group; the account's own denominator where it prints one
    _count("contracted"),  # contracts in force
    _count("served"),  # of contracted: this year's agreed services delivered
    *provenance(),
    entered(),
    comment="Township × month × population group: family-doctor contracts at the month's end (stocks, persons).",
)

chronic_month = Table(
    "chronic_month",
    metadata,
    county_code(),
    township_code(),
    month(),
    Column("disease", String(30), nullable=False),  # hypertension | diabetes | stroke | copd …
    _count("patients"),  # stock: known patients
    _count("managed"),  # stock: under management
    _count("managed_to_standard"),  # stock
    _count("controlled"),  # stock
    _count("grids"),  # stock
    _count("grid_workers"),  # stock
    _count("grid_patients"),  # stock: patients assigned to a grid
    _count("admissions"),  # flow: admissions of managed patients in the county
    _count("served_total"),  # flow
    _count("served_in_township"),  # flow
    *provenance(),
    entered(),
    comment="Township × month × disease: chronic patients under management.",
)

insured_month = Table(
    "insured_month",
    metadata,
    county_code(),
    township_code(),
    month(),
    _count("insured"),  # stock: insured residents
    _count("visits_in_county"),
    _count("visits_out_of_county"),
    _count("women_child_visits_in_county"),
    _count("women_child_visits_out_of_county"),
    _count("admissions_in_county"),
    _count("admissions_out_of_county"),
    _yuan("inpatient_cost_in_county_yuan"),
    _yuan("fund_in_county_yuan"),  # pharmacies not included
    _yuan("fund_in_county_primary_yuan"),
    _yuan("fund_out_of_county_yuan"),
    _yuan("fund_pharmacy_yuan"),
    *provenance(),
    entered(),
    comment="Home township of the insured × month: where the insured were treated and what the fund paid.",
)

fund_month = Table(
    "fund_month",
    metadata,
    county_code(),
    Column("township_code", String(9), nullable=False),  # of the institution; '' for pharmacies and outside the county
    Column("institution_code", String(20), nullable=False),  # '' for pharmacies and outside the county, all together
    month(),
    Column("care", String(10), nullable=False),  # own | other: whether the place of care lies in this county
    Column("kind", String(20), nullable=False),  # institution | pharmacy
    _count("settlements"),  # flow; one taken back counts −1
    _yuan("cost_yuan"),
    _yuan("fund_yuan"),
    *provenance(),
    entered(),
    comment="Institution that settled × month: what the county's insured cost the fund (flows); no home township.",
)

birth_month = Table(
    "birth_month",
    metadata,
    county_code(),
    township_code(),
    month(),
    _count("live_births"),
    _count("maternal_deaths"),
    _count("infant_deaths"),
    *provenance(),
    entered(),
    comment="Home township × month: births, maternal and infant deaths.",
)

death_month = Table(
    "death_month",
    metadata,
    county_code(),
    township_code(),
    month(),
    Column("age_from", Integer, nullable=False),  # 0, 5, …, 85
    _count("deaths"),
    Column("age_years_sum", Float),  # sum of ages at death, years
    _count("chronic_deaths"),
    Column("chronic_age_years_sum", Float),
    _count("four_ncd_deaths"),  # cardiovascular, cancer, chronic respiratory, diabetes
    *provenance(),
    entered(),
    comment="Home township × month × five-year age group: deaths of residents (only rows with a death).",
)

admission_age_month = Table(
    "admission_age_month",
    metadata,
    county_code(),
    township_code(),
    month(),
    Column("age_from", Integer, nullable=False),  # 0, 5, …, 85
    Column("admissions", Integer, nullable=False, server_default="0"),
    # Σ (2k − 1) over the month's admissions, k = which of its person's admissions in the calendar year it is: since
    # 1 + 3 + … + (2K − 1) = K², the months of a year add to Σ over persons of the square of their admissions.
    Column("admissions_squared", Integer, nullable=False, server_default="0"),
    *provenance(),
    comment="Home township × month × age group: admissions of insured residents, anywhere (only rows with one).",
)

activity = Table(
    "activity",
    metadata,
    Column("activity_code", String(40), primary_key=True),
    Column("name_zh", String(60), nullable=False),
    Column("name_en", String(90), nullable=False),
    Column("unit", String(20), nullable=False),
    Column("mechanism_id", String(60)),
    comment="One row a kind of programme activity.",
)

activity_month = Table(
    "activity_month",
    metadata,
    county_code(),
    township_code(nullable=True),
    Column("institution_code", String(20)),
    month(),
    Column("activity_code", String(40), nullable=False),
    Column("done", Integer, nullable=False, server_default="0"),  # events or persons
    Column("base", Integer, nullable=False, server_default="0"),  # eligible, requested or expected
    Column("amount_yuan", Float, nullable=False, server_default="0"),
    Column("base_yuan", Float, nullable=False, server_default="0"),
    Column("minutes", Float, nullable=False, server_default="0"),  # summed turn-round or response minutes of `done`
    *provenance(),
    comment="(Institution or township) × month × activity: what a reform programme did (flows).",
)
