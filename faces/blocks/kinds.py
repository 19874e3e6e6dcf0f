"""The kinds of block: what stands on a page, a slide, a sheet. One record a kind, made once, drawn by every face.

Each opens with its title, "" where what stands round it says what it is. How faces differ on purpose is a named option
of the block (`Column.phone`, `Column.slide`), never a second block.
"""

from __future__ import annotations

from dataclasses import dataclass

from faces.blocks.drawing import Drawing
from faces.blocks.marks import (
    Contribution,
    ControlPoint,
    CurveMark,
    FacilityMark,
    FunnelLimits,
    FunnelPoint,
    IntervalRow,
    LimitSegment,
    MinuteBand,
    Panel,
    RoadLine,
    TownshipArea,
    UsualMonth,
    VillageDot,
)
from faces.blocks.sheet import HeadlineFigure
from faces.blocks.tables import Column, HeatRow, Table
from faces.look.tokens import Better


@dataclass(frozen=True)
class Figures:
    """A sheet of at most eight headline figures."""

    title: str
    figures: tuple[HeadlineFigure, ...]


@dataclass(frozen=True)
class Intervals:
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
class Contributions:
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
class Months:
    """A figure's months, this year and the year before; None where there is no figure.

    labels : as many as there are months, a year's twelve or those of a shorter period; the values are as many, or none.
    last_name : "" where nothing earlier is shown.
    """

    title: str
    labels: tuple[str, ...]
    this_year: tuple[float | None, ...]
    last_year: tuple[float | None, ...]
    this_name: str
    last_name: str
    axis_title: str
    decimals: int


@dataclass(frozen=True)
class Control:
    """A monthly series in its usual range.

    behind   : the same months a year earlier, one value a month, or none at all.
    events   : (position of a month, letter) of milestones; restated: positions of months that a later load changed.
    usual    : each month's own limits where they follow the season; () where those of a segment hold for its months.
    """

    title: str
    points: tuple[ControlPoint, ...]
    segments: tuple[LimitSegment, ...]
    unit: str = ""
    target: float | None = None
    target_text: str = ""
    behind: tuple[float | None, ...] = ()
    events: tuple[tuple[int, str], ...] = ()
    restated: tuple[int, ...] = ()
    usual: tuple[UsualMonth | None, ...] = ()


@dataclass(frozen=True)
class Curve:
    """The share of residents (0–100, per cent) covered by minute, its band, and the limits at which it is read."""

    title: str
    minutes: tuple[float, ...]
    share: tuple[float, ...]
    axis_title: str
    lower: tuple[float, ...] | None = None
    upper: tuple[float, ...] | None = None
    marks: tuple[CurveMark, ...] = ()


@dataclass(frozen=True)
class Funnel:
    """Each township's rate against how many people it is a rate of, inside or outside the funnel."""

    title: str
    points: tuple[FunnelPoint, ...]
    limits: FunnelLimits
    county_value: float
    county_text: str
    axis_title: str
    unit: str
    better: Better


@dataclass(frozen=True)
class Multiples:
    """Every township's months, this year over last, on one scale."""

    title: str
    panels: tuple[Panel, ...]
    months: tuple[str, ...]
    unit: str = ""


@dataclass(frozen=True)
class Heat:
    """Township × indicator: value large, change small; the sum row stands last.

    corner : what the rows are, over the first column.
    """

    title: str
    corner: str
    columns: tuple[Column, ...]
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True)
class SiteMark:
    """A new site of a plan, drawn as its number."""

    number: int
    name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Map:
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
class Lines:
    """Lines of words: a remark, a list of definitions, or what is not in the pack and why."""

    title: str
    lines: tuple[str, ...]


Block = (
    Figures
    | Intervals
    | Contributions
    | Months
    | Control
    | Curve
    | Funnel
    | Multiples
    | Heat
    | Table
    | Map
    | Drawing
    | Lines
)
