"""After a sick call: the fewest changes to the published roster that make it whole again, with a proof.

A change is one expert on one day whose place differs from the published one: sent elsewhere, called off, or sent anew.
First no requirement may lack more than it already did (in points), then the changes are fewest, then the wishes decide.
Both sums fall apart into weeks that no requirement joins; where the published roster still stands, leaving it alone is
optimal, so only the weeks touched by the sick call, and those that requirements join to them, are searched. The proof
is thus one for the whole roster.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ortools.sat.python import cp_model

from planning.roster.faults import NoRoster, TwoPlacesAtOnce
from planning.roster.model import RosterModel, build, cells_of, total
from planning.roster.problem import Cell, RosterProblem
from planning.roster.score import Missing, missing_in
from planning.roster.solve import new_solver
from words.phrases import Phrase

POLISH_SECONDS = 0.5  # for choosing among rosters with equally few changes: nobody waits longer for a wish


@dataclass(frozen=True)
class Change:
    """One expert's day that differs; None = stays in the hospital."""

    expert: int
    day: int
    before: int | None
    after: int | None

    @property
    def kind(self) -> str:
        """cancelled | added | moved."""
        return "added" if self.before is None else "cancelled" if self.after is None else "moved"


@dataclass(frozen=True)
class Replan:
    """A repaired roster. fewest: proven lower bound of the number of changes; lost: what lacks more than before."""

    problem: RosterProblem
    cells: tuple[Cell, ...]
    changes: tuple[Change, ...]
    fewest: int
    proven: bool
    lost: tuple[Missing, ...]
    seconds: float

    def words(self) -> Phrase:
        """Return how much changes, and whether less would do."""
        return Phrase(
            "repaired",
            changes=len(self.changes),
            sure=Phrase("fewest_proven") if self.proven else Phrase("at_least_changes", fewest=self.fewest),
            lacks=Phrase("still_lost", count=len(self.lost)) if self.lost else Phrase("rules_as_before"),
        )


def changes_between(published: Sequence[Cell], cells: Sequence[Cell]) -> tuple[Change, ...]:
    """Return every expert's day that differs between two rosters, by day and expert."""
    before = {(expert, day): place for expert, place, day in published}
    after = {(expert, day): place for expert, place, day in cells}
    keys = sorted(before.keys() | after.keys(), key=lambda key: (key[1], key[0]))
    return tuple(
        Change(expert, day, before.get((expert, day)), after.get((expert, day)))
        for expert, day in keys
        if before.get((expert, day)) != after.get((expert, day))
    )


def replan(
    problem: RosterProblem,
    published: Sequence[Cell],
    *,
    frozen_until: dt.date | None = None,
    time_limit_s: float = 10.0,
) -> Replan:
    """Return the repaired roster with fewest changes. problem: with the new leaves; published: the roster as it stands.

    frozen_until: days up to and including it keep their visits, whatever happens; a visit of someone on leave is called
    off there and nobody new is sent. Raises TwoPlacesAtOnce if the published roster sends somebody to two places on one
    day, NoRoster if pins and hard rules leave no roster, or none was found in time.
    """
    began = time.perf_counter()
    _check(problem, published)
    frozen = {day for day, date in enumerate(problem.days) if frozen_until is not None and date <= frozen_until}
    days = _touched(problem, published)
    if not days:
        return Replan(problem, tuple(sorted(published)), (), 0, True, (), time.perf_counter() - began)
    search = _Repair(problem, published, days, frozen)
    cells, fewest = search.solve(time_limit_s)
    whole = sorted([*(cell for cell in published if cell[2] not in days), *cells])
    changes = changes_between(published, whole)
    lost = _lost(problem, published, whole)
    return Replan(problem, tuple(whole), changes, fewest, search.proven, lost, time.perf_counter() - began)


def _check(problem: RosterProblem, published: Sequence[Cell]) -> None:
    seen: dict[tuple[int, int], int] = {}
    for expert, place, day in published:
        if seen.setdefault((expert, day), place) != place:
            row = Phrase("row_published", expert=problem.experts[expert].code, day=problem.days[day])
            first, second = (problem.places[number].name_zh for number in (seen[expert, day], place))
            raise TwoPlacesAtOnce("published_twice", row, first=first, second=second)


def _still_stands(problem: RosterProblem, cell: Cell) -> bool:
    expert, place, day = cell
    return bool(problem.at_hand[expert, day]) and bool(problem.in_reach[expert, place])


def _touched(problem: RosterProblem, published: Sequence[Cell]) -> frozenset[int]:
    """Return the days of each week a broken visit or unkept pin touches, and of the weeks requirements join to them."""
    broken = {day for expert, place, day in published if not _still_stands(problem, (expert, place, day))}
    broken |= {day for expert, place, day in problem.pins - set(published)}
    broken |= _crowded(problem, published)
    weeks = [set(week) for week in problem.weeks]
    days = {day for week in weeks if week & broken for day in week}
    growing = True
    while growing:
        joined = {day for need in problem.requirements if days.intersection(need.days) for day in need.days}
        wider = {day for week in weeks if week & (days | joined) for day in week}
        growing = bool(days) and wider > days
        days |= wider if days else set()
    return frozenset(days)


def _crowded(problem: RosterProblem, published: Sequence[Cell]) -> set[int]:
    """Return days on which a new leave leaves too few of a specialty at home."""
    away: dict[tuple[str, int], int] = {}
    for expert, place, day in published:
        if _still_stands(problem, (expert, place, day)):
            key = problem.experts[expert].specialty, day
            away[key] = away.get(key, 0) + 1
    return {key[1] for key, most in problem.may_leave.items() if away.get(key, 0) > most}


def _lost(problem: RosterProblem, published: Sequence[Cell], cells: Sequence[Cell]) -> tuple[Missing, ...]:
    before = {one.requirement: one.points for one in missing_in(problem, published)}
    return tuple(one for one in missing_in(problem, cells) if one.points > before.get(one.requirement, 0))


class _Repair:
    """The model of the touched days: what may be kept, what changes, what is lost."""

    def __init__(
        self, problem: RosterProblem, published: Sequence[Cell], days: frozenset[int], frozen: set[int]
    ) -> None:
        self.days = days
        self.own = [cell for cell in published if cell[2] in days]
        standing = {cell for cell in self.own if cell[2] in frozen and _still_stands(problem, cell)}
        # Wishes only decide between equally few changes; demand and fairness look beyond these days and stay out.
        self.problem = replace(
            problem,
            pins=frozenset({pin for pin in problem.pins if pin[2] in days} | standing),
            known_pairs=problem.known_pairs | {cell[:2] for cell in published},
            demand={},
            weights=replace(problem.weights, fairness=0),
        )
        self.built: RosterModel = build(self.problem, days=days)
        self.keep: dict[Cell, Any] = {}
        self.proven = False
        pinned = {(expert, day) for expert, _, day in self.problem.pins}
        for (expert, day), away in self.built.away.items():
            if day in frozen and (expert, day) not in pinned:
                self.built.model.add(away == 0)
        for cell in self.own:
            self._add_keep(cell)
        self._limit_keeps()
        self.changes = self._changes()
        self.loss = self._loss(published)

    def _add_keep(self, cell: Cell) -> None:
        expert, place, day = cell
        built, problem = self.built, self.problem
        block = next(number for number, days in enumerate(problem.blocks) if day in days)
        if (expert, day) not in built.away or (expert, place, block) not in built.trips:
            return
        keep = built.model.new_bool_var("")
        built.model.add(keep <= built.away[expert, day])
        for other in range(len(problem.places)):
            if other != place and (expert, other, day) in built.daily:
                built.model.add(keep + built.daily[expert, other, day] <= 1)
        if cell in built.daily:
            built.model.add(keep <= built.daily[cell])
        self.keep[cell] = keep

    def _limit_keeps(self) -> None:
        """No more visits are kept in a week than trips are made."""
        block_of = {day: number for number, days in enumerate(self.problem.blocks) for day in days}
        groups: dict[tuple[int, int, int], list[Any]] = {}
        for (expert, place, day), keep in self.keep.items():
            groups.setdefault((expert, place, block_of[day]), []).append(keep)
        for key, keeps in groups.items():
            self.built.model.add(total(keeps) <= self.built.trips[key])

    def _changes(self) -> Any:
        """Published days not kept, and days away that were not published."""
        published = {(expert, day) for expert, _, day in self.own}
        fresh = total(away for key, away in self.built.away.items() if key not in published)
        return len(self.own) - total(self.keep.values()) + fresh

    def _loss(self, published: Sequence[Cell]) -> Any:
        """Points by which requirements lack more than in the published roster."""
        before = {one.requirement: one for one in missing_in(self.problem, published)}
        losses = []
        for number, (visits, persons) in self.built.missing.items():
            known = before.get(number)
            had = 0 if known is None else known.visits + known.persons
            need = self.problem.requirements[number]
            lost = self.built.model.new_int_var(0, need.visits + need.persons, "")
            self.built.model.add(lost >= visits + persons - had)
            losses.append(lost * self.problem.price(need.rule))
        return total(losses)

    def solve(self, time_limit_s: float) -> tuple[list[Cell], int]:
        """Return the cells of the touched days and the proven least number of changes."""
        model = self.built.model
        # One point lost outweighs every change there could be.
        most = len(self.own) + len(self.built.away) + 1
        model.minimize(self.loss * most + self.changes)
        for cell, keep in self.keep.items():
            model.add_hint(keep, 1)
            model.add_hint(self.built.away[cell[0], cell[2]], 1)
        solver = new_solver(time_limit_s)
        status = solver.solve(model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            raise NoRoster("no_repair", Phrase("row_repair"))
        self.proven = status == cp_model.OPTIMAL
        loss, changes = solver.value(self.loss), solver.value(self.changes)
        fewest = changes if self.proven else max(0, int(solver.best_objective_bound - loss * most))
        cells = cells_of(self.built, solver.value, self._kept(solver))
        if self.proven:
            cells = self._polished(loss, changes, min(time_limit_s, POLISH_SECONDS), cells)
        return cells, fewest

    def _kept(self, solver: cp_model.CpSolver) -> list[Cell]:
        return [cell for cell, keep in self.keep.items() if solver.value(keep)]

    def _polished(self, loss: int, changes: int, time_limit_s: float, cells: list[Cell]) -> list[Cell]:
        """Return the roster with the same loss and changes that costs least, or the one in hand."""
        model = self.built.model
        model.add(self.loss <= loss)
        model.add(self.changes <= changes)
        model.minimize(self.built.cost)
        solver = new_solver(time_limit_s)
        if solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return cells_of(self.built, solver.value, self._kept(solver))
        return cells
