"""Specialist-days instead of buildings: which townships to visit on which days, so that most residents are reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from planning.siting.faults import (
    BadLimit,
    BadNumber,
    BadSiteCount,
    MissingResidents,
    NoCandidates,
    SitingFault,
    TimeRanOut,
    WrongShape,
    checked_seconds,
    raise_found,
)
from planning.siting.problem import BoolArray, FloatArray, IntArray
from planning.siting.program import Deadline, Program, ProgramBuilder, run_highs

TIME_LIMIT_S = 30.0


@dataclass(frozen=True)
class Visit:
    """One specialist-day, and the residents it adds to those its period already reaches."""

    day: str
    period: str
    township: str
    adds: float


@dataclass(frozen=True)
class VisitPlan:
    """Specialist-days in the order of what they add. `objective` = residents reached, summed over the periods."""

    visits: tuple[Visit, ...]
    objective: float
    bound: float | None
    gap: float | None
    proven: bool
    reached_by_period: dict[str, float]
    never_reached: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, eq=False)
class _Question:
    covers: BoolArray  # (n_townships, n_villages)
    weights: FloatArray
    period_of_day: IntArray
    n_periods: int
    open_days: BoolArray  # (n_townships, n_days)
    specialists: IntArray
    specialist_days: int
    most_per_township: int | None
    planned: BoolArray  # (n_townships, n_periods)


def plan_visits(
    minutes: npt.ArrayLike,
    weights: npt.ArrayLike,
    *,
    limit_min: float,
    specialist_days: int,
    days: Sequence[str],
    periods: Sequence[str],
    villages: Sequence[str],
    townships: Sequence[str],
    specialists: npt.ArrayLike | None = None,
    open_days: npt.ArrayLike | None = None,
    planned: npt.ArrayLike | None = None,
    most_per_township: int | None = None,
    time_limit_s: float = TIME_LIMIT_S,
) -> VisitPlan:
    """Choose the specialist-days that reach most residents, counting each resident once in each period.

    minutes     : village to the township's visiting place (min), shape (n_villages, n_townships); inf = unreachable.
    weights     : residents, shape (n_villages,). limit_min is inclusive.
    days        : labels of the days; `periods` the period (week, month) of each day. A second visit within reach in
                  the same period adds nothing.
    specialists : how many can still be sent on each day, shape (n_days,); 1 where not given.
    open_days   : (n_townships, n_days), False on days the place cannot be used.
    planned     : (n_townships, n_days) visits already agreed; they count as reached and cost no specialist-day here.

    Raises a `SitingFault` (several at once where there are several), TimeRanOut where no plan was found in time.
    """
    deadline = Deadline(checked_seconds(time_limit_s))
    names, period_of_day = np.unique(np.array(periods, dtype=object).astype(str), return_inverse=True)
    table, people = _numbers(minutes), _numbers(weights).ravel()
    raise_found(_faults(table, people, limit_min, specialist_days, days, periods, villages, townships))
    shape = (len(townships), len(days))
    senders = np.ones(len(days)) if specialists is None else _numbers(specialists)
    done = np.zeros(shape) if planned is None else _numbers(planned)
    usable = np.ones(shape) if open_days is None else _numbers(open_days)
    raise_found(_more_faults(shape, senders, done, usable, most_per_township))
    question = _Question(
        covers=(np.isfinite(table) & (table <= limit_min)).T,
        weights=people,
        period_of_day=period_of_day.ravel(),
        n_periods=len(names),
        open_days=usable > 0,
        specialists=senders.astype(np.int64),
        specialist_days=specialist_days,
        most_per_township=most_per_township,
        planned=np.stack([(done > 0)[:, period_of_day.ravel() == k].any(axis=1) for k in range(len(names))], axis=1),
    )
    program = _program(question)
    outcome = run_highs(program, deadline)
    if outcome.solution is None:
        raise TimeRanOut("no_visit_plan_in_time", outcome.bound)
    visited = outcome.solution[: shape[0] * question.n_periods].reshape(shape[0], question.n_periods) > 0.5
    reached = _reached(question, visited | question.planned)
    objective = float((reached * people[:, None]).sum())
    bound = objective if outcome.status == "proven" else outcome.bound
    return VisitPlan(
        visits=tuple(_in_order(question, _days_of(question, visited), days, names, townships)),
        objective=objective,
        bound=bound,
        gap=None if bound is None or not objective else abs(bound - objective) / objective,
        proven=outcome.status == "proven",
        reached_by_period={str(name): float(people @ reached[:, k]) for k, name in enumerate(names)},
        never_reached=tuple(villages[int(place)] for place in np.flatnonzero(~reached.any(axis=1))),
        seconds=deadline.spent(),
    )


def _numbers(given: npt.ArrayLike) -> FloatArray:
    """Return an array of numbers. Raises BadNumber for ragged rows and for what is no number."""
    try:
        return np.array(given, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise BadNumber("visit_numbers_wrong") from error


def _more_faults(
    shape: tuple[int, int], specialists: FloatArray, planned: FloatArray, open_days: FloatArray, most: int | None
) -> list[SitingFault]:
    """Return what is wrong with the days: shapes, counts of specialists that are none."""
    faults: list[SitingFault] = []
    if specialists.shape != (shape[1],) or planned.shape != shape or open_days.shape != shape:
        shapes: dict[str, Any] = {
            "specialists": specialists.shape,
            "planned": planned.shape,
            "open_days": open_days.shape,
        }
        faults.append(WrongShape("visit_days_differ", townships=shape[0], days=shape[1], **shapes))
    whole = np.isfinite(specialists) & (specialists >= 0) & (specialists == np.floor(specialists))
    if not whole.all() or np.isnan(planned).any() or np.isnan(open_days).any():
        faults.append(BadNumber("visit_days_wrong"))
    if most is not None and not _is_count(most):
        faults.append(BadSiteCount("too_few_specialist_days", days=most))
    return faults


def _is_count(value: float) -> bool:
    return bool(1 <= value < np.inf and value == int(value))


def _faults(
    minutes: FloatArray,
    weights: FloatArray,
    limit_min: float,
    specialist_days: int,
    days: Sequence[str],
    periods: Sequence[str],
    villages: Sequence[str],
    townships: Sequence[str],
) -> list[SitingFault]:
    if not len(townships) or not len(days):
        return [NoCandidates("nothing_to_visit", townships=len(townships), days=len(days))]
    if minutes.shape != (len(villages), len(townships)) or len(weights) != len(villages) or len(days) != len(periods):
        return [
            WrongShape(
                "visit_shapes_differ",
                shape=minutes.shape,
                villages=len(villages),
                weights=len(weights),
                townships=len(townships),
                days=len(days),
                periods=len(periods),
            )
        ]
    faults: list[SitingFault] = []
    missing = [villages[int(place)] for place in np.flatnonzero(np.isnan(weights))]
    if missing:
        faults.append(MissingResidents("residents_missing", ids=tuple(missing)))
    if np.isnan(minutes).any() or (minutes < 0).any() or (weights < 0).any() or np.isinf(weights).any():
        faults.append(BadNumber("visit_numbers_wrong"))
    if not 0 < limit_min < np.inf:
        faults.append(BadLimit("visit_limit_not_positive", limit=limit_min))
    if not _is_count(specialist_days):
        faults.append(BadSiteCount("too_few_specialist_days", days=specialist_days))
    return faults


def _program(question: _Question) -> Program:
    """Visited or not by township and period, the day left open; then residents reached by village and period."""
    n_townships, n_days = question.open_days.shape
    n_periods, n_villages = question.n_periods, len(question.weights)
    builder = ProgramBuilder()
    visited = builder.add_columns(n_townships * n_periods, integral=True).reshape(n_townships, n_periods)
    on_day = builder.add_columns(n_townships * n_days, upper=question.open_days.ravel()).reshape(n_townships, n_days)
    gain = -np.repeat(question.weights[:, None], n_periods, axis=1)
    reached = builder.add_columns(n_villages * n_periods, objective=gain.ravel()).reshape(n_villages, n_periods)
    builder.add_rows(1, (0, visited, 1.0), upper=question.specialist_days)
    builder.add_rows(n_days, (np.arange(n_days)[None], on_day, 1.0), upper=question.specialists)
    # A visit takes place on one day of its period.
    row = np.arange(n_townships * n_periods).reshape(n_townships, n_periods)
    builder.add_rows(
        row.size, (row, visited, 1.0), (row[:, question.period_of_day], on_day, -1.0), lower=0.0, upper=0.0
    )
    if question.most_per_township is not None:
        builder.add_rows(n_townships, (np.arange(n_townships)[:, None], visited, 1.0), upper=question.most_per_township)
    township, village = np.nonzero(question.covers)
    for period in range(n_periods):
        already = question.planned[:, period] @ question.covers
        builder.add_rows(
            n_villages,
            (village, visited[township, period], 1.0),
            (np.arange(n_villages), reached[:, period], -1.0),
            lower=-already.astype(np.float64),
        )
    return builder.program(np.empty(0, dtype=np.int64), sign=-1.0)


def _reached(question: _Question, visited: BoolArray) -> BoolArray:
    """Villages reached in each period, (n_villages, n_periods)."""
    return np.asarray((question.covers.T.astype(np.int64) @ visited.astype(np.int64)) > 0)


def _days_of(question: _Question, visited: BoolArray) -> list[tuple[int, int]]:
    """A day for each visit: (township, day). The program holds one exists, as a transport problem has whole answers."""
    chosen = np.argwhere(visited)
    slots = np.repeat(np.arange(len(question.specialists)), question.specialists)
    fits = question.open_days[chosen[:, 0]][:, slots] & (question.period_of_day[slots][None] == chosen[:, 1][:, None])
    slot = maximum_bipartite_matching(csr_array(fits.astype(np.int8)), perm_type="column")
    return [(int(township), int(slots[place])) for (township, _), place in zip(chosen, slot, strict=True)]


def _in_order(
    question: _Question,
    visits: list[tuple[int, int]],
    days: Sequence[str],
    names: npt.NDArray[np.str_],
    townships: Sequence[str],
) -> list[Visit]:
    """Visits by what each adds to those before it, most first."""
    visited, left, ordered = question.planned.copy(), list(visits), []
    while left:
        reached = _reached(question, visited)
        adds = [
            float(question.weights @ (question.covers[township] & ~reached[:, question.period_of_day[day]]))
            for township, day in left
        ]
        best = int(np.argmax(adds))
        if adds[best] <= 0:
            break  # what is left reaches no one new in its period: those specialist-days stay free
        township, day = left.pop(best)
        period = int(question.period_of_day[day])
        visited[township, period] = True
        ordered.append(Visit(days[day], str(names[period]), townships[township], adds[best]))
    return ordered
