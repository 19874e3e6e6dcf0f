"""A roster question, frozen: who may go where on which days, what the rules ask, and what each wish is worth."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from words.phrases import Phrase

TITLES = ("初级", "中级", "副高", "正高")
FAIR_TOLERANCE = 1.25  # nobody feels a visit more or less; a quarter beyond the average is what people complain of

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

Cell = tuple[int, int, int]  # expert, place, day: positions in the problem's tuples


@dataclass(frozen=True)
class Weights:
    """What each soft wish is worth, in points; a county sees and edits them.

    unmet: each visit (or person) that a rule asks for and the roster lacks, unless the rule has its own price.
    demand: each visit of a specialty short of what a township asked for. continuity: each expert new to a place.
    fairness: each visit beyond an expert's fair share. visit: each visit at all. distance: each hour on the road.
    """

    unmet: int = 1000
    demand: int = 50
    continuity: int = 20
    fairness: int = 10
    visit: int = 1
    distance: int = 4

    def in_words(self) -> dict[str, int]:
        """Return the weights under the names readers see."""
        return {
            "每缺 1 次规定的下沉": self.unmet,
            "专科需求每缺 1 次": self.demand,
            "每换 1 名新面孔": self.continuity,
            "每超出公平份额 1 次": self.fairness,
            "每安排 1 次": self.visit,
            "路上每 1 小时": self.distance,
        }


@dataclass(frozen=True)
class Expert:
    """One expert; title_rank 1–4 = 初级 … 正高, 0 = unknown."""

    code: str
    name_zh: str
    title_rank: int
    specialty: str


@dataclass(frozen=True)
class Place:
    """One place visits go to."""

    code: str
    name_zh: str
    township_code: str


@dataclass(frozen=True)
class Leave:
    """Days on which an expert is away, both included."""

    leave_id: str
    expert: int
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class RosterRule:
    """One rule as the roster needs it. places: positions; county_wide: all of them together meet it."""

    rule_id: str
    name_zh: str
    visits: int
    persons: int
    title_rank: int
    specialties: tuple[str, ...]
    places: tuple[int, ...]
    county_wide: bool
    price: int


@dataclass(frozen=True)
class Requirement:
    """What one rule asks in one period of one place (or of all its places together): visits, persons, on these days."""

    rule: int
    places: tuple[int, ...]
    period: Phrase
    cadence: str
    days: tuple[int, ...]
    visits: int
    persons: int


@dataclass(frozen=True)
class Preference:
    """A wish of one expert: points (> 0 liked, < 0 disliked) for a place or for a weekday (0 = Monday)."""

    expert: int
    place: int | None
    weekday: int | None
    points: int


@dataclass(frozen=True)
class RosterProblem:
    """Everything the roster depends on; positions, not codes. Made by `roster_problem`, which checks it.

    days: the working days of the roster, rising. minutes: one way, shape (n_experts, n_places), inf = no road.
    visit_minutes: time on site, by place. day_minutes: from leaving home to being back, at most.
    home_floor: specialty -> experts that must stay in the hospital each day.
    most_per_week: visits an expert may make in one ISO week. elsewhere: (expert, (ISO year, week)) -> visits of that
    week on days outside the roster, which count too. demand: (place, specialty) -> visits over the roster.
    known_pairs: (expert, place) who know each other from before. pins: visits that must stand as they are.
    """

    experts: tuple[Expert, ...]
    places: tuple[Place, ...]
    days: tuple[dt.date, ...]
    leaves: tuple[Leave, ...]
    rules: tuple[RosterRule, ...]
    requirements: tuple[Requirement, ...]
    minutes: FloatArray
    visit_minutes: FloatArray
    day_minutes: float
    home_floor: Mapping[str, int] = field(default_factory=dict)
    most_per_week: int = 1
    elsewhere: Mapping[tuple[int, tuple[int, int]], int] = field(default_factory=dict)
    demand: Mapping[tuple[int, str], int] = field(default_factory=dict)
    known_pairs: frozenset[tuple[int, int]] = frozenset()
    preferences: tuple[Preference, ...] = ()
    pins: frozenset[Cell] = frozenset()
    weights: Weights = Weights()

    @cached_property
    def at_hand(self) -> BoolArray:
        """Which experts are not on leave, shape (n_experts, n_days)."""
        present = np.ones((len(self.experts), len(self.days)), dtype=bool)
        for leave in self.leaves:
            present[leave.expert] &= [not leave.first <= day <= leave.last for day in self.days]
        return present

    @cached_property
    def in_reach(self) -> BoolArray:
        """Which places can be visited and left within the day, shape (n_experts, n_places)."""
        return np.asarray(2 * self.minutes + self.visit_minutes[None, :] <= self.day_minutes)

    @cached_property
    def welcome(self) -> BoolArray:
        """Which experts some rule of a place accepts; where no rule holds, everyone. Shape (n_experts, n_places)."""
        ruled = np.zeros(len(self.places), dtype=bool)
        accepted = np.zeros((len(self.experts), len(self.places)), dtype=bool)
        for number, rule in enumerate(self.rules):
            ruled[list(rule.places)] = True
            accepted[np.ix_(self.accepts[number], list(rule.places))] = True
        return accepted | ~ruled[None, :]

    @cached_property
    def accepts(self) -> BoolArray:
        """Which experts count for which rule (title, specialty), shape (n_rules, n_experts)."""
        table = np.zeros((len(self.rules), len(self.experts)), dtype=bool)
        for number, rule in enumerate(self.rules):
            for position, expert in enumerate(self.experts):
                field_is_right = not rule.specialties or expert.specialty in rule.specialties
                table[number, position] = expert.title_rank >= rule.title_rank and field_is_right
        return table

    @cached_property
    def may_go(self) -> BoolArray:
        """Pairs that may appear in a roster at all, shape (n_experts, n_places)."""
        return self.in_reach & self.welcome

    @cached_property
    def weeks(self) -> tuple[tuple[int, ...], ...]:
        """Positions of the days of each ISO week, in order."""
        groups: dict[tuple[int, int], list[int]] = {}
        for position, day in enumerate(self.days):
            groups.setdefault(day.isocalendar()[:2], []).append(position)
        return tuple(tuple(group) for group in groups.values())

    def most_in(self, expert: int, week: Sequence[int]) -> int:
        """Return how many visits an expert may still make in a week (one of `weeks`): some of it may lie outside."""
        year, number = self.days[week[0]].isocalendar()[:2]
        return max(0, self.most_per_week - self.elsewhere.get((expert, (year, number)), 0))

    @cached_property
    def blocks(self) -> tuple[tuple[int, ...], ...]:
        """The longest runs of days no period of a weekly or longer requirement cuts: weeks, split where need be."""
        marks = [
            tuple(number for number, own in enumerate(self._longer) if day in own) for day in range(len(self.days))
        ]
        runs: list[list[int]] = []
        for week in self.weeks:
            for day in week:
                if day == week[0] or marks[day] != marks[runs[-1][-1]]:
                    runs.append([])
                runs[-1].append(day)
        return tuple(tuple(run) for run in runs)

    @cached_property
    def _longer(self) -> tuple[frozenset[int], ...]:
        spans = {need.days for need in self.requirements if need.cadence != "day"}
        return tuple(frozenset(days) for days in sorted(spans))

    @cached_property
    def daily_places(self) -> frozenset[int]:
        """Places whose requirements look at single days, so that the day of every visit there matters.

        A daily rule met by all places together needs none: there it matters who is away, not where.
        """
        return frozenset(
            place
            for need in self.requirements
            if need.cadence == "day" and len(need.places) < len(self.places)
            for place in need.places
        )

    @cached_property
    def may_leave(self) -> Mapping[tuple[str, int], int]:
        """(specialty, day) -> how many of a specialty may be away on visits, for specialties with a floor."""
        limits: dict[tuple[str, int], int] = {}
        for specialty, floor in self.home_floor.items():
            own = [number for number, expert in enumerate(self.experts) if expert.specialty == specialty]
            for day in range(len(self.days)):
                limits[specialty, day] = max(0, int(self.at_hand[own, day].sum()) - floor)
        return limits

    @cached_property
    def fair_share(self) -> tuple[int, ...]:
        """Visits beyond which an expert bears more than a fair share, by expert.

        All visits due, shared out by days at hand among those who may go anywhere; a quarter more is still fair.
        """
        due = 0
        for place in range(len(self.places)):
            asked: dict[int, int] = {}
            for need in self.requirements:
                if place in need.places and len(need.places) == 1:
                    asked[need.rule] = asked.get(need.rule, 0) + max(need.visits, need.persons)
            wished = sum(count for (where, _), count in self.demand.items() if where == place)
            due += max([wished, *asked.values()])
        due += sum(max(need.visits, need.persons) for need in self.requirements if len(need.places) > 1)
        days = np.where(self.may_go.any(axis=1), self.at_hand.sum(axis=1), 0)
        whole = max(1, int(days.sum()))
        return tuple(math.ceil(due * int(own) / whole * FAIR_TOLERANCE - 1e-9) for own in days)

    def price(self, rule: int) -> int:
        """Points each visit or person that a rule lacks costs."""
        own = self.rules[rule].price
        return self.weights.unmet if own < 0 else own

    def road_points(self, expert: int, place: int) -> int:
        """Points a visit costs for being made and for the hours on the road, there and back."""
        hours = 2 * float(self.minutes[expert, place]) / 60
        return self.weights.visit + round(self.weights.distance * hours)

    def place_points(self, expert: int, place: int) -> int:
        """Points an expert's wishes take off (< 0) or add to the cost of each visit to a place."""
        return -sum(wish.points for wish in self.preferences if (wish.expert, wish.place) == (expert, place))

    def day_points(self, expert: int, day: int) -> int:
        """Points an expert's wishes take off (< 0) or add to the cost of each visit on a day."""
        weekday = self.days[day].weekday()
        return -sum(wish.points for wish in self.preferences if (wish.expert, wish.weekday) == (expert, weekday))
