"""What the warehouse remembers about itself: loads, changes by hand, versions, frozen figures."""

from sqlalchemy import Boolean, Column, DateTime, Integer, String, Table

from data_access.schema.base import county_code, metadata

load = Table(
    "load",
    metadata,
    Column("load_id", String(32), primary_key=True),
    Column("loaded_at", DateTime, nullable=False),  # UTC
    Column("loaded_by", String(60), nullable=False),
    Column("source_zh", String(200), nullable=False),
    Column("file_sha256", String(64)),
    Column("rows_accepted", Integer, nullable=False),
    Column("rows_refused", Integer, nullable=False),
    # Of files that entered through `intake`; empty for what was built or registered otherwise.
    Column("sequence", Integer),  # 1, 2, …: the order in which they entered
    Column("county_code", String(6)),
    Column("kind", String(10)),  # file | undo
    Column("undoes", String(32)),  # the load that an undo took back
    Column("form", String(40)),
    Column("edition", String(20)),
    Column("mode", String(10)),  # newest | fill | replace
    Column("first_month", Integer),
    Column("last_month", Integer),
    comment="One row a load: who, when, from which file, how many rows.",
)

audit = Table(
    "audit",
    metadata,
    Column("audit_id", String(40), primary_key=True),
    Column("changed_at", DateTime, nullable=False),
    Column("changed_by", String(60), nullable=False),
    Column("table_name", String(40), nullable=False),
    Column("row_key", String(120), nullable=False),
    Column("column_name", String(40)),
    Column("old_value", String(200)),
    Column("new_value", String(200)),
    Column("reason_zh", String(200), nullable=False),
    comment="One row a change made by hand, with its reason.",
)

data_version = Table(
    "data_version",
    metadata,
    Column("version_id", String(32), primary_key=True),
    Column("created_at", DateTime, nullable=False),  # UTC; fixed by the seed for sample data
    Column("content_sha256", String(64), nullable=False),
    Column("first_month", Integer, nullable=False),
    Column("last_month", Integer, nullable=False),
    Column("is_sample", Boolean, nullable=False),
    Column("note_zh", String(200), nullable=False),
    comment="One row a version of the warehouse's content; the newest is in force.",
)

snapshot = Table(
    "snapshot",
    metadata,
    Column("snapshot_id", String(40), primary_key=True),
    Column("version_id", String(32), nullable=False),
    Column("taken_at", DateTime, nullable=False),
    Column("taken_by", String(60), nullable=False),
    Column("county_code", String(6)),
    Column("metric_id", String(80)),  # empty for a whole view
    Column("query_string", String(500), nullable=False),  # the view's filters, as in its link
    Column("content_json", String, nullable=False),
    Column("note_zh", String(200)),
    comment="One row a view that was frozen, e.g. for a meeting's minutes.",
)

limit_decision = Table(
    "limit_decision",
    metadata,
    Column("decision_id", String(40), primary_key=True),
    county_code(),
    Column("metric_id", String(80), nullable=False),
    Column("kind", String(20), nullable=False),  # rebase | baseline
    Column("value_before", String(200), nullable=False),  # '' for nothing, as below
    Column("value_after", String(200), nullable=False),
    Column("decided_by", String(60), nullable=False),
    Column("decided_at", DateTime, nullable=False),  # UTC; the newest of a kind is in force
    Column("reason_zh", String(200), nullable=False),
    comment="One row a decision on where a metric's control limits begin anew or rest; none is ever changed.",
)
