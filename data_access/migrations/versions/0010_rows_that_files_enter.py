"""Experts, postings, flows and what insurance settled enter from files and can leave again: each table a history."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TEXT, WHOLE, DATE = sa.String, sa.Integer(), sa.Date()
PROVENANCE = (("basis", TEXT(10)), ("load_id", TEXT(32)))
ROWS: dict[str, tuple[tuple[str, Any], ...]] = {
    "expert": (
        ("expert_code", TEXT(30)), ("county_code", TEXT(6)), ("name_zh", TEXT(40)), ("title", TEXT(10)),
        ("specialty", TEXT(20)), ("home_institution_code", TEXT(20)), ("tier", TEXT(20)), ("since", WHOLE),
        ("until", WHOLE),
    ),
    "posting": (
        ("posting_id", TEXT(40)), ("county_code", TEXT(6)), ("township_code", TEXT(9)), ("expert_code", TEXT(30)),
        ("from_institution_code", TEXT(20)), ("to_institution_code", TEXT(20)), ("mechanism_id", TEXT(60)),
        ("title", TEXT(10)), ("start_date", DATE), ("end_date", DATE),
    ),
    "flow": (
        ("flow_id", TEXT(80)), ("county_code", TEXT(6)), ("mechanism_id", TEXT(60)), ("month", WHOLE),
        ("kind_zh", TEXT(40)), ("kind_en", TEXT(60)), ("group_zh", TEXT(40)), ("group_en", TEXT(60)),
        ("from_code", TEXT(40)), ("from_zh", TEXT(80)), ("from_en", TEXT(120)), ("from_township", TEXT(9)),
        ("to_code", TEXT(40)), ("to_zh", TEXT(80)), ("to_en", TEXT(120)), ("to_township", TEXT(9)),
        ("unit", TEXT(10)), ("count", WHOLE),
    ),
}  # fmt: skip
"""Table whose rows files enter → its columns as they stood."""


FUND: tuple[tuple[str, Any], ...] = (
    ("county_code", TEXT(6)), ("township_code", TEXT(9)), ("institution_code", TEXT(20)), ("month", WHOLE),
    ("care", TEXT(10)), ("kind", TEXT(20)),
)  # fmt: skip
SETTLED: tuple[tuple[str, Any], ...] = (("settlements", WHOLE), ("cost_yuan", sa.Float()), ("fund_yuan", sa.Float()))


def upgrade() -> None:
    """Apply. Rows stay as they are; they entered by no load."""
    op.create_table(
        "fund_month",
        *(sa.Column(column, kind, nullable=False) for column, kind in FUND),
        *(sa.Column(column, kind, nullable=True) for column, kind in SETTLED),
        *(sa.Column(column, kind, nullable=False) for column, kind in PROVENANCE),
        sa.Column("entered", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_fund_month_load_id")),
        comment="Institution that settled × month: what the county's insured cost the fund (flows); no home township.",
    )
    _history("fund_month", (*FUND, *SETTLED))
    for name, columns in ROWS.items():
        op.add_column(name, sa.Column("entered", sa.Integer(), nullable=True))
        _history(name, columns)


def _history(name: str, columns: tuple[tuple[str, Any], ...]) -> None:
    op.create_table(
        f"{name}_history",
        *(sa.Column(column, kind, nullable=True) for column, kind in (*columns, *PROVENANCE)),
        sa.Column("entered", sa.Integer(), nullable=True),
        sa.Column("superseded", sa.Integer(), nullable=False),
        comment=f"Rows of {name} that a later load took away: in force from `entered` to `superseded`.",
    )
