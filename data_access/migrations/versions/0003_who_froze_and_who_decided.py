"""Frozen figures say whose they are and who froze them; decisions on control limits have a table of their own.

Before, `snapshot` kept the person's name in `note_zh` and county and metric in `query_string` alone, and a decision
was a row of `audit` on "control_limits", keyed county/metric. `quarantine` goes: nothing ever wrote or read it.
"""

from typing import Any
from urllib.parse import parse_qs

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DECISIONS_IN_AUDIT = "control_limits"


def upgrade() -> None:
    """Apply. Every figure frozen and every decision made so far is kept."""
    connection = op.get_bind()
    _keep_snapshots(connection)
    _keep_decisions(connection)
    op.drop_table("quarantine")


def _keep_snapshots(connection: sa.Connection) -> None:
    # Made anew and not altered: DuckDB writes no rows into a table that the same transaction altered.
    old = _rows(
        connection, "snapshot", "snapshot_id", "version_id", "taken_at", "query_string", "content_json", "note_zh"
    )
    op.drop_table("snapshot")
    snapshot = op.create_table(
        "snapshot",
        sa.Column("snapshot_id", sa.String(length=40), nullable=False),
        sa.Column("version_id", sa.String(length=32), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=False),
        sa.Column("taken_by", sa.String(length=60), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=True),
        sa.Column("metric_id", sa.String(length=80), nullable=True),
        sa.Column("query_string", sa.String(length=500), nullable=False),
        sa.Column("content_json", sa.String(), nullable=False),
        sa.Column("note_zh", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("snapshot_id", name=op.f("pk_snapshot")),
        comment="One row a view that was frozen, e.g. for a meeting's minutes.",
    )
    if old:
        op.bulk_insert(snapshot, [_with_its_own_columns(row) for row in old])


def _with_its_own_columns(row: dict[str, Any]) -> dict[str, Any]:
    asked = parse_qs(row["query_string"])
    county, metric = (asked.get(name, [None])[0] for name in ("county", "metric"))
    return row | {"taken_by": row["note_zh"] or "", "county_code": county, "metric_id": metric, "note_zh": None}


def _keep_decisions(connection: sa.Connection) -> None:
    decision = op.create_table(
        "limit_decision",
        sa.Column("decision_id", sa.String(length=40), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("metric_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value_before", sa.String(length=200), nullable=False),
        sa.Column("value_after", sa.String(length=200), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("reason_zh", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_limit_decision")),
        comment="One row a decision on where a metric's control limits begin anew or rest; none is ever changed.",
    )
    names = ("audit_id", "changed_at", "changed_by", "table_name", "row_key", "column_name", "old_value", "new_value",
             "reason_zh")  # fmt: skip
    old = [row for row in _rows(connection, "audit", *names) if row["table_name"] == DECISIONS_IN_AUDIT]
    if not old:
        return
    op.bulk_insert(decision, [_as_decision(row) for row in old])
    audit = sa.table("audit", sa.column("table_name"))
    connection.execute(sa.delete(audit).where(audit.c.table_name == DECISIONS_IN_AUDIT))


def _as_decision(row: dict[str, Any]) -> dict[str, Any]:
    county, metric = row["row_key"].split("/", 1)
    return {
        "decision_id": row["audit_id"],
        "county_code": county,
        "metric_id": metric,
        "kind": row["column_name"],
        "value_before": row["old_value"] or "",
        "value_after": row["new_value"] or "",
        "decided_by": row["changed_by"],
        "decided_at": row["changed_at"],
        "reason_zh": row["reason_zh"],
    }


def _rows(connection: sa.Connection, table: str, *names: str) -> list[dict[str, Any]]:
    columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name in names]
    found = connection.execute(sa.select(*columns).select_from(sa.table(table)))
    return [dict(row) for row in found.mappings()]
