"""Road networks, travel times and what-if scenarios in the warehouse: read, and replaced without readers noticing."""

from __future__ import annotations

import re
from typing import Any, Final
from uuid import uuid4

import numpy as np
import pandas as pd
from sqlalchemy import URL, Connection, Engine, Row, delete, insert, or_, select

from data_access import read, schema
from data_access.changes import CHINA, ChangeRefused, change, checked_name, now_utc, trace
from data_access.errors import WarehouseError
from travel.network import RoadNetwork, network_from_frames

LONGEST_SURFACE, LONGEST_NAME = 40, 120  # as the columns of road_edge are wide
SCENARIO_WORDS: Final = ("name_zh", "month", "road_edition", "steps_json")  # what is on record of a scenario
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
edition_table, node, edge = schema.road_edition, schema.road_node, schema.road_edge


class NoRoads(WarehouseError):
    """The county has no road network in this month."""

    def __init__(self, county: str) -> None:
        super().__init__("no_roads", county=county)


def edition_in_force(engine: Engine, county: str, month: int) -> str:
    """Return the name of the county's road edition in force in a month. Raises NoRoads, WarehouseError."""
    statement = (
        select(edition_table.c.road_edition)
        .where(
            edition_table.c.county_code == county,
            edition_table.c.valid_from <= month,
            or_(edition_table.c.valid_to.is_(None), edition_table.c.valid_to >= month),
        )
        .order_by(edition_table.c.valid_from.desc())
        .limit(1)
    )
    found = read.rows(engine, statement)
    if not found:
        raise NoRoads(county)
    return str(found[0].road_edition)


def editions(engine: Engine, county: str) -> pd.DataFrame:
    """Return the county's road editions, newest first."""
    return read.frame(
        engine,
        select(edition_table).where(edition_table.c.county_code == county).order_by(edition_table.c.valid_from.desc()),
    )


def read_network(engine: Engine, county: str, road_edition: str) -> RoadNetwork:
    """Return a county's road network of one edition. Raises NoRoads, WarehouseError."""
    nodes = read.frame(
        engine,
        select(node.c.node_id, node.c.lon, node.c.lat)
        .where(node.c.county_code == county, node.c.road_edition == road_edition)
        .order_by(node.c.node_id),
    )
    if nodes.empty:
        raise NoRoads(county)
    edges = read.frame(
        engine,
        select(
            edge.c.from_node,
            edge.c.to_node,
            edge.c.way_id,
            edge.c.road_class,
            edge.c.metres,
            edge.c.oneway.label("one_way"),
            edge.c.max_speed_kmh.label("maxspeed_kmh"),
            edge.c.surface,
            edge.c.name,
        )
        .where(edge.c.county_code == county, edge.c.road_edition == road_edition)
        .order_by(edge.c.edge_id),
    )
    return network_from_frames(nodes, edges.assign(maxspeed_kmh=pd.to_numeric(edges["maxspeed_kmh"])))


def network_frames(
    network: RoadNetwork, county: str, road_edition: str, *, basis: str, load_id: str
) -> dict[str, pd.DataFrame]:
    """Return the rows of road_node and road_edge for a network."""
    nodes = network.nodes_frame().assign(county_code=county, road_edition=road_edition)
    own = network.edges_frame()
    own = own.assign(
        surface=_fitting(own["surface"], LONGEST_SURFACE),
        name=_fitting(own["name"], LONGEST_NAME),
    )
    edges = own.rename(columns={"one_way": "oneway", "maxspeed_kmh": "max_speed_kmh"}).assign(
        county_code=county,
        road_edition=road_edition,
        edge_id=np.arange(1, len(own) + 1),
        basis=basis,
        load_id=load_id,
    )
    return {
        "road_node": nodes[[column.name for column in node.columns]],
        "road_edge": edges[[column.name for column in edge.columns]],
    }


def _fitting(texts: pd.Series, longest: int) -> pd.Series:
    """Return texts as a column takes them: no control characters, cut to its width."""
    return texts.map(lambda text: None if pd.isna(text) else CONTROL.sub("", str(text))[:longest])


def edition_frame(
    network: RoadNetwork,
    county: str,
    road_edition: str,
    *,
    valid_from: int,
    valid_to: int | None,
    source_zh: str,
    basis: str,
    load_id: str,
) -> pd.DataFrame:
    """Return the one row of road_edition for a network."""
    return pd.DataFrame(
        {
            "county_code": [county],
            "road_edition": [road_edition],
            "valid_from": [valid_from],
            "valid_to": pd.array([valid_to], dtype="Int64"),
            "source_zh": [source_zh],
            "nodes": [network.n_nodes],
            "edges": [network.n_edges],
            "kilometres": [round(network.kilometres, 3)],
            "basis": [basis],
            "load_id": [load_id],
        }
    )


def saved_scenarios(engine: Engine, county: str, looked_at: int = 0) -> pd.DataFrame:
    """Return the county's named what-if scenarios, newest first.

    looked_at : not used; a cache that includes it asks again when it changes, because saving is no new data version.
    """
    del looked_at
    table = schema.travel_scenario
    return read.frame(
        engine, select(table).where(table.c.county_code == county).order_by(table.c.saved_at.desc(), table.c.name_zh)
    )


def save_scenario(
    url: URL | str,
    *,
    county: str,
    name_zh: str,
    month: int,
    road_edition: str,
    steps: str,
    view: str,
    saved_by: str,
    replace: bool = False,
) -> str:
    """Keep a named scenario and return its id. Nothing else changes.

    replace : whether it takes the place of one of the same name in the county; its steps then stay in `audit`.

    Raises ChangeRefused for a name that is taken or nobody's name, WarehouseError or OSError; nothing is then kept.
    """
    table = schema.travel_scenario
    scenario_id = uuid4().hex

    def work(connection: Connection) -> None:
        same = (table.c.county_code == county) & (table.c.name_zh == name_zh)
        for old in connection.execute(select(table).where(same)).all():
            if not replace:
                raise ChangeRefused("plan_name_taken", name=name_zh, who=old.saved_by, day=old.saved_at + CHINA)
            _trace_scenario(connection, old.scenario_id, _words_of(old), {}, saved_by, "被同名方案替换")
        connection.execute(delete(table).where(same))
        row = {
            "scenario_id": scenario_id,
            "county_code": county,
            "name_zh": name_zh,
            "saved_at": now_utc(),
            "saved_by": checked_name(saved_by),
            "month": month,
            "road_edition": road_edition,
            "steps_json": steps,
            "view_json": view,
        }
        connection.execute(insert(table).values(row))
        kept = {name: row[name] for name in SCENARIO_WORDS}
        _trace_scenario(connection, scenario_id, {}, kept, saved_by, "保存方案")

    change(url, work)
    return scenario_id


def delete_scenario(url: URL | str, scenario_id: str, *, who: str) -> None:
    """Forget a named scenario; what it said stays in `audit`. Raises WarehouseError or OSError."""
    table = schema.travel_scenario

    def work(connection: Connection) -> None:
        own = table.c.scenario_id == scenario_id
        found = connection.execute(select(table).where(own)).one_or_none()
        if found is not None:
            _trace_scenario(connection, scenario_id, _words_of(found), {}, who, "删除方案")
        connection.execute(delete(table).where(own))

    change(url, work)


def _words_of(row: Row[Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in SCENARIO_WORDS}


def _trace_scenario(
    connection: Connection, key: str, before: dict[str, Any], after: dict[str, Any], who: str, why: str
) -> None:
    gone = after or dict.fromkeys(before)
    trace(connection, schema.travel_scenario.name, key, before, gone, who=who, why=why)
