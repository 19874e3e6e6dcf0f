"""服务覆盖: which care exists where, for whom, and who is left out; made once for page and file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from faces.blocks import Cell, Column, Map, Row, Table
from faces.blocks.sheet import certainty
from findings.areas import facility_marks, township_areas, village_dots
from findings.cells import change_cell, full_cell, number_cell, value_cell
from findings.dispersion import interval_head
from findings.figures import Words, cell_decimals
from findings.rows import is_shown, why_wordless
from metrics.definition import Metric
from metrics.judge.assessment import Assessment, named_township
from metrics.reads.places import CareGaps, Told
from metrics.scope import within
from words.names import GROUP_NAMES, LEVEL_NAMES, STATUSES
from words.numbers import format_number, format_value, is_missing
from words.speech import Says

MOST_PLACES_NAMED: Final = 3
UNKNOWN_VILLAGES: Final = (
    "；村和村卫生室还没有登记，哪些村没有卫生室未知。",
    "; villages and their clinics are not on record, so which lack one is not known.",
)


def gaps_in(gaps: CareGaps, townships: Sequence[str]) -> CareGaps:
    """Return the gaps of the chosen townships."""
    return CareGaps(
        within(gaps.villages, townships),
        within(gaps.below_standard, townships),
        within(gaps.few_drugs, townships),
        within(gaps.told, townships),
        gaps.has_clinics,
    )


def coverage_finding(judged: Assessment, metric: Metric, gaps: CareGaps, words: Words) -> tuple[str, str]:
    """Return one metric's value and who lacks a clinic, and the township to underline.

    gaps: of the chosen townships.
    """
    period, value = words.period(judged.period), words.value(judged.headline(metric.id), metric)
    head = words.say(
        f"{period}，{words.scope}{metric.name_zh}{value}", f"{metric.name_en}, {words.scope}, {period}: {value}"
    )
    people = int(gaps.villages["residents"].sum())
    if people:
        codes = sorted(str(code) for code in gaps.villages["township_code"].unique())
        name = words.township(codes[0])
        count = format_value(people, "人", language=words.language, unit_en="residents")
        listed = words.say("、", ", ").join(words.township(code) for code in codes[:MOST_PLACES_NAMED])
        where = words.say(f"，在{listed}", f", in {listed}")
        if len(codes) > MOST_PLACES_NAMED:
            name, where = "", words.say(f"，分在{len(codes)}个乡镇", f", in {len(codes)} townships")
        elif len(codes) == 1:
            where = "" if len(words.townships) == 1 else words.say(f"，都在{name}", f", all in {name}")
        sentence = words.say(
            f"{head}；{len(gaps.villages)}个村（{count}）没有卫生室覆盖{where}。",
            f"{head}; {len(gaps.villages)} villages ({count}) without a clinic{where}.",
        )
        return sentence, name if name and name in sentence else ""
    named = named_township(judged, metric.id)
    if named is not None and judged.compare:
        name = words.township(named["township_code"])
        moved = words.change(named, metric, judged.compare)
        return words.say(f"{head}；{name}{moved}。", f"{head}; {name} {moved}."), name
    if not gaps.among("villages"):
        return head + words.say(*UNKNOWN_VILLAGES), ""
    return head + words.say("，每个村都有卫生室覆盖。", "; every village has a clinic."), ""


def gap_sentence(gaps: CareGaps, words: Words) -> str:
    """Return how many villages and institutions lack what."""
    villages = _number(gaps, "villages", gaps.villages, words)
    below = _number(gaps, "standards", gaps.below_standard, words)
    drugs = _number(gaps, "drugs", gaps.few_drugs, words)
    return words.say(
        f"没有卫生室覆盖的村{villages}，未达标的基层机构{below}，药品不足50种的村卫生室{drugs}。",
        f"Villages without a clinic: {villages}; primary institutions below standard: {below}; "
        f"clinics with fewer than 50 drugs: {drugs}.",
    )


def _number(gaps: CareGaps, of: Told, lacking: pd.DataFrame, words: Words) -> str:
    """Return how many lack something; 未报 where nobody has said who does and who does not."""
    if not gaps.among(of):
        return words.say("未报", "not reported")
    return words.say(f"{len(lacking)}个", str(len(lacking)))


def none_lacking(gaps: CareGaps, of: Told, words: Words) -> str:
    """Return the sentence under a list of gaps that names nobody: among how many, or why that is not known."""
    known = gaps.among(of)
    if of == "villages":
        if known:
            return words.say(
                f"{known}个村都有卫生室或中心卫生室覆盖。", f"All {known} villages have a clinic or are covered."
            )
        return words.say(
            "村名册或村卫生室还没有登记：到“接入”的“本县的仓库”装载村名册和机构名册。",
            "Villages or their clinics are not on record: load both lists under Intake.",
        )
    if known:
        return words.say(
            f"报了的{known}家基层机构全部达标。", f"All {known} primary institutions that reported meet it."
        )
    return words.say("没有基层机构报过是否达标。", "No primary institution has reported whether it meets the standard.")


def contract_bases(rate: pd.Series, residents: float, words: Says) -> str:
    """Return the contracts over both denominators in one sentence, or "" where there is nothing to tell apart.

    rate      : the contract rate's row; its denominator is the one the county itself reports.
    residents : persons at the period's end, of the same place.
    """
    if rate["status"] in STATUSES or is_missing(residents) or residents <= 0:
        return ""
    contracted, reported = float(rate["numerator"]), float(rate["denominator"])
    if reported == residents:
        return ""
    own, census = format_number(rate["value"], 2), format_number(contracted / residents * 100, 2)
    people, listed, counted = (format_number(number, 0) for number in (contracted, reported, residents))
    return words.say(
        f"已签约{people}人：占上报口径居民{listed}人的{own}%，占期末常住人口{counted}人的{census}%。两个分母来源不同，本页用前者。",
        f"{people} contracted: {own}% of the {listed} residents the county reports, "
        f"{census}% of the {counted} residents at the period's end. This page uses the former.",
    )


@dataclass(frozen=True, eq=False)
class CountyPlaces:
    """What a county's map is drawn from: outlines by township code, villages and institutions in force."""

    outlines: Mapping[str, Any]
    villages: pd.DataFrame
    institutions: pd.DataFrame


def coverage_map(
    judged: Assessment,
    metric: Metric,
    places: CountyPlaces,
    gaps: CareGaps,
    words: Words,
    *,
    point: str,
    chosen: Sequence[str] = (),
    institutions_of: Sequence[str] = (),
) -> Map | None:
    """Return the county coloured by one indicator, with villages and institutions; None without outlines.

    chosen          : townships outlined among their neighbours, where the figures are of all of them.
    institutions_of : townships whose institutions are drawn, () is all.
    """
    areas, key = township_areas(judged, metric, places.outlines, words, point=point, chosen=chosen)
    if not areas:
        return None
    return Map(
        title=words.say(f"{metric.name_zh}，各乡镇（示意边界）", f"{metric.name_en} (schematic outlines)"),
        areas=areas,
        key=key,
        unit=words.unit(metric),
        outside=words.say("没有卫生室的村", "village without a clinic"),
        villages=village_dots(places.villages, frozenset(gaps.villages["village_code"]), words, within=words.townships),
        facilities=facility_marks(places.institutions, words, within=institutions_of),
    )


def village_key(words: Words) -> dict[str, str]:
    """Return the words of the village symbols on a map of coverage."""
    return {
        "inside": words.say("有卫生室或由中心卫生室覆盖的村", "village with a clinic or covered by one"),
        "outside": words.say("没有卫生室覆盖的村", "village without a clinic"),
    }


def indicator_table(judged: Assessment, words: Words) -> Table:
    """Return value and change of each coverage indicator."""
    columns = (
        Column(words.say("指标", "Indicator"), kind="text", weight=1.7),
        Column(words.say("本期", "Value")),
        Column(words.say("变化", "Change"), kind="text", weight=1.3),
    )
    found = [(metric, judged.headline(metric.id)) for metric in judged.metrics]
    rows = [
        Row([words.name(metric), full_cell(row, metric, words), change_cell(row, metric, judged, words)])
        for metric, row in found
    ]
    return Table(words.say("覆盖指标", "Coverage indicators"), columns, tuple(rows))


def township_table(
    judged: Assessment, metric: Metric, words: Words, *, point: str, with_sum_of_one: bool = True
) -> Table:
    """Return the townships' parts, value, interval, change and verdict, the sum row last.

    Intervals and changes stay on the page: a slide has no room for them.
    with_sum_of_one : False leaves the sum of a single township out, which would say the same twice.
    """
    unit = words.unit(metric)
    columns = (
        Column(words.say("乡镇", "Township"), kind="text", weight=1.0 if words.language == "zh" else 1.9),
        Column(words.say("分子", "Numerator"), phone=False),
        Column(words.say("分母", "Denominator"), phone=False),
        Column(words.say("本期", "Value"), unit),
        Column(interval_head(judged.of_townships(metric.id), words), unit, phone=False, slide=False),
        Column(words.say("变化", "Change"), slide=False),
        Column(words.say("判断", "Verdict"), kind="text", phone=False, weight=1.3),
    )
    rows = []
    for _, row in judged.of_townships(metric.id).iterrows():
        name = words.township(row["township_code"])
        rows.append(Row([name, *_township_cells(row, metric, judged, words)], is_point=bool(point) and name == point))
    if with_sum_of_one or len(rows) != 1:
        total = words.say(words.scope, words.scope.capitalize())
        rows.append(Row([total, *_township_cells(judged.headline(metric.id), metric, judged, words)], is_sum=True))
    return Table(words.name(metric), columns, tuple(rows))


def _township_cells(row: pd.Series, metric: Metric, judged: Assessment, words: Words) -> list[Cell]:
    value = value_cell(row, metric, words, strong=True)
    if not is_shown(row):
        status = why_wordless(row)
        gone = Cell("", status=status, title=value.text)
        return [gone, gone, Cell(value.text, status=status, title=value.text), Cell(""), Cell(""), Cell("")]
    decimals = cell_decimals(metric)
    limits = [format_number(row[limit], decimals) for limit in ("lower", "upper") if not is_missing(row[limit])]
    change = words.change(row, metric, judged.compare)
    return [
        number_cell(row["numerator"], 0),
        number_cell(row["denominator"], 0),
        value,
        Cell("—".join(limits) if len(limits) == 2 else ""),
        Cell(change, judgement=row["judgement"], certainty=certainty(row["verdict"])),
        Cell(words.verdict(row["verdict"]) if judged.compare else ""),
    ]


def gap_villages(gaps: CareGaps, words: Words, *, most: int | None = None) -> Table:
    """Return the villages without a clinic or a covering central clinic, most residents first; at most `most`."""
    columns = (
        Column(words.say("村", "Village"), kind="text"),
        Column(words.say("乡镇", "Township"), kind="text"),
        Column(words.say("居民", "Residents"), words.say("人", "")),
    )
    ranked = gaps.villages.sort_values(["residents", "village_code"], ascending=[False, True])
    rows = [
        Row(
            [
                words.say(row["name_zh"], row["name_en"]),
                words.township(row["township_code"]),
                number_cell(row["residents"], 0),
            ]
        )
        for row in ranked.head(most or len(ranked)).to_dict("records")
    ]
    name = words.say("没有卫生室覆盖的村", "Villages without a clinic")
    title = _counted(name, _number(gaps, "villages", ranked, words), len(ranked), words, most)
    return Table(title, columns, tuple(rows))


def gap_institutions(gaps: CareGaps, words: Words, *, most: int | None = None) -> Table:
    """Return the primary institutions below standard, at most `most`; their level stays on the page."""
    columns = (
        Column(words.say("机构", "Institution"), kind="text", weight=1.8),
        Column(words.say("乡镇", "Township"), kind="text"),
        Column(words.say("级别", "Level"), kind="text", slide=False),
    )
    below = gaps.below_standard
    rows = [
        Row(
            [
                words.say(row["name_zh"], row["name_en"]),
                words.township(row["township_code"]),
                words.say(*LEVEL_NAMES[row["level"]]),
            ]
        )
        for row in below.head(most or len(below)).to_dict("records")
    ]
    name = words.say("未达标的基层机构", "Primary institutions below standard")
    number = _number(gaps, "standards", below, words)
    return Table(_counted(name, number, len(below), words, most), columns, tuple(rows))


def _counted(name: str, number: str, total: int, words: Words, most: int | None) -> str:
    """Return a table's name with how many there are, in words, and how many of them it lists."""
    if most is None or total <= most:
        return name + words.say(f"：{number}", f": {number}")
    return name + words.say(f"：共{total}个，列前{most}个", f": {total}, first {most}")


def group_table(frame: pd.DataFrame, metrics: Sequence[Metric], words: Words, *, short_in_bold: bool = False) -> Table:
    """Return key groups × contract and delivery rates.

    short_in_bold : the page's way: figures with their unit, and in bold those below 100 %, as the line above it says.
    """
    columns = (
        Column(words.say("人群", "Group"), kind="text", weight=1.5),
        *(Column(words.name(metric), words.unit(metric)) for metric in metrics),
    )
    rows = []
    for group in dict.fromkeys(frame.get("population_group", pd.Series(dtype=object))):
        cells: list[str | Cell] = [words.say(*GROUP_NAMES.get(group, (group, group)))]
        for metric in metrics:
            own = frame[(frame["metric_id"] == metric.id) & (frame["population_group"] == group)]
            cells.append(Cell("") if own.empty else _rate_cell(own.iloc[0], metric, words, short_in_bold))
        rows.append(Row(cells))
    return Table(words.say("重点人群的签约与履约", "Key groups: contracts and delivery"), columns, tuple(rows))


def _rate_cell(row: pd.Series, metric: Metric, words: Words, short_in_bold: bool) -> Cell:
    if not short_in_bold:
        return value_cell(row, metric, words)
    short = not is_missing(row["value"]) and float(row["value"]) < 100
    return Cell(words.value(row, metric), strong=short, status=row["status"])
