"""Items of an appraisal in English; things of an inventory by name, with the department that has them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Rows so far have no English and no department, which empty columns say."""
    op.add_column("appraisal", sa.Column("item_en", sa.String(length=120), nullable=True))
    op.add_column("programme_item", sa.Column("name_en", sa.String(length=160), nullable=True))
    op.add_column("programme_item", sa.Column("department_zh", sa.String(length=40), nullable=True))
    op.add_column("programme_item", sa.Column("department_en", sa.String(length=80), nullable=True))
