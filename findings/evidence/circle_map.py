"""服务圈 of a mechanism's own rule: its places, the villages inside and outside on the map, residents by township."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

import pandas as pd

from faces.areas import polygons_of
from faces.blocks import Block, Cell, Column, Drawing, Row, Table
from faces.blocks.drawing import Area, Bar, Dot, Mark, Stroke, Symbol, Text
from findings.evidence.fitting import fit
from findings.evidence.lettering import SMALL
from findings.evidence.network_map import EDGE, HIGHEST, KEY_ROW, WIDE, Point, box_of, township_names
from findings.evidence.shown import Asked
from findings.figures import Words
from metrics.catalogue.resources import COUNTY_LEVELS, VILLAGE_LEVELS
from metrics.evidence.ruled_circle import (
    PRIMARY,
    RuledCircle,
    Site,
    TownshipReach,
    Village,
    read_circle,
    read_rule,
    ruled_circle,
)
from metrics.reads.places import outlines
from words.names import LEVEL_NAMES, chart_name
from words.numbers import format_number

MOST: Final = 16
LISTED: Final = 30
NAME, SHARE, ROW = 104.0, 60.0, 24.0
QUALIFIED: Final = ("乡镇级合格机构", "a qualified township-level institution")


def circle_of(asked: Asked) -> RuledCircle | None:
    """Return the circle of the mechanism's rule at the period's end; None without one. Raises WarehouseError."""
    scope, source = asked.scope, asked.source
    rule = source.read(read_rule, scope.county, asked.card.mechanism_id, asked.month)
    if rule is None:
        return None
    sites, villages = source.read(read_circle, scope.county, rule, asked.month)
    edition = source.reference.in_edition(scope.county, asked.month)
    return ruled_circle(rule, sites, villages, edition, scope.townships)


def sentence(circle: RuledCircle, words: Words) -> str:
    """Return how many residents are inside, how many villages are not, and whose these are."""
    limit, whole, gap = format_number(circle.rule.limit, 0), circle.whole, words.say("", " ")
    share = format_number(whole.share or 0.0, 1)
    people = format_number(whole.residents_inside, 0)
    head = words.say(
        f"{limit}分钟内能到{_kind(circle, words)}的居民{people}人，占{share}%",
        f"{people} residents ({share}%) are within {limit} min of {_kind(circle, words)}",
    )
    if not whole.outside:
        return head + words.say("，没有村在圈外。", "; no village is outside.")
    out = format_number(whole.residents_outside, 0)
    tail = words.say(
        f"；圈外{whole.outside}个村、{out}人", f"; {whole.outside} villages with {out} residents are outside"
    )
    most = circle.townships[0]
    if len(circle.townships) > 1 and most.residents_outside < whole.residents_outside:
        name = words.township_or_code(most.township)
        most_out = format_number(most.residents_outside, 0)
        tail += words.say(f"，其中{name}{most_out}人", f", {most_out} of them in{gap}{name}")
    return head + tail + words.say("。", ".")


def blocks(circle: RuledCircle, asked: Asked) -> tuple[Block, ...]:
    """Return the map, where outlines are on record, and the residents by township."""
    shapes = asked.source.read(outlines, asked.scope.county)
    edition = asked.source.reference.townships_of(asked.scope.county, asked.month)
    here = {place.code: shapes[place.code] for place in edition if place.code in shapes}
    if asked.scope.townships:
        here = {code: shape for code, shape in here.items() if code in asked.scope.townships}
    drawn = circle_drawing(circle, here, asked.words)
    reach = reach_drawing(circle, asked.words)
    return (reach,) if drawn is None else (drawn, reach)


def frame(circle: RuledCircle, words: Words) -> pd.DataFrame:
    """Return a row a village for the workbook."""
    sites = {site.code: words.say(site.zh, site.en) for site in circle.sites}
    rows = [
        {
            words.say("乡镇", "Township"): words.township_or_code(village.township),
            words.say("村", "Village"): words.say(village.zh, village.en),
            words.say("山区村", "Mountain"): words.say("是", "yes") if village.is_mountain else "",
            words.say("居民", "Residents"): village.residents,
            words.say("最近机构", "Nearest"): sites.get(village.site, ""),
            words.say("分钟", "Minutes"): None if village.minutes is None else round(village.minutes, 1),
            words.say("服务机构", "Served by"): sites.get(village.served_by, ""),
        }
        for village in circle.villages
    ]
    return pd.DataFrame(rows)


def _kind(circle: RuledCircle, words: Words) -> str:
    if circle.rule.place_kind == PRIMARY:
        return words.say(*QUALIFIED)
    zh, en = LEVEL_NAMES[circle.rule.place_kind]
    return words.say(zh, f"a {en}")


def _map_title(circle: RuledCircle, words: Words) -> str:
    whole, limit = circle.whole, format_number(circle.rule.limit, 0)
    mountain = whole.mountain_inside + whole.mountain_outside
    if mountain:
        others, beyond = whole.inside - whole.mountain_inside, whole.outside - whole.mountain_outside
        return words.say(
            f"{mountain}个山区村中{whole.mountain_inside}个在{limit}分钟圈内；其他村{others}个在圈内、{beyond}个在圈外",
            f"{whole.mountain_inside} of {mountain} mountain villages are within {limit} min; of the others {others} "
            f"are and {beyond} are not",
        )
    return words.say(
        f"{whole.inside + whole.outside}个村中{whole.inside}个在{limit}分钟圈内",
        f"{whole.inside} of {whole.inside + whole.outside} villages are within {limit} min",
    )


def circle_drawing(circle: RuledCircle, shapes: Mapping[str, Any], words: Words) -> Drawing | None:
    box = box_of(shapes)
    if box is None:
        return None
    (left, low), (east, high) = box
    squeeze = math.cos(math.radians((low + high) / 2))
    scale = min((WIDE - 2 * EDGE) / ((east - left) * squeeze), (HIGHEST - 2 * EDGE) / (high - low))
    inset = (WIDE - (east - left) * squeeze * scale) / 2

    def on(point: Point) -> Point:
        return inset + (point[0] - left) * squeeze * scale, EDGE + (high - point[1]) * scale

    def is_on(point: Point) -> bool:
        return left <= point[0] <= east and low <= point[1] <= high

    sites = tuple(site for site in circle.sites if is_on(site.at))
    names = {code: chart_name(words.township_or_code(code)) for code in shapes}
    limit = circle.rule.limit
    marks: list[Mark] = [
        Area(tuple(on(point) for point in rings[0]), "sunken", "line_strong")
        for shape in shapes.values()
        for rings in polygons_of(shape)
    ]
    marks += _ties(circle, sites, on)
    small = [site for site in sites if _is_small(site, circle)]
    larger = [on(site.at) for site in sites if site not in small]
    villages = [on(village.at) for village in circle.villages]
    written = township_names(shapes, names, on, larger, [*villages, *(on(site.at) for site in small)])
    marks += [mark for mark in written if not isinstance(mark, Text)]
    marks += [_site_mark(site, circle, on) for site in small]
    marks += [_village_mark(village, limit, on) for village in circle.villages]
    marks += [_site_mark(site, circle, on) for site in sites if site not in small]
    marks += [mark for mark in written if isinstance(mark, Text)]
    bottom = EDGE + (high - low) * scale + EDGE
    key = _key(circle, sites, bottom, words)
    title = _map_title(circle, words)
    rows = len({mark.y for mark in key if isinstance(mark, Text)})
    return Drawing(title, WIDE, bottom + KEY_ROW * rows + 4, (*marks, *key), _villages_table(circle, title, words))


def _ties(circle: RuledCircle, sites: tuple[Site, ...], on: Callable[[Point], Point]) -> list[Mark]:
    """Return a line from each village to the place that is on record as serving it."""
    places = {site.code: site.at for site in sites}
    return [
        Stroke((on(places[village.served_by]), on(village.at)), "neutral_mark", 1)
        for village in circle.villages
        if village.served_by in places
    ]


def _village_mark(village: Village, limit: float, on: Callable[[Point], Point]) -> Dot:
    x, y = on(village.at)
    inside = village.is_within(limit)
    ink = "neutral_mark" if inside else "bad_mark"
    return Dot(x, y, 3.6 if village.is_mountain else 2.6, ink if inside else "", ink, _symbol(village))


def _symbol(village: Village) -> Symbol:
    return "triangle" if village.is_mountain else "circle"


def _is_small(site: Site, circle: RuledCircle) -> bool:
    """Say whether a place is one of the many clinics, drawn under the villages that they stand in."""
    return circle.rule.place_kind == PRIMARY and site.level in VILLAGE_LEVELS


def _site_mark(site: Site, circle: RuledCircle, on: Callable[[Point], Point]) -> Dot:
    x, y = on(site.at)
    if circle.rule.place_kind != PRIMARY:
        return Dot(x, y, 4.5, "ink", "surface", "square")
    if _is_small(site, circle):
        return Dot(x, y, 3.8, "", "ink_3", "square")
    return Dot(x, y, 6 if site.level in COUNTY_LEVELS else 4.5, "ink", "surface", "square")


def _key(circle: RuledCircle, sites: tuple[Site, ...], top: float, words: Words) -> list[Mark]:
    """Return what the symbols mean, as many as fit on a line."""
    limit = circle.rule.limit
    entries: list[tuple[Dot, str]] = []
    for is_mountain in (True, False):
        for inside in (True, False):
            own = [
                village
                for village in circle.villages
                if village.is_mountain == is_mountain and village.is_within(limit) == inside
            ]
            if own:
                kind = words.say("山区村" if is_mountain else "其他村", "mountain" if is_mountain else "other village")
                told = words.say("，圈内" if inside else "，圈外", ", inside" if inside else ", outside")
                entries.append((_village_mark(own[0], limit, lambda _: (0.0, 0.0)), f"{kind}{told} {len(own)}"))
    tiers = [COUNTY_LEVELS, ("township_centre", "community_centre"), VILLAGE_LEVELS]
    kinds = (("县级医院", "county hospitals"), ("乡镇级机构", "township level"), ("村卫生室", "village clinics"))
    for levels, name in zip(tiers, kinds, strict=True):
        found = [site for site in sites if site.level in levels]
        if found:
            label = LEVEL_NAMES[circle.rule.place_kind] if circle.rule.place_kind != PRIMARY else name
            entries.append((_site_mark(found[0], circle, lambda _: (0.0, 0.0)), f"{words.say(*label)} {len(found)}"))
    marks: list[Mark] = []
    across = 2
    for number, (dot, written) in enumerate(entries):
        x = EDGE + number % across * (WIDE / across)
        y = top + KEY_ROW * (number // across) + 10
        marks.append(Dot(x + 6, y, dot.r, dot.fill, dot.edge, dot.symbol))
        marks.append(Text(fit(written, WIDE / across - 30, SMALL), x + 18, y + 4, SMALL, "ink_2"))
    if circle.served:
        y = top + KEY_ROW * (-(-len(entries) // across)) + 10
        served = words.say(
            f"连线：由该机构服务的{circle.served}个村", f"lines: {circle.served} villages and who serves them"
        )
        marks.append(Text(fit(served, WIDE - 2 * EDGE, SMALL), EDGE, y + 4, SMALL, "ink_2"))
    return marks


def _villages_table(circle: RuledCircle, title: str, words: Words) -> Table:
    """Return the villages, those outside and farthest first, and the rest together: the workbook holds them all."""
    columns = (
        Column(words.say("村", "Village"), kind="text", weight=1.4),
        Column(words.say("乡镇", "Township"), kind="text"),
        Column(words.say("分钟", "Minutes")),
        Column(words.say("圈内外", "Circle"), kind="text"),
        Column(words.say("居民", "Residents")),
    )
    ranked = sorted(circle.villages, key=lambda each: (-math.inf if each.minutes is None else -each.minutes, each.code))
    rows = [
        Row(
            [
                words.say(village.zh, village.en),
                words.township_or_code(village.township),
                Cell(words.say("无路", "no road"))
                if village.minutes is None
                else Cell(format_number(village.minutes, 1), village.minutes, 1),
                words.say("圈内", "inside") if village.is_within(circle.rule.limit) else words.say("圈外", "outside"),
                Cell(format_number(village.residents, 0), village.residents),
            ]
        )
        for village in ranked[:LISTED]
    ]
    if len(ranked) > LISTED:
        rest = words.say(f"其余{len(ranked) - LISTED}个村更近", f"{len(ranked) - LISTED} nearer villages")
        people = sum(village.residents for village in ranked[LISTED:])
        rows.append(Row([rest, "", "", "", Cell(format_number(people, 0), people)], is_sum=True))
    return Table(title, columns, tuple(rows))


def reach_drawing(circle: RuledCircle, words: Words) -> Drawing:
    """Return a bar a township of those inside and outside on one scale, with the share inside."""
    shown = circle.townships[:MOST]
    most = max(part.residents_inside + part.residents_outside for part in shown) or 1
    scale = (WIDE - NAME - SHARE) / most
    marks: list[Mark] = []
    y = 0.0
    for part in shown:
        name = fit(chart_name(words.township_or_code(part.township)), NAME - 8, 13)
        inside, outside = part.residents_inside * scale, part.residents_outside * scale
        marks.append(Text(name, 0, y + 17, 13))
        if part.residents_inside:
            marks.append(Bar(NAME, y + 5, max(inside, 1), 14, "neutral_mark"))
        if part.residents_outside:
            marks.append(Bar(NAME + inside, y + 5, max(outside, 1), 14, "bad_mark", hatched=True))
        ink = "bad" if part.residents_outside else "ink"
        marks.append(Text(_percent(part), WIDE, y + 17, 13, ink, anchor="end"))
        y += ROW
    if len(circle.townships) > MOST:
        rest = circle.townships[MOST:]
        told = words.say(f"其余{len(rest)}个乡镇见表", f"the other {len(rest)} are in the table")
        marks.append(Text(told, 0, y + 17, 12, "ink_2"))
        y += ROW
    marks += _reach_key(y, words)
    return Drawing(_reach_title(circle, words), WIDE, y + 24, tuple(marks), _reach_table(circle, words))


def _percent(part: TownshipReach) -> str:
    return "" if part.share is None else f"{format_number(part.share, 1)}%"


def _reach_key(y: float, words: Words) -> list[Mark]:
    return [
        Bar(0, y + 8, 14, 10, "neutral_mark"),
        Text(words.say("圈内居民", "residents inside"), 20, y + 18, SMALL, "ink_2"),
        Bar(150, y + 8, 14, 10, "bad_mark", hatched=True),
        Text(words.say("圈外居民", "residents outside"), 170, y + 18, SMALL, "ink_2"),
    ]


def _reach_title(circle: RuledCircle, words: Words) -> str:
    limit, most = format_number(circle.rule.limit, 0), circle.townships[0]
    if not most.residents_outside:
        return words.say(f"各乡镇居民都在{limit}分钟圈内", f"all residents are within {limit} min")
    name, out = words.township_or_code(most.township), format_number(most.residents_outside, 0)
    return words.say(
        f"{limit}分钟圈外居民多的乡镇在前，{name}{out}人",
        f"Most residents beyond {limit} min first: {name}, {out}",
    )


def _reach_table(circle: RuledCircle, words: Words) -> Table:
    columns = (
        Column(words.say("乡镇", "Township"), kind="text", weight=1.4),
        Column(words.say("圈内居民", "Inside"), words.say("人", "residents")),
        Column(words.say("圈外居民", "Outside"), words.say("人", "residents")),
        Column(words.say("占比", "Share inside"), "%"),
        Column(words.say("圈内村", "Inside"), words.say("个", "villages"), phone=False),
        Column(words.say("圈外村", "Outside"), words.say("个", "villages"), phone=False),
        Column(words.say("山区村圈外", "Mountain, outside"), words.say("个", "villages"), phone=False),
    )
    rows = [Row(_reach_cells(words.township_or_code(part.township), part)) for part in circle.townships]
    if len(rows) > 1:
        rows.append(Row(_reach_cells(words.say("合计", "Total"), circle.whole), is_sum=True))
    return Table(_reach_title(circle, words), columns, tuple(rows))


def _reach_cells(name: str, part: TownshipReach) -> list[str | Cell]:
    share = Cell("") if part.share is None else Cell(format_number(part.share, 1), part.share, 1)
    counts = [Cell(format_number(count, 0), count) for count in (part.residents_inside, part.residents_outside)]
    villages = [Cell(format_number(count, 0), count) for count in (part.inside, part.outside, part.mountain_outside)]
    return [name, *counts, share, *villages]
