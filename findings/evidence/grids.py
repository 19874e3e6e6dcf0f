"""The grids of chronic patients beside a programme: a dot a township, against the size that the county set."""

from __future__ import annotations

from typing import Final

from faces.blocks import Cell, Column, Drawing, Row, Table
from faces.blocks.drawing import Bar, Dot, Mark, Stroke, Text
from faces.measure import axis_range
from findings.evidence.fitting import fit, hidden_sign
from findings.evidence.shown import Asked
from findings.figures import Words
from metrics.evidence.grids import METRIC, GridSize, grid_sizes, read_grids, read_limit
from metrics.evidence.programme import Places
from words.names import chart_name
from words.numbers import format_number

SIDE: Final = 430.0
LEFT, RIGHT, ROW, MOST = 112.0, 100.0, 24.0, 15


def grids_drawing(asked: Asked, places: Places) -> Drawing | None:
    """Return the dots; None where the mechanism names no grids, or none are on record."""
    if METRIC not in asked.card.metric_ids:
        return None
    found = grid_sizes(asked.source.read(read_grids, asked.scope.county, asked.month), places)
    if len(found) < 2:
        return None
    limit = asked.source.read(read_limit, asked.scope.county, asked.card.mechanism_id, asked.month)
    return _drawn(found, limit, asked.words)


def _drawn(found: tuple[GridSize, ...], limit: float | None, words: Words) -> Drawing:
    title = _title(found, limit, words)
    sizes = [grid.size for grid in found if grid.size is not None]
    low, high, _ = axis_range([*sizes, *([limit] if limit is not None else [])] or [0.0, 1.0])
    scale = (SIDE - LEFT - RIGHT) / (high - low)
    marks: list[Mark] = []
    y = 26.0
    for grid in found[:MOST]:
        marks += _row(grid, y, LEFT, scale, low, limit, words)
        y += ROW
    if limit is not None:
        x = LEFT + (limit - low) * scale
        marks.insert(0, Stroke(((x, 22), (x, y)), "ink", 1.5))
        told = words.say(f"每格{format_number(limit, 0)}人", f"{format_number(limit, 0)} a grid")
        marks.append(Text(told, x, 15, 12, "ink_2", anchor="middle"))
    if len(found) > MOST:
        rest = words.say(f"其余{len(found) - MOST}个乡镇更小", f"the other {len(found) - MOST} are smaller")
        marks.append(Text(rest, 0, y + 17, 12, "ink_2"))
        y += ROW
    return Drawing(title, SIDE, y + 4, tuple(marks), _table(found, title, words))


def _row(
    grid: GridSize, y: float, left: float, scale: float, low: float, limit: float | None, words: Words
) -> list[Mark]:
    name = fit(chart_name(words.township_or_code(grid.township)), left - 10, 13)
    marks: list[Mark] = [Text(name, 0, y + 17, 13), Stroke(((left, y + 12), (SIDE - RIGHT, y + 12)))]
    if grid.size is None:
        marks.append(Bar(left, y + 5, SIDE - RIGHT - left, 14, "neutral_soft", hatched=True))
        return [*marks, Text(hidden_sign(words), SIDE, y + 17, 13, "ink_2", anchor="end")]
    is_over = limit is not None and grid.size > limit
    mark = "bad_mark" if is_over else "neutral_mark"
    told = words.say(
        f"{format_number(grid.size, 1)}人·{format_number(grid.grids, 0)}格",
        f"{format_number(grid.size, 1)} in {format_number(grid.grids, 0)}",
    )
    marks.append(Dot(left + (grid.size - low) * scale, y + 12, 5, mark, mark))
    marks.append(Text(told, SIDE, y + 17, 13, "bad" if is_over else "ink", anchor="end"))
    return marks


def _title(found: tuple[GridSize, ...], limit: float | None, words: Words) -> str:
    if limit is None:
        return words.say(f"{len(found)}个乡镇的网格大小", f"Size of the grids in {len(found)} townships")
    over = sum(grid.size is not None and grid.size > limit for grid in found)
    size = format_number(limit, 0)
    if not over:
        return words.say(f"没有一个乡镇平均每格超过{size}人", f"no township's grids hold more than {size} on average")
    return words.say(
        f"{len(found)}个乡镇中{over}个平均每格超过{size}人",
        f"{over} of {len(found)} townships: more than {size} a grid on average",
    )


def _table(found: tuple[GridSize, ...], title: str, words: Words) -> Table:
    columns = (
        Column(words.say("乡镇", "Township"), kind="text"),
        Column(words.say("网格", "Grids")),
        Column(words.say("患者", "Patients")),
        Column(words.say("每格", "A grid")),
    )
    rows = []
    for grid in found:
        hidden = Cell(hidden_sign(words), status="hidden")
        people = hidden if grid.patients is None else Cell(format_number(grid.patients, 0), grid.patients)
        size = hidden if grid.size is None else Cell(format_number(grid.size, 1), grid.size, 1)
        rows.append(
            Row([words.township_or_code(grid.township), Cell(format_number(grid.grids, 0), grid.grids), people, size])
        )
    return Table(title, columns, tuple(rows))
