"""Institutions get a history of where they stood and what they were; equipment may be taken out of use.

Before, a register knew today's township and level alone, and counted a past year with them. What institutions reported
month by month says where they stood then: the history is made of it, and of the register where nothing was reported.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

REGISTER = (
    "institution_code",
    "county_code",
    "township_code",
    "village_code",
    "level",
    "opened",
    "closed",
    "basis",
    "load_id",
)
VILLAGE = ("village_code", "valid_from")
Stand = tuple[int, str, str]  # first month, township, level


def upgrade() -> None:
    """Apply. Every institution of the register has a history afterwards."""
    connection = op.get_bind()
    register = _rows(connection, "institution", *REGISTER)
    stood = _stood(connection)
    known_since = {row["village_code"]: row["valid_from"] for row in _rows(connection, "village", *VILLAGE)}
    history = op.create_table(
        "institution_history",
        sa.Column("institution_code", sa.String(length=20), nullable=False),
        sa.Column("valid_from", sa.Integer(), nullable=False),
        sa.Column("valid_to", sa.Integer(), nullable=True),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=False),
        sa.Column("village_code", sa.String(length=12), nullable=True),
        sa.Column("level", sa.String(length=30), nullable=False),
        sa.Column("basis", sa.String(length=10), nullable=False),
        sa.Column("load_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_code"],
            ["institution.institution_code"],
            name=op.f("fk_institution_history_institution_code"),
        ),
        sa.ForeignKeyConstraint(["load_id"], ["load.load_id"], name=op.f("fk_institution_history_load_id")),
        sa.PrimaryKeyConstraint("institution_code", "valid_from", name=op.f("pk_institution_history")),
        comment="One row an institution and stretch of months at one level in one township and village. Without gaps.",
    )
    rows = [row for own in register for row in _history(own, stood.get(own["institution_code"], ()), known_since)]
    if rows:
        op.bulk_insert(history, rows)
    _teams_where_they_began(connection, rows)
    evidence = sa.table("mechanism_evidence", sa.column("table_name"), sa.column("metric_id"))
    # Metrics that count the register read its history from now on.
    counted = evidence.c.table_name.in_(["institution"]) & evidence.c.metric_id.is_not(None)
    connection.execute(sa.update(evidence).where(counted).values(table_name="institution_history"))
    op.add_column("equipment", sa.Column("until", sa.Integer(), nullable=True))
    for table, after, before in COMMENTS:
        if connection.dialect.supports_comments:
            op.create_table_comment(table, after, existing_comment=before, schema=None)


def _stood(connection: sa.Connection) -> dict[str, list[Stand]]:
    """Return of every institution that reported the months in which its township or level became another."""
    names = ("institution_code", "month", "township_code", "level")
    table = sa.table("institution_month", *map(sa.column, names))
    earlier = {
        name: sa.func.lag(table.c[name]).over(partition_by=table.c.institution_code, order_by=table.c.month)
        for name in ("township_code", "level")
    }
    each = sa.select(table, *(column.label(f"{name}_before") for name, column in earlier.items())).subquery()
    moved = sa.or_(
        each.c.level_before.is_(None),
        each.c.township_code != each.c.township_code_before,
        each.c.level != each.c.level_before,
    )
    asked = sa.select(*(each.c[name] for name in names)).where(moved).order_by(each.c.institution_code, each.c.month)
    found = connection.execute(asked).all()
    return {
        code: [(month, township, level) for _, month, township, level in rows]
        for code, rows in groupby(found, key=lambda row: row[0])
    }


def _history(own: Mapping[str, Any], stands: Sequence[Stand], village_since: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return an institution's stretches, from its opening to its closing; one alone where it reported nothing."""
    opened, closed = own["opened"], own["closed"]
    within = [stand for stand in stands if closed is None or stand[0] <= closed]
    found = within or [(opened, own["township_code"], own["level"])]
    # It stood where it first reported from its opening on.
    firsts = [min(opened, found[0][0]), *(month for month, _, _ in found[1:])]
    lasts = [*(_month_before(month) for month in firsts[1:]), closed]
    kept = {name: own[name] for name in ("institution_code", "county_code", "basis", "load_id")}
    return [
        {
            **kept,
            "valid_from": first,
            "valid_to": last,
            "township_code": township,
            # The village of the register is today's: an earlier one is not known.
            "village_code": own["village_code"] if village_since.get(own["village_code"], first) <= first else None,
            "level": level,
        }
        for first, last, (_, township, level) in zip(firsts, lasts, found, strict=True)
    ]


def _teams_where_they_began(connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put every team into the township in which its institution stood when the team began."""
    stood: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        stood.setdefault(row["institution_code"], []).append(row)
    team = sa.table("team", *map(sa.column, ("team_code", "institution_code", "township_code", "since")))
    moved = []
    for code, institution, township, since in connection.execute(sa.select(team)).all():
        then = [row["township_code"] for row in stood.get(institution, ()) if row["valid_from"] <= since]
        if then and then[-1] != township:
            moved.append({"own": code, "then": then[-1]})
    if moved:
        change = sa.update(team).where(team.c.team_code == sa.bindparam("own"))
        connection.execute(change.values(township_code=sa.bindparam("then")), moved)


def _month_before(month: int) -> int:
    return month - 1 if month % 100 > 1 else month - 89


def _rows(connection: sa.Connection, table: str, *names: str) -> list[dict[str, Any]]:
    columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name in names]
    found = connection.execute(sa.select(*columns).select_from(sa.table(table)))
    return [dict(row) for row in found.mappings()]


COMMENTS = (
    (
        "institution",
        "One row an institution as it stands today; where it stood and what it was is in institution_history.",
        "One row an institution, with its level today; what changes by month is in institution_month.",
    ),
    (
        "equipment",
        "One row a lot of equipment and the place where it stands; what moves ends here and begins there anew.",
        "One row a lot of equipment.",
    ),
    (
        "team",
        "One row a family-doctor team in the township where it began; a team that moves ends and begins anew.",
        "One row a family-doctor team.",
    ),
)
