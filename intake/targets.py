"""A county's targets: which metric is to reach what, from when to when, in the county or a township."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import URL, Connection, insert, select

from data_access import schema
from intake.layout.numbers import label, read_number
from intake.layout.periods import periods_in
from intake.match import Register
from intake.reading.book import Book, Scalar
from intake.registers import RowFault, enter_list, listed
from metrics.catalogue import CATALOGUE
from metrics.definition import Metric

HEADS: Final[dict[str, tuple[str, ...]]] = {
    "metric": ("指标", "指标名称", "指标编号", "项目"),
    "value": ("目标值", "目标", "目标数", "任务数"),
    "comparator": ("方向", "要求", "比较"),
    "first": ("起始月", "开始", "从", "起", "年份", "年度"),
    "last": ("截止月", "结束", "到", "止"),
    "township": ("乡镇", "所在乡镇", "乡镇街道"),
}
NEEDED: Final = ("metric", "value", "first")
COMPARATORS: Final = {
    **dict.fromkeys((">=", "≥", "不低于", "不少于", "以上", "高于"), ">="),
    **dict.fromkeys(("<=", "≤", "不高于", "不超过", "以下", "低于"), "<="),
}
BY_DIRECTION: Final = {"higher": ">=", "lower": "<="}


@dataclass(frozen=True)
class Targets:
    """The rows of a list without provenance, and the cells that cannot enter."""

    rows: tuple[Mapping[str, Any], ...]
    faults: tuple[RowFault, ...]


def targets_of(book: Book, register: Register) -> Targets:
    """Return the targets that a file lists, in the metrics' units. Raises IntakeFault where no sheet lists any.

    A metric goes by its id or its Chinese name to the letter; what lies between two names is asked of nobody.
    """
    found = listed(book, HEADS, NEEDED, "intake_no_targets")
    by_name = {metric.name_zh: metric for metric in CATALOGUE.values()}
    rows: dict[str, Mapping[str, Any]] = {}
    faults: list[RowFault] = []
    for line, cells in found.lines():
        said = label(cells["metric"])
        metric = CATALOGUE.get(said) or by_name.get(said)
        row = _row(cells, metric, register) if metric is not None else "no_metric"
        if isinstance(row, str):
            faults.append(found.fault(line, _FAULTY.get(row, "metric"), row))
        elif row["target_id"] in rows:
            faults.append(found.fault(line, "metric", "target_twice"))
        else:
            rows[str(row["target_id"])] = row
    return Targets(tuple(rows.values()), tuple(faults))


_FAULTY: Final = {"no_value": "value", "no_month": "first", "no_township": "township", "no_direction": "comparator"}


def _row(cells: Mapping[str, Scalar], metric: Metric, register: Register) -> Mapping[str, Any] | str:
    """Return a target's row, or the code of what is wrong with it."""
    value = read_number(cells["value"])
    if value.value is None or value.meaning not in ("number", "percent"):
        return "no_value"
    first, last = (_months(cells.get(item)) for item in ("first", "last"))
    if first is None:
        return "no_month"
    until = last[1] if last is not None else first[1] if first[0] != first[1] else None
    said = label(cells.get("comparator"))
    comparator = COMPARATORS.get(said) if said else BY_DIRECTION.get(metric.better)
    if comparator is None:
        return "no_direction"
    township = None
    if label(cells.get("township")):
        place = register.find(cells.get("township"), None, None, first[0], "township").place
        if place is None:
            return "no_township"
        township = place.code
    key = f"{register.county}|{township or ''}|{metric.id}|{first[0]}"
    return {
        "target_id": f"own_{hashlib.sha256(key.encode()).hexdigest()[:32]}",
        "metric_id": metric.id,
        "county_code": register.county,
        "township_code": township,
        "comparator": comparator,
        "value": value.value,
        "valid_from": first[0],
        "valid_to": until,
    }


def _months(cell: Scalar) -> tuple[int, int] | None:
    """Return the first and last month that a cell names; 2024 is its twelve months."""
    written = next((each for each in periods_in(cell) if each.year is not None), None)
    return None if written is None else (written.months[0], written.months[-1])


def load_targets(url: URL | str, book: Book, found: Targets, county: str, *, who: str) -> int:
    """Put targets on record, all or nothing; those on record already stay. Return how many were new.

    Raises ChangeRefused, WarehouseError; nothing is then changed.
    """

    def work(connection: Connection, own: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        there = set(connection.execute(select(schema.indicator_target.c.target_id)).scalars())
        new = [{**row, **own} for row in found.rows if row["target_id"] not in there]
        if new:
            connection.execute(insert(schema.indicator_target), new)
        return new

    return enter_list(url, book, county, "targets", "目标", work, who=who)
