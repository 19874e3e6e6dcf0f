"""Coverage figures and places → what the map, the ranked chart and the tables of 服务覆盖 draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pandas as pd

from charts.rows import FacilityMark, IntervalRow, Standing, TownshipArea, VillageDot
from metrics.assessment import Assessment, named_township, standings
from metrics.definition import Metric
from metrics.number_words import format_interval, format_number, format_value, is_missing
from metrics.places import CareGaps
from metrics.reference import Reference
from ui.figures import change_words, chart_name, metric_name, scope_name, value_words, verdict_word
from ui.filters import Filters, period_label, place_name
from ui.language import language, say
from ui.tokens import coverage_step, even_bounds
from ui.view_models import Cell, Column, Row, certainty

# Levels as the map draws them: three tiers of symbols.
_TIERS: dict[str, Literal["县级医院", "乡镇卫生院", "中心村卫生室"]] = {
    "county_hospital": "县级医院",
    "tcm_hospital": "县级医院",
    "mch_hospital": "县级医院",
    "township_centre": "乡镇卫生院",
    "community_centre": "乡镇卫生院",
    "central_village_clinic": "中心村卫生室",
}
LEVEL_NAMES = {
    "county_hospital": ("县级医院", "county hospital"),
    "tcm_hospital": ("中医院", "TCM hospital"),
    "mch_hospital": ("妇幼保健院", "maternal-child hospital"),
    "township_centre": ("乡镇卫生院", "township health centre"),
    "community_centre": ("社区卫生服务中心", "community health centre"),
    "central_village_clinic": ("中心村卫生室", "central village clinic"),
    "village_clinic": ("村卫生室", "village clinic"),
}
GROUP_NAMES = {
    "all": ("全体居民", "all residents"),
    "elderly_65": ("65岁及以上老年人", "65 and over"),
    "child_0_6": ("0—6岁儿童", "children 0–6"),
    "pregnant": ("孕产妇", "pregnant women"),
    "hypertension": ("高血压患者", "hypertension"),
    "diabetes": ("糖尿病患者", "diabetes"),
    "mental": ("严重精神障碍患者", "severe mental disorder"),
    "tuberculosis": ("肺结核患者", "tuberculosis"),
    "disabled": ("残疾人", "disabled"),
    "registered_poor": ("脱贫及监测人口", "lifted from poverty and monitored"),
    "family_planning": ("计划生育特殊家庭", "special family-planning families"),
}


def township_areas(
    assessment: Assessment, metric: Metric, outlines: Mapping[str, Any], reference: Reference, point: str
) -> tuple[list[TownshipArea], list[str]]:
    """Return the townships as areas coloured by ten steps, and the ten words of the key."""
    rows = {row["township_code"]: row for _, row in assessment.of_townships(metric.id).iterrows()}
    known = [float(row["value"]) for row in rows.values() if not is_missing(row["value"])]
    bounds = None if metric.unit == "%" else even_bounds(known) if known else None
    areas = []
    for code, row in rows.items():
        if code not in outlines:
            continue
        place = reference.townships[code]
        value = None if is_missing(row["value"]) else float(row["value"])
        for rings in _polygons(outlines[code]):
            areas.append(
                TownshipArea(
                    code=code,
                    name=place_name(place),
                    rings=rings,
                    label_at=(float(outlines_point(rings)[0]), float(outlines_point(rings)[1])),
                    value=value,
                    value_text=value_words(row, metric),
                    step=None if value is None else _step(value, bounds),
                    status=row["status"],
                    is_point=bool(point) and place_name(place) == point,
                )
            )
    return areas, _key_words(metric, bounds)


def _polygons(geometry: Mapping[str, Any]) -> list[list[list[tuple[float, float]]]]:
    """Return a geometry's polygons, each a list of rings."""
    parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [[[(x, y) for x, y in ring] for ring in rings] for rings in parts]


def outlines_point(rings: Sequence[Sequence[tuple[float, float]]]) -> tuple[float, float]:
    """Return the middle of an outline's box, where a label starts to look for room."""
    longitudes, latitudes = [x for x, _ in rings[0]], [y for _, y in rings[0]]
    return (min(longitudes) + max(longitudes)) / 2, (min(latitudes) + max(latitudes)) / 2


def _step(value: float, bounds: Sequence[float] | None) -> int:
    return coverage_step(value) if bounds is None else sum(value > bound for bound in bounds)


def _key_words(metric: Metric, bounds: Sequence[float] | None) -> list[str]:
    if bounds is None:
        return [f"≤{tens}" for tens in range(10, 101, 10)]
    decimals = 0 if all(float(bound).is_integer() for bound in bounds) else 2
    return [*(f"≤{format_number(bound, decimals)}" for bound in bounds), f">{format_number(bounds[-1], decimals)}"]


def facility_marks(institutions: pd.DataFrame) -> list[FacilityMark]:
    """Return hospitals, township-level institutions and central clinics; hollow where they do not meet the standard."""
    return [
        FacilityMark(
            name=say(row.name_zh, row.name_en),
            lon=row.lon,
            lat=row.lat,
            tier=_TIERS[row.level],
            qualified=is_missing(row.meets_standard) or bool(row.meets_standard),
        )
        for row in institutions.itertuples()
        if row.level in _TIERS
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


def ranked_rows(assessment: Assessment, metric: Metric, reference: Reference, point: str) -> list[IntervalRow]:
    """Return the townships for the ranked chart."""
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
                interval_text=format_interval(row["lower"], row["upper"], metric.unit) if has_interval else "",
                standing=_standing(standing),
                is_point=bool(point) and name == point,
            )
        )
    return found


def _standing(word: str) -> Standing:
    standing: dict[str, Standing] = {"above": "above", "below": "below", "same": "same"}
    return standing.get(word, "unknown")


def coverage_table(
    assessment: Assessment, metric: Metric, filters: Filters, reference: Reference, point: str
) -> tuple[list[Column], list[Row]]:
    """Return the township table of one metric, sum row last."""
    columns = [
        Column(say("乡镇", "Township"), kind="text"),
        Column(say("分子", "Numerator"), phone=False),
        Column(say("分母", "Denominator"), phone=False),
        Column(say("本期", "Value"), metric.unit),
        Column(say("95%区间", "95% interval"), metric.unit, phone=False),
        Column(say("变化", "Change")),
        Column(say("判断", "Verdict"), kind="text", phone=False),
    ]
    rows = []
    for _, row in assessment.of_townships(metric.id).iterrows():
        name = place_name(reference.townships[row["township_code"]])
        rows.append(Row(_cells(name, row, metric, assessment.compare), is_point=bool(point) and name == point))
    total = assessment.headline(metric.id)
    rows.append(Row(_cells(scope_name(filters, reference), total, metric, assessment.compare), is_sum=True))
    return columns, rows


def _cells(name: str, row: pd.Series, metric: Metric, compare: str | None) -> list[str | Cell]:
    if row["status"] in ("hidden", "no_data"):
        words = say(
            {"hidden": "已隐藏", "no_data": "未报"}[row["status"]],
            {"hidden": "hidden", "no_data": "not reported"}[row["status"]],
        )
        gone = Cell("", status=row["status"], title=words)
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


def coverage_finding(
    assessment: Assessment, metric: Metric, gaps: CareGaps, filters: Filters, reference: Reference
) -> tuple[str, str]:
    """Return the page's finding and the township it underlines: the metric, then who lacks a clinic."""
    row = assessment.headline(metric.id)
    scope, value = scope_name(filters, reference), value_words(row, metric)
    head = say(
        f"{period_label(assessment.period)}，{scope}{metric.name_zh}{value}",
        f"{metric.name_en}, {scope}, {period_label(assessment.period)}: {value}",
    )
    people = int(gaps.villages["residents"].sum())
    if people:
        worst = gaps.villages.groupby("township_code")["residents"].sum().idxmax()
        name = place_name(reference.townships[worst])
        count = format_value(people, "人", language=language(), unit_en="residents")
        where = say(f"，{name}最多", f", most in {name}")
        if gaps.villages["township_code"].nunique() == 1:
            where = "" if len(filters.townships) == 1 else say(f"，都在{name}", f", all in {name}")
        return say(
            f"{head}；{len(gaps.villages)}个村（{count}）没有卫生室覆盖{where}。",
            f"{head}; {len(gaps.villages)} villages ({count}) without a clinic{where}.",
        ), name
    named = named_township(assessment, metric.id)
    if named is not None and assessment.compare:
        name = place_name(reference.townships[named["township_code"]])
        moved = change_words(named, metric, assessment.compare)
        return say(f"{head}；{name}{moved}。", f"{head}; {name} {moved}."), name
    return f"{head}{say('，每个村都有卫生室覆盖。', '; every village has a clinic.')}", ""


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


def in_townships(frame: pd.DataFrame, townships: Sequence[str]) -> pd.DataFrame:
    """Return the rows of the chosen townships; all of them when none is chosen."""
    return frame[frame["township_code"].isin(list(townships))] if townships else frame


def gaps_in(gaps: CareGaps, townships: Sequence[str]) -> CareGaps:
    """Return the gaps of the chosen townships."""
    return CareGaps(
        in_townships(gaps.villages, townships),
        in_townships(gaps.below_standard, townships),
        in_townships(gaps.few_drugs, townships),
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
        Column(metric_name(metric), metric.unit) for metric in metrics
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
