"""What a metric is: one frozen record that says everything that may be said about it, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import CTE, Column, ColumnElement, Table, literal

from data_access import schema
from metrics.finer import table_names
from metrics.hiding.thresholds import thresholds_in_force
from words.numbers import decimals_of
from words.units import listed

if TYPE_CHECKING:
    from metrics.ask.computed import Computed

Better = Literal["higher", "lower", "neutral"]
Aggregate = Literal["sum", "distinct", "max", "min"]
# What the value is, for intervals and verdicts:
#   proportion  counted people or events over those who could        -> Wilson
#   rate        events over a population they are not a part of      -> Byar
#   count       events or things counted                             -> change by %, judged on its months
#   mean        an amount or duration per case                       -> Student's t where `squares` are kept, else none
#   amount      money, days, places: exact, no sampling model        -> no interval
Model = Literal["proportion", "rate", "count", "mean", "amount"]


class Timing(StrEnum):
    """How a measure meets a period."""

    FLOW = "flow"  # adds over the months of the period
    STOCK = "stock"  # holds at the end of the period's last month
    SPAN = "span"  # rows with a first and a last month: those in force at the end of the period's last month
    FIXED = "fixed"  # no time: a property of a place


# Tables whose rows are in force from one month to another.
SPANS: dict[str, tuple[ColumnElement[Any], ColumnElement[Any] | None]] = {
    "institution": (schema.institution.c.opened, schema.institution.c.closed),
    "institution_history": (schema.institution_history.c.valid_from, schema.institution_history.c.valid_to),
    "community": (schema.community.c.since, None),
    "clinic_cover": (schema.clinic_cover.c.valid_from, schema.clinic_cover.c.valid_to),
    "village": (schema.village.c.valid_from, schema.village.c.valid_to),
    "village_access": (schema.village_access.c.valid_from, schema.village_access.c.valid_to),
    "township": (schema.township.c.valid_from, schema.township.c.valid_to),
    "team": (schema.team.c.since, schema.team.c.until),
    "programme_item": (schema.programme_item.c.since, schema.programme_item.c.until),
    "equipment": (schema.equipment.c.since, schema.equipment.c.until),
    "expert": (schema.expert.c.since, schema.expert.c.until),
    "rule": (schema.rule.c.valid_from, schema.rule.c.valid_to),
}


Rows = Table | CTE
"""What a measure is read from: a fact table, or a named selection from several (metrics/finer.py)."""


@dataclass(frozen=True, eq=False)
class Measure:
    """A sum (or count of distinct things, maximum, minimum) over the rows of one fact table.

    value: the row's part, an SQLAlchemy expression over `table`.
    where: conditions a row must meet to take part.
    then: of a register, month → a condition that what the row names must meet in the month it is read for.
    """

    table: Rows
    value: ColumnElement[Any]
    timing: Timing
    where: tuple[ColumnElement[bool], ...] = ()
    aggregate: Aggregate = "sum"
    then: Callable[[ColumnElement[int]], ColumnElement[bool]] | None = None

    @property
    def table_names(self) -> tuple[str, ...]:
        """Return the tables of the warehouse that it reads: the finest rows first, the table of their sums last."""
        return table_names(self.table)

    @property
    def is_additive_over_places(self) -> bool:
        """Say whether townships (institutions) add to the county."""
        return self.aggregate == "sum"

    @property
    def is_additive_over_months(self) -> bool:
        """Say whether months add to the period: only flows do."""
        return self.aggregate == "sum" and self.timing is Timing.FLOW

    def has(self, dimension: str) -> bool:
        """Say whether rows can be split by this column (`month` also for spans, which meet a calendar)."""
        if dimension == "month":
            return self.timing is not Timing.FIXED
        return dimension in self.table.c


def flow(table: Rows, value: ColumnElement[Any], *where: ColumnElement[bool]) -> Measure:
    """Return a measure that adds over months and places."""
    return Measure(table, value, Timing.FLOW, where)


def stock(table: Table, value: ColumnElement[Any], *where: ColumnElement[bool]) -> Measure:
    """Return a measure read at the end of the period's last month."""
    return Measure(table, value, Timing.STOCK, where)


def inventory(table: Table, *where: ColumnElement[bool], value: ColumnElement[Any] | None = None) -> Measure:
    """Return the number of rows (or the sum of `value`) in force at the end of the period's last month."""
    if table.name not in SPANS:
        raise ValueError(f"{table.name} has no first and last month; give it an entry in SPANS")
    return Measure(table, literal(1) if value is None else value, Timing.SPAN, where)


def events(table: Table, *where: ColumnElement[bool]) -> Measure:
    """Return the number of rows whose month lies in the period."""
    return Measure(table, literal(1), Timing.FLOW, where)


def distinct(timing: Timing, column: Column[Any], *where: ColumnElement[bool]) -> Measure:
    """Return the number of different values of `column`; never adds over places."""
    return Measure(column.table, column, timing, where, "distinct")


def largest(timing: Timing, column: Column[Any], *where: ColumnElement[bool]) -> Measure:
    """Return the largest value of `column`."""
    return Measure(column.table, column, timing, where, "max")


# Editions of definitions are few and shared: one table, so that the same edition reads the same everywhere.
EDITIONS_EN: dict[str, str] = {
    "本系统口径": "this system's reading",
    "统计制度": "statistical reporting rules",
    "2024年监测指标（本系统口径）": "2024 national list, this system's reading",
    "2024年监测指标（本系统口径，按总诊疗人次）": "2024 national list, this system's reading by total visits",
    "国家基本公共卫生服务规范": "national public-health service standard",
    "县级规定": "county rule",
    "本县口径": "the county's own definition",
}


@dataclass(frozen=True)
class Source:
    """Where a definition comes from.

    edition: '2024年监测指标' (national list), '县级规定', '统计制度' or '本系统口径' (our own reading).
    owner: the office that supplies the rows.
    """

    name: str
    edition: str
    owner: str
    name_en: str
    owner_en: str

    @property
    def edition_en(self) -> str:
        """Return the edition in English. Raises KeyError for one that EDITIONS_EN lacks."""
        return EDITIONS_EN[self.edition]


@dataclass(frozen=True)
class Suppression:
    """Counts of people from 1 to `below` − 1 are hidden; zero is shown.

    below_county_year : the same of a county's figure of a whole year (metrics/hiding/county_years.py).
    """

    below: int
    reason: str
    below_county_year: int = 1


@dataclass(frozen=True)
class Provision:
    """Why a metric's townships say where hospitals stand and not how those who live there are served.

    A hospital that treats the whole county is counted in the township where it is built: eight townships without one
    are at 100 % primary care, and the seat is at 26 %. Such a split is shown, and neither ranked nor held against the
    county or a target (decision 0082).

    by_residents : id of the metric that comes nearest by where people live; '' for none.
    why_zh, why_en : what the data cannot tell of residents.
    """

    by_residents: str
    why_zh: str
    why_en: str


@dataclass(frozen=True, eq=False)
class CircleShare:
    """What a coverage figure counts: people (a column of village_access) within some minutes of a tier."""

    minutes: float
    tier: str
    mode: str
    scenario: str
    people: ColumnElement[int]


@dataclass(frozen=True, eq=False)
class Metric:
    """One metric. `id` is permanent: links, exports and tests use it.

    value = per × numerator / denominator, or per × numerator where there is no denominator. The ratio is
    always of sums. `unit` is Chinese (%, 人次, 张/千人, 元 …); a metric in % changes in 百分点.
    """

    id: str
    name_zh: str
    name_en: str
    family: str
    unit: str
    better: Better
    model: Model
    numerator: Measure
    numerator_zh: str
    numerator_en: str  # a phrase that can stand inside a sentence, like denominator_en and note_en
    source: Source
    # Of a mean: the squares of its cases' amounts, summed. With them the mean has a variance of its own.
    squares: Measure | None = None
    own_unit_en: str | None = None  # where the metric says more than its unit does: doctors per 1,000
    denominator: Measure | None = None
    denominator_zh: str = ""
    denominator_en: str = ""
    per: float = 1
    note_zh: str = ""
    note_en: str = ""
    decimals: int = 1
    # The smallest change that matters, in `change_unit`; None is the usual one of the unit (metrics/judge/matters.py).
    matters: float | None = None
    census: bool = False  # a share of all there are (institutions), counted one by one: no sampling interval
    suppression: Suppression | None = None
    short_zh: str = ""  # for the head of a narrow column
    short_en: str = ""
    growth: bool = False  # its change is also said as growth in % of the base
    series_breaks: tuple[int, ...] = ()  # first months of a new definition: no line is drawn across
    # Answers (source, metric, question) instead of the compiler, where no ratio of sums says it: metrics/national/.
    computed: Computed | None = None
    # A share of residents within a travel time: its interval is drawn over speeds and residents, see
    # metrics/circle/coverage_interval.py.
    circle: CircleShare | None = None
    # Its townships are those of the institutions, county hospitals among them, and not of the people.
    provision: Provision | None = None
    # Other readings of the same measure that a county may choose instead: code → metric (metrics/editions.py).
    editions: tuple[tuple[str, Metric], ...] = ()

    def __post_init__(self) -> None:
        """Raise UnknownUnit for a unit that is not listed."""
        listed(self.unit)

    @property
    def unit_en(self) -> str:
        """Return the unit in English."""
        return listed(self.unit).en if self.own_unit_en is None else self.own_unit_en

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Return numerator and, where there is one, denominator."""
        return (self.numerator,) if self.denominator is None else (self.numerator, self.denominator)

    @property
    def read_measures(self) -> tuple[Measure, ...]:
        """Return all that is read for the figure and its interval."""
        return self.measures if self.squares is None else (*self.measures, self.squares)

    @property
    def is_additive(self) -> bool:
        """Say whether townships' values add to the county's: counts and amounts without a denominator."""
        return self.denominator is None and self.numerator.is_additive_over_places

    def can_be_split_by(self, dimension: str) -> bool:
        """Say whether every measure's rows carry this column; computed metrics know townships and months."""
        if self.computed is not None:
            return dimension in ("township_code", "month")
        return all(measure.has(dimension) for measure in self.measures)

    @property
    def change_unit(self) -> str:
        """Return the unit of a change: 百分点 for percentages, % for counts and amounts, else the metric's own unit."""
        return listed(self.unit).change or ("%" if self.model in ("count", "amount") else self.unit)

    @property
    def change_decimals(self) -> int:
        """Return the decimals of a change: those of the value where both are in the same unit, else the unit's own.

        1.26 → 1.28 doctors per 1,000 is a rise of 0.02, and not 持平.
        """
        return self.decimals if self.change_unit == self.unit else decimals_of(self.change_unit)

    @property
    def definition_zh(self) -> str:
        """Return the definition in one sentence: what is divided by what, read when."""
        return self._divided(self.numerator_zh, self.denominator_zh) + ("。" + self.note_zh if self.note_zh else "")

    @property
    def definition_en(self) -> str:
        """Return the same definition in English, without a full stop at its end."""
        text = sentence(self._divided(self.numerator_en, self.denominator_en))
        return text + (". " + sentence(self.note_en) if self.note_en else "")

    def _divided(self, top: str, bottom: str) -> str:
        if self.denominator is None:
            return top
        times = "" if self.per == 1 else " × 100%" if self.unit == "%" else f" × {self.per:,.0f}"
        return f"{top} ÷ {bottom}{times}"


def sentence(phrase: str) -> str:
    """Return an English phrase with a capital at its start."""
    return phrase[:1].upper() + phrase[1:]


def within_sentence(name_en: str) -> str:
    """Return an English name as it stands inside a sentence: Referrals up → referrals up; TCM and CT stay."""
    return name_en if name_en[1:2].isupper() else name_en[:1].lower() + name_en[1:]


_TOWNSHIP, _COUNTY_YEAR = thresholds_in_force()
# One threshold for every count of persons, and one for a county's whole year, unless a deployment sets its own.
SMALL_COUNT = Suppression(below=_TOWNSHIP, reason="人数过少，可能识别到个人", below_county_year=_COUNTY_YEAR)
