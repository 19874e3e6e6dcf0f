"""A county's villages: who lives where, so that its service circles can be drawn on its own roads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import URL, Connection, insert, select

from data_access import schema
from intake.institutions import EAST, NORTH
from intake.layout.numbers import MOST_PERSONS, label, read_number
from intake.match import Register
from intake.match.register import Place, is_lost
from intake.reading.book import Book, Scalar
from intake.registers import Listed, RowFault, enter_list, listed

HEADS: Final[dict[str, tuple[str, ...]]] = {
    "code": ("村代码", "统计用区划代码", "区划代码", "行政村代码", "村(社区)代码", "代码"),
    "name": ("村名", "村(社区)", "行政村", "村(居)名称", "村(社区)名称", "名称", "村委会"),
    "township": ("乡镇", "所在乡镇", "乡镇街道", "乡镇(街道)", "所属乡镇"),
    "lon": ("经度", "LON"),
    "lat": ("纬度", "LAT"),
    "residents": ("常住人口", "常住居民", "人口", "居民数", "常住人口数"),
    "residents_0_14": ("0-14岁", "0-14岁人口", "14岁及以下"),
    "residents_65_up": ("65岁及以上", "65岁及以上人口", "65岁以上人口"),
    "chronic_patients": ("慢病患者", "慢性病患者", "慢病人数"),
    "key_group_residents": ("重点人群", "重点人群数"),
    "is_mountain": ("山区", "是否山区"),
}
NEEDED: Final = ("code", "name", "township", "residents")
GROUPS: Final = ("residents_0_14", "residents_65_up", "chronic_patients", "key_group_residents")
CODE: Final = re.compile(r"\d{12}")
FIRST_OF_VILLAGES: Final = 200  # 统计用区划代码: 001–199 residents' committees, 200 and above villages
AT_TOWNSHIP: Final = "township"  # position_basis of a village without coordinates of its own


@dataclass(frozen=True)
class Villages:
    """The rows of a list without provenance, the cells that cannot enter, and how many have no position of their own.

    missing : groups of residents that the file has no column for: no figure is made of them.
    """

    rows: tuple[Mapping[str, Any], ...]
    faults: tuple[RowFault, ...]
    unplaced: int
    missing: tuple[str, ...]


def villages_of(book: Book, register: Register, since: int) -> Villages:
    """Return the villages that a file lists. since: the file's month, in which townships and names are looked up.

    A name is a key within its township only, and 村 and 社区 are two names. Raises IntakeFault where no sheet has the
    columns of code, name, township and residents.
    """
    found = listed(book, HEADS, NEEDED, "intake_no_villages")
    rows: list[Mapping[str, Any]] = []
    faults: list[RowFault] = []
    seen: set[object] = set()
    for line, cells in found.lines():
        township = register.find(cells["township"], None, None, since, "township").place
        fault = _fault(cells, township, seen)
        if fault or township is None:
            item, why = fault or ("township", "no_township")
            faults.append(found.fault(line, item, why))
            continue
        code, name = label(cells["code"]), label(cells["name"])
        seen |= {code, (township.code, name)}
        rows.append(_row(cells, code, name, township, register.county, since))
    unplaced = sum(row["position_basis"] == AT_TOWNSHIP for row in rows)
    return Villages(tuple(rows), tuple(faults), unplaced, _missing(found))


def _missing(found: Listed) -> tuple[str, ...]:
    return tuple(group for group in GROUPS if group not in found.columns)


def _fault(cells: Mapping[str, Scalar], township: Place | None, seen: set[object]) -> tuple[str, str] | None:
    """Return the column and what is wrong with it; None for nothing."""
    code, name = label(cells["code"]), label(cells["name"])
    if is_lost(cells["code"]) or not CODE.fullmatch(code):
        return "code", "code_lost" if is_lost(cells["code"]) else "village_code"
    if not name:
        return "name", "no_name"
    if township is None:
        return "township", "no_township"
    if not code.startswith(township.code):
        return "code", "other_township"
    if code in seen or (township.code, name) in seen:
        return ("code", "code_twice") if code in seen else ("name", "name_twice")
    for item in ("residents", *(group for group in GROUPS if group in cells)):
        value = read_number(cells[item])
        if value.meaning != "number" or value.value is None or value.value != int(value.value):
            return item, "no_count"
        if not 0 <= value.value <= MOST_PERSONS:
            return item, "no_count"
    residents = read_number(cells["residents"]).value or 0.0
    for group in ("residents_0_14", "residents_65_up"):
        if group in cells and (read_number(cells[group]).value or 0.0) > residents:
            return group, "above_residents"
    for item, (least, most) in (("lon", EAST), ("lat", NORTH)):
        given = [label(cells.get(axis)) for axis in ("lon", "lat")]
        value = read_number(cells.get(item))
        if any(given) and (value.value is None or not least <= value.value <= most):
            return item if item in cells else "code", "no_position"
    return None


def _row(
    cells: Mapping[str, Scalar], code: str, name: str, township: Place, county: str, since: int
) -> Mapping[str, Any]:
    lon, lat = (read_number(cells.get(axis)).value for axis in ("lon", "lat"))
    own = lon is not None and lat is not None
    groups = {group: int(read_number(cells.get(group)).value or 0) for group in GROUPS}
    return {
        "village_code": code,
        "county_code": county,
        "township_code": township.code,
        "name_zh": name,
        "name_en": name,
        "kind": "社区" if int(code[9:]) < FIRST_OF_VILLAGES else "村",
        "lon": lon if own else None,
        "lat": lat if own else None,
        "position_basis": "surveyed" if own else AT_TOWNSHIP,
        "residents": int(read_number(cells["residents"]).value or 0),
        **groups,
        "is_mountain": label(cells.get("is_mountain")) in ("是", "1", "山区", "√"),
        "valid_from": since,
    }


def load_villages(url: URL | str, book: Book, found: Villages, county: str, *, who: str) -> int:
    """Put villages on record, all or nothing; those on record already stay. Return how many were new.

    A village without coordinates stands at its township's seat, and its `position_basis` says so.
    Raises ChangeRefused, WarehouseError; nothing is then changed.
    """

    def work(connection: Connection, own: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        codes, seats = schema.village.c.village_code, schema.township.c
        there = set(connection.execute(select(codes)).scalars())
        at = {
            row.township_code: (row.lon, row.lat)
            for row in connection.execute(select(seats.township_code, seats.lon, seats.lat))
        }
        new = []
        for row in found.rows:
            lon, lat = at[row["township_code"]] if row["lon"] is None else (row["lon"], row["lat"])
            new.append({**row, "lon": lon, "lat": lat, **own})
        new = [row for row in new if row["village_code"] not in there]
        if new:
            connection.execute(insert(schema.village), new)
        return new

    return enter_list(url, book, county, "villages", "村名册", work, who=who)
