"""Among rosters that cost the same, the one on the days people know: each visit on its expert's usual weekday."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planning.roster import Cell, RosterProblem


def on_usual_days(problem: RosterProblem, cells: Sequence[Cell], usual: Mapping[str, int]) -> tuple[Cell, ...]:
    """Return the roster with visits moved, within their week, to their expert's usual weekday where that is allowed.

    usual: expert code -> weekday (0 = Monday). The cost stays: no wish of the problem looks at days; else nothing moves
    (a problem with preferences, a place whose rules look at single days, a pin). A day on which the expert is away or
    already elsewhere, or the hospital needs everybody of the specialty, is no choice.
    """
    if problem.preferences:
        return tuple(cells)
    placed = set(cells)
    busy = {(expert, day) for expert, _, day in cells}
    away: dict[tuple[str, int], int] = {}
    for expert, _, day in cells:
        key = (problem.experts[expert].specialty, day)
        away[key] = away.get(key, 0) + 1
    block_of = {day: block for block in problem.blocks for day in block}
    for cell in sorted(cells):
        expert, place, day = cell
        one = problem.experts[expert]
        if cell in problem.pins or place in problem.daily_places or one.code not in usual:
            continue
        target = next((other for other in block_of[day] if problem.days[other].weekday() == usual[one.code]), None)
        if target is None or (expert, target) in busy or not problem.at_hand[expert, target]:
            continue
        limit = problem.may_leave.get((one.specialty, target))
        if limit is not None and away.get((one.specialty, target), 0) >= limit:
            continue
        placed.remove(cell)
        placed.add((expert, place, target))
        busy.remove((expert, day))
        busy.add((expert, target))
        away[one.specialty, day] -= 1
        away[one.specialty, target] = away.get((one.specialty, target), 0) + 1
    return tuple(sorted(placed))
