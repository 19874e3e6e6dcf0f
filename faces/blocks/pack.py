"""What a pack holds, as frozen records: the choice, its sections, slides and paragraphs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from faces.blocks.held import SLIDE, NotHeld
from faces.blocks.kinds import Block
from metrics.ask.fact_rows import FactBook
from metrics.definition import Metric
from metrics.period import Period
from metrics.scope import Scope, comparison
from words.numbers import Language


@dataclass(frozen=True)
class Choice:
    """What a reader asked for. townships: codes, () is all; compare: yoy, previous or None.

    sections  : keys in the order wanted.
    remark    : the reader's own words, on a page of their own; "" for none.
    plan      : id of the kept plan for 规划; "" takes the newest, and the pack then says which one it was.
    mechanisms: ids of the mechanisms to draw, in that order; () draws those that matter.
    sentences : slide key → the sentence that replaces the generated one; the file says that it was changed by hand.
    rows_in   : the townships of which the workbook lists rows, where the reader may see those of some only.
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
    mechanisms: tuple[str, ...] = ()
    rows_in: tuple[str, ...] | None = None

    @property
    def scope(self) -> Scope:
        """Return whose figures, of when, against what. Raises QuestionError for a stamp that says neither."""
        return Scope(self.county, Period.parse(self.period), tuple(self.townships), comparison(self.compare))


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

    def __post_init__(self) -> None:
        """Raise NotHeld for a block that no slide can hold."""
        for block in self.blocks:
            if not isinstance(block, SLIDE):
                raise NotHeld(block, SLIDE)


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


@dataclass(frozen=True)
class MadeBy:
    """Which settings and which code made a pack: short hashes; "" in files from before they were printed."""

    settings: str = ""
    code: str = ""


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
    made_by: MadeBy = MadeBy()
    rows: Callable[[], FactBook] = FactBook  # the fact rows behind the figures, read only for the workbook

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """Return every metric of the pack, once, in the order of the sections."""
        found = {metric.id: metric for section in self.sections for metric in section.metrics}
        return tuple(found.values())
