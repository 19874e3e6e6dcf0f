"""Small roster questions whose frames fit on the screen, and their tables for the checker."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from metrics.ledger.holidays import planned_periods, working_days
from planning.roster import RosterProblem, Weights, roster_problem
from planning.roster.checker import Tables

MONDAY = dt.date(2026, 3, 2)  # an ordinary month: no holiday, no 调休 day


def rule(rule_id: str = "weekly", **changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "rule_id": rule_id, "name_zh": "每周一次", "mechanism_id": None, "place_kind": None, "cadence": "week",
        "unit": "次/周", "minimum_visits": None, "minimum_hours": 8.0, "minimum_persons": None, "title_floor": None,
        "valid_from": 202601, "valid_to": None, "specialties": None, "places": None, "price": None,
    }  # fmt: skip
    return row | ({"minimum_visits": 1} if not changes.get("minimum_persons") else {}) | changes


@dataclass
class Question:
    """Experts as (title, specialty), minutes by expert and township, leaves as (expert, first day, last day)."""

    experts: Sequence[tuple[str | None, str]]
    minutes: Sequence[Sequence[float | None]]
    rules: Sequence[dict[str, Any]] = field(default_factory=lambda: [rule()])
    leaves: Sequence[tuple[int, int, int]] = ()
    first: dt.date = MONDAY
    days: int = 5
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def last(self) -> dt.date:
        return self.first + dt.timedelta(days=self.days - 1)

    def frames(self) -> dict[str, pd.DataFrame]:
        count, places = len(self.experts), len(self.minutes[0])
        return {
            "experts": pd.DataFrame(
                [
                    {"expert_code": f"E{i}", "title": title, "specialty": specialty}
                    for i, (title, specialty) in enumerate(self.experts)
                ]
            ),
            "places": pd.DataFrame(
                [
                    {"institution_code": f"P{i}", "name_zh": f"第{i}卫生院", "township_code": f"14110210{i}"}
                    for i in range(places)
                ]
            ),
            "leaves": pd.DataFrame(
                [
                    {"leave_id": f"L{i}", "expert_code": f"E{who}", "start_date": self.day(a), "end_date": self.day(b)}
                    for i, (who, a, b) in enumerate(self.leaves)
                ],
                columns=["leave_id", "expert_code", "start_date", "end_date"],
            ),
            "rules": pd.DataFrame(list(self.rules)),
            "minutes": pd.DataFrame(
                [
                    {"expert_code": f"E{i}", "institution_code": f"P{j}", "travel_time_min": self.minutes[i][j]}
                    for i in range(count)
                    for j in range(places)
                    if self.minutes[i][j] is not None
                ]
            ),
        }  # fmt: skip

    def day(self, number: int) -> dt.date:
        return self.first + dt.timedelta(days=number)

    def calendar(self) -> dict[str, Any]:
        cadences = sorted({str(one["cadence"]) for one in self.rules if one["cadence"]})
        periods = [planned_periods(self.first, self.last, cadence) for cadence in cadences]
        return {"periods": pd.concat(periods, ignore_index=True), "workdays": working_days(self.first, self.last)}

    def problem(self, **more: Any) -> RosterProblem:
        return roster_problem(**self.frames(), **self.calendar(), **{**self.options, **more})

    def tables(self, **more: Any) -> Tables:
        known = {"home_floor", "most_per_week", "pins", "visit_hours", "day_minutes"}
        own = {name: value for name, value in self.options.items() if name in known}
        return Tables(**self.frames(), **self.calendar(), first=self.first, last=self.last, **{**own, **more})


# One point for each kind of wish, so that optima can be worked out on paper.
PLAIN = Weights(unmet=100, demand=10, continuity=5, fairness=3, visit=1, distance=0)
