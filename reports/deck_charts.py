"""Native, editable charts: a block's numbers become the chart's own worksheet, never a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from metrics.figure_words import CHANGE_UNITS_EN
from reports.dress import change_mark, color, excel_format, is_diamond, standing_mark
from reports.geometry import Rect, axis_range
from reports.records import ContributionChart, IntervalChart, Language, MonthChart

TEXT_PT = 12


def add_interval_chart(shapes: Any, block: IntervalChart, rect: Rect, language: Language) -> Any:
    """Dots with error bars and the county's line; townships without a value keep their name and have no dot."""
    data = CategoryChartData(number_format=excel_format(block.decimals))
    data.categories = [row.name for row in block.rows]
    data.add_series(_series_name(block), [row.value for row in block.rows])
    if block.county_value is not None:
        data.add_series(block.county_text, [block.county_value] * len(block.rows))
    chart = _chart(shapes, XL_CHART_TYPE.LINE_MARKERS, data, rect, block.title)
    dots = chart.plots[0].series[0]
    dots.format.line.fill.background()
    dots.smooth = False
    for index, row in enumerate(block.rows):
        if row.value is None:
            continue
        ink, filled = standing_mark(row.standing, block.better)
        _dot(dots.points[index].marker, ink, filled, diamond=is_diamond(row.standing, block.better))
    # Another symbol than the points': LibreOffice otherwise gives every point the colours of the series.
    dots.marker.style, dots.marker.size = XL_MARKER_STYLE.SQUARE, 8
    dots.marker.format.fill.solid()
    dots.marker.format.fill.fore_color.rgb = RGBColor.from_string(color("neutral_mark"))
    _error_bars(dots, [_sides(row.value, row.lower, row.upper) for row in block.rows])
    _labels(dots, block.decimals, position=XL_LABEL_POSITION.RIGHT, bold=True)
    if block.county_value is not None:
        _county_line(chart.plots[0].series[1])
    known = [part for row in block.rows for part in (row.value, row.lower, row.upper) if part is not None]
    known += [] if block.county_value is None else [block.county_value]
    _value_axis(chart, known, block.decimals, block.axis_title, block.unit)
    _category_axis(chart, small=len(block.rows) > 6)
    _legend(chart)
    return chart


def _series_name(block: IntervalChart) -> str:
    return block.axis_title


def _sides(value: float | None, lower: float | None, upper: float | None) -> tuple[float, float] | None:
    if value is None or lower is None or upper is None:
        return None
    return value - lower, upper - value


def add_contribution_chart(shapes: Any, block: ContributionChart, rect: Rect, language: Language) -> Any:
    """Bars from zero, one a township: right of it adds to the rise, left of it to the fall."""
    data = CategoryChartData(number_format=excel_format(block.decimals))
    data.categories = [part.name for part in block.parts]
    name = f"对变化的贡献（{block.unit}）"
    if language == "en":
        name = f"Part of the change ({CHANGE_UNITS_EN.get(block.unit, block.unit)})"
    data.add_series(name, [part.value for part in block.parts])
    chart = _chart(shapes, XL_CHART_TYPE.BAR_CLUSTERED, data, rect, block.title)
    bars = chart.plots[0].series[0]
    bars.invert_if_negative = False
    for index, part in enumerate(block.parts):
        fill = bars.points[index].format.fill
        fill.solid()
        fill.fore_color.rgb = RGBColor.from_string(change_mark(part.value, block.better))
    chart.plots[0].gap_width = 45
    _labels(bars, block.decimals, position=XL_LABEL_POSITION.OUTSIDE_END, signed=True)
    chart.category_axis.reverse_order = True
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    _category_axis(chart, small=len(block.parts) > 12)
    axis = chart.value_axis
    axis.visible = False
    axis.has_major_gridlines = False
    largest = max((abs(part.value) for part in block.parts), default=1.0) or 1.0
    axis.minimum_scale = min(0.0, *(part.value for part in block.parts)) - largest * 0.25
    axis.maximum_scale = max(0.0, *(part.value for part in block.parts)) + largest * 0.25
    return chart


def add_month_chart(shapes: Any, block: MonthChart, rect: Rect, language: Language) -> Any:
    """This year's months in ink over last year's in grey; a month without a figure is a gap."""
    data = CategoryChartData(number_format=excel_format(block.decimals))
    data.categories = block.labels
    data.add_series(block.this_name, block.this_year)
    data.add_series(block.last_name, block.last_year)
    chart = _chart(shapes, XL_CHART_TYPE.LINE_MARKERS, data, rect, block.title)
    now, before = chart.plots[0].series
    for series, ink, width, dash in ((now, "ink", 2.25, None), (before, "line_strong", 1.75, MSO_LINE.DASH)):
        series.smooth = False
        series.format.line.color.rgb = RGBColor.from_string(color(ink))
        series.format.line.width = Pt(width)
        if dash is not None:
            series.format.line.dash_style = dash
    _dot(now.marker, color("ink"), filled=True, diamond=False, size=6)
    before.marker.style = XL_MARKER_STYLE.NONE
    known = [value for value in (*block.this_year, *block.last_year) if value is not None]
    _value_axis(chart, known, block.decimals, block.axis_title)
    _category_axis(chart, small=True)
    _legend(chart)
    return chart


def _chart(shapes: Any, kind: Any, data: CategoryChartData, rect: Rect, alternative: str) -> Any:
    frame = shapes.add_chart(kind, Inches(rect.x), Inches(rect.y), Inches(rect.w), Inches(rect.h), data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alternative)
    chart = frame.chart
    chart.has_title = False
    chart.has_legend = False
    chart.font.size = Pt(TEXT_PT)
    chart.font.color.rgb = RGBColor.from_string(color("ink_2"))
    return chart


def _dot(marker: Any, ink: str, filled: bool, *, diamond: bool, size: int = 10) -> None:
    marker.style = XL_MARKER_STYLE.DIAMOND if diamond and filled else XL_MARKER_STYLE.CIRCLE
    marker.size = size
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = RGBColor.from_string(ink if filled else color("line"))
    marker.format.line.color.rgb = RGBColor.from_string(ink)
    marker.format.line.width = Pt(1.75)


def _county_line(series: Any) -> None:
    series.marker.style = XL_MARKER_STYLE.NONE
    series.smooth = False
    series.format.line.color.rgb = RGBColor.from_string(color("ink_2"))
    series.format.line.width = Pt(1.5)


def _error_bars(series: Any, sides: Sequence[tuple[float, float] | None]) -> None:
    """Write vertical error bars with each township's own lower and upper side; the schema's place is before c:cat."""
    if not any(sides):
        return
    bars = etree.SubElement(series._element, qn("c:errBars"))
    for tag, value in (("c:errDir", "y"), ("c:errBarType", "both"), ("c:errValType", "cust"), ("c:noEndCap", "1")):
        etree.SubElement(bars, qn(tag)).set("val", value)
    for tag, side in (("c:plus", 1), ("c:minus", 0)):
        numbers = etree.SubElement(etree.SubElement(bars, qn(tag)), qn("c:numLit"))
        etree.SubElement(numbers, qn("c:formatCode")).text = "General"
        etree.SubElement(numbers, qn("c:ptCount")).set("val", str(len(sides)))
        for index, one in enumerate(sides):
            point = etree.SubElement(numbers, qn("c:pt"))
            point.set("idx", str(index))
            etree.SubElement(point, qn("c:v")).text = repr(0.0 if one is None else one[side])
    line = etree.SubElement(etree.SubElement(bars, qn("c:spPr")), qn("a:ln"))
    line.set("w", str(Pt(2)))
    fill = etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr"))
    fill.set("val", color("neutral_mark"))
    series._element.find(qn("c:cat")).addprevious(bars)


def _labels(series: Any, decimals: int, *, position: Any, signed: bool = False, bold: bool = False) -> None:
    labels = series.data_labels
    labels.show_value = True
    labels.number_format = excel_format(decimals, signed=signed)
    labels.number_format_is_linked = False
    labels.position = position
    labels.font.size = Pt(TEXT_PT)
    labels.font.bold = bold
    labels.font.color.rgb = RGBColor.from_string(color("ink"))


def _value_axis(chart: Any, known: Sequence[float], decimals: int, title: str, unit: str = "") -> None:
    axis = chart.value_axis
    low, high, step = axis_range(known, unit)
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = low, high, step
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = RGBColor.from_string(color("line"))
    axis.format.line.fill.background()
    axis.tick_labels.number_format = excel_format(0 if step >= 1 else max(decimals, 1 if step >= 0.1 else 2))
    axis.tick_labels.number_format_is_linked = False
    axis.tick_labels.font.size = Pt(TEXT_PT)
    axis.has_title = True
    axis.axis_title.text_frame.text = title
    run = axis.axis_title.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(TEXT_PT), False
    run.font.color.rgb = RGBColor.from_string(color("ink_2"))


def _category_axis(chart: Any, *, small: bool) -> None:
    axis = chart.category_axis
    axis.has_major_gridlines = False
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.tick_labels.font.size = Pt(TEXT_PT - 2 if small else TEXT_PT)
    axis.tick_labels.font.color.rgb = RGBColor.from_string(color("ink"))
    axis.format.line.color.rgb = RGBColor.from_string(color("line_strong"))


def _legend(chart: Any) -> None:
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.TOP
    chart.legend.include_in_layout = False
    chart.legend.font.size = Pt(TEXT_PT)
