"""What loads leave behind: rows that were superseded, cells that did not enter, answers that are not asked again."""

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, Table

from data_access.schema.base import county_code, metadata
from data_access.schema.evidence import flow
from data_access.schema.experts import expert, posting, visit
from data_access.schema.facts import (
    birth_month,
    chronic_month,
    contract_month,
    death_month,
    fund_month,
    institution_month,
    insured_month,
    staff_month,
)
from data_access.schema.places import resident_month
from data_access.schema.returns import institution_year, reported_for_month

LOAD_KEYS: dict[str, tuple[str, ...]] = {
    institution_month.name: ("county_code", "institution_code", "month"),
    staff_month.name: ("county_code", "institution_code", "month", "profession", "title"),
    contract_month.name: ("county_code", "township_code", "month", "population_group"),
    chronic_month.name: ("county_code", "township_code", "month", "disease"),
    insured_month.name: ("county_code", "township_code", "month"),
    fund_month.name: ("county_code", "institution_code", "month", "care", "kind"),
    birth_month.name: ("county_code", "township_code", "month"),
    death_month.name: ("county_code", "township_code", "month", "age_from"),
    resident_month.name: ("county_code", "township_code", "month"),
    institution_year.name: ("county_code", "institution_code", "month"),
    reported_for_month.name: ("county_code", "institution_code", "month"),
    # One expert, one place, one day is one visit.
    visit.name: ("county_code", "institution_code", "month", "expert_code", "visit_date"),
}
"""A table of figures that files enter → what names its rows."""

ROW_KEYS: dict[str, tuple[str, ...]] = {
    expert.name: ("expert_code",),
    posting.name: ("posting_id",),
    flow.name: ("flow_id",),
}
"""A table that files enter row by row (an expert, a posting, who sent how many to whom) → what names a row."""


def _history(table: Table) -> Table:
    first: list[Column[object]] = [Column(own.name, own.type) for own in table.columns if not own.info]
    later: list[Column[object]] = [Column(own.name, own.type) for own in table.columns if own.info]
    return Table(
        f"{table.name}_history",
        metadata,
        *first,
        Column("superseded", Integer, nullable=False),  # sequence of the load that took its place
        *later,
        comment=f"Rows of {table.name} that a later load took away: in force from `entered` to `superseded`.",
    )


histories = {name: _history(metadata.tables[name]) for name in (*LOAD_KEYS, *ROW_KEYS)}

set_aside = Table(
    "set_aside",
    metadata,
    Column("load_id", String(32), ForeignKey("load.load_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("sheet", String(80), nullable=False),
    Column("cell", String(20), nullable=False),
    Column("read", String(200), nullable=False),
    Column("code", String(40), nullable=False),  # of words.intake.SET_ASIDE
    Column("fields", String(500), nullable=False),  # JSON
    comment="One row a cell or row of a file that did not enter, and why.",
)

intake_answer = Table(
    "intake_answer",
    metadata,
    Column("answer_id", String(64), primary_key=True),
    county_code(),
    Column("kind", String(20), nullable=False),  # place | column | word | accept | cell
    Column("written", String(200), nullable=False),  # the name or heading as files write it
    Column("answer", String(80), nullable=False),
    Column("decided_by", String(60), nullable=False),
    Column("decided_at", DateTime, nullable=False),  # UTC
    Column("revoked_by", String(60)),
    Column("revoked_at", DateTime),
    comment="One row an answer that is not asked again: what a name or heading in this county's files stands for.",
)

period_lock = Table(
    "period_lock",
    metadata,
    Column("lock_id", String(12), primary_key=True),
    county_code(),
    Column("first_month", Integer, nullable=False),
    Column("last_month", Integer, nullable=False),
    Column("form", String(40), nullable=False),  # code of a form; '' for all of them
    Column("locked_by", String(60), nullable=False),
    Column("locked_at", DateTime, nullable=False),  # UTC
    Column("note_zh", String(200), nullable=False),
    Column("unlocked_by", String(60)),
    Column("unlocked_at", DateTime),
    Column("unlock_reason_zh", String(200)),
    comment=(
        "One row a closed period: what was reviewed and may not change until it is unlocked; rows stay when it is."
    ),
)

quality_decision = Table(
    "quality_decision",
    metadata,
    Column("decision_id", String(64), primary_key=True),
    county_code(),
    Column("problem", String(160), nullable=False),  # rule:place:month:column, as metrics.quality names it
    Column("state", String(10), nullable=False),  # accepted | open; the newest of a problem is in force
    Column("decided_by", String(60), nullable=False),
    Column("decided_at", DateTime, nullable=False),  # UTC
    Column("reason_zh", String(200), nullable=False),
    comment="One row a decision on a figure that breaks a rule of data quality: confirmed as it is, or open again.",
)
