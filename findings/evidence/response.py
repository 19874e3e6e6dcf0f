"""时效: how much help came within the mechanism's own limit, where it did not, what the slowest waited for."""

from __future__ import annotations

from collections import Counter
from typing import Final

import pandas as pd

from faces.areas import MAP_TIERS, area_step, middle_of, polygons_of, step_words
from faces.blocks import Block, Cell, Column, Map, Row, Table
from faces.blocks.marks import FacilityMark, TownshipArea
from faces.blocks.pack import NamedFrame
from faces.look.tokens import even_bounds
from findings.dispersion import widened_words
from findings.evidence.fitting import hidden_note, hidden_sign
from findings.evidence.response_drawing import Units, against_road, distribution, ranked
from findings.evidence.shown import Asked, Kind, Shown, State
from findings.figures import Words
from metrics.evidence import response
from metrics.evidence.response import Group, Part, Responses, SlowEvent
from metrics.period import Period
from metrics.reads.places import outlines
from metrics.scope import base_of
from words.numbers import format_number

USUAL_LIMIT: Final = 60.0
MOST_NAMED: Final = 2  # kinds that a sentence names
"""Minutes, where the mechanism's card has no limit: the note says that the limit is not the county's own."""
PARTS: Final = (
    ("凌晨", "before dawn"), ("早晨", "early morning"), ("上午", "morning"), ("午后", "noon"),
    ("下午", "afternoon"), ("傍晚", "evening"), ("夜间", "night"),
)  # fmt: skip


def show(asked: Asked) -> Shown | None:
    """Return ranked shares, the map, the distribution, minutes against the road's, and the slowest events."""
    source, scope = asked.source, asked.scope
    period = scope.period.until(source.reference.last_month)
    if period is None:
        return None
    base = base_of(period, scope.compare)
    spans = (period,) if base is None else (period, base)
    rows = source.read(response.event_rows, asked.card.mechanism_id, scope.county, spans)
    timed, treated = response.timed(rows, source.reference.in_edition(scope.county, period.last))
    now = timed[timed["month"].between(period.first, period.last)]
    before = _before(timed, base)
    if now.empty or (scope.townships and not now["place"].isin(list(scope.townships)).any()):
        return None
    units = Units(asked.card.limit_minutes or USUAL_LIMIT, asked.words)
    found = response.responses(now, before, units.limit, treated, scope.townships)
    worst = _worst(found)
    place = asked.words.township(worst.place) if worst else ""
    sentence = _finding(asked, period, found, worst, units)
    blocks = () if len(now) == 1 else _blocks(asked, found, now, units, place)
    frame = NamedFrame(asked.words.say("时效", "response times"), place_frame(found, asked))
    return Shown(
        sentence, place if place in sentence else "", _state(found, worst), blocks, _note(asked, found), (frame,)
    )


def _worst(found: Responses) -> Group | None:
    """Return the township farthest below the county; where shares are hidden, one whose median is past the limit."""
    below = [group for group in found.townships if group.standing == "below"]
    if below:
        return below[-1]
    late = [group for group in found.townships if group.share is None and (group.median or 0) > found.limit]
    return max(late, key=lambda group: group.median or 0, default=None)


def _before(timed: pd.DataFrame, base: Period | None) -> pd.DataFrame | None:
    """Return the base period's rows; None without a base, or where it has a month without a single event."""
    if base is None:
        return None
    rows = timed[timed["month"].between(base.first, base.last)]
    return rows if rows["month"].nunique() == base.month_count else None


def _state(found: Responses, worst: Group | None) -> State:
    if found.chosen.share is None:
        return State.LITTLE if not found.chosen.count else State.USUAL
    if found.change is not None and found.change[1] > 0:
        return State.BETTER
    if worst is not None or (found.change is not None and found.change[2] < 0):
        return State.DUE
    return State.STILL


def _verb(found: Responses, asked: Asked) -> str:
    """Return what happens within the limit."""
    if found.treated:
        return asked.words.say("得到处置", "were treated")
    if found.whole.road is not None:
        return asked.words.say("到达", "were reached")
    return asked.words.say("答复", "were answered")


def _finding(asked: Asked, period: Period, found: Responses, worst: Group | None, units: Units) -> str:
    words, chosen = asked.words, asked.scope.townships
    head = words.period(period) + (words.scope if chosen and words.language == "zh" else "")
    head += f", {words.scope}: " if chosen and words.language == "en" else words.say("", ": ")
    named = len(found.kinds) <= MOST_NAMED
    chinese, english = (gap.join(kind[at] for kind in found.kinds) for at, gap in ((0, "、"), (1, " and ")))
    subject = words.say(
        chinese if named else "共", english.lower() if len(found.kinds) == 1 else english if named else ""
    )
    group = found.chosen
    if group.count is None:
        return head + words.say(
            f"{subject}不足10次或可推知，不显示。", f"{subject} fewer than 10 or deducible: not shown."
        )
    number = format_number(group.count, 0)
    several = named and len(found.kinds) > 1
    text = head + words.say(f"{subject}{'共' if several else ''}{number}次，", f"{number} {subject or 'events'}, ")
    if group.share is None:
        text += words.say(f"中位{units.time(group.median or 0)}", f"median {units.time(group.median or 0)}")
        return text + words.say("，未达时限的次数少，已隐藏。", "; the few beyond the limit are hidden.")
    share = format_number(group.share * 100, 1)
    limit = units.time(units.limit)
    text += words.say(f"{share}%在{limit}内{_verb(found, asked)}", f"{share}% {_verb(found, asked)} within {limit}")
    if len(chosen) == 1:
        return text + words.say("，", "; ") + _minutes(group, units, asked) + words.say("。", ".")
    if worst is None or worst.count is None:
        alone = len([item for item in found.townships if item.share is not None]) < 2
        tail = "" if alone else words.say("，没有乡镇明显落后", "; no township is clearly behind")
        return text + tail + words.say("。", ".")
    name = words.township(worst.place)
    count = format_number(worst.count, 0)
    part = words.say(f"；{name}{count}次", f"; {name} {count}")
    if worst.within is not None:
        within = format_number(worst.within, 0)
        part = words.say(f"；{name}{count}次中{within}次达到", f"; {name} {within} of {count}")
    part += words.say("，", ", ")
    return text + part + _minutes(worst, units, asked) + words.say("。", ".")


def _minutes(group: Group, units: Units, asked: Asked) -> str:
    words, median = asked.words, units.time(group.median or 0)
    if group.road is None:
        return words.say(f"中位{median}", f"median {median}")
    return words.say(
        f"路程中位{units.time(group.road)}、实际{median}", f"median {units.time(group.road)} by road, {median} in fact"
    )


def _blocks(asked: Asked, found: Responses, now: pd.DataFrame, units: Units, place: str) -> tuple[Block, ...]:
    words = asked.words
    groups = [(words.township(group.place), group) for group in found.townships]
    county = (words.say(words.whole, "county "), found.whole)
    blocks: list[Block] = []
    if len(groups) > 1 or asked.scope.townships:
        blocks.append(ranked(_ranked_title(found, asked), groups, county, units, place))
    areas = _map(asked, found, now, units, place)
    if found.classes:
        blocks.append(distribution(_distribution_title(found, units, asked), found.classes, found.chosen, units))
    road = against_road(_road_title(groups, units, place, asked), groups, found.tens, units, place)
    parts = _parts(found, units, asked) if found.parts else None
    # A map stands beside the road's drawing, or beside the parts where nobody travels.
    blocks += [block for block in ((areas, road, parts) if road is not None else (parts, areas)) if block is not None]
    if found.slowest:
        blocks.append(_slowest(found, units, asked))
    return tuple(blocks)


def _ranked_title(found: Responses, asked: Asked) -> str:
    below = sum(group.standing == "below" for group in found.townships)
    above = sum(group.standing == "above" for group in found.townships)
    words = asked.words
    if not below and not above:
        return words.say("各乡镇分不出高低", "No township stands apart from the county")
    parts = [
        words.say(f"{count}个乡镇明显{word}", f"{count} clearly {english}")
        for count, word, english in (
            (below, f"低于{words.whole}", "below the county"),
            (above, f"高于{words.whole}", "above"),
        )
        if count
    ]
    return words.say("，", ", ").join(parts)


def _distribution_title(found: Responses, units: Units, asked: Asked) -> str:
    group, words = found.chosen, asked.words
    head = words.say(f"九成在{units.time(group.p90 or 0)}内", f"Nine in ten within {units.time(group.p90 or 0)}")
    if group.within is None or group.count is None:
        return head
    late = format_number(group.count - group.within, 0)
    limit = units.time(units.limit)
    return head + words.say(f"，{late}次超过{limit}", f", {late} beyond {limit}")


def _road_title(groups: list[tuple[str, Group]], units: Units, place: str, asked: Asked) -> str:
    gaps = {name: group.median - group.road for name, group in groups if group.median and group.road}
    if not gaps:
        return ""
    most = place if place in gaps else max(gaps, key=lambda name: gaps[name])
    rest = [gap for name, gap in gaps.items() if name != most]
    gap = units.number(gaps[most])
    if not rest:
        return asked.words.say(f"{most}比路程多{gap}{units.name}", f"{most}: {gap} {units.name} more than the road")
    low, high = units.number(min(rest)), units.number(max(rest))
    return asked.words.say(
        f"{most}比路程多{gap}{units.name}，其余多{low}至{high}{units.name}",
        f"{most}: {gap} {units.name} more than the road; elsewhere {low} to {high}",
    )


def _parts(found: Responses, units: Units, asked: Asked) -> Table:
    """Return count, median, P90 and share within the limit by centre, examination or responder."""
    words = asked.words
    by_kind = len(found.kinds) > 1
    known = [part for part in found.parts if part.group.median is not None]
    title = words.say("各类次数和用时", "Events and minutes by kind") if by_kind else words.say("由谁应答", "By whom")
    if known:
        # Without an interval of the medians nobody is called the slowest.
        medians = [part.group.median or 0.0 for part in known]
        low, high = units.number(min(medians)), units.time(max(medians))
        which = words.say("各类" if by_kind else "各单位", "kind" if by_kind else "who answers")
        title = words.say(f"{which}中位用时{low}至{high}，不排快慢", f"Median {low} to {high} by {which}, not ranked")
    columns = (
        Column(words.say("类别", "Kind") if by_kind else words.say("单位", "By"), kind="text", weight=1.6),
        Column(words.say("次数", "Events")),
        Column(words.say("中位", "Median"), units.name),
        Column(words.say("P90", "P90"), units.name),
        Column(words.say("限时内占比", "Within the limit"), "%"),
    )
    return Table(title, columns, tuple(_part_row(part, units, words) for part in found.parts))


def _part_row(part: Part, units: Units, words: Words) -> Row:
    group = part.group
    name = words.say(part.zh, part.en)
    if group.count is None:
        hidden = Cell(hidden_sign(words), status="hidden")
        return Row([name, *(hidden for _ in range(4))])
    share = (
        Cell(words.status("hidden"), status="hidden")
        if group.share is None
        else Cell(format_number(group.share * 100, 1), group.share * 100, 1)
    )
    return Row(
        [
            name,
            Cell(format_number(group.count, 0), group.count),
            *(Cell(units.number(minutes or 0), minutes) for minutes in (group.median, group.p90)),
            share,
        ]
    )


def _slowest(found: Responses, units: Units, asked: Asked) -> Table:
    words = asked.words
    road = any(event.road is not None for event in found.slowest)
    columns = [
        Column(words.say("时段", "When"), kind="text", weight=1.3),
        Column(words.say("地点", "Where"), kind="text", weight=1.2),
        Column(words.say("承担", "By"), kind="text", phone=False, weight=1.6),
    ]
    columns += [Column(words.say("路程", "Road"), units.name, phone=False)] if road else []
    columns.append(Column(words.say("实际", "Real"), units.name))
    columns += [Column(words.say("多出", "More"), units.name, phone=False)] if road else []
    columns.append(Column(words.say("登记原因", "Reason on record"), kind="text", phone=False, weight=1.4))
    rows = [Row(_slow_cells(event, units, road, asked)) for event in found.slowest]
    reasons = Counter(event.reason_zh for event in found.slowest if event.reason_zh).most_common(1)
    many = len(found.slowest)
    if reasons and reasons[0][1] > 1 and words.language == "zh":  # reasons stand as they were registered
        head = f"可列出的最慢{many}次中" if found.leaves_out else f"最慢的{many}次中"
        title = f"{head}，{reasons[0][1]}次因{reasons[0][0]}"
    else:
        # Those of a place whose number or share is hidden are not listed, and may have taken longer.
        took = units.time(found.slowest[0].minutes)
        title = words.say(
            f"可列出的最慢一次用了{took}" if found.leaves_out else f"最慢的一次用了{took}",
            f"The slowest that can be listed took {took}" if found.leaves_out else f"The slowest took {took}",
        )
    return Table(title, tuple(columns), tuple(rows))


def _slow_cells(event: SlowEvent, units: Units, road: bool, asked: Asked) -> list[str | Cell]:
    words = asked.words
    month = Period(event.month, event.month)
    when = words.say(
        f"{event.month % 100}月{PARTS[event.part_of_day][0]}", f"{words.period(month)}, {PARTS[event.part_of_day][1]}"
    )
    more: list[str | Cell] = []
    cells: list[str | Cell] = [
        when,
        words.township(event.place) if event.place else "",
        words.say(event.responder_zh, event.responder_en),
    ]
    if road:
        known = event.road is not None
        cells.append(Cell(units.number(event.road or 0), event.road) if known else "")
        gap = event.minutes - (event.road or 0)
        more = [Cell(units.number(gap), gap) if known else ""]
    return [*cells, Cell(units.number(event.minutes), event.minutes, strong=True), *more, event.reason_zh]


def _map(asked: Asked, found: Responses, now: pd.DataFrame, units: Units, place: str) -> Map | None:
    """Return the townships by median minutes and who answers; None without outlines or with a single township known."""
    words, scope = asked.words, asked.scope
    known = {group.place: group for group in found.townships if group.median is not None}
    unknown = {group.place for group in found.townships} - known.keys()
    shapes = asked.source.read(outlines, scope.county)
    if len(known) < 2 or not shapes:
        return None
    medians = [group.median for group in known.values() if group.median is not None]
    bounds = even_bounds([units.amount(median) for median in medians])
    areas = []
    for township in asked.source.reference.townships_of(scope.county, asked.month):
        group, name = known.get(township.code), words.township(township.code)
        for rings in polygons_of(shapes.get(township.code)):
            value = group.median if group else None
            areas.append(
                TownshipArea(
                    township.code,
                    name,
                    rings,
                    middle_of(rings[0]),
                    None if value is None else units.amount(value),
                    _value_words(value, hidden=township.code in unknown, units=units),
                    None if value is None else area_step(units.amount(value), bounds),
                    "shown" if group else "hidden" if township.code in unknown else "no_data",
                    bool(place) and name == place,
                )
            )
    if not areas:
        return None
    low, high = units.time(min(medians)), units.time(max(medians))
    title = words.say(f"各乡镇中位由{low}到{high}（示意边界）", f"Township medians from {low} to {high} (schematic)")
    vehicles = asked.source.read(response.ambulances, asked.card.mechanism_id, scope.county, asked.month)
    if vehicles:
        count = sum(vehicles.values())
        title += words.say(
            f"；救护车{count}辆，在{len(vehicles)}个站点", f"; {count} ambulances at {len(vehicles)} stations"
        )
    codes = tuple(sorted({code for code in now["institution_code"] if isinstance(code, str)} | set(vehicles)))
    marks = tuple(
        FacilityMark(
            words.say(row["name_zh"], row["name_en"]),
            float(row["lon"]),
            float(row["lat"]),
            MAP_TIERS[row["level"]],
            detail=_vehicle_words(vehicles.get(row["institution_code"], 0), words),
        )
        for row in asked.source.read(response.stations, scope.county, codes).to_dict("records")
        if row["level"] in MAP_TIERS
    )
    return Map(title, tuple(areas), step_words(bounds), units.name, facilities=marks)


def _value_words(median: float | None, *, hidden: bool, units: Units) -> str:
    """Return a township's median; that it is hidden, or that nothing happened: neither is a return that is missing."""
    if median is not None:
        return units.time(median)
    return hidden_sign(units.words) if hidden else units.words.say("无", "none")


def _vehicle_words(count: int, words: Words) -> str:
    """Return how many ambulances stand at a station; "" for none."""
    return words.say(f"救护车{count}辆", f"{count} ambulances") if count else ""


def _note(asked: Asked, found: Responses) -> str:
    """Return from when to when minutes run, what is hidden, what still waits."""
    words = asked.words
    parts = []
    if asked.card.limit_minutes is None:
        parts.append(
            words.say("本举措没有时限，按60分钟看", "The mechanism has no limit of its own; 60 minutes are taken")
        )
    if found.treated:
        parts.append(words.say("分钟从发病算到处置", "Minutes run from the onset to the treatment"))
    else:
        parts.append(
            words.say(
                f"只算逐次登记了时刻的，从提出算到{_verb(found, asked)}",
                "Only what has its times on record, from the asking to the answer",
            )
        )
    parts.append(words.say("P90：九成不超过的用时", "P90: nine in ten took no longer"))
    if any(group.count is None for group in found.townships):
        parts.append(hidden_note(words))
    if any(group.count and group.share is None for group in found.townships):
        parts.append(
            words.say(
                "时限内或超时不足10次的，占比不显示", "A share of which fewer than 10 are on one side is not shown"
            )
        )
    if found.waiting:
        parts.append(words.say(f"另有{found.waiting}次尚未答复", f"{found.waiting} more wait for an answer"))
    if asked.scope.townships:
        parts.append(words.say(f"区间仍与{words.whole}比", "Intervals are held against the whole county"))
    if widened := widened_words(found.dispersion, words):
        parts.append(words.say("各乡镇区间", "Intervals ") + widened)
    return words.say("；", "; ").join(parts) + (words.say("。", ".") if parts else "")


def place_frame(found: Responses, asked: Asked) -> pd.DataFrame:
    """Return the townships and the county as rows; what is hidden holds no number."""
    groups = [*found.townships, found.whole]
    return pd.DataFrame(
        {
            "place": [
                asked.words.township(group.place) if group.place else asked.words.say(asked.words.whole, "county")
                for group in groups
            ],
            "events": [group.count for group in groups],
            "within_limit": [group.within for group in groups],
            "share": [group.share for group in groups],
            "lower": [group.lower for group in groups],
            "upper": [group.upper for group in groups],
            "method": "Wilson" if found.dispersion <= 1 else f"Wilson, φ={found.dispersion:.1f}",
            "median_min": [group.median for group in groups],
            "p90_min": [group.p90 for group in groups],
            "road_min": [group.road for group in groups],
            "limit_min": found.limit,
            "status": [
                "hidden" if group.count is None or (group.count and group.share is None) else "shown"
                for group in groups
            ],
        }
    )


KIND = Kind("response", "时效", "Response times", ("response_event",), show)
"""The table in which a county's calls, questions and orders are kept."""
