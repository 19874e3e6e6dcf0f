"""服务覆盖: which care exists where, for whom, and who is left out?"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from faces.areas import MAP_TIERS
from faces.blocks import Cell, Column, Lines, Map, Row, Table
from faces.blocks.marks import FacilityMark, VillageDot
from faces.blocks.pack import NamedFrame, Paragraph, SectionContent, Slide
from findings.circle_parts import no_map
from findings.figures import metric_of
from findings.indicators import COVERAGE, GROUP_RATES
from findings.material import Material
from findings.page_findings import coverage_finding, gaps_in
from findings.parts import (
    areas_of,
    change_cell,
    full_cell,
    interval_chart,
    is_shown,
    number_cell,
    rows_of,
    shown_columns,
    text_cell,
    value_cell,
    verdict_cell,
)
from metrics.ask.query import ask
from metrics.catalogue import get_all
from metrics.definition import Metric
from metrics.judge.assessment import Assessment
from metrics.reads import places
from metrics.reads.places import CareGaps
from reports.sections.section import NothingToSay, Section, present
from words.names import GROUP_NAMES
from words.numbers import is_missing

KEY = "coverage"
FIRST = "contract_rate"
MOST_NAMED = 10


def build(material: Material) -> SectionContent:
    """Return the section. Raises NothingToSay where no coverage indicator has a value."""
    judged, words = material.judged(COVERAGE), material.words
    if judged.county.empty or not any(is_shown(row) for _, row in judged.county.iterrows()):
        raise NothingToSay(
            words.say("这个时期没有服务覆盖的数。", "No coverage figure for this period. "),
            words.say("请改选时期或先装载数据。", "Choose another period or load the data first."),
        )
    gaps = gaps_in(
        material.source.read(places.care_gaps, material.choice.county, material.month), material.choice.townships
    )
    title, place = coverage_finding(judged, metric_of(judged, FIRST), gaps, words)
    slides = [
        _map_slide(judged, gaps, material, title, place),
        _ranked_slide(judged, material),
        _gap_slide(gaps, material),
    ]
    groups = material.source.ask(
        ask, tuple(get_all(GROUP_RATES)), replace(material.choice.scope, compare=None), by=("group",)
    )
    group_slide = _group_slide(groups, judged, material)
    slides += [group_slide] if group_slide else []
    name = SECTION.name(words.language)
    gap_words = _gap_sentence(gaps, material)
    frames = [
        NamedFrame(words.say("覆盖 全县", "coverage county"), shown_columns(judged.county)),
        NamedFrame(words.say("覆盖 乡镇", "coverage townships"), shown_columns(judged.townships)),
        NamedFrame(words.say("覆盖 人群", "coverage groups"), _with_groups(groups)),
        NamedFrame(words.say("无卫生室的村", "villages without clinic"), gaps.villages),
        NamedFrame(words.say("未达标机构", "below standard"), gaps.below_standard),
    ]
    paragraphs = (Paragraph(name, 1), Paragraph(title), Paragraph(gap_words))
    return SectionContent(
        KEY, name, tuple(slides), paragraphs, tuple(frames), judged.metrics, highlights=(title, gap_words)
    )


def _with_groups(frame: pd.DataFrame) -> pd.DataFrame:
    kept = shown_columns(frame)
    return kept.assign(population_group=frame["population_group"]) if "population_group" in frame else kept


def _gap_sentence(gaps: CareGaps, material: Material) -> str:
    words = material.words
    villages, below = len(gaps.villages), len(gaps.below_standard)
    return words.say(
        f"没有卫生室覆盖的村{villages}个，未达标的基层机构{below}个，药品不足50种的村卫生室{len(gaps.few_drugs)}个。",
        f"{villages} villages without a clinic, {below} primary institutions below standard, "
        f"{len(gaps.few_drugs)} clinics with fewer than 50 drugs.",
    )


def _map_slide(judged: Assessment, gaps: CareGaps, material: Material, title: str, place: str) -> Slide:
    words, metric, county = material.words, metric_of(judged, FIRST), material.choice.county
    areas, key = areas_of(judged, metric, material.source.read(places.outlines, county), material, place)
    block: Map | Lines
    if areas:
        lacking = set(gaps.villages["village_code"])
        block = Map(
            title=words.say(f"{metric.name_zh}，各乡镇（示意边界）", f"{metric.name_en} (schematic outlines)"),
            areas=areas,
            key=key,
            unit=words.unit(metric),
            outside=words.say("没有卫生室的村", "village without a clinic"),
            villages=_dots(material.source.read(places.villages, county, material.month), lacking, material),
            facilities=facility_marks(material.source.read(places.institutions, county, material.month), material),
        )
    else:
        block = no_map(material)
    return Slide(
        f"{KEY}.1",
        KEY,
        title,
        (block, _figure_table(judged, material)),
        place,
        words.source_line(metric) + words.say("；边界、村点为示意", "; outlines schematic"),
        tuple(words.definition(one) for one in judged.metrics),
    )


def _dots(villages: pd.DataFrame, lacking: set[str], material: Material) -> tuple[VillageDot, ...]:
    words, chosen = material.words, material.choice.townships
    return tuple(
        VillageDot(
            name=words.say(row.name_zh, row.name_en),
            lon=float(row.lon),
            lat=float(row.lat),
            residents=int(row.residents),
            state="outside" if row.village_code in lacking else "inside",
        )
        for row in villages.itertuples()
        if row.residents > 0
        and not is_missing(row.lon)
        and not is_missing(row.lat)
        and (not chosen or row.township_code in chosen)
    )


def facility_marks(institutions: pd.DataFrame, material: Material) -> tuple[FacilityMark, ...]:
    """Return the institutions that the map draws, within the chosen townships."""
    words, chosen = material.words, material.choice.townships
    return tuple(
        FacilityMark(
            name=words.say(row.name_zh, row.name_en),
            lon=float(row.lon),
            lat=float(row.lat),
            tier=MAP_TIERS[row.level],
            # The standard is one of township and village institutions; a hospital is never drawn as below it.
            qualified=MAP_TIERS[row.level] == "县级医院" or is_missing(row.meets_standard) or bool(row.meets_standard),
        )
        for row in institutions.itertuples()
        if row.level in MAP_TIERS and not is_missing(row.lon) and (not chosen or row.township_code in chosen)
    )


def _figure_table(judged: Assessment, material: Material) -> Table:
    words = material.words
    columns = (
        Column(words.say("指标", "Indicator"), kind="text", weight=1.7),
        Column(words.say("本期", "Value")),
        Column(words.say("变化", "Change"), kind="text", weight=1.3),
    )
    rows = [
        Row(
            (
                text_cell(words.name(metric)),
                full_cell(judged.headline(metric.id), metric, words),
                change_cell(judged.headline(metric.id), metric, judged, words),
            )
        )
        for metric in judged.metrics
    ]
    return Table(words.say("覆盖指标", "Coverage indicators"), columns, tuple(rows))


def _ranked_slide(judged: Assessment, material: Material) -> Slide:
    words, metric = material.words, metric_of(judged, FIRST)
    standings = [row.standing for row in rows_of(interval_chart(judged, FIRST, material))]
    title, place = words.where(judged, FIRST, standings)
    chart = interval_chart(judged, FIRST, material, point=place)
    columns = (
        Column(words.say("乡镇", "Township"), kind="text", weight=1.0 if words.language == "zh" else 1.9),
        Column(words.say("分子", "Numerator")),
        Column(words.say("分母", "Denominator")),
        Column(words.say("本期", "Value"), words.unit(metric)),
        Column(words.say("判断", "Verdict"), kind="text", weight=1.3),
    )
    rows = [
        Row(_township_cells(row, metric, judged, material), is_point=words.township(row["township_code"]) == place)
        for _, row in judged.of_townships(FIRST).iterrows()
    ]
    total = judged.headline(FIRST)
    rows.append(Row(_township_cells(total, metric, judged, material), is_sum=True))
    table = Table(words.name(metric), columns, tuple(rows))
    source = words.source_line(metric)
    return Slide(f"{KEY}.2", KEY, title, present(chart, table), place, source, (words.definition(metric),))


def _township_cells(row: pd.Series, metric: Metric, judged: Assessment, material: Material) -> tuple[Cell, ...]:
    words = material.words
    code = row["township_code"]
    name = words.say(words.scope, words.scope.capitalize()) if code is None else words.township(code)
    parts = [_count_cell(row[part], row) for part in ("numerator", "denominator")]
    return (
        text_cell(name),
        *parts,
        value_cell(row, metric, words, strong=True),
        verdict_cell(row, judged, words),
    )


def _count_cell(value: float, row: pd.Series) -> Cell:
    return number_cell(value, 0) if is_shown(row) else text_cell("")


def _gap_slide(gaps: CareGaps, material: Material) -> Slide:
    words = material.words
    ranked = gaps.villages.sort_values(["residents", "village_code"], ascending=[False, True])
    villages = Table(
        _title_with_rest(words.say("没有卫生室覆盖的村", "Villages without a clinic"), len(ranked), material),
        (
            Column(words.say("村", "Village"), kind="text"),
            Column(words.say("乡镇", "Township"), kind="text"),
            Column(words.say("居民", "Residents"), words.say("人", "")),
        ),
        tuple(
            Row(
                (
                    text_cell(words.say(row.name_zh, row.name_en)),
                    text_cell(words.township(row.township_code)),
                    Cell(f"{row.residents:,}", float(row.residents)),
                )
            )
            for row in ranked.head(MOST_NAMED).itertuples()
        ),
    )
    below = Table(
        _title_with_rest(
            words.say("未达标的基层机构", "Primary institutions below standard"), len(gaps.below_standard), material
        ),
        (
            Column(words.say("机构", "Institution"), kind="text", weight=1.8),
            Column(words.say("乡镇", "Township"), kind="text"),
        ),
        tuple(
            Row((text_cell(words.say(row.name_zh, row.name_en)), text_cell(words.township(row.township_code))))
            for row in gaps.below_standard.head(MOST_NAMED).itertuples()
        ),
    )
    blocks = tuple(block for block in (villages, below) if block.rows)
    nothing = Lines("", (words.say("没有缺口可列。", "No gap to list."),))
    source = words.say("来源：机构与村基础表", "Source: institutions and villages")
    return Slide(f"{KEY}.3", KEY, _gap_sentence(gaps, material), blocks or (nothing,), "", source)


def _title_with_rest(title: str, total: int, material: Material) -> str:
    words = material.words
    if total <= MOST_NAMED:
        return title + words.say(f"：{total}个", f": {total}")
    return title + words.say(f"：共{total}个，列前{MOST_NAMED}个", f": {total}, first {MOST_NAMED}")


def _group_slide(groups: pd.DataFrame, judged: Assessment, material: Material) -> Slide | None:
    words = material.words
    metrics = [metric_of(judged, metric_id) for metric_id in GROUP_RATES]
    rows = []
    for group in dict.fromkeys(groups.get("population_group", pd.Series(dtype=object))):
        cells = [text_cell(words.say(*GROUP_NAMES.get(group, (group, group))))]
        for metric in metrics:
            own = groups[(groups["metric_id"] == metric.id) & (groups["population_group"] == group)]
            cells.append(text_cell("") if own.empty else value_cell(own.iloc[0], metric, words))
        rows.append(Row(tuple(cells)))
    if not rows:
        return None
    gap = words.say("", " ")
    parts = [f"{words.name(metric)}{gap}{words.value(judged.headline(metric.id), metric)}" for metric in metrics]
    title = words.say(f"{words.period(judged.period)}，{words.scope}", f"{words.period(judged.period)}: ")
    columns = (
        Column(words.say("人群", "Group"), kind="text", weight=1.5),
        *(Column(words.name(metric), words.unit(metric)) for metric in metrics),
    )
    table = Table(words.say("重点人群的签约与履约", "Key groups: contracts and delivery"), columns, tuple(rows))
    source = words.source_line(metrics[0])
    notes = tuple(words.definition(metric) for metric in metrics)
    return Slide(f"{KEY}.4", KEY, title + words.join(parts) + words.say("。", "."), (table,), "", source, notes)


SECTION = Section(KEY, "服务覆盖", "Coverage", build)
