"""Native, editable charts: a block's numbers become the chart's own worksheet, never a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_AXIS_CROSSES,
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from faces.blocks import Contributions, Intervals, Months
from faces.deck.map import plain
from faces.geometry import Rect
from faces.look.dress import change_mark, color, excel_format, standing_mark
from faces.measure import axis_range
from faces.screen.map_view import label_width
from words.numbers import Language
from words.units import unit_of

TEXT_PT = 12
# Of an interval chart: half a mark's width as a share of the axis, its height, and how much of the chart holds rows.
HAIR_SHARE, MARK_PT, PLOT_SHARE = 0.008, 11.0, 0.8
LABEL_SHARE = 0.12
NAME_AIR, AXIS_HEIGHT = 0.2, 0.62  # inches beside names, and under the rows for ticks and title
STANDINGS = {
    "above": ("明显高或升", "clearly above"),
    "same": ("无明显差别", "no clear difference"),
    "below": ("明显低或降", "clearly below"),
    "unknown": ("不作判断", "not judged"),
}


def add_interval_chart(shapes: Any, block: Intervals, rect: Rect, language: Language) -> Any:
    """Rows as on the screen: name, value, interval with a mark at the value, the county's line.

    A bar chart whose bars are unseen: names then stand beside their rows, and the worksheet keeps one row a township.
    Error bars draw the interval, and short thick ones, a series for each standing, the marks. A township without a
    value keeps its name and has no mark.
    """
    known = [part for row in block.rows for part in (row.value, row.lower, row.upper) if part is not None]
    known += [] if block.county_value is None else [block.county_value]
    # The values stand at the left end of the rows; no interval may begin under them.
    low, high, step = axis_range([*known, min(known) - LABEL_SHARE * (max(known) - min(known))], block.unit)
    marks = _marks_by_colour(block)
    data = CategoryChartData(number_format=excel_format(block.decimals))
    data.categories = [row.name for row in block.rows]
    data.add_series(block.axis_title, [row.value for row in block.rows])
    for (words, _), own in marks.items():
        data.add_series(words[0 if language == "zh" else 1], own)
    chart = _chart(shapes, XL_CHART_TYPE.BAR_CLUSTERED, data, rect, block.title)
    plot = chart.plots[0]
    plot.overlap, plot.gap_width = 100, 30
    for series in plot.series:
        series.format.fill.background()
        series.invert_if_negative = False
    values, *others = plot.series
    _error_bars(values, [_sides(row.value, row.lower, row.upper) for row in block.rows], color("neutral_mark"), 2.25)
    hair, row_pt = (high - low) * HAIR_SHARE, rect.h * 72 * PLOT_SHARE / max(len(block.rows), 1)
    for series, (_, ink) in zip(others, marks, strict=True):
        _error_bars(series, [(hair, hair)] * len(block.rows), ink, min(row_pt * 0.6, MARK_PT))
    _labels(values, block.decimals, position=XL_LABEL_POSITION.INSIDE_BASE, bold=True)
    title = block.axis_title if block.county_value is None else f"{block.axis_title}；{block.county_text}"
    _value_axis(chart, (low, high, step), block.decimals, title.replace("；", "; ") if language == "en" else title)
    chart.category_axis.reverse_order = True
    chart.value_axis.crosses = XL_AXIS_CROSSES.MINIMUM
    chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    _category_axis(chart, small=len(block.rows) > 12)
    room = _lay_out(chart, rect, max(label_width(row.name, TEXT_PT) for row in block.rows) / 72 + NAME_AIR)
    if block.county_value is not None:
        x = room.x + room.w * (block.county_value - low) / (high - low)
        _county_line(shapes, x, room, block.county_text)
    return chart


def _lay_out(chart: Any, rect: Rect, left: float) -> Rect:
    """Fix where the rows of a chart stand, `left` inches from its edge, and return that place on the slide."""
    inner = Rect(rect.x + left, rect.y + 0.05, rect.w - left - 0.2, rect.h - 0.05 - AXIS_HEIGHT)
    plot_area = chart._chartSpace.chart.plotArea
    old = plot_area.find(qn("c:layout"))
    if old is not None:
        plot_area.remove(old)
    layout = etree.Element(qn("c:layout"))
    manual = etree.SubElement(layout, qn("c:manualLayout"))
    shares = ((inner.x - rect.x) / rect.w, (inner.y - rect.y) / rect.h, inner.w / rect.w, inner.h / rect.h)
    for tag, value in (
        ("layoutTarget", "inner"),
        ("xMode", "edge"),
        ("yMode", "edge"),
        *zip("xywh", shares, strict=True),
    ):
        etree.SubElement(manual, qn(f"c:{tag}")).set("val", str(value))
    plot_area.insert(0, layout)
    return inner


def _county_line(shapes: Any, x: float, room: Rect, words: str) -> None:
    """Draw the county's line over the rows. A line of its own: no bar chart has one that all programs draw alike."""
    line = shapes.add_connector(1, Inches(x), Inches(room.y), Inches(x), Inches(room.y + room.h))
    line.name = words
    line.line.color.rgb = RGBColor.from_string(color("ink_2"))
    line.line.width = Pt(1.5)
    plain(line)


def _marks_by_colour(block: Intervals) -> dict[tuple[tuple[str, str], str], list[float | None]]:
    """Return the values by (words, colour) of their standing; None where a township stands elsewhere."""
    found: dict[tuple[tuple[str, str], str], list[float | None]] = {}
    for standing, words in STANDINGS.items():
        ink, _ = standing_mark(standing, block.better)
        own = [row.value if row.standing == standing else None for row in block.rows]
        if any(value is not None for value in own):
            found[words, ink] = own
    return found


def _sides(value: float | None, lower: float | None, upper: float | None) -> tuple[float, float] | None:
    if value is None or lower is None or upper is None:
        return None
    return value - lower, upper - value


def add_contribution_chart(shapes: Any, block: Contributions, rect: Rect, language: Language) -> Any:
    """Bars from zero, one a township: right of it adds to the rise, left of it to the fall."""
    data = CategoryChartData(number_format=excel_format(block.decimals))
    data.categories = [part.name for part in block.parts]
    name = f"对变化的贡献（{block.unit}）"
    if language == "en":
        name = f"Part of the change ({unit_of(block.unit).en})"
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


def add_month_chart(shapes: Any, block: Months, rect: Rect, language: Language) -> Any:
    """This year's months in ink over last year's in grey; a month without a figure is a gap."""
    data = CategoryChartData(number_format=excel_format(block.decimals))
    data.categories = block.labels
    data.add_series(block.this_name, block.this_year)
    if block.last_name:
        data.add_series(block.last_name, block.last_year)
    chart = _chart(shapes, XL_CHART_TYPE.LINE_MARKERS, data, rect, block.title)
    now, *before = chart.plots[0].series
    pens = (("ink", 2.25, None), ("line_strong", 1.75, MSO_LINE.DASH))
    for series, (ink, width, dash) in zip((now, *before), pens, strict=False):
        series.smooth = False
        series.format.line.color.rgb = RGBColor.from_string(color(ink))
        series.format.line.width = Pt(width)
        if dash is not None:
            series.format.line.dash_style = dash
    _dot(now.marker, color("ink"), filled=True, diamond=False, size=6)
    for series in before:
        series.marker.style = XL_MARKER_STYLE.NONE
    known = [value for value in (*block.this_year, *block.last_year) if value is not None]
    _value_axis(chart, axis_range(known), block.decimals, block.axis_title)
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


def _error_bars(series: Any, sides: Sequence[tuple[float, float] | None], ink: str, width_pt: float) -> None:
    """Write error bars with each township's own lower and upper side; the schema's place is before c:cat."""
    if not any(sides):
        return
    bars = etree.SubElement(series._element, qn("c:errBars"))
    for tag, value in (("c:errBarType", "both"), ("c:errValType", "cust"), ("c:noEndCap", "1")):
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
    line.set("w", str(Pt(width_pt)))
    line.set("cap", "flat")
    fill = etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr"))
    fill.set("val", ink)
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


def _value_axis(chart: Any, scale: tuple[float, float, float], decimals: int, title: str) -> None:
    """Dress the value axis; scale: where it begins and ends, and the distance between ticks."""
    axis = chart.value_axis
    low, high, step = scale
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
