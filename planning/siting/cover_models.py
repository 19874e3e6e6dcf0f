"""Covering programs: fewest sites for all (LSCP), most residents for p sites (MCLP), each with its options."""

from collections.abc import Iterator

import numpy as np

from planning.siting.problem import BoolArray, FloatArray, IntArray, SitingProblem
from planning.siting.program import Program, ProgramBuilder
from planning.siting.reduction import column_groups, merge_equal_rows, shrink_cover, undominated_columns


def add_sites(
    builder: ProgramBuilder, problem: SitingProblem, columns: IntArray, objective: FloatArray | float = 0.0
) -> None:
    """Add one open/closed column a site, and the rows on p, budget and sites per township."""
    builder.add_columns(len(columns), objective=objective, lower=problem.must_open[columns], integral=True)
    place = np.arange(len(columns))
    if problem.p is not None:
        builder.add_rows(1, (0, place, problem.counted[columns]), upper=problem.p)
    if problem.budget is not None:
        # Money in parts of the budget: HiGHS judges a row to 1e-6, whatever its unit.
        unit = max(problem.budget, 1.0)
        builder.add_rows(1, (0, place, problem.build_cost[columns] / unit), upper=problem.budget / unit)
    for township, least in problem.floor_sites.items():
        assert problem.candidate_township is not None
        inside = np.array([problem.candidate_township[site] == township for site in columns])
        builder.add_rows(1, (0, place, inside), lower=least)


def must_cover_rows(problem: SitingProblem) -> BoolArray:
    """One row for each village to be served and scenario: which sites cover it, (n_rows, n_candidates)."""
    return np.asarray(problem.usable[:, problem.served].reshape(-1, problem.n_candidates))


def lscp_program(problem: SitingProblem, *, reduce: bool = True) -> Program:
    """Fewest open sites such that every served village has one (two for backup "every") within the limit.

    Source: Toregas et al. (1971), Operations Research 19:1363–1373. With `p` set it is the question whether p
    sites suffice, which p-center asks.
    """
    rows = must_cover_rows(problem)
    need = 2 if problem.backup == "every" else 1
    if reduce and need == 1:
        keep_rows, keep_columns = shrink_cover(problem, rows)
    else:
        keep_rows, keep_columns = np.ones(len(rows), dtype=bool), problem.allowed
    columns = np.flatnonzero(keep_columns)
    builder = ProgramBuilder()
    add_sites(builder, problem, columns, objective=1.0)
    row, column = np.nonzero(rows[np.ix_(keep_rows, keep_columns)])
    builder.add_rows(int(keep_rows.sum()), (row, column, 1.0), lower=need)
    return builder.program(columns)


def backup_program(problem: SitingProblem, site_count: int) -> Program:
    """Most residents with a second site within the limit in every scenario, among plans of `site_count` sites.

    Source: Hogan & ReVelle (1986), Management Science 32:1434–1444; the second step of spopt's LSCPB.
    """
    columns = np.flatnonzero(problem.allowed)
    builder = ProgramBuilder()
    add_sites(builder, problem, columns)
    builder.add_rows(1, (0, np.arange(len(columns)), 1.0), lower=site_count, upper=site_count)
    second = builder.add_columns(int(problem.served.sum()), objective=-problem.weights[problem.served])
    for scenario in problem.usable[:, problem.served][:, :, columns]:
        row, column = np.nonzero(scenario)
        builder.add_rows(len(second), (row, column, 1.0), (np.arange(len(second)), second, -1.0), lower=1.0)
    return builder.program(columns, sign=-1.0)


def objective_scale(weights: FloatArray) -> float:
    """Factor that brings fractional weights near 1,000; whole numbers stay, so that HiGHS sees a whole objective."""
    top = float(weights.max(initial=0.0))
    if top == 0.0 or (np.equal(np.mod(weights, 1), 0).all() and top < 1e7):
        return 1.0
    return 1000.0 / top


def mclp_program(problem: SitingProblem, *, reduce: bool = True) -> Program:
    """Most weight within the limit. With several scenarios: the most in the worst of them.

    Only the sites are whole-numbered: for open sites fixed, the best share of a village covered is 0 or 1 by itself.
    Source: Church & ReVelle (1974), Papers in Regional Science 32:101–118.
    """
    rows, weights, labels = _village_rows(problem)
    columns = _useful_columns(problem, rows) if reduce else np.flatnonzero(problem.allowed)
    several = problem.n_scenarios > 1
    scale = objective_scale(problem.weights)
    builder = ProgramBuilder()
    add_sites(builder, problem, columns)
    covered = builder.add_columns(len(rows), objective=0.0 if several else -weights)
    row, column = np.nonzero(rows[:, columns])
    builder.add_rows(len(rows), (row, column, 1.0), (np.arange(len(rows)), covered, -1.0), lower=0.0)
    if several:
        total = float(problem.weights.sum())
        worst = builder.add_columns(1, objective=-1.0, upper=total)
        scenario = labels // _township_count(problem)
        for number in range(problem.n_scenarios):
            inside = scenario == number
            builder.add_rows(1, (0, worst, -1.0), (0, covered[inside], weights[inside]), lower=0.0)
    for inside, least in _floor_rows(problem, labels):
        scale_of_row = max(least, 1.0)
        builder.add_rows(1, (0, covered[inside], weights[inside] / scale_of_row), lower=least / scale_of_row)
    return builder.program(columns, sign=-1.0, scale=scale)


def _township_count(problem: SitingProblem) -> int:
    return len(problem.floor_share) + 1


def _village_rows(problem: SitingProblem) -> tuple[BoolArray, FloatArray, IntArray]:
    """Merged rows with weights and labels; a label is scenario × townships + township with a floor (0: none)."""
    floors = list(problem.floor_share)
    township = np.zeros(problem.n_demand, dtype=np.int64)
    if floors and problem.demand_township is not None:
        number = {name: place for place, name in enumerate(floors, start=1)}
        township = np.array([number.get(name, 0) for name in problem.demand_township], dtype=np.int64)
    labels = np.concatenate([scenario * (len(floors) + 1) + township for scenario in range(problem.n_scenarios)])
    rows = problem.usable.reshape(-1, problem.n_candidates)
    weights = np.tile(problem.weights, problem.n_scenarios)
    matters = rows.any(axis=1) & (weights > 0)
    return merge_equal_rows(rows[matters], weights[matters], labels[matters])


def _useful_columns(problem: SitingProblem, rows: BoolArray) -> IntArray:
    """Sites worth opening: allowed, and not replaced by a no dearer site that covers all they cover."""
    allowed = np.flatnonzero(problem.allowed)
    chosen = undominated_columns(
        rows[:, allowed], problem.must_open[allowed], problem.build_cost[allowed], column_groups(problem)[allowed]
    )
    return allowed[chosen]


def _floor_rows(problem: SitingProblem, labels: IntArray) -> Iterator[tuple[BoolArray, float]]:
    """Rows of each township with a floor in each scenario, and the least weight that must be covered."""
    if not problem.floor_share or problem.demand_township is None:
        return
    townships = np.array(problem.demand_township)
    for place, (name, share) in enumerate(problem.floor_share.items(), start=1):
        least = share * float(problem.weights[townships == name].sum())
        for scenario in range(problem.n_scenarios):
            if least > 0:
                yield labels == scenario * _township_count(problem) + place, least
