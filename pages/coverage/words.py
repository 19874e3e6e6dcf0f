"""Coverage figures and places → what the map, the ranked chart and the tables of 服务覆盖 draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from faces.areas import MAP_TIERS, area_step, middle_of, polygons_of, step_words
from faces.blocks import Cell, Column, Row
from faces.blocks.marks import FacilityMark, IntervalRow, Standing, TownshipArea, VillageDot
from faces.blocks.sheet import certainty
from faces.look.tokens import even_bounds
from metrics.definition import Metric
from metrics.judge.assessment import Assessment, standings
from metrics.reads.places import CareGaps
from metrics.reference import Reference
from metrics.scope import Scope
from ui.figures import change_words, metric_name, metric_unit, scope_name, value_words, verdict_word
from ui.filters import place_name
from ui.language import language, say
from words.names import GROUP_NAMES, LEVEL_NAMES, STATUSES, chart_name
from words.numbers import format_interval, format_number, is_missing


def township_areas(
    assessment: Assessment,
    metric: Metric,
    outlines: Mapping[str, Any],
    reference: Reference,
    point: str,
    chosen: Sequence[str] = (),
) -> tuple[list[TownshipArea], list[str]]:
    """Return the townships as areas coloured by ten steps, and the ten words of the key; chosen ones are outlined."""
    rows = {row["township_code"]: row for _, row in assessment.of_townships(metric.id).iterrows()}
    known = [float(row["value"]) for row in rows.values() if not is_missing(row["value"])]
    bounds = None if metric.unit == "%" else even_bounds(known) if known else None
    areas = []
    for code, row in rows.items():
        if code not in outlines:
            continue
        place = reference.townships[code]
        value = None if is_missing(row["value"]) else float(row["value"])
        for rings in polygons_of(outlines[code]):
            areas.append(
                TownshipArea(
                    code=code,
                    name=place_name(place),
                    rings=rings,
                    label_at=middle_of(rings[0]),
                    value=value,
                    value_text=value_words(row, metric),
                    step=None if value is None else area_step(value, bounds),
                    status=row["status"],
                    is_point=(bool(point) and place_name(place) == point) or code in chosen,
                )
            )
    return areas, list(step_words(bounds))


def facility_marks(institutions: pd.DataFrame) -> list[FacilityMark]:
    """Return hospitals, township-level institutions and central clinics; hollow where they do not meet the standard."""
    return [
        FacilityMark(
            name=say(row.name_zh, row.name_en),
            lon=row.lon,
            lat=row.lat,
            tier=MAP_TIERS[row.level],
            qualified=is_missing(row.meets_standard) or bool(row.meets_standard),
        )
        for row in institutions.itertuples()
        if row.level in MAP_TIERS
    ]


def village_dots(villages: pd.DataFrame, gaps: CareGaps) -> list[VillageDot]:
    """Return the villages; those without a clinic or cover as rings."""
    lacking = set(gaps.villages["village_code"])
    return [
        VillageDot(
            name=say(row.name_zh, row.name_en),
            lon=row.lon,
            lat=row.lat,
            residents=int(row.residents),
            state="outside" if row.village_code in lacking else "inside",
            detail=say("没有卫生室覆盖", "no clinic")
            if row.village_code in lacking
            else say("有卫生室覆盖", "covered"),
        )
        for row in villages.itertuples()
        if row.residents > 0
    ]


def village_key() -> dict[str, str]:
    """Return the words of the village symbols on this page's map."""
    return {
        "inside": say("有卫生室或由中心卫生室覆盖的村", "village with a clinic or covered by one"),
        "outside": say("没有卫生室覆盖的村", "village without a clinic"),
    }


def ranked_rows(
    assessment: Assessment, metric: Metric, reference: Reference, point: str, chosen: Sequence[str] = ()
) -> list[IntervalRow]:
    """Return the townships for the ranked chart; the one that the finding names and the chosen ones are ringed."""
    rows = assessment.of_townships(metric.id)
    county = float(assessment.headline(metric.id)["value"])
    found = []
    for standing, (_, row) in zip(standings(rows, county), rows.iterrows(), strict=True):
        name = place_name(reference.townships[row["township_code"]])
        has_interval = not is_missing(row["lower"])
        found.append(
            IntervalRow(
                name=chart_name(name),
                value=None if is_missing(row["value"]) else float(row["value"]),
                lower=float(row["lower"]) if has_interval else None,
                upper=float(row["upper"]) if has_interval else None,
                value_text=value_words(row, metric)
                if is_missing(row["value"])
                else format_number(row["value"], metric.decimals),
                interval_text=format_interval(
                    row["lower"], row["upper"], metric.unit, language=language(), unit_en=metric.unit_en
                )
                if has_interval
                else "",
                standing=_standing(standing),
                is_point=(bool(point) and name == point) or row["township_code"] in chosen,
            )
        )
    return found


def _standing(word: str) -> Standing:
    standing: dict[str, Standing] = {"above": "above", "below": "below", "same": "same"}
    return standing.get(word, "unknown")


def coverage_table(
    assessment: Assessment, metric: Metric, filters: Scope, reference: Reference, point: str
) -> tuple[list[Column], list[Row]]:
    """Return the township table of one metric, sum row last, unless it is the sum of one."""
    columns = [
        Column(say("乡镇", "Township"), kind="text"),
        Column(say("分子", "Numerator"), phone=False),
        Column(say("分母", "Denominator"), phone=False),
        Column(say("本期", "Value"), metric_unit(metric)),
        Column(say("95%区间", "95% interval"), metric_unit(metric), phone=False),
        Column(say("变化", "Change")),
        Column(say("判断", "Verdict"), kind="text", phone=False),
    ]
    rows = []
    for _, row in assessment.of_townships(metric.id).iterrows():
        name = place_name(reference.townships[row["township_code"]])
        rows.append(Row(_cells(name, row, metric, assessment.compare), is_point=bool(point) and name == point))
    if len(rows) != 1:
        total = assessment.headline(metric.id)
        rows.append(Row(_cells(scope_name(filters, reference), total, metric, assessment.compare), is_sum=True))
    return columns, rows


def _cells(name: str, row: pd.Series, metric: Metric, compare: str | None) -> list[str | Cell]:
    if row["status"] in ("hidden", "no_data"):
        gone = Cell("", status=row["status"], title=say(*STATUSES[row["status"]]))
        return [name, gone, gone, gone, "", "", ""]
    has_whole, has_interval = not is_missing(row["denominator"]), not is_missing(row["lower"])
    return [
        name,
        format_number(row["numerator"], 0),
        format_number(row["denominator"], 0) if has_whole else "",
        Cell(format_number(row["value"], metric.decimals), strong=True),
        f"{format_number(row['lower'], metric.decimals)}—{format_number(row['upper'], metric.decimals)}"
        if has_interval
        else "",
        Cell(change_words(row, metric, compare), judgement=row["judgement"], certainty=certainty(row["verdict"])),
        verdict_word(row["verdict"]) if compare else "",
    ]


def contract_bases(rate: pd.Series, residents: float) -> str:
    """Return the contracts over both denominators in one sentence, or "" where there is nothing to tell apart.

    rate      : the contract rate's row; its denominator is the one the county itself reports.
    residents : persons at the period's end, of the same place.
    """
    if rate["status"] in ("hidden", "no_data") or is_missing(residents) or residents <= 0:
        return ""
    contracted, reported = float(rate["numerator"]), float(rate["denominator"])
    if reported == residents:
        return ""
    own, census = format_number(rate["value"], 2), format_number(contracted / residents * 100, 2)
    people, listed, counted = (format_number(number, 0) for number in (contracted, reported, residents))
    return say(
        f"已签约{people}人：占上报口径居民{listed}人的{own}%，占期末常住人口{counted}人的{census}%。两个分母来源不同，本页用前者。",
        f"{people} contracted: {own}% of the {listed} residents the county reports, "
        f"{census}% of the {counted} residents at the period's end. This page uses the former.",
    )


def gap_villages_table(gaps: CareGaps, reference: Reference) -> tuple[list[Column], list[Row]]:
    """Return the villages without a clinic or a covering central clinic, most residents first."""
    columns = [
        Column(say("村", "Village"), kind="text"),
        Column(say("乡镇", "Township"), kind="text"),
        Column(say("居民", "Residents"), say("人", "")),
    ]
    rows = [
        Row(
            [
                say(row.name_zh, row.name_en),
                place_name(reference.townships[row.township_code]),
                format_number(row.residents, 0),
            ]
        )
        for row in gaps.villages.itertuples()
    ]
    return columns, rows


def gap_institutions_table(gaps: pd.DataFrame, reference: Reference, *, drugs: bool) -> tuple[list[Column], list[Row]]:
    """Return institutions below standard, or clinics with fewer than 50 drugs."""
    columns = [
        Column(say("机构", "Institution"), kind="text"),
        Column(say("乡镇", "Township"), kind="text"),
        Column(say("药品", "Drugs"), say("种", "")) if drugs else Column(say("级别", "Level"), kind="text"),
    ]
    rows = [
        Row(
            [
                say(row.name_zh, row.name_en),
                place_name(reference.townships[row.township_code]),
                format_number(row.drug_varieties, 0) if drugs else say(*LEVEL_NAMES[row.level]),
            ]
        )
        for row in gaps.itertuples()
    ]
    return columns, rows


def group_table(frame: pd.DataFrame, metrics: Sequence[Metric]) -> tuple[list[Column], list[Row]]:
    """Return key groups × contract and delivery rates; groups below 100 % are set in words and bold."""
    columns = [Column(say("人群", "Group"), kind="text")] + [
        Column(metric_name(metric), metric_unit(metric)) for metric in metrics
    ]
    rows = []
    for group in dict.fromkeys(frame["population_group"]):
        cells: list[str | Cell] = [say(*GROUP_NAMES.get(group, (group, group)))]
        for metric in metrics:
            own = frame[(frame["metric_id"] == metric.id) & (frame["population_group"] == group)]
            if own.empty:
                cells.append("")
                continue
            row = own.iloc[0]
            short = not is_missing(row["value"]) and float(row["value"]) < 100
            cells.append(Cell(value_words(row, metric), strong=short, status=row["status"]))
        rows.append(Row(cells))
    return columns, rows
