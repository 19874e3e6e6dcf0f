"""The second pair of eyes: re-reads a roster from its rows and the input tables, in plain loops.

It shares no code with the model that made the roster: not the reading of the tables, not of a date or a number, not the
constraints. What both would have to get wrong in the same way, each gets wrong in its own.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from planning.roster.checker_cells import (
    ORDER,
    Illegible,
    amount_in,
    blank,
    cadence_in,
    code_in,
    count_in,
    day_in,
    figure,
    legible,
    months,
    time_in,
    title_in,
    words_in,
)
from words.periods import period_phrase
from words.phrases import Phrase, said
from words.rosters import BREACH_NAMES

# These do not make a roster wrong, only incomplete: an over-constrained month may be published with them, knowingly.
LACKING = ("missing_visits", "missing_persons", "missing_hours")
VISIT = ("expert_code", "institution_code", "visit_date")
CODES = {"experts": ("expert_code",), "places": ("institution_code",)}
PER_PERIOD = {"小时/天", "小时/日", "小时/周", "小时/月"}


# Column -> how it is read, in whatever table it stands.
READS: Mapping[str, Callable[[Any], Any]] = {
    "expert_code": code_in, "institution_code": code_in, "township_code": code_in,
    "start_date": day_in, "end_date": day_in, "visit_date": day_in,
    "valid_from": months, "valid_to": months, "since": figure, "until": figure,
    "minimum_visits": count_in, "minimum_persons": count_in, "minimum_hours": amount_in, "travel_time_min": amount_in,
    "title_floor": title_in, "cadence": cadence_in,
}  # fmt: skip


@dataclass(frozen=True)
class Tables:
    """What a roster is checked against: the frames `roster_problem` takes, as they are.

    published and frozen_until: visits up to that day must be as published. postings: columns of table `posting`.
    earlier: visits outside the roster, which count towards the visits of a week that lies half in it.
    """

    experts: pd.DataFrame
    places: pd.DataFrame
    leaves: pd.DataFrame
    rules: pd.DataFrame
    minutes: pd.DataFrame
    periods: pd.DataFrame
    workdays: Sequence[dt.date]
    first: dt.date
    last: dt.date
    home_floor: Mapping[str, int] = field(default_factory=dict)
    most_per_week: int = 1
    visit_hours: float = 8.0
    day_minutes: float = 660.0
    pins: pd.DataFrame | None = None
    earlier: pd.DataFrame | None = None
    postings: pd.DataFrame | None = None
    published: pd.DataFrame | None = None
    frozen_until: dt.date | None = None


@dataclass
class _Visit:
    row: str
    expert: str
    place: str
    day: dt.date
    start: pd.Timestamp | None
    end: pd.Timestamp | None


def check_roster(roster: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Return every breach of a roster; no rows when it is clean.

    roster: expert_code, institution_code, visit_date; optional visit_id, township_code, planned_start, planned_end.
    Columns: kind, kind_zh, row, expert_code, institution_code, visit_date, message_zh, message (a Phrase), blocks
    (False: only incomplete).
    """
    inspector = _Inspector(tables)
    visits = inspector.read(roster)
    inspector.look_at_days(visits)
    inspector.look_at_people(visits)
    inspector.look_at_places(visits)
    inspector.look_at_hospital(visits)
    inspector.look_at_rules(visits)
    inspector.look_at_promises(visits)
    return inspector.report()


def _overlap(one: _Visit, other: _Visit) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    return one.start < other.end and other.start < one.end


class _Inspector:
    """Goes through a roster row by row and writes down what is wrong."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.found: list[dict[str, Any]] = []
        self.experts = {row["expert_code"]: row for row in self.rows("experts", CODES["experts"])}
        self.places = {row["institution_code"]: row for row in self.rows("places", CODES["places"])}
        self.leaves = self.rows("leaves", ("expert_code", "start_date", "end_date"))
        self.postings = self.rows("postings", ("expert_code", "start_date"))
        self.rules = self.rows("rules", ("rule_id", "valid_from"))
        self.minutes = self.rows("minutes", ("expert_code", "institution_code", "travel_time_min"))
        self.pins = self.rows("pins", VISIT)
        self.published = self.rows("published", VISIT)
        self.earlier = self.rows("earlier", ("expert_code", "visit_date"))
        self.workdays = set(tables.workdays)

    def note(self, kind: str, message: Phrase, visit: _Visit | None = None, row: str = "") -> None:
        """Write down a breach."""
        self.found.append(
            {
                "kind": kind,
                "kind_zh": BREACH_NAMES[kind][0],
                "row": visit.row if visit else row,
                "expert_code": visit.expert if visit else "",
                "institution_code": visit.place if visit else "",
                "visit_date": visit.day if visit else None,
                "message_zh": said(message),
                "message": message,
                "blocks": kind not in LACKING,
            }
        )

    def rows(self, name: str, needed: Sequence[str]) -> list[dict[Any, Any]]:
        """Return the rows of a table that can be read; what cannot is a breach: nobody can say what it forbids."""
        rows, wrong = legible(getattr(self.tables, name), READS, needed)
        for number, column, value in wrong:
            told = said(Phrase("row_in", table=Phrase("row_table", table=name), number=number))
            self.note("unreadable", _unreadable(column, value), row=told)
        return rows

    def report(self) -> pd.DataFrame:
        """Return what was written down."""
        columns = [
            "kind",
            "kind_zh",
            "row",
            "expert_code",
            "institution_code",
            "visit_date",
            "message_zh",
            "message",
            "blocks",
        ]
        return pd.DataFrame(self.found, columns=columns)

    def read(self, roster: pd.DataFrame) -> list[_Visit]:
        """Return the rows that can be read; the others are noted."""
        visits: list[_Visit] = []
        ids: Counter[str] = Counter()
        for number, row in enumerate(roster.to_dict("records"), start=1):
            unnamed = said(Phrase("row_number", number=number))
            name = unnamed if blank(row.get("visit_id")) else str(row["visit_id"])
            ids[name] += 1
            lacking = [key for key in ("expert_code", "institution_code", "visit_date") if blank(row.get(key))]
            if lacking:
                self.note("bad_row", Phrase("bad_row", columns=lacking), row=name)
                continue
            try:
                day = day_in(row["visit_date"])
            except Illegible:
                self.note("unreadable", _unreadable("visit_date", row["visit_date"]), row=name)
                continue
            start, end = (self._time(name, row, column) for column in ("planned_start", "planned_end"))
            visit = _Visit(name, code_in(row["expert_code"]), code_in(row["institution_code"]), day, start, end)
            if visit.expert not in self.experts:
                self.note("unknown_expert", Phrase("unknown_expert", expert=visit.expert), visit)
            elif visit.place not in self.places:
                self.note("unknown_place", Phrase("unknown_place", place=visit.place), visit)
            else:
                own = self.places[visit.place].get("township_code")
                if not blank(row.get("township_code")) and code_in(row["township_code"]) != own:
                    self.note("wrong_township", Phrase("wrong_township", given=row["township_code"], own=own), visit)
                visits.append(visit)
        for name, count in ids.items():
            if count > 1:
                self.note("repeated_id", Phrase("repeated_id", name=name, count=count), row=name)
        return visits

    def _time(self, name: str, row: Mapping[Any, Any], column: str) -> pd.Timestamp | None:
        try:
            return time_in(row.get(column))
        except Illegible:
            self.note("unreadable", _unreadable(column, row[column]), row=name)
            return None

    def look_at_days(self, visits: Sequence[_Visit]) -> None:
        """Days of the roster, working days, one place a day, sensible times."""
        seen: dict[tuple[str, dt.date], list[_Visit]] = defaultdict(list)
        for visit in visits:
            if not self.tables.first <= visit.day <= self.tables.last:
                self.note("outside_horizon", Phrase("outside_horizon", day=visit.day), visit)
            elif visit.day not in self.workdays:
                self.note("weekend" if visit.day.weekday() >= 5 else "holiday", Phrase("day_off", day=visit.day), visit)
            self._look_at_times(visit)
            for other in seen[visit.expert, visit.day]:
                kind = "repeated_visit" if other.place == visit.place else "two_places"
                self.note(kind, Phrase("already_sent", day=visit.day, place=other.place, row=other.row), visit)
                if _overlap(visit, other):
                    self.note("overlap", Phrase("overlap", row=other.row), visit)
            seen[visit.expert, visit.day].append(visit)

    def _look_at_times(self, visit: _Visit) -> None:
        if visit.start is None or visit.end is None:
            return
        if visit.end <= visit.start:
            self.note("end_before_start", Phrase("end_before_start"), visit)
            return
        if visit.start.date() != visit.day or visit.end.date() != visit.day:
            self.note("other_day", Phrase("other_day"), visit)
        hours, needed = (visit.end - visit.start).total_seconds() / 3600, self._hours_at(visit.place)
        if hours < needed - 1e-9:
            self.note("too_short", Phrase("too_short", hours=hours, needed=needed), visit)

    def _rules_of(self, place: str) -> list[dict[Any, Any]]:
        """Return the rules that ask something of a place."""
        kind = self.places[place].get("place_kind")
        found = []
        for rule in self.rules:
            named = words_in(rule.get("places"))
            wanted = rule.get("place_kind")
            right_kind = blank(wanted) or wanted == "county" or wanted == kind
            if self._asks(rule) and right_kind and (not named or place in named):
                found.append(rule)
        return found

    def _asks(self, rule: Mapping[Any, Any]) -> bool:
        by_period = rule.get("unit") in PER_PERIOD and not blank(rule.get("minimum_hours"))
        counts = not blank(rule.get("minimum_visits")) or not blank(rule.get("minimum_persons"))
        return not blank(rule.get("cadence")) and (counts or by_period)

    def _floors(self, rule: Mapping[Any, Any]) -> list[Mapping[Any, Any]]:
        """Return a rule and the floors of its mechanism."""
        own = rule.get("mechanism_id")
        floors = [
            other
            for other in self.rules
            if not self._asks(other) and (blank(other.get("mechanism_id")) or other.get("mechanism_id") == own)
        ]
        return [rule, *floors]

    def _hours_at(self, place: str) -> float:
        hours = [self.tables.visit_hours]
        for rule in self._rules_of(place):
            for one in self._floors(rule):
                if one.get("unit") not in PER_PERIOD and not blank(one.get("minimum_hours")):
                    hours.append(float(one["minimum_hours"]))
        return max(hours)

    def look_at_people(self, visits: Sequence[_Visit]) -> None:
        """Leave, posting, service, title and specialty, visits a week."""
        for visit in visits:
            for leave in self.leaves:
                within = day_in(leave["start_date"]) <= visit.day <= day_in(leave["end_date"])
                if within and leave["expert_code"] == visit.expert:
                    self.note("on_leave", Phrase("leave_until", last=day_in(leave["end_date"])), visit)
            self._look_at_posting(visit)
            self._look_at_service(visit)
            self._look_at_fitness(visit)
        weekly = Counter((visit.expert, visit.day.isocalendar()[:2]) for visit in visits)
        for expert, day in {(row["expert_code"], row["visit_date"]) for row in self.earlier}:
            own_week = expert, day.isocalendar()[:2]
            # Half of a week may lie in another roster: its visits count where this one sends the expert too.
            if own_week in weekly and not self.tables.first <= day <= self.tables.last:
                weekly[own_week] += 1
        for (expert, (year, week)), count in weekly.items():
            if count > self.tables.most_per_week:
                most = self.tables.most_per_week
                message = Phrase("too_often", expert=expert, year=year, week=week, count=count, most=most)
                self.note("too_often", message, row=expert)

    def _look_at_posting(self, visit: _Visit) -> None:
        for posting in self.postings:
            last = posting.get("end_date")
            ongoing = blank(last) or visit.day <= day_in(last)
            if posting["expert_code"] == visit.expert and day_in(posting["start_date"]) <= visit.day and ongoing:
                self.note("on_posting", Phrase("on_posting", place=posting["to_institution_code"]), visit)

    def _look_at_service(self, visit: _Visit) -> None:
        month = visit.day.year * 100 + visit.day.month
        expert = self.experts[visit.expert]
        since: Any = expert.get("since")
        until: Any = expert.get("until")
        if (not blank(since) and month < int(since)) or (not blank(until) and month > int(until)):
            self.note("not_in_service", Phrase("not_in_service", month=month), visit)

    def _look_at_fitness(self, visit: _Visit) -> None:
        """A visit must suit at least one rule of its place."""
        rules = self._rules_of(visit.place)
        objections = [self._objection(visit.expert, rule) for rule in rules]
        if rules and all(objections):
            kind = objections[0] or "title_too_low"
            self.note(kind, Phrase("fits_no_rule", place=visit.place), visit)

    def _objection(self, expert: str, rule: Mapping[Any, Any]) -> str | None:
        """Return why a rule does not accept an expert, None if it does."""
        row = self.experts[expert]
        title: Any = row.get("title")
        for one in self._floors(rule):
            floor: Any = one.get("title_floor")
            fields = words_in(one.get("specialties"))
            if not blank(floor) and title not in ORDER:
                return "title_unknown"
            if not blank(floor) and ORDER[title] < ORDER[floor]:
                return "title_too_low"
            if fields and row["specialty"] not in fields:
                return "wrong_specialty"
        return None

    def look_at_places(self, visits: Sequence[_Visit]) -> None:
        """There and back within the day, with the visit in between."""
        minutes = {(row["expert_code"], row["institution_code"]): row["travel_time_min"] for row in self.minutes}
        for visit in visits:
            one_way = minutes.get((visit.expert, visit.place))
            if one_way is None:
                self.note("no_road", Phrase("no_road", expert=visit.expert, place=visit.place), visit)
            elif 2 * one_way + 60 * self._hours_at(visit.place) > self.tables.day_minutes:
                self.note("too_far", Phrase("too_far", minutes=one_way, day=self.tables.day_minutes), visit)

    def look_at_hospital(self, visits: Sequence[_Visit]) -> None:
        """Enough of each specialty at home; where leaves alone break the floor, nobody else may be away."""
        away = defaultdict(set)
        for visit in visits:
            away[visit.day].add(visit.expert)
        for specialty, floor in self.tables.home_floor.items():
            own = {code for code, row in self.experts.items() if row["specialty"] == specialty}
            for day, gone in away.items():
                absent = {
                    leave["expert_code"]
                    for leave in self.leaves
                    if day_in(leave["start_date"]) <= day <= day_in(leave["end_date"])
                }
                home = len(own - gone - absent)
                if home < floor and own & gone:
                    message = Phrase("home_floor", day=day, specialty=specialty, home=home, floor=floor)
                    self.note("home_floor", message, row=str(day))

    def look_at_rules(self, visits: Sequence[_Visit]) -> None:
        """Visits, persons and hours of each rule, place and period that is due."""
        for rule in self.rules:
            if not self._asks(rule):
                continue
            places = [
                place for place in self.places if any(rule["rule_id"] == r["rule_id"] for r in self._rules_of(place))
            ]
            groups = [places] if rule.get("place_kind") == "county" else [[place] for place in places]
            for period in self.tables.periods.to_dict("records"):
                if period["cadence"] == rule["cadence"] and period["duty"] == "due" and self._valid(rule, period):
                    for group in groups:
                        self._look_at_period(rule, period, group, visits)

    def _valid(self, rule: Mapping[Any, Any], period: Mapping[Any, Any]) -> bool:
        day = day_in(period["start"])
        if rule["cadence"] == "week":
            day += dt.timedelta(days=3 - day.weekday())
        month = day.year * 100 + day.month
        begins, ends = rule["valid_from"], rule.get("valid_to") or (9999, 12)
        first, until = begins[0] * 100 + (begins[1] or 1), ends[0] * 100 + (ends[1] or 12)
        worked = any(day_in(period["start"]) <= one <= day_in(period["end"]) for one in self.workdays)
        return first <= month <= until and worked

    def _look_at_period(
        self, rule: Mapping[Any, Any], period: Mapping[Any, Any], places: list[str], visits: Sequence[_Visit]
    ) -> None:
        first, last = day_in(period["start"]), day_in(period["end"])
        own = [
            v for v in visits if v.place in places and first <= v.day <= last and not self._objection(v.expert, rule)
        ]
        where = Phrase("whole_county") if len(places) > 1 else Phrase("at_place", place=places[0] if places else "")
        asked: dict[str, tuple[float, Any, str]] = {
            "missing_visits": (len(own), rule.get("minimum_visits"), "unit_visits"),
            "missing_persons": (len({visit.expert for visit in own}), rule.get("minimum_persons"), "unit_persons"),
        }
        if rule.get("unit") in PER_PERIOD:
            asked["missing_hours"] = (
                sum(self._length(visit) for visit in own),
                rule.get("minimum_hours"),
                "unit_hours",
            )
        for kind, (had, least, unit) in asked.items():
            if not blank(least) and had < float(least) - 1e-9 and places:
                told = {"where": where, "period": _period(period), "unit": Phrase(unit)}
                message = Phrase("had_too_little", **told, had=had, least=float(least))
                self.note(kind, message, row=str(rule["rule_id"]))

    def _length(self, visit: _Visit) -> float:
        if visit.start is None or visit.end is None:
            return self._hours_at(visit.place)
        return (visit.end - visit.start).total_seconds() / 3600

    def look_at_promises(self, visits: Sequence[_Visit]) -> None:
        """Pins stand, and frozen days are as published."""
        made = {(visit.expert, visit.place, visit.day) for visit in visits}
        for expert, place, day in _triples(self.pins) - made:
            self.note("pin_missing", Phrase("pin_missing", expert=expert, day=day, place=place), row=expert)
        until = self.tables.frozen_until
        if until is None:
            return
        before = {one for one in _triples(self.published) if one[2] <= until and not self._absent(one[0], one[2])}
        for expert, place, day in before ^ {one for one in made if one[2] <= until}:
            self.note("frozen_changed", Phrase("frozen_changed", day=day, expert=expert, place=place), row=expert)

    def _absent(self, expert: str, day: dt.date) -> bool:
        return any(
            leave["expert_code"] == expert and day_in(leave["start_date"]) <= day <= day_in(leave["end_date"])
            for leave in self.leaves
        )


def _period(row: Mapping[Any, Any]) -> Phrase:
    return period_phrase(int(row["period"]), str(row["cadence"]))


def _triples(rows: Sequence[Mapping[Any, Any]]) -> set[tuple[str, str, dt.date]]:
    return {(row["expert_code"], row["institution_code"], row["visit_date"]) for row in rows}


def _unreadable(column: str, value: Any) -> Phrase:
    return Phrase("unreadable", column=column, value="" if blank(value) else str(value)[:40])
