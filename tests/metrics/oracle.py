"""What every answer must be, in plain Python from rows of single days; knows nothing of SQL or of the engine.

A world is a handful of institutions in a handful of townships, with visits and admissions day by day. From it come the
monthly rows that a warehouse holds (`monthly_rows`) and, by another way, the answers (`Oracle`).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from random import Random

PRIMARY = ("township_centre", "village_clinic")
LEVELS = (*PRIMARY, "county_hospital")
Place = str


def month_of(day: datetime.date) -> int:
    """Return YYYYMM of a day."""
    return day.year * 100 + day.month


def a_year_before(month: int) -> int:
    """Return the same month of the year before."""
    return month - 100


def month_before(month: int) -> int:
    """Return the month before."""
    return month - 1 if month % 100 > 1 else month - 100 + 11


@dataclass
class Clinic:
    """An institution: where it stands, its level (which may change), when it is open, which months it kept silent."""

    code: str
    township: Place
    level: str
    opened: int
    closed: int
    new_level: str
    moves_in: int
    silent: set[int]
    days: dict[datetime.date, tuple[int, int]] = field(default_factory=dict)  # visits, admissions
    added_up: dict[int, tuple[int, int]] = field(default_factory=dict)

    def level_in(self, month: int) -> str:
        """Return the level that the institution has in this month."""
        return self.new_level if month >= self.moves_in else self.level

    def expected_in(self, month: int) -> bool:
        """Say whether the institution is open, and so must report."""
        return self.opened <= month <= self.closed

    def sums(self, month: int) -> tuple[int, int]:
        """Return visits and admissions of the days of a month."""
        if month not in self.added_up:
            inside = [work for day, work in self.days.items() if month_of(day) == month]
            self.added_up[month] = sum(work[0] for work in inside), sum(work[1] for work in inside)
        return self.added_up[month]


@dataclass
class World:
    """Everything there is: months with data, townships with the one that took them over, institutions."""

    first: int
    last: int
    townships: dict[Place, tuple[int | None, Place | None]]  # valid_to, successor
    clinics: list[Clinic]

    @property
    def months(self) -> list[int]:
        """Return every month with data."""
        return [
            year * 100 + month
            for year in range(self.first // 100, self.last // 100 + 1)
            for month in range(1, 13)
            if self.first <= year * 100 + month <= self.last
        ]

    def counted_under(self, township: Place, month: int) -> Place:
        """Return the township that counts this one in a month's boundaries."""
        ended, successor = self.townships[township]
        while ended is not None and ended < month and successor is not None:
            township = successor
            ended, successor = self.townships[township]
        return township


def random_world(seed: int) -> World:
    """Return a world of two or three years with gaps, mergers, openings, closings and moves of level."""
    draw = Random(seed)
    first = draw.choice([201911, 202001, 202003])
    last = draw.choice([202112, 202202, 202207])
    whole = World(first, last, {}, [])
    months = whole.months
    names = [f"9999011{number:02d}" for number in range(1, draw.randint(3, 5))]
    whole.townships = dict.fromkeys(names, (None, None))
    if len(names) > 2 and draw.random() < 0.6:
        whole.townships[names[-1]] = (draw.choice(months[3:-1]), names[0])
    for number in range(draw.randint(3, 7)):
        level = draw.choice(LEVELS)
        opened = draw.choice(months[:20]) if draw.random() < 0.3 else 201001
        closed = draw.choice(months[-15:]) if draw.random() < 0.25 else 209912
        moves = draw.choice(months) if draw.random() < 0.25 else 209912
        silent = {month for month in months if draw.random() < draw.choice([0, 0, 0.04])}
        clinic = Clinic(
            f"I{number}", draw.choice(names), level, opened, closed, draw.choice(LEVELS), moves, silent
        )  # fmt: skip
        _fill_days(clinic, months, draw)
        whole.clinics.append(clinic)
    return whole


def _fill_days(clinic: Clinic, months: list[int], draw: Random) -> None:
    """Give some days of every month visits and admissions; 29 February always, where there is one."""
    for month in months:
        if not clinic.expected_in(month) or month in clinic.silent:
            continue
        dates = {1, draw.randint(2, 28), draw.randint(2, 28)} | ({29} if month == 202002 else set())
        for date in dates:
            visits = draw.choice([0, 1, 5, draw.randint(0, 300)])
            clinic.days[datetime.date(month // 100, month % 100, date)] = (visits, draw.randint(0, visits))


def monthly_rows(world: World) -> list[dict[str, object]]:
    """Return the warehouse's rows: institution × month, in the township of that month."""
    rows: list[dict[str, object]] = []
    for clinic in world.clinics:
        for month in world.months:
            if clinic.expected_in(month):
                visits, admissions = clinic.sums(month)
                rows.append(
                    {
                        "institution_code": clinic.code,
                        "township_code": world.counted_under(clinic.township, month),
                        "month": month,
                        "level": clinic.level_in(month),
                        "reported": month not in clinic.silent,
                        "outpatient_visits": visits,
                        "admissions": admissions,
                    }
                )
    return rows


@dataclass(frozen=True)
class Answer:
    """What a cell must hold: None where there is no figure."""

    value: float | None
    compare_value: float | None
    change: float | None


@dataclass
class Oracle:
    """Answers questions about a world by walking through its days."""

    world: World

    def ask(
        self,
        kind: str,
        now: list[int],
        back: dict[int, int],
        township: Place | None = None,
        edition: int = 0,
        chosen: list[Place] | None = None,
    ) -> Answer:
        """Return a metric of a township (or the county) in the months `now`, and what it is held against.

        kind    : visits (primary), share (primary of all visits), admission_rate (admissions per 1,000 primary visits).
        back    : month → the month it is compared with.
        edition : the month whose boundaries count.
        chosen  : the townships that were asked about; None is the whole county.
        """
        asked = [
            clinic
            for clinic in self.world.clinics
            if chosen is None or self.world.counted_under(clinic.township, edition) in chosen
        ]
        here = [
            clinic
            for clinic in asked
            if township is None or self.world.counted_under(clinic.township, edition) == township
        ]
        now = [month for month in now if month in self.world.months]
        value = self._value(kind, here, asked, [(month, month) for month in now], side=0)
        pairs = [(month, back[month]) for month in now if self._both(kind, month, back[month])]
        after = self._value(kind, here, asked, pairs, side=0)
        before = self._value(kind, here, asked, pairs, side=1)
        change = None
        if before is not None and after is not None:
            change = after - before
            if kind == "visits":
                change = 100 * change / before if before else None
        return Answer(value, before, change)

    def _both(self, kind: str, month: int, before: int) -> bool:
        """Say whether both months lie between the first and the last one in which the county has the metric."""
        for levels in self._levels(kind):
            having = [
                any_month
                for clinic in self.world.clinics
                for any_month in self.world.months
                if clinic.expected_in(any_month) and any_month not in clinic.silent
                if clinic.level_in(any_month) in levels
            ]
            if having and not (min(having) <= before and month <= max(having)):
                return False
        return self.world.first <= before

    def _levels(self, kind: str) -> list[tuple[str, ...]]:
        return [PRIMARY, LEVELS] if kind == "share" else [PRIMARY]

    def _value(
        self, kind: str, here: list[Clinic], asked: list[Clinic], pairs: list[tuple[int, int]], *, side: int
    ) -> float | None:
        """Return the metric over one side of the pairs of months; None where there is no figure."""
        if not pairs:
            return None
        parts = []
        for levels in self._levels(kind):
            visits, admissions, due, left = self._sum(here, levels, pairs, side)
            # Months that had to be reported and of which not one is left: no figure, and not a zero.
            if due and not left:
                return None
            # Nobody anywhere in what was asked has a row: the metric does not exist here.
            if not self._sum(asked, levels, pairs, side)[3]:
                return None
            parts.append((visits, admissions))
        visits, admissions = parts[0]
        if kind == "visits":
            return float(visits)
        top, bottom = (visits, parts[1][0]) if kind == "share" else (admissions, visits)
        scale = 100.0 if kind == "share" else 1000.0
        return scale * top / bottom if bottom else None

    def _sum(
        self, clinics: list[Clinic], levels: tuple[str, ...], pairs: list[tuple[int, int]], side: int
    ) -> tuple[int, int, int, int]:
        """Return visits, admissions, and how many institution-months were due and how many of them are left."""
        visits = admissions = due = left = 0
        for clinic in clinics:
            for pair in pairs:
                month = pair[side]
                if month not in self.world.months or not clinic.expected_in(month):
                    continue
                if clinic.level_in(month) not in levels:
                    continue
                due += 1
                # A month counts only where the institution was not silent on either side.
                if clinic.silent.isdisjoint(one for one in pair if clinic.expected_in(one)):
                    more_visits, more_admissions = clinic.sums(month)
                    visits, admissions, left = visits + more_visits, admissions + more_admissions, left + 1
        return visits, admissions, due, left
