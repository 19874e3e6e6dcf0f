"""Decisions on figures that break a rule of data quality: who confirmed which, when and why."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "quality_decision",
        sa.Column("decision_id", sa.String(length=64), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("problem", sa.String(length=160), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("reason_zh", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_quality_decision")),
        comment=(
            "One row a decision on a figure that breaks a rule of data quality: confirmed as it is, or open again."
        ),
    )
