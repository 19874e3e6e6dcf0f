"""Roads to minutes: road import, graph, snapping, shortest paths, catchments, what-ifs. Arrays in, arrays out.

network -> graph -> snap -> shortest is the way of a number; the other modules read from there. Nothing is imported
here, so that a page that only names a road class does not load the OpenStreetMap reader.
"""

__all__ = [
    "accessibility",
    "bounded",
    "catchment",
    "change_parts",
    "changed_ground",
    "coordinates",
    "doorstep",
    "edge_lists",
    "faults",
    "graph",
    "importer",
    "incremental",
    "inequality",
    "location_check",
    "network",
    "od_metres",
    "pair_store",
    "pbf_frame",
    "region",
    "road_changes",
    "road_lines",
    "routes",
    "shortest",
    "snap",
    "speeds",
    "uncertainty",
    "what_if",
]
