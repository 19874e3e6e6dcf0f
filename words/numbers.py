"""Numbers as readers see them, in Chinese and English: values, changes, intervals.

The only place where a figure is rounded. Rounding is half up (四舍五入), on the decimal the reader would write down,
never on the binary fraction underneath. The minus sign is U+2212; no spaces stand between Chinese and digits.

| what | form |
|---|---|
| counts and money under 10,000 | 9,876人次 |
| 1万 to 1亿, 1亿 and more | 105.83万人次, 1.28亿元: two decimals |
| per cent, per mille, per 100,000 | 52.6%, 4.35‰, 128.4/10万 |
| change of a share | 上升1.8个百分点; 持平 where it would print as 0.0 |
| change of a count | 增长4.2%; base under 30: both numbers; doubled or more: 为上年同期的2.3倍 |
| interval | 67.6—79.1%, with negatives −0.4至1.2个百分点 |
| missing | 未报, 已隐藏, 不适用, never 0 or NaN |
"""

import math
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from numbers import Integral
from typing import Final, Literal, NamedTuple, SupportsFloat

from words.names import STATUSES
from words.units import spaced, unit_of

Language = Literal["zh", "en"]
Number = SupportsFloat | None
ChangeForm = Literal["unknown", "unchanged", "times", "up", "down"]

MINUS: Final = "\u2212"
SMALL_BASE: Final = 30  # below, one person more or less moves the percentage by more than 3 points
WAN, YI = Decimal(10_000), Decimal(100_000_000)
ENGLISH_FACTORS: Final = {"万": WAN, "亿": YI}


class ColumnUnit(NamedTuple):
    """One unit for a whole column: each value is divided by `divisor` and printed with `decimals`."""

    unit: str
    divisor: Decimal
    decimals: int


class Printed(NamedTuple):
    """A figure as it is printed: 111.20 and 万人次 go together and with nothing else; a word stands without a unit."""

    number: str
    unit: str = ""

    def __str__(self) -> str:
        return self.number + self.unit


def exact_decimal(value: SupportsFloat) -> Decimal:
    """Return the decimal a reader would write down for `value`.

    2.35 arrives as 2.3499999999999996 once it has been computed; twelve digits bring back what was meant.
    Fractions, decimals and whole numbers are taken as they are.
    """
    if isinstance(value, Decimal):
        return value
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    if isinstance(value, Integral):  # numpy's whole numbers too
        return Decimal(int(value))
    return Decimal(format(float(value), ".12g"))


def is_missing(value: Number) -> bool:
    """Say whether there is no number: None, NaN or pandas' NA."""
    if value is None:
        return True
    try:
        return math.isnan(float(value))
    except TypeError:  # pandas.NA refuses float()
        return True


def round_half_up(value: SupportsFloat, decimals: int = 0) -> Decimal:
    """Round to `decimals` places, halves away from zero; a result of zero carries no sign."""
    rounded = exact_decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def format_number(value: SupportsFloat, decimals: int, *, signed: bool = False) -> str:
    """Return digits with thousands commas, U+2212 for minus and, if `signed`, + for a rise."""
    rounded = round_half_up(value, decimals)
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    return f"{sign}{abs(rounded):,.{decimals}f}"


def decimals_of(unit: str) -> int:
    """Return how many decimals a unit is printed with."""
    return unit_of(unit).decimals


def column_unit(values: list[Number], unit: str, *, decimals: int | None = None) -> ColumnUnit:
    """Choose one unit for a column from its largest value: people become 万人 once one of them reaches 10,000.

    decimals : those of the metric; 元 or 人 with decimals are means per case, which keep their unit.
    """
    listed = unit_of(unit)
    own = ColumnUnit(unit, Decimal(1), listed.decimals if decimals is None else decimals)
    present = [abs(exact_decimal(value)) for value in values if value is not None and not is_missing(value)]
    present = [value for value in present if value.is_finite()]
    if not present or not (listed.shortens or listed.wan) or (listed.shortens and decimals):
        return own
    largest = max(present)
    if listed.wan:
        return ColumnUnit("亿" + unit[1:], WAN, 2) if round_half_up(largest, 2) >= WAN else own
    if round_half_up(largest, own.decimals) < WAN:
        return own
    if round_half_up(largest / WAN, 2) < WAN:
        return ColumnUnit("万" + unit, WAN, 2)
    return ColumnUnit("亿" + unit, YI, 2)


def format_value(
    value: Number,
    unit: str,
    *,
    status: str = "shown",
    decimals: int | None = None,
    language: Language = "zh",
    unit_en: str | None = None,
) -> str:
    """Return a figure with its unit in one text; arguments as of `print_value`."""
    printed = print_value(value, unit, status=status, decimals=decimals, language=language, unit_en=unit_en)
    return str(printed)


def people_words(count: SupportsFloat, language: Language = "zh") -> str:
    """Return a number of people as a sentence says it: 8.96万人; in English the number alone."""
    return f"{count:,.0f}" if language == "en" else format_value(float(count), "人")


def print_value(
    value: Number,
    unit: str,
    *,
    status: str = "shown",
    decimals: int | None = None,
    language: Language = "zh",
    unit_en: str | None = None,
) -> Printed:
    """Return a figure and its unit, or the word that stands for it.

    status   : "shown" or "incomplete" print the number; those of STATUSES print their word.
    decimals : overrides the rule of the unit; 元 with a decimal is a cost per case and never becomes 万元.
    unit_en  : the English unit; without it the usual word of `unit`.
    """
    if status in STATUSES:
        return Printed(_status(status, language))
    if value is None or is_missing(value):
        return Printed(_status("no_data", language))
    if math.isinf(float(value)):
        return Printed(_status("not_applicable", language))
    choose = _english_column if language == "en" else column_unit
    shown = choose([value], unit, decimals=decimals)
    number = format_number(exact_decimal(value) / shown.divisor, shown.decimals)
    if language == "en":
        return Printed(number, _english_unit(shown.unit, unit_en))
    return Printed(number, unit_of(shown.unit).after_number)


def _status(status: str, language: Language) -> str:
    return STATUSES[status][language == "en"]


def format_change(
    change: Number,
    change_unit: str,
    *,
    value: Number = None,
    compare_value: Number = None,
    unit: str = "",
    base_name: str = "上年同期",
    decimals: int | None = None,
    language: Language = "zh",
    unit_en: str | None = None,
) -> str:
    """Return a change in words: 上升1.8个百分点, 增长4.2%, 为上年同期的2.3倍, 由上年同期12人增至20人, 持平.

    change, change_unit         : as in the metric frame; % for counts and amounts, else a difference in its own unit.
    value, compare_value, unit  : the two figures, needed for the forms that print them.
    base_name                   : 上年同期 only for the same months a year earlier; 上月, 2020年 … otherwise. In English
                                  give it in English ("the year before").
    unit_en                     : the English unit of the figures, or of the change where it is in that unit.

    A count with a base under 30, or a base that is zero or negative, gives both numbers instead of a percentage;
    without a change and without both figures the answer is 不适用.
    """
    if change_unit == "%" and value is not None and compare_value is not None:
        both = _both_numbers(change, value, compare_value, unit, base_name, language, unit_en)
        if both:
            return both
    form = form_of_change(change, change_unit, decimals=decimals)
    if form == "unknown" or change is None:
        return _status("not_applicable", language)
    if form == "unchanged":
        return "持平" if language == "zh" else "unchanged"
    if form == "times":
        times = format_number(1 + exact_decimal(change) / 100, 1)
        return f"为{base_name}的{times}倍" if language == "zh" else f"{times} times {base_name}"
    rises = form == "up"
    digits = format_number(abs(exact_decimal(change)), decimals_of(change_unit) if decimals is None else decimals)
    if language == "en":
        # The metric's own unit may be %, but its change is in percentage points.
        own_unit = None if change_unit == "%" or unit_of(change_unit).points else unit_en
        return ("up " if rises else "down ") + digits + _english_unit(change_unit, own_unit)
    return direction_word(rises, change_unit) + digits + unit_of(change_unit).after_number


def form_of_change(change: Number, change_unit: str, *, decimals: int | None = None) -> ChangeForm:
    """Return in which form a change is printed; grammar follows this, never the words that came of it.

    unknown: no change to print. unchanged: it prints as 0. times: it doubled or more. up, down: by so much.
    """
    if change is None or is_missing(change) or math.isinf(float(change)):
        return "unknown"
    size = abs(round_half_up(change, decimals_of(change_unit) if decimals is None else decimals))
    if size == 0:
        return "unchanged"
    if change_unit == "%" and exact_decimal(change) > 0 and size >= 100:
        return "times"
    return "up" if exact_decimal(change) > 0 else "down"


def direction_word(rises: bool, change_unit: str) -> str:
    """Return the verb of a change: counts 增长 or 下降, shares and rates 上升 or 下降, days and places 增加 or 减少."""
    if change_unit == "%":
        return "增长" if rises else "下降"
    if unit_of(change_unit).rises:
        return "上升" if rises else "下降"
    return "增加" if rises else "减少"


def interval_decimals(lower: Number, upper: Number, decimals: int) -> int:
    """Return the decimals at which an interval that excludes zero still does so in print, at most two more.

    A rise of 0.7 with limits 0.03 and 1.31 is 0.03—1.31, and not 0.0—1.3, which would include no change.
    """
    if lower is None or upper is None or is_missing(lower) or is_missing(upper):
        return decimals
    limits = [exact_decimal(limit) for limit in (lower, upper) if not math.isinf(float(limit))]
    excludes = all(limit > 0 for limit in limits) or all(limit < 0 for limit in limits)
    for more in range(3 if excludes else 0):
        if all(round_half_up(limit, decimals + more) != 0 for limit in limits):
            return decimals + more
    return decimals


def format_interval(
    lower: Number,
    upper: Number,
    unit: str,
    *,
    decimals: int | None = None,
    language: Language = "zh",
    unit_en: str | None = None,
) -> str:
    """Return an interval in one unit: 67.6—79.1%, or with a negative limit −0.4至1.2个百分点.

    An infinite upper limit gives 1.3以上; a missing limit gives 不适用.
    """
    if lower is None or upper is None or is_missing(lower) or is_missing(upper) or math.isinf(float(lower)):
        return _status("not_applicable", language)
    open_ended = math.isinf(float(upper))
    choose = _english_column if language == "en" else column_unit
    shown = choose([lower, upper], unit, decimals=decimals)
    low = format_number(exact_decimal(lower) / shown.divisor, shown.decimals)
    if open_ended:
        if language == "en":
            return f"{low}{_english_unit(unit, None)} or more"
        return f"{low}{unit_of(shown.unit).after_number}以上"
    high = format_number(exact_decimal(upper) / shown.divisor, shown.decimals)
    negative = MINUS in low or MINUS in high
    if language == "en":
        return low + (" to " if negative else "\u2013") + high + _english_unit(shown.unit, unit_en)
    return low + ("至" if negative else "—") + high + unit_of(shown.unit).after_number


def _english_column(values: list[Number], unit: str, *, decimals: int | None = None) -> ColumnUnit:
    """Write 万元 out in yuan: English has no unit of ten thousand."""
    if unit[:1] in ENGLISH_FACTORS and len(unit) > 1:
        return ColumnUnit(unit[1:], 1 / ENGLISH_FACTORS[unit[0]], 0)
    return ColumnUnit(unit, Decimal(1), decimals_of(unit) if decimals is None else decimals)


def _english_unit(unit: str, unit_en: str | None) -> str:
    return unit_of(unit).after_number_en if unit_en is None else spaced(unit_en)


def needs_both_numbers(change: Number, compare_value: Number, unit: str) -> bool:
    """Say whether a percentage would mislead: the base is a count under 30, zero, negative, or there is no change."""
    if compare_value is None or is_missing(compare_value):
        return False
    base = exact_decimal(compare_value)
    undefined = change is None or is_missing(change) or math.isinf(float(change))
    counts_things = decimals_of(unit) == 0 and not unit_of(unit).measured
    return undefined or base <= 0 or (counts_things and base < SMALL_BASE)


def _both_numbers(
    change: Number,
    value: SupportsFloat,
    compare_value: SupportsFloat,
    unit: str,
    base_name: str,
    language: Language,
    unit_en: str | None,
) -> str:
    """Return both figures in words where a percentage would mislead, else an empty string."""
    if is_missing(value) or not needs_both_numbers(change, compare_value, unit):
        return ""
    before = format_value(compare_value, unit, language=language, unit_en=unit_en)
    after = format_value(value, unit, language=language, unit_en=unit_en)
    if before == after:
        return f"持平，均为{after}" if language == "zh" else f"unchanged at {after}"
    if language == "en":
        return f"from {before} {base_name} to {after}"
    verb = "增至" if exact_decimal(value) > exact_decimal(compare_value) else "减至"
    return f"由{base_name}{before}{verb}{after}"


def contribution_decimals(unit: str) -> int:
    """Return the decimals of a township's part of a change."""
    if unit in ("%", "百分点", "千分点"):
        return decimals_of(unit)
    # A ratio near 1 changes by thousandths, township by township.
    return 3 if not unit else 2


def parts_decimals(parts: Iterable[float], unit: str) -> int:
    """Return the decimals of the parts of one change: one more where most would print as 0.0."""
    usual = contribution_decimals(unit)
    largest = max((abs(part) for part in parts), default=0.0)
    return usual + 1 if largest < 5 * 10.0**-usual else usual
