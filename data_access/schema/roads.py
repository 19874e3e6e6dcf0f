"""Roads and the minutes that come out of them. WGS-84; metres; minutes."""

from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, String, Table

from data_access.schema.base import county_code, metadata, provenance

road_node = Table(
    "road_node",
    metadata,
    county_code(),
    Column("road_edition", String(20), nullable=False),
    Column("node_id", BigInteger, nullable=False),
    Column("lon", Float, nullable=False),
    Column("lat", Float, nullable=False),
    comment="One row a node of a county's road edition.",
)

road_edge = Table(
    "road_edge",
    metadata,
    county_code(),
    Column("road_edition", String(20), nullable=False),
    Column("edge_id", BigInteger, nullable=False),
    Column("from_node", BigInteger, nullable=False),
    Column("to_node", BigInteger, nullable=False),
    Column("road_class", String(20), nullable=False),  # 国道 | 省道 | 县道 | 乡道 | 村道
    Column("metres", Float, nullable=False),
    Column("oneway", Boolean, nullable=False),
    Column("max_speed_kmh", Float),
    Column("surface", String(20)),
    *provenance(),
    comment="One row a road section between two nodes.",
)

travel_time = Table(
    "travel_time",
    metadata,
    county_code(),
    Column("road_edition", String(20), nullable=False),
    Column("mode", String(10), nullable=False),  # car | ebike | walk
    Column("scenario", String(10), nullable=False),  # normal | snow | night
    Column("direction", String(12), nullable=False),  # to_facility | from_station
    Column("village_code", String(12), nullable=False),
    Column("institution_code", String(20), nullable=False),
    Column("minutes", Float, nullable=False),
    Column("metres", Float, nullable=False),
    Column("data_month", Integer, nullable=False),
    comment="Village × institution × mode × scenario × road edition: minutes; absent = beyond the cut.",
)
