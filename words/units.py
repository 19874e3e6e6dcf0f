"""Every unit once: how it is written in Chinese and English, with how many decimals, and what its change is counted in.

A unit's code is what the metric frame carries in `unit` and `change_unit`: the Chinese text itself, or a sign (%, ‰).
A new unit is one row here; a metric whose unit is not listed does not load.
"""

from dataclasses import dataclass
from typing import Final


class UnknownUnit(ValueError):
    """A metric names a unit that UNITS does not list."""


@dataclass(frozen=True)
class Unit:
    """One unit.

    en       : the English after a number and under a column; "" where what is counted has been named already.
    decimals : how many are printed, unless the metric says otherwise.
    shortens : counts things or money, so that 万 and 亿 may stand before it.
    wan      : is itself in 万, and becomes 亿 from 10,000 on.
    change   : the unit of a change (% → 百分点); "" where a change keeps the unit or is in %.
    rises    : a change 上升 or 下降, as shares and rates do; else it 增加 or 减少.
    measured : a whole number of it is no count of things: a base under 30 says nothing about chance (元, 分钟).
    points   : the difference of two shares; takes 个 after a number.
    short_en : English for narrow places, where it is shorter than `en`.
    """

    code: str
    en: str
    decimals: int = 0
    shortens: bool = False
    wan: bool = False
    change: str = ""
    rises: bool = False
    measured: bool = False
    points: bool = False
    short_en: str = ""

    @property
    def after_number(self) -> str:
        """Return the Chinese after a number: 百分点 takes 个; 1/10万 drops its 1, which would pass for a digit."""
        return "个" + self.code if self.points else self.code.removeprefix("1")

    @property
    def after_number_en(self) -> str:
        """Return the English as it follows a number, with the space that words take and signs do not."""
        return spaced(self.en)


def spaced(en: str) -> str:
    """Return an English unit as it follows a number: % stands close, words after a space."""
    return en if en in ("%", "‰", "") else f" {en}"


_ROWS: Final = (
    Unit("%", "%", 1, change="百分点"),
    Unit("‰", "‰", 2, change="千分点", rises=True),
    Unit("百分点", "percentage points", 1, rises=True, points=True, short_en="pp"),
    Unit("千分点", "per-mille points", 2, rises=True, points=True),
    Unit("", "", 2),
    Unit("倍", "times", 1, short_en="×"),
    # Per so many people, or per place.
    Unit("/10万", "per 100,000", 1, rises=True),
    Unit("1/10万", "per 100,000", 1, rises=True),
    Unit("人/10万", "per 100,000", 1, rises=True),
    Unit("人/万人", "per 10,000", 1),
    Unit("个/万人", "per 10,000", 1),
    Unit("人/千人", "per 1,000", 1),
    Unit("张/千人", "beds per 1,000", 1),
    Unit("人/网格", "per grid", 1),
    Unit("人/团队", "per team", 0),
    Unit("台/所", "per clinic", 1),
    # People and what happens to them.
    Unit("人", "people", shortens=True),
    Unit("人次", "visits", shortens=True),
    Unit("人天", "person-days", shortens=True),
    Unit("人月", "person-months"),
    Unit("次", "times", shortens=True),
    Unit("例", "cases", shortens=True),
    Unit("例次", "cases", shortens=True),
    Unit("台次", "operations", shortens=True),
    Unit("床日", "bed-days", shortens=True),
    Unit("户", "households", shortens=True),
    # Things.
    Unit("个", ""),
    Unit("家", ""),
    Unit("所", ""),
    Unit("件", "tasks", shortens=True),
    Unit("份", "copies", shortens=True),
    Unit("张", "beds", shortens=True),
    Unit("台", "units"),
    Unit("辆", "vehicles"),
    Unit("项", "items"),
    Unit("种", "kinds"),
    Unit("类", "classes"),
    Unit("级", "tiers"),
    Unit("篇", "papers"),
    Unit("道", "lines"),
    Unit("单", "orders"),
    # Money, time, length.
    Unit("元", "yuan", shortens=True, measured=True),
    Unit("万元", "ten thousand yuan", 2, wan=True),
    Unit("亿元", "hundred million yuan", 2),
    Unit("万人", "ten thousand people", 2, wan=True),
    Unit("万人次", "ten thousand visits", 2, wan=True),
    Unit("分钟", "min", measured=True),
    Unit("小时", "hours", 1),
    Unit("天", "days", 1),
    Unit("日", "days", 1),
    Unit("年", "years", 1),
    Unit("岁", "years", 1),
    Unit("公里", "km", 1),
    Unit("平方米", "m²"),
    Unit("T", "T", 1, measured=True),
)
UNITS: Final = {unit.code: unit for unit in _ROWS}

# What a published figure is counted by, after the stroke: 次/周, 例/月.
PER_EN: Final = {
    "天": "day",
    "周": "week",
    "月": "month",
    "季度": "quarter",
    "半年": "half-year",
    "年": "year",
    "次": "visit",
    "所": "clinic",
    "网格": "grid",
    "10万": "100,000",
}


# The same by the code of how often a rule asks: its unit is 次/周.
PER_CADENCE: Final = {"day": "天", "week": "周", "month": "月", "quarter": "季度", "half_year": "半年", "year": "年"}


def unit_of(code: str) -> Unit:
    """Return a unit by its code; one that a county's own sheet brings along is printed as it is written there."""
    return UNITS.get(code) or Unit(code, code, decimals=1 if "/" in code else 0)


def listed(code: str) -> Unit:
    """Return a unit by its code. Raises UnknownUnit for one that is not listed."""
    if code not in UNITS:
        raise UnknownUnit(f"{code!r} is no unit of words/units.py; give it a row there")
    return UNITS[code]


def unit_en(code: str) -> str:
    """Return a unit in English: 百分点, percentage points; 次/周, times per week."""
    if code in UNITS:
        return UNITS[code].en
    counted, stroke, per = code.partition("/")
    if not stroke:
        return code
    return f"{unit_of(counted).en} per {PER_EN.get(per, per)}".strip()
