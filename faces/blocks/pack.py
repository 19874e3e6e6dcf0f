"""What a pack holds, as frozen records: the choice, its sections, slides, blocks and paragraphs.

Words are finished; raw numbers stand beside them where something is drawn to scale or written into a cell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import pandas as pd

from faces.blocks.marks import Contribution, FacilityMark, IntervalRow, MinuteBand, RoadLine, TownshipArea, VillageDot
from faces.look.tokens import Better, Judgement
from metrics.ask.fact_rows import FactBook
from metrics.definition import Metric
from words.numbers import Language


@dataclass(frozen=True)
class Choice:
    """What a reader asked for. townships: codes, () is all; compare: yoy, previous or None.

    sections  : keys in the order wanted.
    remark    : the reader's own words, on a page of their own; "" for none.
    plan      : id of the kept plan for 规划; "" takes the newest, and the pack then says which one it was.
    sentences : slide key → the sentence that replaces the generated one; the file says that it was changed by hand.
    """

    county: str
    period: str
    townships: tuple[str, ...] = ()
    compare: str | None = "yoy"
    language: Language = "zh"
    sections: tuple[str, ...] = ()
    remark: str = ""
    sentences: Mapping[str, str] = field(default_factory=dict)
    plan: str = ""

    @property
    def asked(self) -> tuple[str, str, tuple[str, ...], str | None]:
        """Return county, period, townships and comparison as readings take them."""
        return self.county, self.period, self.townships, self.compare


@dataclass(frozen=True)
class IntervalChart:
    """Each township's value with its interval, and the county's line."""

    title: str
    rows: tuple[IntervalRow, ...]
    county_value: float | None
    county_text: str
    axis_title: str
    unit: str
    better: Better
    decimals: int


@dataclass(frozen=True)
class ContributionChart:
    """What each township adds to the county's change, in the unit of the change."""

    title: str
    parts: tuple[Contribution, ...]
    start: float
    start_name: str
    start_text: str
    end_name: str
    end_text: str
    unit: str
    better: Better
    decimals: int


@dataclass(frozen=True)
class MonthChart:
    """A metric's months, this year and the year before; None where there is no figure."""

    title: str
    labels: tuple[str, ...]
    this_year: tuple[float | None, ...]
    last_year: tuple[float | None, ...]
    this_name: str
    last_name: str
    axis_title: str
    decimals: int


@dataclass(frozen=True)
class TableColumn:
    """A column: name, unit under it, and whether its cells are words or numbers; weight is its share of the width."""

    name: str
    unit: str = ""
    kind: Literal["text", "number"] = "number"
    weight: float = 1.0


@dataclass(frozen=True)
class TableCell:
    """A cell: finished words, and the raw number with its decimals where the workbook should hold a number.

    judgement colours the words; step (0–9) is the diverging scale's ground, only for a clear change.
    """

    text: str
    number: float | None = None
    decimals: int = 0
    judgement: Judgement | None = None
    strong: bool = False
    step: int | None = None


@dataclass(frozen=True)
class TableRow:
    """A row of cells; the sum row stands last, the point is the township of the finding."""

    cells: tuple[TableCell, ...]
    is_sum: bool = False
    is_point: bool = False


@dataclass(frozen=True)
class TableBlock:
    """A native table."""

    title: str
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class SiteMark:
    """A new site of a plan, drawn as its number."""

    number: int
    name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class MapBlock:
    """The county as shapes: townships by step, bands, roads, villages, facilities; `key` names the ten steps.

    outside : what a hollow village is (没有卫生室的村); "" where none is drawn so.
    gained  : villages that a plan brings inside; sites: the plan's new sites.
    """

    title: str
    areas: tuple[TownshipArea, ...]
    key: tuple[str, ...]
    unit: str
    villages: tuple[VillageDot, ...] = ()
    facilities: tuple[FacilityMark, ...] = ()
    roads: tuple[RoadLine, ...] = ()
    bands: tuple[MinuteBand, ...] = ()
    outside: str = ""
    gained: tuple[VillageDot, ...] = ()
    sites: tuple[SiteMark, ...] = ()


@dataclass(frozen=True)
class WordsBlock:
    """Lines of words: a remark, a list of definitions, or what is not in the pack and why."""

    title: str
    lines: tuple[str, ...]


Block = IntervalChart | ContributionChart | MonthChart | TableBlock | MapBlock | WordsBlock


@dataclass(frozen=True)
class Slide:
    """One message: a finding as title, one or two blocks, the source, and the definitions as speaker notes.

    key   : section and number, such as "overview.1"; a reader's own sentence is filed under it.
    drafted : the generated sentence where `title` was changed by hand, else "".
    """

    key: str
    section: str
    title: str
    blocks: tuple[Block, ...]
    place: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()
    drafted: str = ""
    is_absent: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the brief. level: 1 一、 2（一） 3 1. 4（1） are headings, 0 is body text."""

    text: str
    level: int = 0


@dataclass(frozen=True, eq=False)
class NamedFrame:
    """Rows of the metric frame, for the workbook."""

    name: str
    frame: pd.DataFrame


@dataclass(frozen=True, eq=False)
class SectionContent:
    """What one section gives to every kind of file."""

    key: str
    name: str
    slides: tuple[Slide, ...]
    paragraphs: tuple[Paragraph, ...] = ()
    frames: tuple[NamedFrame, ...] = ()
    metrics: tuple[Metric, ...] = ()
    defines: bool = True  # its definitions take pages of the deck; else they stand in notes and workbook only
    highlights: tuple[str, ...] = ()  # at most a few sentences for the one-page bulletin


@dataclass(frozen=True, eq=False)
class Pack:
    """Everything that goes into a meeting's files.

    data_version : of the warehouse; made_at: the end of its last month, the only date a file carries.
    edition      : of the definitions, a short digest over their words.
    """

    choice: Choice
    title: str
    county_name: str
    scope: str
    period_name: str
    compare_name: str
    data_version: str
    made_at: datetime
    is_sample: bool
    edition: str
    sections: tuple[SectionContent, ...]
    slides: tuple[Slide, ...]
    faults: tuple[str, ...] = ()  # what could not be made, in words
    rows: Callable[[], FactBook] = FactBook  # the fact rows behind the figures, read only for the workbook

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """Return every metric of the pack, once, in the order of the sections."""
        found = {metric.id: metric for section in self.sections for metric in section.metrics}
        return tuple(found.values())
