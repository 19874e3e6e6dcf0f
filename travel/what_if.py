"""Add, close or move a facility and see the new minutes at once; the baseline field is never changed."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
from scipy.sparse.csgraph import dijkstra

from travel.network import BoolArray, FloatArray, IntArray
from travel.shortest import (
    Nearest,
    NodeField,
    graph_with_facilities,
    nearest_field,
    within,
)
from travel.snap import SnappedPoints

FIRST_LOOK_S: Final = 240.0
"""A new site is searched out to four minutes first; as a rule it wins no farther."""


def add_facilities(field: NodeField, added: SnappedPoints) -> NodeField:
    """Return the field with more facilities: a short search from the new ones, then an elementwise minimum.

    New facilities are numbered after the old ones. Equal times stay with the old owner.
    The search widens until the nodes it improves lie clear of its edge, so the answer equals a full search.
    """
    together = join_points(field.facilities, added)
    better, seconds, owner, next_node = _improved(field, added)
    if not better.size:
        return replace(field, facilities=together)
    new = replace(
        field,
        facilities=together,
        seconds=field.seconds.copy(),
        owner=field.owner.copy(),
        next_node=field.next_node.copy(),
    )
    new.seconds[better] = seconds
    new.owner[better] = owner + len(field.facilities.edge)
    new.next_node[better] = next_node
    return new


def _improved(field: NodeField, added: SnappedPoints) -> tuple[IntArray, FloatArray, IntArray, IntArray]:
    """Return the nodes an added facility serves better, with their seconds, owner and next node.

    A node improved through another implies that the other is improved too. So once no improved node lies within
    one arc of the limit, nothing beyond the limit can be improved either.
    """
    graph, n = field.graph, field.graph.n_nodes
    if not added.reached.any() or not graph.forward.nnz:
        nothing = np.empty(0, dtype=np.int64)
        return nothing, np.empty(0), nothing, nothing
    extended = graph_with_facilities(graph, added, field.direction)
    longest_arc = float(graph.forward.data.max())
    # Both ends of every new site's edge lie inside the first look, however long the walk to the road.
    limit = FIRST_LOOK_S + longest_arc + float(added.gap_s[added.reached].max())
    while True:
        seconds, previous, source = dijkstra(
            extended,
            indices=np.arange(n, extended.shape[0]),
            min_only=True,
            return_predecessors=True,
            limit=limit,
        )
        better = np.flatnonzero(seconds[:n] < field.seconds)
        if not better.size or float(seconds[better].max()) <= limit - longest_arc:
            break
        limit *= 3.0
    ahead = previous[better].astype(np.int64)
    return better, seconds[better], source[better].astype(np.int64) - n, np.where(ahead < n, ahead, -1)


def close_facilities(field: NodeField, closed: BoolArray) -> NodeField:
    """Return the field without some facilities, by a fresh search; the others keep their numbers.

    closed : True for those that shut, shape (n_facilities,).
    """
    # No road leads there any more, and nobody walks there.
    left = replace(
        field.facilities,
        edge=np.where(closed, -1, field.facilities.edge),
        door_lon=np.where(closed, np.nan, field.facilities.door_lon),
    )
    return nearest_field(field.graph, left, field.direction)


def move_facility(field: NodeField, facility: int, to: SnappedPoints) -> NodeField:
    """Return the field with one facility somewhere else, keeping its number, by a fresh search."""
    order = np.arange(len(field.facilities.edge))
    order[facility] = len(order)
    return nearest_field(field.graph, join_points(field.facilities, to).take(order), field.direction)


def join_points(first: SnappedPoints, second: SnappedPoints) -> SnappedPoints:
    """Return the points of both, in order."""
    return SnappedPoints(
        **{
            field.name: np.concatenate([getattr(first, field.name), getattr(second, field.name)])
            for field in fields(SnappedPoints)
        }
    )


@dataclass(frozen=True)
class CoverageChange:
    """Who gains and who loses inside a limit; positions of points."""

    only_before: IntArray
    only_after: IntArray
    both: IntArray
    neither: IntArray


def coverage_change(before: FloatArray, after: FloatArray, limit_min: float) -> CoverageChange:
    """Sort points by being within `limit_min` before and after; minutes of shape (n_points,)."""
    was, is_now = within(before, limit_min), within(after, limit_min)
    return CoverageChange(
        only_before=np.flatnonzero(was & ~is_now),
        only_after=np.flatnonzero(~was & is_now),
        both=np.flatnonzero(was & is_now),
        neither=np.flatnonzero(~was & ~is_now),
    )


def who_loses(nearest: Nearest, without: Nearest, facility: int) -> tuple[IntArray, FloatArray]:
    """Return the points that `facility` serves now and the minutes each would lose if it closed (inf: all access).

    Nobody else's nearest facility can change by that closure. `without` comes from `close_facilities`.
    """
    served = np.flatnonzero(nearest.owner == facility)
    return served, without.minutes[served] - nearest.minutes[served]
