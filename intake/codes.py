"""A county's crosswalk of institution codes: what other offices' files call the institutions of its register."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import URL, Connection, insert, select

from data_access import schema
from intake.faults import IntakeFault
from intake.layout.numbers import label
from intake.match import Register
from intake.match.register import is_lost
from intake.reading.book import Book
from intake.registers import Listed, RowFault, enter_list, listed

HEADS: Final[dict[str, tuple[str, ...]]] = {
    "code": ("机构代码", "代码"),
    "name": ("机构名称", "单位名称", "医疗机构名称", "名称"),
    "health_22": ("卫生机构代码", "22位代码", "22位机构代码", "卫生机构(组织)代码"),
    "credit_18": ("统一社会信用代码", "信用代码", "TYSHXYDM"),
    "organisation_9": ("组织机构代码", "ZZJGDM"),
    "insurance": ("医保编码", "医保代码", "医保机构编码", "定点医药机构编码", "FIXMEDINS_CODE"),
    "own": ("其他代码", "本院代码", "HIS代码", "系统代码"),
}
SHAPES: Final[dict[str, re.Pattern[str]]] = {
    "health_22": re.compile(r"[0-9A-Z]{22}"),
    "credit_18": re.compile(r"[0-9A-Z]{18}"),
    "organisation_9": re.compile(r"[0-9A-Z]{8}-?[0-9A-Z]"),
    "insurance": re.compile(r"[HP]\d{11}"),
    "own": re.compile(r"[0-9A-Z_-]{1,40}"),
}
"""Scheme → what its codes look like. Insurance: H (a pharmacy: P), six digits of division, five of number."""


@dataclass(frozen=True)
class OtherCode:
    """One code of a scheme, and the institution it stands for."""

    scheme: str
    code: str
    institution: str


@dataclass(frozen=True)
class Codes:
    """The codes that a file lists, each once, and the cells that cannot enter (codes of words.intake.CODE_FAULTS)."""

    rows: tuple[OtherCode, ...]
    faults: tuple[RowFault, ...]


def codes_of(book: Book, register: Register, month: int) -> Codes:
    """Return the codes that a file lists. month: in which names are looked up, YYYYMM.

    Raises IntakeFault where no sheet has a column of institutions beside one of other codes.
    """
    found = listed(book, HEADS, (), "intake_no_codes")
    if not ({"code", "name"} & set(found.columns) and set(SHAPES) & set(found.columns)):
        raise IntakeFault("intake_no_codes", name=book.name, heads=[names[0] for names in HEADS.values()])
    return _codes(found, register, month)


def _codes(lists: Listed, register: Register, month: int) -> Codes:
    rows: dict[tuple[str, str], OtherCode] = {}
    faults: list[RowFault] = []
    for line, cells in lists.lines():
        code, name = cells.get("code"), cells.get("name")
        found = register.find(name, code, None, month, "institution")
        first = "code" if "code" in cells else "name"
        if found.place is None:
            faults.append(lists.fault(line, first, "code_lost" if found.trouble == "float_code" else "no_institution"))
            continue
        for scheme in (scheme for scheme in SHAPES if scheme in cells):
            cell = cells[scheme]
            written = label(cell).upper()
            if not written:
                continue
            if is_lost(cell) or not SHAPES[scheme].fullmatch(written):
                faults.append(lists.fault(line, scheme, "code_lost" if is_lost(cell) else "code_shape"))
                continue
            key = (scheme, written.replace("-", "") if scheme == "organisation_9" else written)
            own = OtherCode(*key, found.place.code)
            if rows.setdefault(key, own) != own or register.other_codes.get(key[1], own.institution) != own.institution:
                faults.append(lists.fault(line, scheme, "code_of_another"))
    return Codes(tuple(rows.values()), tuple(faults))


def load_codes(url: URL | str, book: Book, found: Codes, county: str, *, who: str) -> int:
    """Put a crosswalk on record, all or nothing; codes on record already stay. Return how many were new.

    Raises ChangeRefused, WarehouseError; nothing is then changed.
    """

    def work(connection: Connection, own: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        table = schema.institution_other_code
        there = {
            (row.scheme, row.code)
            for row in connection.execute(select(table.c.scheme, table.c.code).where(table.c.county_code == county))
        }
        new = [
            {"county_code": county, "scheme": row.scheme, "code": row.code, "institution_code": row.institution, **own}
            for row in found.rows
            if (row.scheme, row.code) not in there
        ]
        if new:
            connection.execute(insert(table), new)
        return new

    return enter_list(url, book, county, "codes", "机构代码对照", work, who=who)
