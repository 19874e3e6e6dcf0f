"""服务圈: how many residents reach care in 15 and 30 minutes, and where those live who do not."""

from __future__ import annotations

import pandas as pd

from faces.blocks import Cell, Column, Lines, Map, Row, Table
from faces.blocks.pack import SectionContent, Slide
from findings import circles
from findings.areas import facility_marks
from findings.cells import number_cell, value_cell
from findings.circle_parts import bands_of, no_map, plain_areas, roads_of, village_dots
from findings.figure_table import figures_table
from findings.figures import Words, metric_of
from findings.material import Material
from findings.rows import is_shown
from metrics.circle.circle import CircleQuestion, CircleView
from metrics.circle.county import CountyCircle, known_circle
from metrics.circle.figures import village_rows
from metrics.judge.assessment import Assessment
from metrics.reads import places
from reports.sections.section import Section
from reports.sections.standard import content_of, judged_or_nothing, where_slide
from words.names import road_edition_en

KEY = "circles"
FIRST, INNER, LIMIT = circles.COVERED, "coverage_15_min", circles.LIMIT_MIN
MINUTES = {INNER: 15, FIRST: LIMIT}
INDICATORS = (
    FIRST,
    INNER,
    "coverage_15_min_village",
    "coverage_60_min_county",
    "coverage_30_min_snow",
    "coverage_30_min_elderly",
    "villages_within_30_min",
    "residents_beyond_30_min",
    "residents_unreachable",
    "mean_minutes",
)


def build(material: Material) -> SectionContent:
    """Return the section. Raises NothingToSay where no travel time is loaded."""
    words = material.words
    judged = judged_or_nothing(material, INDICATORS, SECTION.name_zh, SECTION.name_en)
    title, place = _finding(judged, words)
    first = metric_of(judged, judged.metrics[0].id)
    source = words.source_line(first)
    notes = tuple(words.definition(metric) for metric in judged.metrics)
    table = figures_table(judged, material.words, words.say("服务圈指标", "Service-circle indicators"))
    circle = _circle(material)
    roads = "" if circle is None else words.say(f"；路网{circle.edition}", f"; roads {road_edition_en(circle.edition)}")
    schematic = words.say("；边界、村点、道路为示意", "; outlines, villages and roads schematic")
    blocks = (_map(judged, circle, material, place), _townships(judged, material, place))
    slides = [
        Slide(f"{KEY}.1", KEY, title, blocks, place, source + roads + schematic, notes),
        Slide(f"{KEY}.2", KEY, words.verdict_counts(judged) + words.say("。", "."), (table,), "", source, notes),
        where_slide(judged, first.id, material, f"{KEY}.3", KEY),
    ]
    kept = [slide for slide in slides if slide is not None]
    return content_of(judged, kept, material, KEY, SECTION.name(words.language), (title,))


def _finding(judged: Assessment, words: Words) -> tuple[str, str]:
    """Return the page's finding by car on normal roads; where 30 minutes have no figure, that of the first that has."""
    if FIRST not in {metric.id for metric in judged.metrics}:
        return words.finding(judged, judged.metrics[0].id)
    return circles.finding(circles.reached_of_judged(judged, words), CircleView(), LIMIT, words)


def _circle(material: Material) -> CountyCircle | None:
    """Return today's circle by car on normal roads, None where the county has no roads."""
    return material.source.ask(known_circle, CircleQuestion(material.choice.county, material.month))


def _map(judged: Assessment, circle: CountyCircle | None, material: Material, place: str) -> Map | Lines:
    words, county = material.words, material.choice.county
    metric = metric_of(judged, judged.metrics[0].id)
    inside = {
        row["township_code"]: words.value(row, metric)
        for _, row in judged.of_townships(metric.id).iterrows()
        if is_shown(row)
    }
    outlines = material.source.read(places.outlines, county)
    townships = material.reference.townships_of(county, material.month)
    areas = plain_areas(outlines, townships, inside, words, point=place)
    if not areas:
        return no_map(words)
    rows = None if circle is None else village_rows(circle.circle, circle.villages, LIMIT)
    return Map(
        title=words.say(
            "15、30分钟服务圈（小汽车；地名下为30分钟内占比）",
            "15 and 30 minutes by car (under names: within 30)",
        ),
        areas=areas,
        key=(),
        unit="",
        villages=() if rows is None else village_dots(rows[rows["state"] != "inside"], words),
        facilities=facility_marks(
            material.source.read(places.institutions, county, material.month),
            material.words,
            within=material.choice.townships,
        ),
        roads=() if circle is None else roads_of(circle.circle),
        bands=() if circle is None else bands_of(circle.circle, LIMIT),
        outside=words.say(f"{LIMIT}分钟外的村", f"village beyond {LIMIT} minutes"),
    )


def _townships(judged: Assessment, material: Material, place: str) -> Table:
    """Return each township's coverage and the residents outside, most of them first."""
    words, ids = material.words, [metric.id for metric in judged.metrics]
    shares = [metric_of(judged, name) for name in (INNER, FIRST) if name in ids]
    columns = (
        Column(words.say("乡镇", "Township"), kind="text", weight=1.3),
        *(Column(words.say(f"{MINUTES[metric.id]}分钟内", f"within {MINUTES[metric.id]}"), "%") for metric in shares),
        Column(words.say(f"{LIMIT}分钟外", f"beyond {LIMIT}"), words.say("人", "residents")),
    )
    by_place = {
        metric.id: {row["township_code"]: row for _, row in judged.of_townships(metric.id).iterrows()}
        for metric in shares
    }
    last = shares[-1].id
    codes = sorted(by_place[last], key=lambda code: -_known_outside(by_place[last][code]))

    def cells(name: str, rows: dict[str, pd.Series]) -> tuple[Cell, ...]:
        figures = [value_cell(rows[metric.id], metric, words, strong=metric.id == last) for metric in shares]
        outside = number_cell(circles.residents_outside(rows[last]), 0) if is_shown(rows[last]) else Cell("")
        return (Cell(name), *figures, outside)

    found = [
        Row(
            cells(words.township(code), {metric.id: by_place[metric.id][code] for metric in shares}),
            is_point=words.township(code) == place,
        )
        for code in codes
    ]
    total = words.say(words.scope, words.scope.capitalize())
    found.append(Row(cells(total, {metric.id: judged.headline(metric.id) for metric in shares}), is_sum=True))
    return Table(
        words.say(
            f"各乡镇圈内、圈外，{LIMIT}分钟外居民多的在前", f"Townships: most residents beyond {LIMIT} minutes first"
        ),
        columns,
        tuple(found),
    )


def _known_outside(row: pd.Series) -> float:
    """Return the residents outside; −1 where that is not known, which sorts last."""
    return circles.residents_outside(row) if is_shown(row) else -1.0


SECTION = Section(KEY, "服务圈", "Service circles", build, page="circle")
