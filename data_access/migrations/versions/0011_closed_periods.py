"""Periods that were reviewed and are closed: who locked them, who unlocked them and why."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "period_lock",
        sa.Column("lock_id", sa.String(length=12), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("first_month", sa.Integer(), nullable=False),
        sa.Column("last_month", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("locked_by", sa.String(length=60), nullable=False),
        sa.Column("locked_at", sa.DateTime(), nullable=False),
        sa.Column("note_zh", sa.String(length=200), nullable=False),
        sa.Column("unlocked_by", sa.String(length=60), nullable=True),
        sa.Column("unlocked_at", sa.DateTime(), nullable=True),
        sa.Column("unlock_reason_zh", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("lock_id", name=op.f("pk_period_lock")),
        comment=(
            "One row a closed period: what was reviewed and may not change until it is unlocked; rows stay when it is."
        ),
    )
