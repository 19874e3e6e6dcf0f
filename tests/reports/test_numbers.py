"""Every number in a file is the metric frame's: read back from chart XML, Word tables and workbook cells."""

import io
import math
import re
from collections.abc import Callable
from functools import cache

import openpyxl
import pandas as pd
import pytest
from docx import Document
from pptx import Presentation

from faces.blocks.pack import Choice, Pack
from faces.workbook import FRAME_HEADS
from findings.figures import decimals_of
from findings.indicators import COVERAGE, HEADLINE, HEAT
from findings.rows import SHOWN_COLUMNS
from metrics.catalogue import CATALOGUE, get_all
from metrics.judge.assessment import Assessment, assess
from metrics.period import Period
from metrics.reads.mechanisms import mechanism_cards
from metrics.source import Source
from reports.sections.circles import INDICATORS as CIRCLES
from reports.sections.experts import POSTINGS, VISITS
from reports.sections.year_on_year import INDICATORS as CHANGES
from tests.reports.conftest import FileOf, MakePack
from words.names import MARK, chart_name
from words.numbers import format_number, format_value

IN_WORDS = ("unit", "change_unit")
IN_ENGLISH = {
    "百分点": "percentage points",
    "千分点": "per-mille points",
}
IN_WORDS_OF_VERDICT = {
    "clear_rise": ("明显上升", "clear rise"),
    "clear_fall": ("明显下降", "clear fall"),
    "no_clear_change": ("无明显变化", "no clear change"),
    "too_little_data": ("数据不足以判断", "too little data"),
}
IN_WORDS_OF_GROUND = {
    "like_changes": ("往年同类变化的波动", "spread of earlier like changes"),
    "own_months": ("本期各月的波动（不足3年）", "this period's own months (less than 3 years)"),
    "short": ("数据不足3年", "less than 3 years of data"),
    "sampling": ("抽样误差", "chance variation"),
    "presence": ("各月在岗数", "presence by month"),
    "in_full": ("全部清点", "counted in full"),
    "nothing": ("不作判断", "not judged"),
}
METRICS = tuple(dict.fromkeys((*HEADLINE, *HEAT, *COVERAGE, *CHANGES, *CIRCLES, *VISITS, *POSTINGS)))
Chart = tuple[str, list[str], dict[str, list[float | None]]]


def asked_anew(pack: Pack, readings: Source) -> Assessment:
    """The same question put to the warehouse once more, past everything that makes reports."""
    choice: Choice = pack.choice
    return assess(readings, get_all(metrics_of(pack, readings)), choice.scope)


def metrics_of(pack: Pack, readings: Source) -> tuple[str, ...]:
    """The metrics that a pack may draw: those of its sections and of its county's mechanisms."""
    cards = mechanism_cards(readings.engine, pack.choice.county)
    return tuple(dict.fromkeys((*METRICS, *(one for card in cards for one in card.metric_ids if one in CATALOGUE))))


@pytest.fixture(scope="module")
def fresh_of(pack_of: MakePack, readings: Source) -> Callable[[str], Assessment]:
    """A function: name of a choice → its figures, asked anew."""
    return cache(lambda name: asked_anew(pack_of(name), readings))


def charts_of(content: bytes) -> list[Chart]:
    """Slide title, categories and series of every chart of a deck."""
    found = []
    for slide in Presentation(io.BytesIO(content)).slides:
        for shape in slide.shapes:
            if shape.has_chart:
                plot = shape.chart.plots[0]
                series = {one.name: list(one.values) for one in plot.series}
                found.append(
                    (
                        slide.shapes.title.text_frame.text.replace("\v", ""),
                        [str(one) for one in plot.categories],
                        series,
                    )
                )
    return found


def name_of(metric_id: str, pack: Pack) -> str:
    """A metric's name in the pack's language."""
    metric = CATALOGUE[metric_id]
    return metric.name_en if pack.choice.language == "en" else metric.name_zh


def township_names(pack: Pack, readings: Source, *, in_chart: bool = False) -> dict[str, str]:
    """Township name → code, in the pack's language; in English charts without its kind: Tianning."""
    english = pack.choice.language == "en"
    month = readings.reference.check_period(Period.parse(pack.choice.period)).last
    names = {
        place.name_en if english else place.name_zh: place.code
        for place in readings.reference.townships_of(pack.choice.county, month)
    }
    return {name.rsplit(" ", 1)[0]: code for name, code in names.items()} if english and in_chart else names


def same(ours: float | None, theirs: float | None) -> bool:
    """Whether two numbers are one, missing ones included."""
    if ours is None or theirs is None or math.isnan(theirs):
        return ours is None and (theirs is None or math.isnan(theirs))
    return math.isclose(ours, theirs, rel_tol=1e-12, abs_tol=1e-12)


def test_every_chart_of_the_deck_holds_numbers_of_the_metric_frame(
    pack: Pack, choice_name: str, file_of: FileOf, readings: Source, fresh_of: Callable[[str], Assessment]
) -> None:
    fresh, codes = fresh_of(choice_name), township_names(pack, readings, in_chart=True)
    known = metrics_of(pack, readings)
    # A mechanism's map shows chosen townships among their neighbours.
    around = assess(readings, get_all(known), pack.choice.scope.whole_county).townships
    rows = pd.concat([fresh.townships, around]).drop_duplicates(["metric_id", "township_code"])
    rows = rows.set_index(["metric_id", "township_code"])
    value_of, change_of = rows["value"].to_dict(), rows["change"].to_dict()
    seen = {"township": 0, "month": 0, "part": 0}
    # Charts of a mechanism's own rows are read back by the tests of their kinds.
    evidence = {slide.title for slide in pack.slides if slide.key.count(".") == 2}
    for title, categories, series in charts_of(file_of("deck", choice_name)):
        if title in evidence:
            continue
        first = next(iter(series))
        wrong = f"{title}: {first}"
        if set(categories) <= set(codes):
            places = [codes[name] for name in categories]
            candidates = {
                "value": lambda metric_id, places=places: [float(value_of[metric_id, code]) for code in places],
                "change": lambda metric_id, places=places: [float(change_of[metric_id, code]) for code in places],
                "part": lambda metric_id, places=places: [
                    float(fresh.contributions[metric_id].by_place().get(code, math.nan)) for code in places
                ],
            }
            matched = [
                (kind, metric_id)
                for kind, numbers in candidates.items()
                for metric_id in known
                if metric_id in set(fresh.townships["metric_id"])
                and (kind != "part" or metric_id in fresh.contributions)
                and all(same(ours, theirs) for ours, theirs in zip(series[first], numbers(metric_id), strict=True))
            ]
            assert matched, wrong
            assert any(kind == "part" or name_of(one, pack) in title + first for kind, one in matched), wrong
            seen["part" if matched[0][0] == "part" else "township"] += 1
        else:
            assert len(categories) == 12, wrong
            year = int(re.search(r"\d{4}", first)[0])
            metric = max((one for one in known if name_of(one, pack) in title), key=lambda one: len(name_of(one, pack)))
            for offset, values in enumerate(series.values()):
                expected = fresh.months_of(metric, year - offset)
                assert all(same(ours, theirs) for ours, theirs in zip(values, expected, strict=True)), wrong
            seen["month"] += 1
    assert min(seen.values()) > 0, seen


def test_the_interval_of_each_dot_is_the_frames_interval(pack: Pack, choice_name: str, file_of: FileOf) -> None:
    """Error bars are written as distances from the value; put back together they give the limits."""
    blocks = [block for slide in pack.slides for block in slide.blocks if type(block).__name__ == "Intervals"]
    presentation = Presentation(io.BytesIO(file_of("deck", choice_name)))
    charts = [
        shape.chart
        for slide in presentation.slides
        for shape in slide.shapes
        if shape.has_chart and not shape.chart.plots[0].series[0]._element.getparent().tag.endswith("lineChart")
    ]
    # Charts of contributions have one series; those of intervals also hold the marks by their colour.
    charts = [chart for chart in charts if len(chart.plots[0].series) > 1]
    assert len(charts) == len(blocks)
    namespace = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
    for block, chart in zip(blocks, charts, strict=True):
        values, *marks = chart.plots[0].series
        marked = [[one for one in own if one is not None] for own in zip(*(each.values for each in marks), strict=True)]
        assert marked == [[] if row.value is None else [row.value] for row in block.rows]
        sides = {
            side: [float(one.text) for one in values._element.findall(f".//c:{side}//c:v", namespace)]
            for side in ("minus", "plus")
        }
        if not sides["minus"]:
            assert all(row.lower is None for row in block.rows)
            continue
        for index, row in enumerate(block.rows):
            if row.value is not None and row.lower is not None and row.upper is not None:
                assert row.value - sides["minus"][index] == pytest.approx(row.lower)
                assert row.value + sides["plus"][index] == pytest.approx(row.upper)


def test_the_countys_line_stands_at_the_countys_value(pack: Pack, choice_name: str, file_of: FileOf) -> None:
    """The line is a shape of its own over the chart: read back from where it lies, it gives the value."""
    blocks = [block for slide in pack.slides for block in slide.blocks if type(block).__name__ == "Intervals"]
    values = {block.county_text: block.county_value for block in blocks}
    namespace = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
    read_back = 0
    for slide in Presentation(io.BytesIO(file_of("deck", choice_name))).slides:
        for line in [shape for shape in slide.shapes if shape.name in values]:
            frame = next(one for one in slide.shapes if one.has_chart and len(one.chart.plots[0].series) > 1)
            layout = frame.chart._chartSpace.find(".//c:plotArea/c:layout/c:manualLayout", namespace)
            left, wide = (float(layout.find(f"c:{side}", namespace).get("val")) for side in "xw")
            axis = frame.chart.value_axis
            across = ((line.left - frame.left) / frame.width - left) / wide
            found = axis.minimum_scale + across * (axis.maximum_scale - axis.minimum_scale)
            assert found == pytest.approx(values[line.name], abs=1e-3 * (axis.maximum_scale - axis.minimum_scale))
            read_back += 1
    assert read_back == sum(block.county_value is not None for block in blocks)


def test_the_tables_of_the_brief_print_the_metric_frame(
    pack: Pack, choice_name: str, file_of: FileOf, fresh_of: Callable[[str], Assessment]
) -> None:
    fresh = fresh_of(choice_name)
    tables = Document(io.BytesIO(file_of("brief", choice_name))).tables
    printed = {row.cells[0].text: [cell.text for cell in row.cells] for table in tables for row in table.rows[1:]}
    checked = 0
    for metric_id in METRICS:
        metric, row = CATALOGUE[metric_id], fresh.headline(metric_id)
        words = format_value(
            row["value"],
            metric.unit,
            status=row["status"],
            decimals=decimals_of(metric),
            language=pack.choice.language,
            unit_en=metric.unit_en,
        )
        if name_of(metric_id, pack) in printed:
            # A figure that lacks returns bears a mark, which the note under the table explains.
            marked = words + (MARK if row["missing"] > 0 else "")
            assert printed[name_of(metric_id, pack)][1] == marked, metric_id
            checked += 1
    assert checked >= 20


def test_the_heat_table_of_the_brief_prints_each_townships_value(
    pack: Pack, choice_name: str, file_of: FileOf, readings: Source, fresh_of: Callable[[str], Assessment]
) -> None:
    fresh = fresh_of(choice_name)
    # Townships stand there by the short names of the screen's own heat table.
    codes = {chart_name(name): code for name, code in township_names(pack, readings).items()}
    tables = Document(io.BytesIO(file_of("brief", choice_name))).tables
    heat = next(table for table in tables if len(table.columns) == 7 and table.rows[1].cells[0].text in codes)
    rows = fresh.townships.set_index(["metric_id", "township_code"])
    for line in heat.rows[1:-1]:
        code = codes[line.cells[0].text]
        for metric_id, cell in zip(HEAT, line.cells[1:], strict=True):
            row = rows.loc[(metric_id, code)]
            if row["status"] in ("shown", "incomplete"):
                decimals = CATALOGUE[metric_id].decimals
                assert cell.text.split(" ")[0] == format_number(row["value"], decimals)


def test_every_frame_in_the_workbook_is_the_metric_frame_cell_by_cell(
    pack: Pack, choice_name: str, file_of: FileOf, fresh_of: Callable[[str], Assessment]
) -> None:
    fresh = fresh_of(choice_name)
    book = openpyxl.load_workbook(io.BytesIO(file_of("workbook", choice_name)))
    english = pack.choice.language == "en"
    sheets = {
        "overview county": fresh.only((*HEADLINE, *HEAT)).county,
        "overview townships": fresh.only((*HEADLINE, *HEAT)).townships,
        "overview months": fresh.only((*HEADLINE, *HEAT)).months,
        "coverage county": fresh.only(COVERAGE).county,
        "coverage townships": fresh.only(COVERAGE).townships,
        "change county": fresh.only(CHANGES).county,
        "change townships": fresh.only(CHANGES).townships,
    }
    chinese = {
        "overview county": "总览 全县",
        "overview townships": "总览 乡镇",
        "overview months": "总览 逐月",
        "coverage county": "覆盖 全县",
        "coverage townships": "覆盖 乡镇",
        "change county": "同比 全县",
        "change townships": "同比 乡镇",
    }
    columns = {heads[english]: column for column, heads in FRAME_HEADS.items()}
    for name, frame in sheets.items():
        sheet = book[name if english else chinese[name]]
        heads = [columns[cell.value] for cell in sheet[2]]
        keys = ["metric_id", "township_code", "period"]
        expected = {tuple(_text(row[key]) for key in keys): row for _, row in frame.iterrows()}
        rows = list(sheet.iter_rows(min_row=3, values_only=True))
        assert len(rows) == len(frame), name
        for row in rows:
            found = dict(zip(heads, row, strict=True))
            theirs = expected[tuple(found[key] for key in keys)]
            for column in SHOWN_COLUMNS:
                if column in found and column in frame:
                    wanted = theirs[column]
                    if column == "verdict":
                        wanted = IN_WORDS_OF_VERDICT[wanted][english]
                    elif column == "ground":
                        wanted = IN_WORDS_OF_GROUND[wanted][english]
                    elif english and column in IN_WORDS:
                        metric = CATALOGUE[str(found["metric_id"])]
                        wanted = IN_ENGLISH.get(wanted, metric.unit_en if wanted == metric.unit else wanted)
                    _assert_cell(found[column], wanted, f"{name} {found['metric_id']} {column}")


def _text(value: object) -> str | None:
    return None if value is None or value is pd.NA or value != value else str(value)


def _assert_cell(ours: object, theirs: object, where: str) -> None:
    if theirs is None or (isinstance(theirs, float) and math.isnan(theirs)):
        assert ours is None, where
    elif isinstance(theirs, str):
        assert ours == theirs or ours == "'" + theirs, where
    else:
        assert isinstance(ours, (int, float)) and math.isclose(ours, float(theirs), rel_tol=1e-12), where


def test_a_hidden_figure_is_in_no_frame_of_a_pack(pack: Pack) -> None:
    for section in pack.sections:
        for named in section.frames:
            if {"status", "value", "numerator"} <= set(named.frame):
                hidden = named.frame[named.frame["status"] == "hidden"]
                assert hidden[["value", "numerator"]].isna().all().all(), named.name


def test_a_full_pack_has_at_least_twelve_slides_each_with_a_finding(pack: Pack) -> None:
    assert len(pack.slides) >= 12
    assert all(slide.title for slide in pack.slides)
