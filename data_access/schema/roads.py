"""Roads, the minutes that come out of them, and what-if scenarios. WGS-84; metres; minutes."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Float, Integer, String, Table

from data_access.schema.base import county_code, metadata, provenance, township_code

road_edition = Table(
    "road_edition",
    metadata,
    county_code(),
    Column("road_edition", String(20), nullable=False),
    Column("valid_from", Integer, nullable=False),  # first month in force
    Column("valid_to", Integer),  # last month in force, empty for the newest
    Column("source_zh", String(200), nullable=False),
    Column("nodes", Integer, nullable=False),
    Column("edges", Integer, nullable=False),
    Column("kilometres", Float, nullable=False),
    *provenance(),
    comment="One row a county's road edition and the months in which it is in force.",
)

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
    Column("way_id", BigInteger, nullable=False),  # the road this section was cut from
    Column("road_class", String(20), nullable=False),  # one of travel.network.ROAD_CLASSES
    Column("metres", Float, nullable=False),
    Column("oneway", Boolean, nullable=False),
    Column("max_speed_kmh", Float),
    Column("surface", String(40)),
    Column("name", String(120)),
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

village_access = Table(
    "village_access",
    metadata,
    county_code(),
    township_code(),
    Column("village_code", String(12), nullable=False),
    Column("tier", String(12), nullable=False),  # one of travel.tiers.TIERS
    Column("mode", String(10), nullable=False),  # car | ebike | walk
    Column("scenario", String(10), nullable=False),  # normal | snow | night
    Column("road_edition", String(20), nullable=False),
    Column("minutes", Float),  # door to door, to (ambulance: from) the nearest facility; empty = unreachable
    Column("institution_code", String(20)),  # that facility
    Column("residents", Integer, nullable=False),
    Column("residents_65_up", Integer, nullable=False),
    Column("chronic_patients", Integer, nullable=False),
    Column("key_group_residents", Integer, nullable=False),
    Column("valid_from", Integer, nullable=False),
    Column("valid_to", Integer),
    *provenance(),
    comment="Village × tier × mode × scenario and months: minutes to the nearest qualifying facility, and residents.",
)

travel_scenario = Table(
    "travel_scenario",
    metadata,
    Column("scenario_id", String(32), primary_key=True),
    county_code(),
    Column("name_zh", String(60), nullable=False),
    Column("saved_at", DateTime, nullable=False),  # UTC
    Column("saved_by", String(60), nullable=False),
    Column("month", Integer, nullable=False),  # the month whose facilities and residents it starts from
    Column("road_edition", String(20), nullable=False),
    # What is added, moved, closed, upgraded; see metrics/circle/what_if.py.
    Column("steps_json", String, nullable=False),
    Column("view_json", String, nullable=False),  # tier, mode, season, limit at which it was saved
    comment="One row a named what-if scenario of the service circles. The baseline holds none of it.",
)
