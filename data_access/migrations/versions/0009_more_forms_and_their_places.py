"""The yearly return, visits reported for others, total visits, days marked without a clock, other codes, own indicators."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

YEAR_COUNTS = (
    "total_visits", "outpatient_visits", "emergency_visits", "home_visits", "internet_visits", "booked_visits",
    "health_checks", "admissions", "discharges", "deaths_in_hospital", "discharges_to_primary", "surgeries",
    "beds_authorised", "beds_open", "staff", "staff_technical", "doctors_licensed", "doctors_assistant", "nurses",
    "residents_served", "children_0_6", "elderly_65_up", "hypertension_to_standard", "hypertension_managed",
    "diabetes_to_standard", "diabetes_managed", "psychosis_managed", "mental_managed", "tuberculosis_managed",
    "pregnant_managed", "pregnant_registered_early",
)  # fmt: skip
YEAR_DAYS = ("bed_days_open", "bed_days_used", "discharge_bed_days")
YEAR_YUAN = (
    "medical_revenue_yuan", "outpatient_revenue_yuan", "inpatient_revenue_yuan", "outpatient_drug_revenue_yuan",
    "inpatient_drug_revenue_yuan", "essential_drug_yuan", "staff_cost_yuan", "performance_pay_yuan",
)  # fmt: skip
REPORTED_FOR = ("clinic_visits", "village_clinic_visits", "station_visits", "institutions")
LATER_VISITS = ("total_visits", "home_visits", "internet_visits")
UNTIMED: dict[str, Any] = {
    "planned_start": sa.DateTime(),
    "planned_end": sa.DateTime(),
    "activity": sa.String(20),
    "patients": sa.Integer(),
    "trainees": sa.Integer(),
}
"""What a sheet of marks does not say of a visit."""
PLACE: tuple[tuple[str, Any], ...] = (
    ("county_code", sa.String(6)),
    ("township_code", sa.String(9)),
    ("institution_code", sa.String(20)),
    ("month", sa.Integer()),
)
ENTERED: tuple[tuple[str, Any], ...] = (("entered", sa.Integer()),)
PROVENANCE: tuple[tuple[str, Any], ...] = (("basis", sa.String(10)), ("load_id", sa.String(32)))
YEAR: tuple[tuple[str, Any], ...] = (
    *((name, sa.Integer()) for name in YEAR_COUNTS),
    *((name, sa.BigInteger()) for name in YEAR_DAYS),
    *((name, sa.Float()) for name in YEAR_YUAN),
)
VISIT: tuple[tuple[str, Any], ...] = (
    ("visit_id", sa.String(40)),
    ("county_code", sa.String(6)),
    ("township_code", sa.String(9)),
    ("expert_code", sa.String(30)),
    ("institution_code", sa.String(20)),
    ("mechanism_id", sa.String(60)),
    ("visit_date", sa.Date()),
    ("month", sa.Integer()),
    ("planned_start", sa.DateTime()),
    ("planned_end", sa.DateTime()),
    ("actual_start", sa.DateTime()),
    ("actual_end", sa.DateTime()),
    ("activity", sa.String(20)),
    ("patients", sa.Integer()),
    ("trainees", sa.Integer()),
    ("stands_in", sa.Boolean()),
    *PROVENANCE,
    ("days", sa.Float()),
    *ENTERED,
)
NEW = {
    "institution_year": (
        (*PLACE, ("level", sa.String(30)), ("is_lead", sa.Boolean())),
        YEAR,
        "Institution × year (under its December): the yearly return. Flows of the year, stocks at its end, yuan.",
    ),
    "reported_for_month": (
        PLACE,
        tuple((name, sa.Integer()) for name in REPORTED_FOR),
        "Institution × month: visits it reports for those without a return (代报). Never added to any visits.",
    ),
}
"""Table → what names its rows, what they measure, what a row is."""


def upgrade() -> None:
    """Apply. Nothing that stands changes; what is new is unknown for the months before."""
    for name, (keys, measures, comment) in NEW.items():
        op.create_table(
            name,
            *(sa.Column(column, kind, nullable=False) for column, kind in keys),
            *(sa.Column(column, kind, nullable=True) for column, kind in measures),
            *(sa.Column(column, kind, nullable=False) for column, kind in PROVENANCE),
            *(sa.Column(column, kind, nullable=True) for column, kind in ENTERED),
            sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f(f"fk_{name}_load_id")),
            comment=comment,
        )
        _history(name, (*keys, *measures, *PROVENANCE, *ENTERED))
        if op.get_bind().dialect.name == "postgresql":
            op.create_index(f"ix_{name}_county_month", name, ["county_code", "month"])
    for column in LATER_VISITS:
        op.add_column("institution_month", sa.Column(column, sa.Integer(), nullable=True))
        op.add_column("institution_month_history", sa.Column(column, sa.Integer(), nullable=True))
    with op.batch_alter_table("visit") as batch:
        for column, kind in UNTIMED.items():
            batch.alter_column(column, existing_type=kind, nullable=True)
    op.add_column("visit", sa.Column("days", sa.Float(), nullable=True))
    op.add_column("visit", sa.Column("entered", sa.Integer(), nullable=True))
    _history("visit", VISIT)
    op.create_table(
        "institution_other_code",
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("scheme", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("institution_code", sa.String(length=20), nullable=False),
        *(sa.Column(column, kind, nullable=False) for column, kind in PROVENANCE),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_institution_other_code_load_id")),
        sa.PrimaryKeyConstraint("county_code", "scheme", "code", name=op.f("pk_institution_other_code")),
        comment="One row another code of an institution: what other offices' files call it. One code, one institution.",
    )
    op.create_table(
        "own_indicator",
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("indicator_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("defined_by", sa.String(length=60), nullable=False),
        sa.Column("defined_at", sa.DateTime(), nullable=False),
        sa.Column("reason_zh", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("county_code", "indicator_id", "version", name=op.f("pk_own_indicator")),
        comment="One row a version of an indicator that a county defines for itself (本县口径). Versions never change.",
    )


def _history(name: str, columns: tuple[tuple[str, Any], ...]) -> None:
    op.create_table(
        f"{name}_history",
        *(sa.Column(column, kind, nullable=True) for column, kind in columns),
        sa.Column("superseded", sa.Integer(), nullable=False),
        comment=f"Rows of {name} that a later load took away: in force from `entered` to `superseded`.",
    )
