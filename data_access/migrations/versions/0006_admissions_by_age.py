"""Admissions of insured residents by age group, so that townships of different ages can be compared."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "admission_age_month",
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("age_from", sa.Integer(), nullable=False),
        sa.Column("admissions", sa.Integer(), server_default="0", nullable=False),
        sa.Column("admissions_squared", sa.Integer(), server_default="0", nullable=False),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("load_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_admission_age_month_load_id")),
        comment="Home township × month × age group: admissions of insured residents, anywhere (only rows with one).",
    )
