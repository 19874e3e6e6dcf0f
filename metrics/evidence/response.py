"""时效: how long help took, how much of it came within the limit, township by township; small counts hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Engine, func, select

from data_access import read, schema
from metrics.hiding.suppression import USUAL_THRESHOLD, BoolArray, hide_in_line
from metrics.period import Period
from metrics.statistics.dispersion import dispersion_of_proportions
from metrics.statistics.intervals import difference_of_proportions, wilson

FloatArray = npt.NDArray[np.float64]
Standing = Literal["above", "below", "same", "unknown"]

CLASS_WIDTHS: Final = (5, 10, 15, 20, 30, 60, 120, 240, 480, 1440)
MOST_CLASSES: Final = 24
MOST_EVENTS: Final = 8
AMBULANCE: Final = "ambulance"
"""The kind under which table `equipment` keeps them."""
PARTS_OF_DAY: Final = (6, 9, 12, 14, 17, 19, 24)
"""Hours at which a part of the day ends: before dawn, morning, forenoon, noon, afternoon, evening, night."""


@dataclass(frozen=True)
class Group:
    """Events of a place. All but the place None where hidden; the share's parts also where what is left over is small.

    median, p90, road : minutes; road None where nobody travels. share, lower, upper: 0–1, Wilson 95 %.
    """

    place: str
    count: int | None
    within: int | None
    share: float | None
    lower: float | None
    upper: float | None
    median: float | None
    p90: float | None
    road: float | None
    standing: Standing = "unknown"


@dataclass(frozen=True)
class Part:
    """Events of one kind (a centre, an examination), or of one responder where all are of a kind."""

    zh: str
    en: str
    group: Group


@dataclass(frozen=True)
class MinuteClass:
    """Events from `start` up to, not including, `end` minutes (None: open): how many, and beyond the limit or not."""

    start: float
    end: float | None
    count: int
    beyond: bool


@dataclass(frozen=True)
class SlowEvent:
    """An event as anybody may read it: month, part of the day (0–6), where, who answered, minutes, reason."""

    month: int
    part_of_day: int
    place: str
    responder_zh: str
    responder_en: str
    road: float | None
    minutes: float
    reason_zh: str


@dataclass(frozen=True)
class Responses:
    """What a mechanism's events say. whole: of the county; chosen: of the townships asked for (the county without any).

    tens    : medians of the road's and the real minutes of ten events of a township with about the same road.
    waiting : not answered yet, None where hidden; treated: minutes run to the treatment, not to the answer.
    change  : share against the base with its interval (differences of shares), None without a base.
    dispersion : φ by which the townships' limits widened (metrics/statistics/dispersion.py).
    leaves_out : events of a place whose number or share is hidden stand neither among the slowest nor in tens.
    """

    limit: float
    treated: bool
    kinds: tuple[tuple[str, str], ...]
    whole: Group
    chosen: Group
    townships: tuple[Group, ...]
    classes: tuple[MinuteClass, ...]
    slowest: tuple[SlowEvent, ...]
    tens: tuple[tuple[float, float], ...]
    waiting: int | None
    base: Group | None = None
    change: tuple[float, float, float] | None = None
    parts: tuple[Part, ...] = ()
    dispersion: float = 1.0
    leaves_out: bool = False


def event_rows(engine: Engine, mechanism_id: str, county: str, spans: Sequence[Period]) -> pd.DataFrame:
    """Return the events of one mechanism and county in some periods. Raises WarehouseError."""
    table = schema.response_event
    inside = [table.c.month.between(span.first, span.last) for span in spans]
    keep = inside[0] if len(inside) == 1 else inside[0] | inside[1]
    columns = [table.c[name] for name in _COLUMNS]
    own = (table.c.mechanism_id == mechanism_id) & (table.c.county_code == county)
    return read.frame(engine, select(*columns).where(own, keep).order_by(table.c.event_id))


_COLUMNS: Final = (
    *("township_code", "institution_code", "responder_zh", "responder_en", "kind_zh", "kind_en", "month"),
    *("asked_at", "answered_at", "treated_at", "road_minutes", "reason_zh"),
)


def timed(rows: pd.DataFrame, edition: Mapping[str, str]) -> tuple[pd.DataFrame, bool]:
    """Return the rows with `place` (in the edition) and `minutes`, NaN for what still waits; and whether to treatment.

    Where the mechanism keeps treatments, minutes run from asking to the treatment, else to the answer.
    """
    asked, answered, treated = (pd.to_datetime(rows[name]) for name in ("asked_at", "answered_at", "treated_at"))
    to_treatment = bool(treated.notna().any())
    minutes = ((treated if to_treatment else answered) - asked).dt.total_seconds() / 60
    place = rows["township_code"].map(lambda code: edition.get(code, code) if isinstance(code, str) else "")
    return rows.assign(place=place, minutes=minutes, road_minutes=rows["road_minutes"].astype(float)), to_treatment


def responses(
    now: pd.DataFrame, base: pd.DataFrame | None, limit: float, treated: bool, townships: Sequence[str] = ()
) -> Responses:
    """Return what timed rows say of a county; what is hidden does not depend on the townships chosen."""
    done = now[now["minutes"].notna()]
    places = sorted(place for place in set(done["place"]) if place)
    counts = np.array([int((done["place"] == place).sum()) for place in places])
    inside = np.array([int(((done["place"] == place) & (done["minutes"] <= limit)).sum()) for place in places])
    few = _line(counts)
    unsafe = few | _line(inside) | _line(counts - inside)
    whole = _group("", done, limit)
    groups = []
    for place, gone, unsaid in zip(places, few.tolist(), unsafe.tolist(), strict=True):
        group = _hidden(place) if gone else _group(place, done[done["place"] == place], limit, no_share=unsaid)
        groups.append(group)
    told = [group for group in groups if group.share is not None]
    phi = dispersion_of_proportions([group.within or 0 for group in told], [group.count or 0 for group in told])
    groups = [_placed(group, whole.share, phi) for group in groups]
    chosen = whole
    own = done
    if townships:
        own = done[done["place"].isin(list(townships))]
        hidden = [gone or unsaid for place, gone, unsaid in zip(places, few, unsafe, strict=True) if place in townships]
        gone = [gone for place, gone in zip(places, few, strict=True) if place in townships]
        chosen = _hidden("") if any(gone) else _group("", own, limit, no_share=any(hidden))
        groups = [group for group in groups if group.place in townships]
    is_told = chosen.share is not None
    # Events shown one by one, or in tens, would count those of a place whose number or share is hidden.
    open_places = [place for place, unsaid in zip(places, unsafe, strict=True) if not unsaid]
    told_events = own[own["place"].isin(open_places)]
    waiting = int(now["minutes"].isna().sum()) if not townships else 0
    before = None if base is None or townships else _group("", base[base["minutes"].notna()], limit)
    return Responses(
        limit,
        treated,
        tuple(dict.fromkeys(zip(now["kind_zh"], now["kind_en"], strict=True))),
        whole,
        chosen,
        tuple(sorted(groups, key=lambda group: (group.share is None, -(group.share or 0), group.place))),
        classes(own["minutes"].to_numpy(dtype=np.float64), limit, told_apart=is_told) if chosen.count else (),
        slowest(told_events) if is_told else (),  # where few were late, a list of them would count them
        tens(told_events),
        None if 0 < waiting < USUAL_THRESHOLD else waiting,
        before,
        _change(chosen, before),
        parts_of(own, limit) if chosen.count else (),
        phi,
        len(told_events) < len(own),
    )


def parts_of(rows: pd.DataFrame, limit: float) -> tuple[Part, ...]:
    """Return the events by kind, else by responder, the most first; () where all are of one. Small parts hidden."""
    column = "kind" if rows["kind_zh"].nunique() > 1 else "responder"
    names = rows.groupby(f"{column}_zh", sort=False)[f"{column}_en"].first()
    if len(names) < 2:
        return ()
    own = [rows[rows[f"{column}_zh"] == name] for name in names.index]
    counts = np.array([len(part) for part in own])
    inside = np.array([int((part["minutes"] <= limit).sum()) for part in own])
    few = _line(counts)
    unsafe = few | _line(inside) | _line(counts - inside)
    found = [
        Part(str(zh), str(en), _hidden("") if gone else _group("", part, limit, no_share=unsaid))
        for (zh, en), part, gone, unsaid in zip(names.items(), own, few.tolist(), unsafe.tolist(), strict=True)
    ]
    return tuple(sorted(found, key=lambda part: (part.group.count is None, -(part.group.count or 0), part.zh)))


def _line(counts: npt.NDArray[np.int64]) -> BoolArray:
    """Return which parts of a sum that is known must be hidden."""
    hidden, total_too = hide_in_line(counts)
    return hidden | (total_too & (counts > 0))


def _hidden(place: str) -> Group:
    return Group(place, None, None, None, None, None, None, None, None)


def _group(place: str, rows: pd.DataFrame, limit: float, *, no_share: bool = False) -> Group:
    count = len(rows)
    if count < USUAL_THRESHOLD:
        return _hidden(place) if count else Group(place, 0, None, None, None, None, None, None, None)
    within = int((rows["minutes"] <= limit).sum())
    median, p90 = (float(value) for value in np.quantile(rows["minutes"], (0.5, 0.9)))
    road = rows["road_minutes"].dropna()
    road_median = float(road.median()) if len(road) >= USUAL_THRESHOLD else None
    if no_share or 0 < within < USUAL_THRESHOLD or 0 < count - within < USUAL_THRESHOLD:
        return Group(place, count, None, None, None, None, median, p90, road_median)
    lower, upper = (float(end) for end in wilson(within, count))
    return Group(place, count, within, within / count, lower, upper, median, p90, road_median)


def _placed(group: Group, county: float | None, phi: float) -> Group:
    """Return a township against the county, its limits those of 1/φ as many events."""
    if group.within is None or group.count is None or county is None:
        return group
    lower, upper = (float(end) for end in wilson(group.within / phi, group.count / phi))
    standing: Standing = "above" if lower > county else "below" if upper < county else "same"
    return replace(group, lower=lower, upper=upper, standing=standing)


def _change(now: Group, base: Group | None) -> tuple[float, float, float] | None:
    if base is None or now.within is None or base.within is None:
        return None
    found = difference_of_proportions(now.within, now.count or 0, base.within, base.count or 0)
    return float(found.estimate), float(found.lower), float(found.upper)


def class_width(limit: float) -> float:
    """Return the width of classes: the narrowest that divides the limit and leaves at most 24 up to twice of it."""
    fits = [width for width in CLASS_WIDTHS if limit % width == 0 and 2 * limit / width <= MOST_CLASSES]
    return float(fits[0] if fits else limit / 4)


def classes(minutes: FloatArray, limit: float, *, told_apart: bool = True) -> tuple[MinuteClass, ...]:
    """Return the events by class of minutes, the last one open; a class of 1 to 9 is joined to the next.

    What is exactly the limit is within it.
    told_apart : False joins the classes on both sides of the limit, where the share within it is not to be told.
    """
    width = class_width(limit)
    edges = np.arange(0, 2 * limit + width / 2, width)
    # A class holds its upper end, as the limit does: (25, 30].
    found = np.bincount(np.clip(np.ceil(minutes / width).astype(int) - 1, 0, len(edges) - 1), minlength=len(edges))
    at, last = round(limit / width), len(edges)
    if told_apart:
        parts = _joined(found[:at].tolist(), 0) + _joined(found[at:].tolist(), at)
    else:
        parts = _over_the_limit(_joined(found.tolist(), 0), at)
    return tuple(
        MinuteClass(start * width, None if end == last else end * width, count, start >= at)
        for start, end, count in parts
    )


def _over_the_limit(parts: list[tuple[int, int, int]], at: int) -> list[tuple[int, int, int]]:
    """Return the parts with those that meet at the limit made one."""
    before = [part for part in parts if part[1] == at]
    after = [part for part in parts if part[0] == at]
    if not before or not after:
        return parts
    both = (before[0][0], after[0][1], before[0][2] + after[0][2])
    return [part for part in parts if part[1] < at] + [both] + [part for part in parts if part[0] > at]


def _joined(counts: list[int], first: int) -> list[tuple[int, int, int]]:
    """Return (start, end, count) of classes joined until each holds none or ten."""
    parts: list[tuple[int, int, int]] = []
    start, count = 0, 0
    for number, own in enumerate(counts):
        count += own
        if count == 0 or count >= USUAL_THRESHOLD:
            parts.append((first + start, first + number + 1, count))
            start, count = number + 1, 0
    while count and count < USUAL_THRESHOLD and parts:
        before = parts.pop()
        start, count = before[0] - first, count + before[2]
    if start < len(counts) and count:
        parts.append((first + start, first + len(counts), count))
    return parts


def slowest(rows: pd.DataFrame, most: int = MOST_EVENTS) -> tuple[SlowEvent, ...]:
    """Return the slowest events, the slowest first."""
    found = rows.sort_values(["minutes", "asked_at"], ascending=[False, True], kind="stable").head(most)
    hours = pd.to_datetime(found["asked_at"]).dt.hour
    return tuple(
        SlowEvent(
            int(row["month"]),
            next(number for number, end in enumerate(PARTS_OF_DAY) if hour < end),
            str(row["place"]),
            str(row["responder_zh"]),
            str(row["responder_en"]),
            None if pd.isna(row["road_minutes"]) else float(row["road_minutes"]),
            float(row["minutes"]),
            row["reason_zh"] if isinstance(row["reason_zh"], str) else "",
        )
        for hour, (_, row) in zip(hours.tolist(), found.iterrows(), strict=True)
    )


def tens(rows: pd.DataFrame) -> tuple[tuple[float, float], ...]:
    """Return (road, real) median minutes of every ten events of a township, in order of their roads.

    What is left of a township after its last ten is in no group.
    """
    known = rows[rows["road_minutes"].notna()]
    found = []
    for _, own in known.sort_values(["place", "road_minutes", "asked_at"], kind="stable").groupby("place", sort=True):
        for start in range(0, len(own) - USUAL_THRESHOLD + 1, USUAL_THRESHOLD):
            ten = own.iloc[start : start + USUAL_THRESHOLD]
            found.append((float(ten["road_minutes"].median()), float(ten["minutes"].median())))
    return tuple(found)


def stations(engine: Engine, county: str, codes: Sequence[str]) -> pd.DataFrame:
    """Return institution_code, name_zh, name_en, level, lon, lat of those with a place. Raises WarehouseError."""
    table = schema.institution
    columns = (table.c.institution_code, table.c.name_zh, table.c.name_en, table.c.level, table.c.lon, table.c.lat)
    own = (table.c.county_code == county) & table.c.institution_code.in_(list(codes)) & table.c.lon.is_not(None)
    return read.frame(engine, select(*columns).where(own).order_by(table.c.institution_code))


def ambulances(engine: Engine, mechanism_id: str, county: str, month: int) -> dict[str, int]:
    """Return institution → the mechanism's ambulances in use there at a month's end. Raises WarehouseError."""
    table = schema.equipment
    own = (table.c.mechanism_id == mechanism_id) & (table.c.county_code == county) & (table.c.kind == AMBULANCE)
    in_use = (table.c.since <= month) & (table.c.until.is_(None) | (table.c.until >= month))
    found = read.rows(
        engine,
        select(table.c.institution_code, func.sum(table.c.units)).where(own, in_use).group_by(table.c.institution_code),
    )
    return {str(code): int(units) for code, units in found if code}
