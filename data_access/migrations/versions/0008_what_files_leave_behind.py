"""Rows that loads supersede, cells set aside, answers given once; facts that a form does not have may be unknown."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CODE = (("county_code", sa.String(6)), ("township_code", sa.String(9)))
MONTH = (("month", sa.Integer()),)
PROVENANCE = (("basis", sa.String(10)), ("load_id", sa.String(32)))
INSTITUTION_COUNTS = (
    "outpatient_visits", "emergency_visits", "tcm_visits", "admissions", "discharges", "surgeries_1", "surgeries_2",
    "surgeries_3", "surgeries_4", "critical_cases",
)  # fmt: skip
INSTITUTION_DAYS = ("bed_days_open", "bed_days_used", "discharge_bed_days")
INSTITUTION_MONEY = (
    "medical_revenue_yuan", "inpatient_revenue_yuan", "drug_revenue_yuan", "drug_cost_yuan", "essential_drug_yuan",
    "consumable_cost_yuan", "staff_income_yuan",
)  # fmt: skip
INSTITUTION_WORK = (
    "remote_ecg", "remote_imaging", "remote_consultations", "referrals_up", "referrals_down",
    "referrals_out_of_county", "beds_open", "staff", "drug_varieties", "ambulances", "standardised", "insurance_line",
    "telemedicine", "ecg_device",
)  # fmt: skip
CHRONIC = (
    "patients", "managed", "managed_to_standard", "controlled", "grids", "grid_workers", "grid_patients", "admissions",
    "served_total", "served_in_township",
)  # fmt: skip
INSURED = (
    "insured", "visits_in_county", "visits_out_of_county", "women_child_visits_in_county",
    "women_child_visits_out_of_county", "admissions_in_county", "admissions_out_of_county",
)  # fmt: skip
INSURED_MONEY = (
    "inpatient_cost_in_county_yuan", "fund_in_county_yuan", "fund_in_county_primary_yuan", "fund_out_of_county_yuan",
    "fund_pharmacy_yuan",
)  # fmt: skip


def _all(names: tuple[str, ...], kind: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((name, kind) for name in names)


WHOLE, DAYS, YUAN, TEXT = sa.Integer(), sa.BigInteger(), sa.Float(), sa.String
FACTS = {
    "institution_month": (
        (*CODE, ("institution_code", TEXT(20)), *MONTH, ("level", TEXT(30)), ("community_code", TEXT(20)),
         ("is_lead", sa.Boolean()), ("in_group", sa.Boolean()), ("reported", sa.Boolean())),
        (*_all(INSTITUTION_COUNTS, WHOLE), *_all(INSTITUTION_DAYS, DAYS), *_all(INSTITUTION_MONEY, YUAN),
         *_all(INSTITUTION_WORK, WHOLE)),
    ),
    "staff_month": (
        (*CODE, ("institution_code", TEXT(20)), *MONTH, ("level", TEXT(30)), ("is_lead", sa.Boolean()),
         ("profession", TEXT(20)), ("title", TEXT(10))),
        _all(("persons",), WHOLE),
    ),
    "contract_month": (
        (*CODE, *MONTH, ("population_group", TEXT(30)), ("is_key_group", sa.Boolean())),
        _all(("eligible", "contracted", "served"), WHOLE),
    ),
    "chronic_month": ((*CODE, *MONTH, ("disease", TEXT(30))), _all(CHRONIC, WHOLE)),
    "insured_month": ((*CODE, *MONTH), (*_all(INSURED, WHOLE), *_all(INSURED_MONEY, YUAN))),
    "birth_month": ((*CODE, *MONTH), _all(("live_births", "maternal_deaths", "infant_deaths"), WHOLE)),
    "death_month": (
        (*CODE, *MONTH, ("age_from", WHOLE)),
        (("deaths", WHOLE), ("age_years_sum", YUAN), ("chronic_deaths", WHOLE), ("chronic_age_years_sum", YUAN),
         ("four_ncd_deaths", WHOLE)),
    ),
    "resident_month": (
        (*CODE, *MONTH),
        _all(("residents", "residents_0_14", "residents_35_up", "residents_65_up"), WHOLE),
    ),
}  # fmt: skip
"""Table → what names and describes its rows, and what they measure."""
ALWAYS_KNOWN = {("resident_month", "residents"), ("staff_month", "persons")}
"""Measures without which a row says nothing; all others may be unknown: a form may lack them, a cell be set aside."""


def upgrade() -> None:
    """Apply. Rows stay as they are; nothing that is 0 becomes unknown."""
    for name, (keys, measures) in FACTS.items():
        op.add_column(name, sa.Column("entered", sa.Integer(), nullable=True))
        # In a batch: an engine that cannot alter a column (SQLite) makes the table anew.
        with op.batch_alter_table(name) as batch:
            for column, kind in measures:
                if (name, column) not in ALWAYS_KNOWN:
                    batch.alter_column(column, existing_type=kind, nullable=True, server_default=None)
        op.create_table(
            f"{name}_history",
            *(sa.Column(column, kind, nullable=True) for column, kind in (*keys, *measures, *PROVENANCE)),
            sa.Column("entered", sa.Integer(), nullable=True),
            sa.Column("superseded", sa.Integer(), nullable=False),
            comment=f"Rows of {name} that a later load took away: in force from `entered` to `superseded`.",
        )
    for column, kind in (
        ("sequence", sa.Integer()),
        ("county_code", sa.String(6)),
        ("kind", sa.String(10)),
        ("undoes", sa.String(32)),
        ("form", sa.String(40)),
        ("edition", sa.String(20)),
        ("mode", sa.String(10)),
        ("first_month", sa.Integer()),
        ("last_month", sa.Integer()),
    ):
        op.add_column("load", sa.Column(column, kind, nullable=True))
    op.create_table(
        "set_aside",
        sa.Column("load_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=80), nullable=False),
        sa.Column("cell", sa.String(length=20), nullable=False),
        sa.Column("read", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("fields", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_set_aside_load_id")),
        sa.PrimaryKeyConstraint("load_id", "position", name=op.f("pk_set_aside")),
        comment="One row a cell or row of a file that did not enter, and why.",
    )
    op.create_table(
        "intake_answer",
        sa.Column("answer_id", sa.String(length=64), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("written", sa.String(length=200), nullable=False),
        sa.Column("answer", sa.String(length=80), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_by", sa.String(length=60), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_intake_answer")),
        comment=(
            "One row an answer that is not asked again: what a name or heading in this county's files stands for."
        ),
    )
