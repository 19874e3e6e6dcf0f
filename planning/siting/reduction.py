"""Smaller covering questions with the same answer: duplicate villages merged, dominated rows and columns dropped."""

import numpy as np

from planning.siting.problem import BoolArray, FloatArray, IntArray, SitingProblem

ROUNDS = 10  # each round is one matrix product; instances of 800 villages settle within four


def merge_equal_rows(rows: BoolArray, weights: FloatArray, labels: IntArray) -> tuple[BoolArray, FloatArray, IntArray]:
    """Merge rows alike in reach and label, adding their weights.

    rows : (n_rows, n_sites); labels : (n_rows,) rows of different labels (scenario, township) stay apart.
    """
    packed = np.packbits(rows, axis=1)
    tagged = np.concatenate([packed, labels[:, None].astype("<i8").view(np.uint8).reshape(len(rows), 8)], axis=1)
    keys = np.ascontiguousarray(tagged).view(np.dtype((np.void, tagged.shape[1]))).ravel()
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    merged = np.bincount(inverse.ravel(), weights=weights, minlength=len(first)).astype(np.float64)
    return rows[first], merged, labels[first]


def undominated_columns(rows: BoolArray, protected: BoolArray, cost: FloatArray, group: IntArray) -> BoolArray:
    """Which sites may be in the plan: not those that another, no dearer, replaces in every row.

    rows : (n_rows, n_sites); protected : sites never dropped; group : only sites of one group replace each other.
    """
    reach = rows.astype(np.float32)
    size = rows.sum(axis=0)
    # inside[j, k]: every row of j is a row of k
    inside = (reach.T @ reach) == size[:, None]
    inside &= (cost[:, None] >= cost[None]) & (group[:, None] == group[None])
    # Twins replace each other; the first of them stays.
    mutual = inside & inside.T
    earlier = np.arange(len(size))[None] < np.arange(len(size))[:, None]
    np.fill_diagonal(inside, False)
    dominated = np.asarray((inside & (~mutual | earlier)).any(axis=1))
    return np.asarray(protected | ~dominated)


def necessary_rows(rows: BoolArray) -> BoolArray:
    """Which rows of a covering question matter: not those met whenever another row is met."""
    reach = rows.astype(np.float32)
    size = rows.sum(axis=1)
    # met[i, k]: every site of row k is a site of row i, so row i is met whenever row k is
    met = (reach @ reach.T) == size[None]
    mutual = met & met.T
    earlier = np.arange(len(size))[None] < np.arange(len(size))[:, None]
    np.fill_diagonal(met, False)
    return np.asarray(~(met & (~mutual | earlier)).any(axis=1))


def column_groups(problem: SitingProblem) -> IntArray:
    """Sites of one number may replace each other: counted alike, and alike for the floors on sites."""
    group = problem.counted.astype(np.int64)
    if problem.floor_sites and problem.candidate_township is not None:
        _, township = np.unique(np.array(problem.candidate_township), return_inverse=True)
        group = group + 2 * township.ravel()
    return group


def shrink_cover(problem: SitingProblem, rows: BoolArray) -> tuple[BoolArray, BoolArray]:
    """Rows and columns that settle a covering question with single cover; masks (n_rows,), (n_sites,)."""
    keep_rows, keep_columns = np.ones(len(rows), dtype=bool), problem.allowed.copy()
    group = column_groups(problem)
    for _ in range(ROUNDS):
        columns = np.flatnonzero(keep_columns)
        chosen = undominated_columns(
            rows[np.ix_(keep_rows, keep_columns)],
            problem.must_open[columns],
            problem.build_cost[columns],
            group[columns],
        )
        keep_columns[columns[~chosen]] = False
        places = np.flatnonzero(keep_rows)
        needed = necessary_rows(rows[np.ix_(keep_rows, keep_columns)])
        keep_rows[places[~needed]] = False
        if chosen.all() and needed.all():
            break
    return keep_rows, keep_columns
