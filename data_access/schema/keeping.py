"""What the warehouse remembers about itself: loads, refused rows, changes by hand, versions."""

from sqlalchemy import Boolean, Column, DateTime, Integer, String, Table

from data_access.schema.base import metadata

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
    comment="One row a load: who, when, from which file, how many rows.",
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("load_id", String(32), nullable=False),
    Column("file_name", String(200)),
    Column("row_number", Integer, nullable=False),
    Column("column_name", String(60)),
    Column("value", String(200)),
    Column("reason_zh", String(200), nullable=False),
    comment="One row a fault: refused row, column, value and reason.",
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
    Column("query_string", String(500), nullable=False),  # the view's filters, as in its link
    Column("content_json", String, nullable=False),
    Column("note_zh", String(200)),
    comment="One row a view that was frozen, e.g. for a meeting's minutes.",
)
