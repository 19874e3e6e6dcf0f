"""The roster of a few weeks as a linear program in which every rule, leave, floor and road can be left out."""

from __future__ import annotations

from collections.abc import Sequence

from planning.roster.problem import RosterProblem
from planning.roster.program import LinearProgram

Key = tuple[str, int]
Terms = list[tuple[int, float]]


class ConflictModel:
    """Days away and trips, as in the exact model, under some elements; elements that are not listed do not hold.

    soft: requirements may lack visits, at one point each (so the cost is 0 exactly when the elements hold together).
    measured: this element may give way, at one point a visit, day or person. rows: element of each row, None = ground.
    """

    def __init__(
        self,
        problem: RosterProblem,
        days: Sequence[int],
        elements: Sequence[Key],
        *,
        soft: bool = False,
        measured: Key | None = None,
    ) -> None:
        self.problem = problem
        self.program = LinearProgram()
        self.rows: list[Key | None] = []
        self._days = set(days)
        self._held = set(elements)
        self._soft = soft
        self._measured = measured
        self._blocks = [[day for day in block if day in self._days] for block in problem.blocks]
        self._needs = [key for kind, key in elements if kind == "requirement"]
        self._pins = [sorted(problem.pins)[key] for kind, key in elements if kind == "pin"]
        places = {place for need in self._needs for place in problem.requirements[need].places}
        self._places = sorted(places | {place for _, place, _ in self._pins})
        self._away: dict[tuple[int, int], int] = {}
        self._trips: dict[tuple[int, int, int], int] = {}
        self._daily: dict[tuple[int, int, int], int] = {}
        self._add_ground()
        adders = {
            "leave": self._add_leave, "week": self._add_week, "reach": self._add_reach, "pin": self._add_pin,
            "floor": self._add_floor, "requirement": self._add_requirement,
        }  # fmt: skip
        for kind, key in elements:
            if kind in adders:  # whom a rule accepts is met where visits are counted
                adders[kind](key)

    def _at_most(self, terms: Terms, most: float, key: Key | None) -> None:
        if terms:
            if key is not None and key == self._measured:
                terms = [*terms, (self.program.variable(0, len(terms), 1), -1.0)]
            self.program.at_most(terms, most)
            self.rows.append(key)

    def _at_least(self, terms: Terms, least: float, key: Key | None) -> None:
        if key is not None and (key == self._measured or (self._soft and key[0] == "requirement")):
            terms = [*terms, (self.program.variable(0, int(least), 1), 1.0)]
        if not terms:
            # Nothing could ever count: an impossible row, which a variable that is always 0 makes.
            terms = [(self.program.variable(0, 0, 0), 1.0)]
        self.program.at_least(terms, least)
        self.rows.append(key)

    def _add_ground(self) -> None:
        """One place a day, and trips that add up to days away: what never gives way."""
        daily = self.problem.daily_places.intersection(self._places)
        for expert in range(len(self.problem.experts)):
            for number, block in enumerate(self._blocks):
                if not block:
                    continue
                for day in block:
                    self._away[expert, day] = self.program.variable(0, 1, 0)
                for place in self._places:
                    self._trips[expert, place, number] = self.program.variable(0, len(block), 0)
                trips: Terms = [(self._trips[expert, place, number], 1.0) for place in self._places]
                self._equal([*trips, *((self._away[expert, day], -1.0) for day in block)])
                for place in daily:
                    for day in block:
                        self._daily[expert, place, day] = self.program.variable(0, 1, 0)
                    own: Terms = [(self._daily[expert, place, day], 1.0) for day in block]
                    self._equal([*own, (self._trips[expert, place, number], -1.0)])
                for day in block if daily else []:
                    own = [(self._daily[expert, place, day], 1.0) for place in daily]
                    self._at_most([*own, (self._away[expert, day], -1.0)], 0, None)

    def _equal(self, terms: Terms) -> None:
        self._at_most(terms, 0, None)
        self._at_least(terms, 0, None)

    def _add_leave(self, key: int) -> None:
        leave = self.problem.leaves[key]
        for day in sorted(self._days):
            if leave.first <= self.problem.days[day] <= leave.last:
                self._at_most([(self._away[leave.expert, day], 1.0)], 0, ("leave", key))

    def _add_week(self, key: int) -> None:
        for expert in range(len(self.problem.experts)):
            for week in self.problem.weeks:
                terms = [(self._away[expert, day], 1.0) for day in week if day in self._days]
                self._at_most(terms, self.problem.most_in(expert, week), ("week", key))

    def _add_reach(self, place: int) -> None:
        far = [expert for expert in range(len(self.problem.experts)) if not self.problem.in_reach[expert, place]]
        terms = [(trip, 1.0) for (expert, where, _), trip in self._trips.items() if where == place and expert in far]
        self._at_most(terms, 0, ("reach", place))

    def _add_pin(self, key: int) -> None:
        expert, place, day = sorted(self.problem.pins)[key]
        block = next(number for number, days in enumerate(self._blocks) if day in days)
        same = sum(1 for pin in self._pins if pin[:2] == (expert, place) and pin[2] in self._blocks[block])
        self._at_least([(self._away[expert, day], 1.0)], 1, ("pin", key))
        self._at_least([(self._trips[expert, place, block], 1.0)], same, ("pin", key))

    def leaves_of(self, specialty: str) -> list[Key]:
        """Return the leaves among the elements that keep experts of a specialty from the hospital."""
        leaves = self.problem.leaves
        own = [("leave", number) for number, leave in enumerate(leaves) if self._specialty(leave.expert) == specialty]
        return [key for key in own if key in self._held]

    def _specialty(self, expert: int) -> str:
        return self.problem.experts[expert].specialty

    def _add_floor(self, key: int) -> None:
        """Keep enough of a specialty at home; somebody on leave is not there unless that leave gives way.

        Where leaves alone already break the floor, nobody else may go: the floor asks no more than can be kept.
        """
        problem = self.problem
        specialty, floor = list(problem.home_floor.items())[key]
        own = [number for number in range(len(problem.experts)) if self._specialty(number) == specialty]
        held = [key for key in self.leaves_of(specialty) if key != self._measured]
        for day in sorted(self._days):
            date = problem.days[day]
            absent = {
                problem.leaves[number].expert
                for _, number in held
                if problem.leaves[number].first <= date <= problem.leaves[number].last
            }
            most = len(own) - min(floor, int(problem.at_hand[own, day].sum())) - len(absent)
            self._at_most([(self._away[expert, day], 1.0) for expert in own], most, ("floor", key))

    def _add_requirement(self, number: int) -> None:
        need = self.problem.requirements[number]
        counted = {expert: self._towards(number, expert) for expert in range(len(self.problem.experts))}
        if need.visits:
            terms = [term for own in counted.values() for term in own]
            self._at_least(terms, need.visits, ("requirement", number))
        if need.persons:
            people = [self._present(own) for own in counted.values() if own]
            self._at_least([(person, 1.0) for person in people], need.persons, ("requirement", number))

    def _towards(self, number: int, expert: int) -> Terms:
        """Return an expert's visits that count towards a requirement."""
        need = self.problem.requirements[number]
        key = ("accept", need.rule)
        refused = not self.problem.accepts[need.rule, expert] and key in self._held
        if refused and key != self._measured:
            return []
        if need.cadence == "day" and len(need.places) == len(self.problem.places):
            own = [self._away[expert, day] for day in need.days]
        elif need.cadence == "day":
            own = [self._daily[expert, place, day] for place in need.places for day in need.days]
        else:
            blocks = [at for at, block in enumerate(self._blocks) if block and block[0] in need.days]
            own = [self._trips[expert, place, block] for place in need.places for block in blocks]
        if not refused:
            return [(visit, 1.0) for visit in own]
        counting = []
        for visit in own:
            # Each visit that counts only because the rule gives way is one step of giving way.
            count = self.program.variable(0, 7, 1)
            self._at_most([(count, 1.0), (visit, -1.0)], 0, None)
            counting.append((count, 1.0))
        return counting

    def _present(self, visits: Terms) -> int:
        capped = ("week", 0) in self._held and self._measured != ("week", 0) and self.problem.most_per_week == 1
        if len(visits) == 1 and capped:
            return visits[0][0]  # at most one visit a week is a person
        present = self.program.variable(0, 1, 0)
        self._at_most([(present, 1.0), *((visit, -1.0) for visit, _ in visits)], 0, None)
        return present
