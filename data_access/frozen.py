"""Figures as they stood on a day: frozen into `snapshot` by a person, e.g. for a meeting's minutes, and never changed.

A later load may restate them; what they were is then still known. A frozen figure changes nothing that is computed, so
no data version is added.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import URL, Connection, Engine, insert, select

from data_access import read, schema
from data_access.changes import CHINA, LONGEST_NAME, ChangeRefused, change, trace

snapshot = schema.snapshot


@dataclass(frozen=True)
class FrozenView:
    """One frozen view: its figures as rows, the data version they came from, when (UTC) and by whom."""

    rows: Sequence[dict[str, Any]]
    version: str
    taken_at: dt.datetime
    taken_by: str


def freeze(url: URL | str, county: str, metric_id: str, rows: Sequence[dict[str, Any]], *, who: str) -> None:
    """Keep figures of one metric as they are now.

    rows : as `FrozenView.rows`, shown figures only; the caller leaves hidden ones out.

    Raises ChangeRefused without a name or without figures, or where the same figures of the same data are frozen
    already, WarehouseError.
    """
    name = who.strip()
    if not name or len(name) > LONGEST_NAME:
        raise ChangeRefused("no_clerk", most=LONGEST_NAME)
    if not rows:
        raise ChangeRefused("nothing_to_freeze")

    def work(connection: Connection) -> None:
        version = schema.data_version
        newest = select(version.c.version_id).order_by(version.c.created_at.desc()).limit(1)
        snapshot_id, version_id = uuid4().hex, connection.execute(newest).scalar_one()
        content = json.dumps(list(rows), ensure_ascii=False)
        same = {"county_code": county, "metric_id": metric_id, "version_id": version_id, "content_json": content}
        own = [snapshot.c[name] == value for name, value in same.items()]
        there = connection.execute(select(snapshot.c.taken_by, snapshot.c.taken_at).where(*own)).first()
        if there is not None:
            raise ChangeRefused("frozen_already", who=there.taken_by, at=there.taken_at + CHINA)
        kept = {"county_code": county, "metric_id": metric_id, "figures": len(rows)}
        trace(connection, "snapshot", snapshot_id, {}, kept, who=name, why="冻结")
        connection.execute(
            insert(snapshot).values(
                snapshot_id=snapshot_id,
                version_id=version_id,
                taken_at=dt.datetime.now(dt.UTC).replace(tzinfo=None),
                taken_by=name,
                county_code=county,
                metric_id=metric_id,
                query_string=f"county={county}&metric={metric_id}",
                content_json=content,
            )
        )

    change(url, work)


def frozen_metrics(engine: Engine, county: str) -> list[str]:
    """Return the ids of the metrics of which a county has frozen figures. Raises WarehouseError."""
    ids = select(snapshot.c.metric_id).where(snapshot.c.county_code == county).distinct()
    return [str(row.metric_id) for row in read.rows(engine, ids.order_by(snapshot.c.metric_id))]


def frozen_views(engine: Engine, county: str, metric_id: str) -> list[FrozenView]:
    """Return the frozen views of a county's metric, newest first. Raises WarehouseError."""
    statement = (
        select(snapshot)
        .where(snapshot.c.county_code == county, snapshot.c.metric_id == metric_id)
        .order_by(snapshot.c.taken_at.desc())
    )
    return [
        FrozenView(json.loads(row.content_json), row.version_id, row.taken_at, row.taken_by)
        for row in read.rows(engine, statement)
    ]
