"""A county's experts: who may be sent, with which title, from where. No number of a person is kept."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import URL, Connection, insert, select

from data_access import schema
from intake.layout.numbers import label
from intake.match import Register
from intake.reading.book import Book
from intake.registers import RowFault, enter_list, listed

HEADS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("姓名", "专家姓名", "医师姓名", "医生姓名", "专家", "医生"),
    "specialty": ("专科", "专业", "科室", "所在科室", "从事专业"),
    "home": ("派出单位", "所在单位", "工作单位", "所在医院", "派出医院", "单位"),
    "title": ("职称", "技术职称", "专业技术职务"),
    "tier": ("级别", "层级", "来源"),
}
NEEDED: Final = ("name", "specialty", "home")
TITLES: Final = (
    (r"副主任|副高|副教授", "副高"),
    (r"主任|正高|教授", "正高"),
    (r"主治|主管|中级", "中级"),
    (r"住院|医师|医士|初级|护师|护士", "初级"),
)
"""Words of a title → its level; the first that fits decides: 副主任医师 holds 主任医师."""
TIERS: Final = ((r"省", "provincial"), (r"市", "city"))
LONGEST_NAME: Final = 40
LONGEST_SPECIALTY: Final = 20


@dataclass(frozen=True)
class Experts:
    """The rows of a list without provenance, and the cells that cannot enter."""

    rows: tuple[Mapping[str, Any], ...]
    faults: tuple[RowFault, ...]


def title_of(text: str) -> str | None:
    """Return 初级, 中级, 副高 or 正高 for a title in words (主治, 主治医师 and 中级 are one); None where it is none."""
    return next((level for pattern, level in TITLES if re.search(pattern, text)), None)


def experts_of(book: Book, register: Register, since: int) -> Experts:
    """Return the experts that a file lists; what is not asked for (identity numbers, telephones) stays unread.

    since : month from which they may be sent. An expert's code follows from name and home, so that a list that is sent
    again names the same persons. Raises IntakeFault where no sheet has the columns of name, specialty and home.
    """
    found = listed(book, HEADS, NEEDED, "intake_no_experts")
    rows: list[Mapping[str, Any]] = []
    faults: list[RowFault] = []
    seen: set[str] = set()
    for line, cells in found.lines():
        name, specialty = label(cells["name"]), label(cells["specialty"])
        home = register.find(cells["home"], None, None, since, "institution")
        code = _code(register.county, name, home.place.code if home.place else "", specialty)
        item, why = next(
            (
                fault
                for fault, holds in (
                    (("name", "no_name"), not 0 < len(name) <= LONGEST_NAME),
                    (("specialty", "no_specialty"), not 0 < len(specialty) <= LONGEST_SPECIALTY),
                    (("home", "no_institution"), home.place is None),
                    (("name", "expert_twice"), code in seen),
                )
                if holds
            ),
            ("", ""),
        )
        if why or home.place is None:
            faults.append(found.fault(line, item, why))
            continue
        seen.add(code)
        tier = next((tier for pattern, tier in TIERS if re.search(pattern, label(cells.get("tier")))), "county")
        rows.append(
            {
                "expert_code": code,
                "county_code": register.county,
                "name_zh": name,
                "title": title_of(label(cells.get("title"))),
                "specialty": specialty,
                "home_institution_code": home.place.code,
                "tier": tier,
                "since": since,
            }
        )
    return Experts(tuple(rows), tuple(faults))


def _code(county: str, name: str, home: str, specialty: str) -> str:
    return f"{county}e{hashlib.sha256(f'{name}|{home}|{specialty}'.encode()).hexdigest()[:20]}"


def load_experts(url: URL | str, book: Book, found: Experts, county: str, *, who: str) -> int:
    """Put experts on record, all or nothing; those on record already stay. Return how many were new.

    Raises ChangeRefused, WarehouseError; nothing is then changed.
    """

    def work(connection: Connection, own: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        there = set(connection.execute(select(schema.expert.c.expert_code)).scalars())
        new = [{**row, **own} for row in found.rows if row["expert_code"] not in there]
        if new:
            connection.execute(insert(schema.expert), new)
        return new

    return enter_list(url, book, county, "experts", "专家名册", work, who=who)
