"""Files of a grid, layout × quirk × seed, with the figures that were typed into them; and files broken in every way."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tests.intake.files_of_offices import COUNTY, Rows, xls, xlsx

CENTRES: Final = {
    "H1": "鹿寨县人民医院",
    "T1": "鹿寨镇卫生院",
    "T2": "中渡镇卫生院",
    "T3": "寨沙镇卫生院",
    "T4": "寨沙镇第二卫生院",
}
TOWNS: Final = {"450223100": "鹿寨镇", "450223102": "中渡镇", "450223103": "寨沙镇"}
COLUMNS: Final = {"outpatient_visits": "门诊人次", "discharges": "出院人数", "medical_revenue_yuan": "医疗收入"}
MONEY: Final = {"元": 1.0, "千元": 1e3, "万元": 1e4}


@dataclass
class Made:
    """A file, what was typed into it (place, month, column → figure) and what must not be taken from it."""

    name: str
    content: bytes
    figures: dict[tuple[str, int, str], float]
    layout: str
    quirk: str
    aside: set[tuple[str, int, str]] = field(default_factory=set)
    asks: bool = False


@dataclass
class Plain:
    """A month's figures, and how they are written."""

    month: int
    unit: str
    figures: dict[tuple[str, str], float]
    cells: dict[tuple[str, str], Any]
    centres: Mapping[str, str] = field(default_factory=lambda: CENTRES)

    @property
    def said(self) -> str:
        return f"{self.month // 100}年{self.month % 100}月"


def plain(chance: random.Random, centres: Mapping[str, str] = CENTRES) -> Plain:
    """Figures of five institutions for a month."""
    month = chance.choice((202403, 202406, 202409, 202411))
    unit = chance.choice(sorted(MONEY))
    figures: dict[tuple[str, str], float] = {}
    cells: dict[tuple[str, str], Any] = {}
    for code in centres:
        visits, out = chance.randint(200, 30_000), chance.randint(0, 900)
        money = chance.randint(20, 9_000)
        figures |= {(code, "outpatient_visits"): visits, (code, "discharges"): out}
        figures[code, "medical_revenue_yuan"] = money * MONEY[unit]
        cells |= {(code, "outpatient_visits"): visits, (code, "discharges"): out, (code, "medical_revenue_yuan"): money}
    return Plain(month, unit, figures, cells, centres)


Quirk = Callable[[Plain, random.Random], set[tuple[str, str]]]
"""Changes how figures are written; returns those that must not enter any more."""


def _as_is(own: Plain, chance: random.Random) -> set[tuple[str, str]]:
    return set()


def _written(how: Callable[[float], str]) -> Quirk:
    def write(own: Plain, chance: random.Random) -> set[tuple[str, str]]:
        for key in chance.sample(sorted(own.cells), 4):
            own.cells[key] = how(own.cells[key])
        return set()

    return write


def _nothing(sign: str | None) -> Quirk:
    def write(own: Plain, chance: random.Random) -> set[tuple[str, str]]:
        lost = set(chance.sample(sorted(own.cells), 3))
        for key in lost:
            own.cells[key] = sign
        return lost

    return write


def _ten_thousands(own: Plain, chance: random.Random) -> set[tuple[str, str]]:
    for key in chance.sample([key for key in sorted(own.cells) if key[1] == "outpatient_visits"], 2):
        tenths = chance.randint(3, 40)
        own.cells[key], own.figures[key] = f"{tenths / 10}万", float(tenths * 1000)
    return set()


def _wide(value: float) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) for sign in f"{value:.0f}")


QUIRKS: Final[Mapping[str, Quirk]] = {
    "as_is": _as_is,
    "thousands": _written(lambda value: f"{value:,.0f}"),
    "full_width": _written(_wide),
    "spaces": _written(lambda value: f"  {value:.0f} "),
    "floats": _written(lambda value: f"{value:.1f}"),
    "ten_thousands": _ten_thousands,
    "blank": _nothing(None),
    "dash": _nothing("—"),
    "slash": _nothing("/"),
    "none": _nothing("无"),
    "text": _nothing("见备注"),
    "error": _nothing("#REF!"),
    "estimate": _nothing("约300"),
    "negative": _nothing("-5"),
}
ASKING: Final = frozenset({"estimate", "negative"})


def _rows(own: Plain, *, head: Sequence[str] | None = None) -> list[list[Any]]:
    names = head or [COLUMNS["outpatient_visits"], COLUMNS["discharges"], COLUMNS["medical_revenue_yuan"]]
    return [
        ["机构名称", *names],
        *[[name, *(own.cells[code, column] for column in COLUMNS)] for code, name in own.centres.items()],
    ]


def _sheet(own: Plain) -> list[list[Any]]:
    return [
        [f"鹿寨县{own.said}医疗卫生机构工作量", None, None, None],
        [None, None, None, f"单位：{own.unit}"],
        *_rows(own),
    ]


def _upright(own: Plain) -> bytes:
    return xlsx({"Sheet1": _sheet(own)})


def _old(own: Plain) -> bytes:
    return xls(_sheet(own))


def _text(encoding: str, mark: str) -> Callable[[Plain], bytes]:
    def write(own: Plain) -> bytes:
        def said(cell: Any) -> str:
            text = "" if cell is None else str(cell)
            return f'"{text}"' if mark in text else text

        return "\r\n".join(mark.join(said(cell) for cell in row) for row in _sheet(own)).encode(encoding)

    return write


def _turned(own: Plain) -> bytes:
    rows = [list(cells) for cells in zip(*_rows(own), strict=True)]
    rows[0][0] = "指标名称"
    return xlsx({"Sheet1": [[f"{own.said}月报", *[None] * 5], [*[None] * 5, f"单位：{own.unit}"], *rows]})


def _two_heads(own: Plain) -> bytes:
    body = _rows(own)[1:]
    head = [["机构名称", "门诊", "住院", "收入"], [None, "人次", "出院人数", "医疗收入"]]
    rows = [[f"{own.said}工作量", None, None, None], [None, None, None, f"单位：{own.unit}"], *head, *body]
    return xlsx({"Sheet1": rows}, {"Sheet1": ["A1:D1", "A3:A4"]})


def _numbered(own: Plain) -> bytes:
    head, *body = _rows(own)
    index = ["甲", 1, 2, 3]
    return xlsx({own.said: [[f"单位：{own.unit}", None, None, None], head, index, *body]})


def _with_codes(own: Plain) -> bytes:
    head, *body = _rows(own)
    rows = [["机构代码", *head], *[[code, *row] for code, row in zip(own.centres, body, strict=True)]]
    return xlsx({"Sheet1": [[f"{own.said}工作量"], [f"单位：{own.unit}"], *rows]})


def _with_sums(own: Plain) -> bytes:
    """小计 and 合计 are there to prove the rows; where cells were spoilt they are left empty, as people do."""
    sums: list[Any] = ["合计"]
    for column in COLUMNS:
        cells = [own.cells[code, column] for code in own.centres]
        sums.append(sum(cells) if all(isinstance(cell, int) for cell in cells) else None)
    notes = [["注：本表由县卫生健康局填报。", None, None, None], ["填表人：某某", None, None, None]]
    return xlsx({"Sheet1": [*_sheet(own), sums, *notes]})


def _two_tables(own: Plain) -> bytes:
    head, *body = _rows(own)
    rows = [[f"{own.said}工作量"], [f"单位：{own.unit}"], head, *body[:2], [None], head, *body[2:]]
    return xlsx({"Sheet1": rows})


def _beside(own: Plain) -> bytes:
    head, *body = _rows(own)
    rows: list[list[Any]] = [[f"{own.said}工作量"], [f"单位：{own.unit}"], [*head, None, *head]]
    left, right = body[:3], [*body[3:], [None] * 4]
    rows += [[*one, None, *other] for one, other in zip(left, right, strict=True)]
    return xlsx({"Sheet1": rows})


def _with_summary(own: Plain) -> bytes:
    return xlsx({own.said: _sheet(own), "汇总": _sheet(own), "填表说明": [["门诊人次", "不含体检"]]})


def _units_in_heads(own: Plain) -> bytes:
    head = ["门诊人次(人次)", "出院人数（人）", f"医疗收入({own.unit})"]
    return xlsx({"Sheet1": [[f"{own.said}工作量"], *_rows(own, head=head)]})


def _period_in_name(own: Plain) -> bytes:
    return xlsx({"Sheet1": [["卫生院工作量"], [f"单位：{own.unit}"], *_rows(own)]})


def _months_as_rows(own: Plain) -> bytes:
    head, *body = _rows(own)
    rows = [["月份", *head], *[[own.said, *row] for row in body]]
    return xlsx({"Sheet1": [["工作量"], [f"单位：{own.unit}"], *rows]})


def _web_page(own: Plain) -> bytes:
    cells = "".join(
        "<tr>" + "".join(f"<td>{'' if cell is None else cell}</td>" for cell in row) + "</tr>" for row in _sheet(own)
    )
    return f'<html><head><meta charset="utf-8"></head><body><table>{cells}</table></body></html>'.encode()


LAYOUTS: Final[Mapping[str, tuple[Callable[[Plain], bytes], str]]] = {
    "upright": (_upright, "工作量.xlsx"),
    "old": (_old, "工作量.xls"),
    "csv_gbk": (_text("gb18030", ","), "工作量.csv"),
    "csv_bom": (_text("utf-8-sig", ","), "工作量.csv"),
    "tabs": (_text("utf-16", "\t"), "工作量.txt"),
    "turned": (_turned, "月报.xlsx"),
    "two_heads": (_two_heads, "工作量.xlsx"),
    "numbered": (_numbered, "工作量.xlsx"),
    "with_codes": (_with_codes, "工作量.xlsx"),
    "with_sums": (_with_sums, "工作量.xlsx"),
    "two_tables": (_two_tables, "工作量.xlsx"),
    "beside": (_beside, "工作量.xlsx"),
    "with_summary": (_with_summary, "工作量.xlsx"),
    "units_in_heads": (_units_in_heads, "工作量.xlsx"),
    "period_in_name": (_period_in_name, "{said}工作量.xlsx"),
    "months_as_rows": (_months_as_rows, "工作量.xlsx"),
    "web_page": (_web_page, "工作量.xls"),
}


def made(layout: str, quirk: str, seed: int, centres: Mapping[str, str] = CENTRES) -> Made:
    """Return one file of the grid; centres: five institutions, code → name."""
    chance = random.Random(f"{layout}/{quirk}/{seed}")
    own = plain(chance, centres)
    lost = QUIRKS[quirk](own, chance)
    write, name = LAYOUTS[layout]
    figures = {
        (code, own.month, column): value for (code, column), value in own.figures.items() if (code, column) not in lost
    }
    aside = {(code, own.month, column) for code, column in lost}
    return Made(name.format(said=own.said), write(own), figures, layout, quirk, aside, quirk in ASKING)


def grid(seeds: int) -> Iterator[Made]:
    """Yield the whole grid, layout × quirk × seed."""
    for layout in LAYOUTS:
        for quirk in QUIRKS:
            for seed in range(seeds):
                yield made(layout, quirk, seed)


def broken(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield files broken in some way: bytes changed, cut, doubled, cells replaced by what nobody expects."""
    chance = random.Random(seed)
    layouts, quirks = sorted(LAYOUTS), sorted(QUIRKS)
    base = [made(layout, chance.choice(quirks), number) for number, layout in enumerate(layouts * 2)]
    for number in range(count):
        file = chance.choice(base)
        yield file.name, (_cells_broken if number % 2 else _bytes_broken)(file, chance)


STRANGE: Final = (
    *("=1+1", "=cmd|'/C calc'!A0", "1e400", "-1e308", "９９９９９９９９９９９９９９９９", "\x00\x01", "\u200b", "月"),
    *("13月", "2024年13月", "合计", "其中：", "注：", "0.1.1.1", "(", ")", "%", "万", "１", "约", "约约约", "--"),
    *("1,2,3", "1.2.3", "9" * 400, "2024年9月2023年8月", "机构名称", "门诊人次", "单位：亿元", "\u202e倒序", "😀"),
    *("NaN", "inf", "TRUE", "null", "45292"),
)


def _cells_broken(file: Made, chance: random.Random) -> bytes:
    rows: list[list[Any]] = _sheet(plain(chance))
    for _ in range(chance.randint(1, 12)):
        row = chance.choice(rows)
        row[chance.randrange(len(row))] = chance.choice((*STRANGE, None, True, -1, 0, 1e20, 2**70, 0.1))
    if chance.random() < 0.4:
        chance.shuffle(rows)
    if chance.random() < 0.3:
        rows = [row[: chance.randint(1, 4)] for row in rows]
    mark = chance.choice((",", "\t", ";"))
    text = "\n".join(mark.join("" if cell is None else str(cell) for cell in row) for row in rows)
    return text.encode(chance.choice(("utf-8", "gb18030", "utf-16")), "ignore")


def _bytes_broken(file: Made, chance: random.Random) -> bytes:
    content = bytearray(file.content)
    for _ in range(chance.randint(1, 30)):
        way = chance.randrange(4)
        at = chance.randrange(len(content)) if content else 0
        if way == 0 and content:
            content[at] = chance.randrange(256)
        elif way == 1:
            del content[at : at + chance.randint(1, 200)]
        elif way == 2:
            content[at:at] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 20)))
        else:
            content[at:at] = content[at : at + chance.randint(1, 100)]
        if not content:
            break
    return bytes(content)


__all__ = ["ASKING", "COUNTY", "LAYOUTS", "QUIRKS", "Made", "Rows", "broken", "grid", "made"]
