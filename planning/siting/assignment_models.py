"""Programs that say which site serves which village: least person-minutes (p-median) and every model with capacity."""

from dataclasses import dataclass

import numpy as np

from planning.siting.cover_models import add_sites, objective_scale
from planning.siting.problem import BoolArray, FloatArray, IntArray, SitingProblem
from planning.siting.program import Program, ProgramBuilder

OBJECTIVE_SIZE = 1e4  # person-minutes are brought near this, so that HiGHS's 1e-6 means the same on every county


@dataclass(frozen=True, eq=False)
class Arcs:
    """Village–site pairs a program may use; all arrays (n_arcs,)."""

    village: IntArray
    site: IntArray  # position among the program's columns
    column: IntArray


def add_arcs(builder: ProgramBuilder, usable: BoolArray, objective: FloatArray | float, *, whole: bool) -> Arcs:
    """Add one column for each usable pair and the rows "served only by an open site".

    usable : (n_villages, n_columns); objective : scalar or shaped like `usable`.
    """
    village, site = np.nonzero(usable)
    cost = np.broadcast_to(np.asarray(objective, dtype=np.float64), usable.shape)[village, site]
    column = builder.add_columns(len(village), objective=cost, integral=whole)
    number = np.arange(len(village))
    builder.add_rows(len(village), (number, site, 1.0), (number, column, -1.0), lower=0.0)
    return Arcs(village, site, column)


def p_median_program(
    problem: SitingProblem, *, keep_arcs: BoolArray | None = None, closed: BoolArray | None = None, size: float = 0.0
) -> Program:
    """Least person-minutes, each village served by one open site; the worst scenario where there are several.

    keep_arcs : (n_demand, n_candidates) pairs that an optimal plan may use (one scenario only); None = all.
    closed    : (n_candidates,) sites known to stay closed in every optimal plan.
    size      : a known objective, to choose the unit by.
    Source: ReVelle & Swain (1970), Geographical Analysis 2:30–42.
    """
    open_to_use = problem.allowed if closed is None else problem.allowed & ~closed
    columns = np.flatnonzero(open_to_use)
    builder = ProgramBuilder()
    add_sites(builder, problem, columns)
    scale = OBJECTIVE_SIZE / size if size > 0 else objective_scale(problem.weights)
    villages = np.flatnonzero(problem.served)
    person_minutes = problem.weights[:, None] * np.where(problem.usable, problem.minutes, 0.0)
    several = problem.n_scenarios > 1
    if problem.has_capacity:
        _add_capacity_median(builder, problem, columns, person_minutes)
        return builder.program(columns, scale=scale)
    worst = builder.add_columns(1, objective=1.0, upper=np.inf) if several else None
    offset = 0.0
    for scenario in range(problem.n_scenarios):
        usable = problem.usable[scenario] if keep_arcs is None else problem.usable[scenario] & keep_arcs
        cost = person_minutes[scenario][np.ix_(villages, columns)]
        steps = _add_steps(builder, usable[np.ix_(villages, columns)], cost, priced=not several)
        if worst is None:
            offset = steps.nearest
        else:
            builder.add_rows(1, (0, worst, 1.0), (0, steps.column, -steps.rise), lower=steps.nearest)
    return builder.program(columns, scale=scale, offset=offset)


@dataclass(frozen=True, eq=False)
class Steps:
    """Columns "village not yet served at this cost", what passing each one adds, and the cost of all nearest sites."""

    column: IntArray
    rise: FloatArray
    nearest: float


def _add_steps(builder: ProgramBuilder, usable: BoolArray, cost: FloatArray, *, priced: bool) -> Steps:
    """Serve each village once by walking up its distinct costs until an open site is met.

    A village's cost is its least one plus the rise to the next for every step at which no site so far is open. The
    bound is that of the classic pairs "site serves village", with rows of about three entries each.
    Source: Elloumi (2010), Journal of Combinatorial Optimization 19:69–83.
    """
    village, site = np.nonzero(usable)
    price = cost[village, site]
    order = np.lexsort((price, village))
    village, site, price = village[order], site[order], price[order]
    new_village = np.diff(village, prepend=-1) != 0
    new_step = new_village | (np.diff(price, prepend=np.nan) != 0)
    step = np.cumsum(new_step) - 1
    first = new_village[new_step]
    last = np.append(first[1:], True)[: len(first)]
    step_price = price[new_step]
    rise = (np.append(step_price[1:], 0.0) - step_price)[~last]
    column = builder.add_columns(int((~last).sum()), objective=rise if priced else 0.0)
    column_of = np.full(len(first), -1, dtype=np.int64)
    column_of[~last] = column
    later = np.flatnonzero(~first)
    builder.add_rows(
        len(first),
        (step, site, 1.0),
        (np.flatnonzero(~last), column, 1.0),
        (later, column_of[later - 1], -1.0),
        lower=first.astype(np.float64),
    )
    return Steps(column, rise, float(step_price[first].sum()))


def _add_capacity_median(
    builder: ProgramBuilder, problem: SitingProblem, columns: IntArray, person_minutes: FloatArray
) -> None:
    villages = np.flatnonzero(problem.served)
    several = problem.n_scenarios > 1
    worst = builder.add_columns(1, objective=1.0, upper=np.inf) if several else None
    cost = person_minutes[:, villages][:, :, columns]
    arcs = _add_whole_service(builder, problem, columns, 0.0 if several else cost[0])
    if worst is not None:
        for scenario in cost:
            used = (0, arcs.column, -scenario[arcs.village, arcs.site])
            builder.add_rows(1, (0, worst, 1.0), used, lower=0.0)


def _add_whole_service(
    builder: ProgramBuilder,
    problem: SitingProblem,
    columns: IntArray,
    objective: FloatArray | float,
    *,
    everyone: bool = True,
) -> Arcs:
    """Each served village whole at one open site that has room; a village keeps its site in every scenario."""
    villages = np.flatnonzero(problem.served)
    usable = problem.usable_always[np.ix_(villages, columns)]
    arcs = add_arcs(builder, usable, objective, whole=True)
    lower = 1.0 if everyone else 0.0
    builder.add_rows(len(villages), (arcs.village, arcs.column, 1.0), lower=lower, upper=1.0)
    assert problem.capacity is not None
    room = problem.capacity[columns]
    limited = np.flatnonzero(np.isfinite(room))
    row_of_site = np.full(len(columns), -1)
    row_of_site[limited] = np.arange(len(limited))
    # Shares of the room rather than residents: HiGHS judges a row to 1e-6, whatever its unit.
    unit = np.maximum(room, 1.0)
    inside = row_of_site[arcs.site] >= 0
    site = arcs.site[inside]
    load = problem.residents[villages][arcs.village[inside]] / unit[site]
    builder.add_rows(
        len(limited),
        (row_of_site[site], arcs.column[inside], load),
        (np.arange(len(limited)), limited, -(room[limited] / unit[limited])),
        upper=0.0,
    )
    return arcs


def capacity_cover_program(problem: SitingProblem) -> Program:
    """LSCP or MCLP where sites have room for so many residents: Current & Storbeck (1988), Environment and
    Planning B 15:153–163, with each village served whole."""
    columns = np.flatnonzero(problem.allowed)
    villages = np.flatnonzero(problem.served)
    builder = ProgramBuilder()
    fewest = problem.model == "lscp"
    add_sites(builder, problem, columns, objective=1.0 if fewest else 0.0)
    gain = 0.0 if fewest else -np.repeat(problem.weights[villages][:, None], len(columns), axis=1)
    arcs = _add_whole_service(builder, problem, columns, gain, everyone=fewest)
    if problem.backup == "every":
        for scenario in problem.usable[:, villages][:, :, columns]:
            row, column = np.nonzero(scenario)
            builder.add_rows(len(villages), (row, column, 1.0), lower=2.0)
    _add_share_floors(builder, problem, arcs)
    if fewest:
        return builder.program(columns)
    return builder.program(columns, sign=-1.0, scale=objective_scale(problem.weights))


def _add_share_floors(builder: ProgramBuilder, problem: SitingProblem, arcs: Arcs) -> None:
    if problem.demand_township is None:
        return
    townships = np.array(problem.demand_township)
    for name, share in problem.floor_share.items():
        least = share * float(problem.weights[townships == name].sum())
        inside = townships[arcs.village] == name  # mclp serves from all villages: positions are village numbers
        unit = max(least, 1.0)
        weight = problem.weights[arcs.village[inside]] / unit
        builder.add_rows(1, (0, arcs.column[inside], weight), lower=least / unit)


def assignment_of(problem: SitingProblem, program: Program, solution: FloatArray) -> IntArray:
    """Which candidate serves each village in a capacity program's solution, -1 for none; shape (n_demand,)."""
    villages = np.flatnonzero(problem.served)
    usable = problem.usable_always[np.ix_(villages, program.sites)]
    village, site = np.nonzero(usable)
    n_sites = len(program.sites)
    worst = int(problem.model == "p-median" and problem.n_scenarios > 1)
    first = n_sites + worst
    used = solution[first : first + len(village)] > 0.5
    serving = np.full(problem.n_demand, -1, dtype=np.int64)
    serving[villages[village[used]]] = program.sites[site[used]]
    return serving
