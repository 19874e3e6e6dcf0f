"""What institutions return once a year, and the visits that one of them reports for those that return nothing."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, String, Table

from data_access.schema.base import county_code, entered, metadata, month, provenance, township_code

COUNTS = (
    # flows of the year
    "total_visits", "outpatient_visits", "emergency_visits", "home_visits", "internet_visits", "booked_visits",
    "health_checks", "admissions", "discharges", "deaths_in_hospital", "discharges_to_primary", "surgeries",
    # stocks at the year's end
    "beds_authorised", "beds_open", "staff", "staff_technical", "doctors_licensed", "doctors_assistant", "nurses",
    "residents_served", "children_0_6", "elderly_65_up",
    # Persons under management at the year's end. Names that moved are columns of their own, for they count otherwise:
    # 规范管理 until 2019 and 累计管理 since; 重性精神疾病 until 2017 and 严重精神障碍 since; 健康管理 and 早孕建册.
    "hypertension_to_standard", "hypertension_managed", "diabetes_to_standard", "diabetes_managed",
    "psychosis_managed", "mental_managed", "tuberculosis_managed", "pregnant_managed", "pregnant_registered_early",
)  # fmt: skip
DAYS = ("bed_days_open", "bed_days_used", "discharge_bed_days")
YUAN = (
    "medical_revenue_yuan", "outpatient_revenue_yuan", "inpatient_revenue_yuan", "outpatient_drug_revenue_yuan",
    "inpatient_drug_revenue_yuan", "essential_drug_yuan", "staff_cost_yuan", "performance_pay_yuan",
)  # fmt: skip


def _measures() -> list[Column[Any]]:
    """Return the measures. Empty: unknown – an edition lacks it, a cell was set aside; never 0."""
    counts: list[Column[Any]] = [Column(name, Integer) for name in COUNTS]
    days: list[Column[Any]] = [Column(name, BigInteger) for name in DAYS]
    yuan: list[Column[Any]] = [Column(name, Float) for name in YUAN]
    return [*counts, *days, *yuan]


institution_year = Table(
    "institution_year",
    metadata,
    county_code(),
    township_code(),
    Column("institution_code", String(20), nullable=False),
    month(),  # December of the year: what is a year's stands under its last month
    Column("level", String(30), nullable=False),  # of that month, as in institution_month
    Column("is_lead", Boolean, nullable=False),
    *_measures(),
    *provenance(),
    entered(),
    comment="Institution × year (under its December): the yearly return. Flows of the year, stocks at its end, yuan.",
)

reported_for_month = Table(
    "reported_for_month",
    metadata,
    county_code(),
    township_code(),
    Column("institution_code", String(20), nullable=False),  # that returned them: not where they were
    month(),
    Column("clinic_visits", Integer),  # 代报诊所（医务室）诊疗人次, flow
    Column("village_clinic_visits", Integer),  # 代报村卫生室诊疗人次, flow
    Column("station_visits", Integer),  # 代报社区卫生服务站诊疗人次, flow
    Column("institutions", Integer),  # 代报3类机构个数, stock
    *provenance(),
    entered(),
    comment="Institution × month: visits it reports for those without a return (代报). Never added to any visits.",
)
