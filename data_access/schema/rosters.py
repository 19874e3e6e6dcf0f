"""Rosters of visits (下沉): drafts, every version ever published, and their visits. What came of them is in `visit`."""

from sqlalchemy import Boolean, Column, Date, DateTime, Float, ForeignKey, Integer, String, Table

from data_access.schema.base import county_code, metadata

roster = Table(
    "roster",
    metadata,
    Column("roster_id", String(40), primary_key=True),
    county_code(),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),  # inclusive
    Column("status", String(12), nullable=False),  # draft | published | discarded; published rows never change
    Column("version", Integer),  # 1, 2, … of this county and span; empty for a draft
    Column("parent_id", String(40)),  # the roster it was made from
    Column("made_at", DateTime, nullable=False),  # UTC
    Column("made_by", String(60), nullable=False),
    Column("published_at", DateTime),  # UTC
    Column("objective", Float, nullable=False),  # points; of a repair: changes
    Column("bound", Float, nullable=False),  # no roster costs less; of a repair: no fewer changes
    Column("proof_zh", String(300), nullable=False),  # visits, what is missing, bound and gap
    Column("missing_zh", String, nullable=False),  # one line a requirement that is not met, with its price
    Column("note_zh", String(200), nullable=False),  # why this version: 新排, 改班：某专家请假, 恢复第1版
    comment="One row a roster: a draft, or a version that was published; the highest version of a span is in force.",
)

roster_visit = Table(
    "roster_visit",
    metadata,
    Column("roster_id", String(40), ForeignKey("roster.roster_id"), primary_key=True),
    Column("visit_id", String(60), primary_key=True),  # kept through versions, so that a calendar entry can follow
    county_code(),
    Column("township_code", String(9), nullable=False),
    Column("expert_code", String(30), nullable=False),
    Column("institution_code", String(20), nullable=False),
    Column("visit_date", Date, nullable=False),
    Column("planned_start", DateTime, nullable=False),
    Column("planned_end", DateTime, nullable=False),
    Column("travel_time_min", Float, nullable=False),  # one way
    Column("pinned", Boolean, nullable=False),
    comment="One row a visit of a roster.",
)
