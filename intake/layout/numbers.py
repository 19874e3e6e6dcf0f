"""Numbers as people type them into cells: what counts, what is nothing, and what must be asked."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from intake.reading.book import Scalar

Meaning = Literal["number", "percent", "absent", "estimate", "text", "fault"]

# Signs that say "nothing here": unknown, never 0.
ABSENT: Final = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "—",
        "——",
        "–",
        "−",
        "/",
        "\\",
        "／",
        "无数据",
        "无",
        "空",
        "…",
        "...",
        "……",
        "*",
        "N/A",
        "NA",
        "n/a",
        "null",
        "NULL",
        "None",
    }
)
TEXTS_KEPT: Final = 4096  # the same headings and names stand in file after file
MOST: Final = 1e13  # beyond it nothing of a county is counted: a code or a slip of the keyboard
MOST_PERSONS: Final = 1e8  # beyond it no column of persons or events reaches
_SCALES: Final = {"": 1.0, "千": 1e3, "万": 1e4, "百万": 1e6, "亿": 1e8}
_UNITS: Final = "人次|人天|床日|人|张|个|元|床|所|例|名|户|台|辆|件|份|次|天|日|村|支|组|家|岁|分钟|小时"
_NUMBER: Final = re.compile(
    rf"(?P<sign>[+-]?)(?P<digits>\d{{1,3}}(?:,\d{{3}})+|\d+)(?P<rest>\.\d*)?(?P<power>[eE][+-]?\d+)?\s*"
    rf"(?P<scale>百万|千|万|亿)?\s*(?P<unit>{_UNITS}|%|‰)?"
)
_ESTIMATE: Final = re.compile(
    r"^(?:约|大约|近|超过|超|不足|左右|逾)|(?:左右|以上|余|多)(?:人次|人|张|个|元|万元|例|名|户)?$|[~～±≈]"
)
_ERRORS: Final = re.compile(r"#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NULL!|NUM!|ERROR!)|^ERR:\d{3}$")


@dataclass(frozen=True)
class Read:
    """A cell as read. value: in the cell's own unit; a percent is per 100. problem: code of what is wrong, else ''."""

    meaning: Meaning
    value: float | None = None
    problem: str = ""


def read_number(cell: Scalar) -> Read:
    """Return what a cell of a column of numbers says.

    `—`, `/` and blanks are absent (not 0); `１２３`, `1,234`, `3.2万`, `12人次`, `(12)` and `75.30%` are numbers;
    `约300` is an estimate, to be asked; a date, an error of the spreadsheet, True and a number beyond MOST are
    faults.
    """
    if cell is None:
        return Read("absent")
    if isinstance(cell, bool):
        return Read("fault", problem="is_yes_no")
    if isinstance(cell, int | float):
        # Compared as it is: a whole number of 400 digits is no float.
        return Read("number", float(cell)) if abs(cell) <= MOST else Read("fault", problem="not_finite")
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        return Read("fault", problem="is_date")
    return _read_text(cell)


def _read_text(cell: str) -> Read:
    text = tidy(cell)
    if text in ABSENT:
        return Read("absent")
    if _ERRORS.search(text.upper()):
        return Read("fault", problem="is_error")
    bracketed = re.fullmatch(r"\((.+)\)", text)
    whole = _NUMBER.fullmatch(bracketed[1] if bracketed else text)
    if whole:
        value = float(whole["digits"].replace(",", "") + (whole["rest"] or "") + (whole["power"] or ""))
        value *= _SCALES[whole["scale"] or ""]
        if not abs(value) <= MOST:
            return Read("fault", problem="not_finite")
        if whole["unit"] == "‰":
            value /= 10
        value = -value if whole["sign"] == "-" or bracketed else value
        return Read("percent" if whole["unit"] in ("%", "‰") else "number", value)
    if any(sign.isdigit() for sign in text) and _ESTIMATE.search(text):
        inner = _NUMBER.search(re.sub(r"[^\d.,万千亿百]", "", text))
        if inner:
            plain = float(inner["digits"].replace(",", "") + (inner["rest"] or "")) * _SCALES[inner["scale"] or ""]
            return Read("estimate", plain, "is_estimate")
    return Read("text")


@lru_cache(maxsize=TEXTS_KEPT)
def tidy(text: str) -> str:
    """Return text in ordinary width, without spaces at its ends, inner runs of spaces as one."""
    plain = unicodedata.normalize("NFKC", text).replace("\u200b", "").replace("\ufeff", "")
    return " ".join(plain.split())


def label(cell: Scalar) -> str:
    """Return a cell as a heading: ordinary width, no spaces at all, whole numbers without a point, dates as written."""
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime | dt.date):
        return f"{cell.year}年{cell.month}月{cell.day}日"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "".join(tidy(str(cell)).split())
