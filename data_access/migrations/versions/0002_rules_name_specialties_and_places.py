"""Rules name specialties and places."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Rules so far asked for any specialty and every place of their kind, which empty columns still say."""
    op.add_column("rule", sa.Column("specialties", sa.String(length=200), nullable=True))
    op.add_column("rule", sa.Column("places", sa.String(), nullable=True))
