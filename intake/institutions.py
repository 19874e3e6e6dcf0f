"""A county's list of institutions: who there is, at which level, in which township, where on the map."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import URL, Connection, insert, select, update

from data_access import schema
from data_access.changes import LONGEST_NAME, ChangeRefused, change, new_id, new_version, now_utc
from intake.layout.numbers import label, read_number
from intake.layout.tables import Line, Table
from intake.match import Register
from intake.match.register import CENTRES
from intake.reading.book import Book, Scalar
from intake.registers import LOAD_ID_LENGTH, Listed, RowFault, listed
from intake.start import AT_SEAT

HEADS: Final[dict[str, tuple[str, ...]]] = {
    "code": ("机构代码", "组织机构代码", "统一社会信用代码", "医疗机构代码", "代码"),
    "name": ("机构名称", "单位名称", "医疗机构名称", "机构", "名称"),
    "township": ("乡镇", "所在乡镇", "乡镇街道", "乡镇(街道)", "所属乡镇"),
    "level": ("机构类别", "类别", "机构类型", "级别", "机构级别"),
    "lon": ("经度", "LON", "ZYJD"),
    "lat": ("纬度", "LAT", "ZYWD"),
}
NEEDED: Final = ("code", "name", "township", "level", "lon", "lat")
# Words of WS 218-2002 and its codes → level; the first that fits decides, so the particular stands before the general.
LEVELS: Final[tuple[tuple[str, str], ...]] = (
    (r"民营|私立|^M", "private_hospital"),
    (r"中心村卫生室|中心卫生室", "central_village_clinic"),
    (r"村卫生室|村卫生所|^D600", "village_clinic"),
    (r"社区卫生服务中心|^B100", "community_centre"),
    (r"卫生院|^C2", "township_centre"),
    (r"疾病预防|疾控|^J100", "cdc"),
    (r"妇幼|^G", "mch_hospital"),
    (r"中医|蒙医|民族医|^A2", "tcm_hospital"),
    (r"急救|^E", "first_aid_station"),
    (r"综合医院|人民医院|县医院|县级医院|^A1", "county_hospital"),
)
EAST: Final = (73.0, 136.0)  # where China lies, degrees of WGS-84
NORTH: Final = (3.0, 54.0)
CODE: Final = re.compile(r"[0-9A-Z]{2,20}")


@dataclass(frozen=True)
class Institutions:
    """The rows of a list as the register has them, without provenance, and the rows that cannot enter."""

    rows: tuple[Mapping[str, Any], ...]
    faults: tuple[RowFault, ...]


def level_of(text: str) -> str:
    """Return the level that a kind of institution in words, or its WS 218 code, stands for; '' for none."""
    return next((level for pattern, level in LEVELS if re.search(pattern, text)), "")


def institutions_of(book: Book, register: Register, since: int) -> Institutions:
    """Return the institutions that a file lists. since: the month from which they are there, YYYYMM.

    Raises IntakeFault where no sheet has the columns 机构代码, 机构名称, 乡镇, 机构类别, 经度 and 纬度.
    """
    return _listed(listed(book, HEADS, NEEDED, "intake_no_institutions"), register, since)


def _listed(found: Listed, register: Register, since: int) -> Institutions:
    rows: list[Mapping[str, Any]] = []
    faults: list[RowFault] = []
    seen: set[str] = set()
    for line, cells in found.lines():
        code, item = _fault(cells, register, since, seen)
        if code:
            faults.append(found.fault(line, item, code))
            continue
        seen.add(label(cells["code"]).upper())
        rows.append(_row(cells, register, since, found.table, line))
    return Institutions(tuple(rows), tuple(faults))


def _fault(cells: Mapping[str, Scalar], register: Register, since: int, seen: set[str]) -> tuple[str, str]:
    """Return what is wrong with a row and in which column; two '' for nothing."""
    code = label(cells["code"]).upper()
    if isinstance(cells["code"], float) and not float(cells["code"]).is_integer():
        return "code_lost", "code"
    if "E+" in code or not CODE.fullmatch(code):
        return ("code_lost" if "E+" in code else "no_code"), "code"
    if code in seen:
        return "code_twice", "code"
    if not label(cells["name"]):
        return "no_name", "name"
    if register.find(cells["township"], None, None, since, "township").place is None:
        return "no_township", "township"
    if not level_of(label(cells["level"])):
        return "no_level", "level"
    for item, (least, most) in (("lon", EAST), ("lat", NORTH)):
        value = read_number(cells[item]).value
        if value is None or not least <= value <= most:
            return "no_position", item
    return "", ""


def _row(cells: Mapping[str, Scalar], register: Register, since: int, table: Table, line: Line) -> Mapping[str, Any]:
    township = register.find(cells["township"], None, None, since, "township").place
    lon, lat = (read_number(cells[item]).value for item in ("lon", "lat"))
    if township is None or lon is None or lat is None:
        raise ValueError(f"{table.place(line.at, 0)}: a row that was checked")
    name = label(cells["name"])
    return {
        "institution_code": label(cells["code"]).upper(),
        "county_code": register.county,
        "township_code": township.code,
        "name_zh": name,
        "name_en": name,
        "level": level_of(label(cells["level"])),
        "is_lead": False,
        "lon": lon,
        "lat": lat,
        "opened": since,
    }


def load_institutions(url: URL | str, book: Book, found: Institutions, county: str, *, who: str) -> int:
    """Put a list of institutions into the register, all or nothing; those on record already stay. Return how many.

    Raises ChangeRefused, WarehouseError; nothing is then changed.
    """
    added: list[int] = []

    def work(connection: Connection) -> None:
        codes = schema.institution.c.institution_code
        there = set(connection.execute(select(codes)).scalars())
        new = [row for row in found.rows if row["institution_code"] not in there]
        added.append(len(new))
        if new:
            _write(connection, book, new, county, who)
        else:
            raise ChangeRefused("nothing_changed")

    try:
        change(url, work)
    except ChangeRefused:
        if not added or added[0]:
            raise
    return added[0]


def _write(connection: Connection, book: Book, rows: Sequence[Mapping[str, Any]], county: str, who: str) -> None:
    load_id = new_id(connection, book.sha256, county, "institutions")[:LOAD_ID_LENGTH]
    connection.execute(
        insert(schema.load).values(
            load_id=load_id,
            loaded_at=now_utc(),
            loaded_by=who[:LONGEST_NAME],
            source_zh=book.name[:200],
            file_sha256=book.sha256,
            rows_accepted=len(rows),
            rows_refused=0,
            county_code=county,
        )
    )
    own = {"basis": "reported", "load_id": load_id}
    connection.execute(insert(schema.institution), [{**row, **own} for row in rows])
    _place_townships(connection, rows)
    stood = ("institution_code", "county_code", "township_code", "level")
    connection.execute(
        insert(schema.institution_history),
        [{**{name: row[name] for name in stood}, "valid_from": row["opened"], **own} for row in rows],
    )
    new_version(connection, f"机构名册 {book.name}", load_id, [dict(row) for row in rows])


def _place_townships(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put townships of which no position is known where their centres are."""
    table = schema.township
    for row in rows:
        if row["level"] in CENTRES:
            same = (table.c.township_code == row["township_code"]) & (table.c.position_basis == AT_SEAT)
            at = {"lon": row["lon"], "lat": row["lat"], "position_basis": "approximate"}
            connection.execute(update(table).where(same).values(at))
