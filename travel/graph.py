"""A road network and a mode of travel become a sparse graph whose arcs weigh seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from travel.network import BoolArray, FloatArray, IntArray, RoadNetwork
from travel.speeds import Mode, Scenario, edge_speeds, load_speeds
from words.faults import Fault
from words.phrases import Phrase

SHORTEST_ARC_S: Final = 1e-3
"""Zero-length arcs get a millisecond: a stored zero means "no arc" to scipy."""


class FaultyNetwork(Fault, ValueError):
    """The road network contradicts itself."""


@dataclass(frozen=True)
class RoadGraph:
    """One network as one mode sees it in one scenario.

    forward          : (n_nodes, n_nodes) seconds, arc tail -> head, parallel arcs by minimum.
    backward         : its transpose; searches "to a facility" run on it.
    arc_edge         : the edge each stored arc of `forward` came from, shape (n_arcs,), in storage order.
    along, against   : seconds over every edge from -> to and to -> from, inf where that may not be travelled.
    tail, head       : node positions of every edge, shape (n_edges,).
    in_main          : nodes in the largest strongly connected part, shape (n_nodes,).
    """

    network: RoadNetwork
    mode: Mode
    scenario: Scenario
    calibration: float
    forward: csr_array
    backward: csr_array
    arc_edge: IntArray
    along: FloatArray
    against: FloatArray
    tail: IntArray
    head: IntArray
    in_main: BoolArray

    @property
    def n_nodes(self) -> int:
        """How many nodes the graph has."""
        return self.network.n_nodes

    @property
    def usable_edges(self) -> BoolArray:
        """Edges a traveller can enter and leave: passable, both ends in the largest connected part."""
        passable = np.isfinite(self.along) | np.isfinite(self.against)
        return np.asarray(passable & self.in_main[self.tail] & self.in_main[self.head])


@dataclass(frozen=True)
class Connectivity:
    """What the largest strongly connected part leaves out."""

    n_nodes: int
    n_main: int
    n_parts: int
    kilometres_outside: float
    nodes_outside: IntArray

    @property
    def share_outside(self) -> float:
        """Share of nodes outside, 0 to 1; real extracts have 0.02 to 0.15."""
        return 1.0 - self.n_main / self.n_nodes if self.n_nodes else 0.0

    def phrase(self) -> Phrase:
        """Say it in one sentence."""
        return Phrase(
            "network_connected",
            nodes=self.n_nodes,
            outside=self.n_nodes - self.n_main,
            share=self.share_outside,
            kilometres=self.kilometres_outside,
        )


def build_graph(
    network: RoadNetwork,
    mode: Mode = "car",
    scenario: Scenario = "normal",
    speeds: pd.DataFrame | None = None,
    calibration: float = 1.0,
    closed_edges: BoolArray | None = None,
) -> RoadGraph:
    """Return the graph of `network` for a mode and scenario.

    speeds       : the table of `load_speeds`; None reads the default one.
    calibration  : speed multiplier, > 0. 0.9 makes everything on wheels and on foot 10 % slower than the table.
    closed_edges : True where the road is shut, shape (n_edges,); a what-if, the network itself is untouched.

    One-way binds vehicles and not walkers. Turn restrictions and waiting at signals are left out.
    Raises FaultyNetwork for double node ids, edges to unknown nodes, or lengths that are negative or not finite;
    ValueError for a calibration that is not positive.
    """
    if not (np.isfinite(calibration) and calibration > 0):
        raise ValueError(f"a speed multiplier is above 0, usually 0.5 to 1.5; got {calibration}")
    tail, head = _node_positions(network)
    speed = edge_speeds(network, load_speeds() if speeds is None else speeds, mode, scenario) * calibration
    along = np.full(network.n_edges, np.inf)
    passable = speed > 0 if closed_edges is None else (speed > 0) & ~closed_edges
    along[passable] = np.maximum(network.metres[passable] * 3.6 / speed[passable], SHORTEST_ARC_S)
    against = along.copy()
    if mode != "walk":
        against[network.one_way] = np.inf
    forward, arc_edge = _shortest_arcs(tail, head, along, against, network.n_nodes)
    return RoadGraph(
        network=network,
        mode=mode,
        scenario=scenario,
        calibration=calibration,
        forward=forward,
        backward=forward.T.tocsr(),
        arc_edge=arc_edge,
        along=along,
        against=against,
        tail=tail,
        head=head,
        in_main=_largest_part(forward),
    )


def _node_positions(network: RoadNetwork) -> tuple[IntArray, IntArray]:
    """Return positions of the ends of every edge, after checking that the network makes sense."""
    order = np.argsort(network.node_id, kind="stable")
    ids = network.node_id[order]
    double = np.unique(ids[1:][ids[1:] == ids[:-1]])
    if double.size:
        raise FaultyNetwork("road_nodes_repeated", count=double.size, some=_some(double))
    ends = []
    for side in (network.from_node, network.to_node):
        found = np.minimum(np.searchsorted(ids, side), max(len(ids) - 1, 0))
        unknown = ids[found] != side if len(ids) else np.ones(len(side), bool)
        if unknown.any():
            raise FaultyNetwork("road_ends_unknown", count=int(unknown.sum()), some=_some(side[unknown]))
        ends.append(order[found] if len(ids) else found)
    wrong = ~(np.isfinite(network.metres) & (network.metres >= 0))
    if wrong.any():
        raise FaultyNetwork("road_lengths_wrong", count=int(wrong.sum()), some=_some(np.flatnonzero(wrong) + 1))
    return ends[0].astype(np.int64), ends[1].astype(np.int64)


def _some(values: IntArray) -> list[int]:
    found: list[int] = values[:5].tolist()
    return found


def _shortest_arcs(
    tail: IntArray, head: IntArray, along: FloatArray, against: FloatArray, n_nodes: int
) -> tuple[csr_array, IntArray]:
    """Return the graph and the edge of each stored arc; of parallel arcs only the quickest stays.

    scipy would ADD the seconds of parallel arcs: in one real extract that changed 45 % of all pairs.
    """
    start, end = np.concatenate([tail, head]), np.concatenate([head, tail])
    seconds = np.concatenate([along, against])
    edge = np.tile(np.arange(len(tail)), 2)
    usable = np.isfinite(seconds) & (start != end)
    start, end, seconds, edge = start[usable], end[usable], seconds[usable], edge[usable]
    order = np.lexsort((seconds, start * n_nodes + end))
    start, end, seconds, edge = start[order], end[order], seconds[order], edge[order]
    first = np.ones(len(start), dtype=bool)
    first[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
    start, end = start[first], end[first]
    indptr = np.concatenate([[0], np.cumsum(np.bincount(start, minlength=n_nodes))]).astype(np.int32)
    graph = csr_array((seconds[first], end.astype(np.int32), indptr), shape=(n_nodes, n_nodes))
    return graph, edge[first]


def _largest_part(forward: csr_array) -> BoolArray:
    """Mark the nodes from which every other marked node can be reached and left again."""
    if forward.shape[0] == 0:
        return np.zeros(0, dtype=bool)
    label = connected_components(forward, directed=True, connection="strong")[1]
    size = np.bincount(label)
    main: BoolArray = label == int(np.argmax(size))
    return main if size.max() > 1 else np.zeros(len(label), dtype=bool)


def connectivity(graph: RoadGraph) -> Connectivity:
    """Report how much of what this mode may travel lies outside the largest strongly connected part.

    Nodes on no passable edge (footpaths, for a car) are not counted at all.
    """
    passable = np.isfinite(graph.along) | np.isfinite(graph.against)
    used = np.zeros(graph.n_nodes, dtype=bool)
    used[graph.tail[passable]] = used[graph.head[passable]] = True
    label = connected_components(graph.forward, directed=True, connection="strong")[1]
    outside = passable & ~(graph.in_main[graph.tail] & graph.in_main[graph.head])
    return Connectivity(
        n_nodes=int(used.sum()),
        n_main=int(graph.in_main.sum()),
        n_parts=len(np.unique(label[used])),
        kilometres_outside=float(graph.network.metres[outside].sum() / 1000.0),
        nodes_outside=graph.network.node_id[used & ~graph.in_main],
    )
