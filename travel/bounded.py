"""Many bounded searches on a graph too large for dense rows: only nodes within the limit are ever touched.

scipy answers each source with a row over ALL nodes: 200 × 3,000,000 numbers for a province. This search costs what
it reaches. It is plain Python, and compiled where the optional package numba is installed (about 30 times quicker
than scipy at province size; at county size scipy does as well).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Final

import numpy as np
import numpy.typing as npt

from travel.network import FloatArray, IntArray

LARGE_GRAPH_NODES: Final = 400_000
"""From here on dense rows cost more than the searches themselves."""

IndexArray = npt.NDArray[np.int32]
Search = Callable[
    [IndexArray, IndexArray, FloatArray, IntArray, FloatArray, float, IntArray, FloatArray],
    FloatArray,
]


def compiled_engine_installed() -> bool:
    """Tell whether numba is there to compile the search."""
    return find_spec("numba") is not None


@cache
def compiled_search() -> Search:
    """Return `bounded_rows`, compiled; the first call takes a few seconds, later ones in this process none."""
    compiled: Search = import_module("numba").njit(bounded_rows)
    return compiled


def bounded_rows(
    indptr: IndexArray,
    indices: IndexArray,
    weight: FloatArray,
    start_node: IntArray,
    start_seconds: FloatArray,
    limit_s: float,
    end_node: IntArray,
    end_seconds: FloatArray,
) -> FloatArray:
    """Return seconds from every source to every point, inf beyond `limit_s`, shape (n_sources, n_points).

    indptr, indices, weight    : the search graph, CSR, seconds.
    start_node, start_seconds  : where each source enters the graph and at what cost, shape (n_sources, 2).
    end_node, end_seconds      : where each point leaves it, shape (n_points, 2).

    Written in the part of Python that numba compiles; equal to scipy to rounding.
    """
    best = np.full(len(indptr) - 1, np.inf)
    seconds = np.full((len(start_node), len(end_node)), np.inf)
    for source in range(len(start_node)):
        # A list that starts with one entry has a type numba can infer.
        heap = [(np.inf, np.int64(0))]
        touched = [np.int64(0)]
        for side in range(2):
            node, at = np.int64(start_node[source, side]), start_seconds[source, side]
            if at <= limit_s and at < best[node]:
                best[node] = at
                touched.append(node)
                heapq.heappush(heap, (at, node))
        while heap[0][0] <= limit_s:
            at, node = heapq.heappop(heap)
            if at > best[node]:
                continue
            for arc in range(indptr[node], indptr[node + 1]):
                other, then = np.int64(indices[arc]), at + weight[arc]
                if then <= limit_s and then < best[other]:
                    best[other] = then
                    touched.append(other)
                    heapq.heappush(heap, (then, other))
        for point in range(len(end_node)):
            first = best[end_node[point, 0]] + end_seconds[point, 0]
            second = best[end_node[point, 1]] + end_seconds[point, 1]
            seconds[source, point] = min(first, second)
        for node in touched:
            best[node] = np.inf
    return seconds
