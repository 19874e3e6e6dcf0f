"""What is drawn: small frozen records of positions and finished words, one kind a chart.

Words arrive already formatted (`words/numbers.py`); raw values are here only to be drawn to scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from faces.look.tokens import Judgement

Direction = Literal["up", "down", "flat"]
Certainty = Literal["clear", "unclear", "unknown"]
Status = Literal["shown", "hidden", "no_data", "incomplete", "not_applicable", "mismatched"]
FacilityTier = Literal["hospital", "centre", "clinic"]
"""The three kinds of symbol that a map draws institutions with."""
# Against the county: the interval lies above it, below it, across it, or there is too little data.
Standing = Literal["above", "below", "same", "unknown"]


@dataclass(frozen=True)
class IntervalRow:
    """A township's value and interval, for the ranked chart. `value` None is listed without a mark."""

    name: str
    value: float | None
    lower: float | None = None
    upper: float | None = None
    value_text: str = ""
    interval_text: str = ""
    standing: Standing = "unknown"
    is_point: bool = False


@dataclass(frozen=True)
class Contribution:
    """What one township adds to a county's change, in the unit of the change."""

    name: str
    value: float
    text: str  # +1.1
    is_point: bool = False


@dataclass(frozen=True)
class BarRow:
    """A bar from zero; `value` None is drawn hatched with `text`."""

    name: str
    value: float | None
    text: str
    judgement: Judgement = "neutral"
    status: Status = "shown"
    is_point: bool = False


@dataclass(frozen=True)
class CurveMark:
    """A minute at which the coverage curve is read: 30分钟72.7% and its interval."""

    minute: float
    share: float
    text: str
    interval_text: str = ""


@dataclass(frozen=True)
class ControlPoint:
    """A month of a control chart; `special` names the judgement of a special cause, None is ordinary."""

    label: str  # 2024年9月
    value: float | None
    text: str
    special: Judgement | None = None
    reason: str = ""  # 超出上限; 连续8个月高于均值


@dataclass(frozen=True)
class LimitSegment:
    """Limits in force from point `start` to point `end` (indices, both included).

    is_level : the series stands still but for single months; `mean` is then the value at which it stands.
    """

    start: int
    end: int
    mean: float
    lower: float
    upper: float
    mean_text: str
    lower_text: str
    upper_text: str
    break_reason: str = ""  # why limits begin anew here: 2024年1月起口径调整
    is_level: bool = False


@dataclass(frozen=True)
class UsualMonth:
    """The limits of one month of a control chart whose limits follow the season, in the unit of the series."""

    lower: float
    mean: float
    upper: float


@dataclass(frozen=True)
class Panel:
    """One township's months in the small multiples, this year with its interval, and last year.

    nothing : what stands in a panel without any value; "" is 未报.
    """

    name: str
    this_year: Sequence[float | None]
    last_year: Sequence[float | None]
    end_text: str
    is_point: bool = False
    lower: Sequence[float | None] = ()
    upper: Sequence[float | None] = ()
    nothing: str = ""


@dataclass(frozen=True)
class FunnelPoint:
    """A township in the funnel: how many people, which rate, and whether it lies outside."""

    name: str
    denominator: float
    value: float
    text: str
    standing: Standing = "same"
    is_point: bool = False


@dataclass(frozen=True)
class FunnelLimits:
    """The funnel over rising denominators; all sequences have one length."""

    denominators: Sequence[float]
    lower_95: Sequence[float]
    upper_95: Sequence[float]
    lower_998: Sequence[float]
    upper_998: Sequence[float]


@dataclass(frozen=True)
class TownshipArea:
    """A township on the map: outline rings of (lon, lat) in WGS-84, value and its words."""

    code: str
    name: str
    rings: Sequence[Sequence[tuple[float, float]]]
    label_at: tuple[float, float]
    value: float | None = None
    value_text: str = ""  # 46.2%
    step: int | None = None  # 0–9 into the sequential scale; None is hatched grey
    status: Status = "shown"
    is_point: bool = False


@dataclass(frozen=True)
class VillageDot:
    """A village: residents size it, `state` draws it."""

    name: str
    lon: float
    lat: float
    residents: int
    state: Literal["inside", "outside", "unreachable"] = "inside"
    detail: str = ""  # 到最近合格机构18分钟
    code: str = ""


@dataclass(frozen=True)
class FacilityMark:
    """A facility by tier; `qualified=False` is drawn hollow."""

    name: str
    lon: float
    lat: float
    tier: FacilityTier
    qualified: bool = True
    detail: str = ""
    code: str = ""  # what a click returns
    kind: str = ""  # 村卫生室; the words on hover where the symbol's tier is not what it is
    status_text: str | None = None  # why it is hollow; None for 未达标, "" for nothing


@dataclass(frozen=True)
class RoadLine:
    """A road as (lon, lat) points, by class."""

    points: Sequence[tuple[float, float]]
    road_class: Literal["国道", "省道", "县道", "乡道", "村道"]


@dataclass(frozen=True)
class Spoke:
    """A line from a clinic to a village it serves; `beyond` the limit is drawn in the colour of attention."""

    start: tuple[float, float]
    end: tuple[float, float]
    beyond: bool = False


@dataclass(frozen=True)
class ChangeArea:
    """Ground within the limit before a change, after it, or both: polygons, each a list of rings."""

    kind: Literal["before", "gained", "lost"]
    polygons: Sequence[Sequence[Sequence[tuple[float, float]]]]


@dataclass(frozen=True)
class ChangeMark:
    """A village that changes sides."""

    name: str
    lon: float
    lat: float
    gained: bool
    detail: str = ""
    code: str = ""  # what a click returns


@dataclass(frozen=True)
class MinuteBand:
    """Filled area within `limit_min` of a facility: polygons, each a list of rings."""

    polygons: Sequence[Sequence[Sequence[tuple[float, float]]]]
    limit_min: int
    inner: bool  # the nearer of the two bands
