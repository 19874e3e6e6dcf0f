"""The words of money: amounts in 万元, rates, spans, names of uses."""

from __future__ import annotations

import pandas as pd

from findings.figures import Words
from metrics.evidence.money import Spending, Use
from metrics.period import Period
from words.numbers import format_number

WAN = 10_000.0


def in_wan(yuan: float) -> str:
    """Return an amount in 万元 with two decimals, without its unit."""
    return format_number(yuan / WAN, 2)


def wan_unit(words: Words) -> str:
    """Return the unit of `in_wan`."""
    return words.say("万元", "10,000 yuan")


def amount(yuan: float, words: Words) -> str:
    """Return an amount with its unit, as a sentence says it."""
    return words.say(f"{in_wan(yuan)}万元", f"{format_number(yuan / 1_000_000, 2)} million yuan")


def rate_words(rate: float) -> str:
    """Return a rate of payment with its sign."""
    return f"{format_number(rate, 1)}%"


def use_name(use: Use, words: Words) -> str:
    """Return what the money is for."""
    return words.say(use.name_zh, use.name_en)


def span_words(spent: Spending, words: Words) -> str:
    """Return the months that are counted: 2024年1—9月, 2024年, 2019—2021年."""
    return words.period(Period(spent.first_year * 100 + 1, spent.year * 100 + spent.month))


def month_words(spent: Spending, words: Words) -> str:
    """Return the last month that is counted: 9月, Sep 2024."""
    return words.say(f"{spent.month}月", Period(*[spent.year * 100 + spent.month] * 2).label_en)


def frame_of_uses(spent: Spending, words: Words) -> pd.DataFrame:
    """Return a row a use, the whole and each earlier year, in yuan, for the workbook."""
    last = words.say("合计", "Total")
    lines = [(span_words(spent, words), use_name(use, words), use) for use in spent.uses]
    lines.append((span_words(spent, words), last, spent.whole))
    lines += [(words.say(f"{year}年", str(year)), last, use) for year, use in spent.earlier]
    return pd.DataFrame(
        [
            {
                words.say("期间", "Period"): when,
                words.say("用途", "Use"): name,
                words.say("预算（元）", "Budget (yuan)"): use.budget,
                words.say("支付（元）", "Paid (yuan)"): use.paid,
                words.say("剩余（元）", "Left (yuan)"): use.left,
                words.say("支付率（%）", "Paid (%)"): use.rate,
                words.say("上年同期支付率（%）", "Paid by then last year (%)"): use.rate_before,
            }
            for when, name, use in lines
        ]
    )
