"""What a verdict rests on, said beside it: how many earlier changes, which festival moved, what is too small."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from findings.figures import Words
from findings.rows import has_base, is_shown
from metrics.definition import Metric
from metrics.judge.assessment import Assessment
from metrics.judge.history import month_number
from metrics.judge.judging import Ground
from metrics.judge.matters import usual_size
from metrics.ledger.holidays import spring_festival
from metrics.period import Period
from metrics.statistics.like_changes import splits_the_festival
from words.numbers import format_number
from words.units import unit_of


def ground_words(row: pd.Series, metric: Metric, judged: Assessment, words: Words) -> str:
    """Return what the verdict of a row rests on, '' where nothing is compared."""
    if not is_shown(row) or not has_base(row, judged):
        return ""
    sentences = [
        _rests_on(row, words),
        festival_words(row, judged, words),
        _too_small(metric, str(row["county_code"]), words),
    ]
    return "".join(sentences) if words.language == "zh" else " ".join(filter(None, sentences))


def _rests_on(row: pd.Series, words: Words) -> str:
    ground = Ground(row["ground"])
    if ground is Ground.LIKE_CHANGES:
        return _earlier_changes(int(row["like_changes"]), int(row["month_changes"]), words)
    chinese, english = _GROUNDS[ground]
    return words.say(chinese, english)


def _earlier_changes(like: int, months: int, words: Words) -> str:
    if not months:
        return words.say(
            "判断依据：没有可用的往年各月数，只按例数本身的偶然波动。",
            "Judged by: chance alone, no earlier months can be used.",
        )
    short = words.say("，往年同期不足3次", ", fewer than 3 earlier years") if like < 3 else ""
    own = words.say(f"往年同期变化{like}次、", f"{like} changes of the same period, ") if like else ""
    return words.say(
        f"判断依据：{own}以往逐月变化{months}次的波动（1—2月算一次{short}）。",
        f"Judged by: {own}{months} earlier changes of months (January and February count as one{short}).",
    )


_GROUNDS = {
    Ground.OWN_MONTHS: (
        "判断依据：数据不足3年，按本期各月与上年同月之差的波动。",
        "Judged by: less than 3 years of data, so by how this period's own months vary.",
    ),
    Ground.SHORT: (
        "数据不足3年，月度、季度的变化不下结论。",
        "Less than 3 years of data: changes of months and quarters are not judged.",
    ),
    Ground.FESTIVAL: (
        "可比的往年同月不足3次，节日移动的影响说不清，不下结论。",
        "Fewer than 3 earlier years of this month: the festival's part cannot be told, no conclusion.",
    ),
    Ground.SAMPLING: ("判断依据：按人（例）计的抽样误差。", "Judged by: chance variation of people or cases."),
    Ground.PRESENCE: (
        "判断依据：各月在岗的人（机构）数之和，人员轮换不算变化。",
        "Judged by: how many were present in each month; a changeover is no change.",
    ),
    Ground.IN_FULL: ("判断依据：全部清点，不是抽样。", "Judged by: counted in full, not a sample."),
    Ground.NOTHING: ("没有区间，变化不作判断。", "There is no interval: the change is not judged."),
}


def _too_small(metric: Metric, county: str, words: Words) -> str:
    """Return the catalogue's or the county's smallest change that matters."""
    size, unit = words.reference.smallest_changes.get((county, metric.id)), metric.change_unit
    by_county = size is not None
    if size is None:
        size, unit = usual_size(metric)
    told = size_words(size, unit, words)
    who = words.say("本县规定", "the county's rule") if by_county else ""
    own = f"（{who}）" if by_county and words.language == "zh" else f" ({who})" if by_county else ""
    return words.say(f"小于{told}的变化不称明显{own}。", f"Below {told} no change is called clear{own}.")


def size_words(size: float, unit: str, words: Words) -> str:
    """Return a size of change with its unit, in as many decimals as it was set with: 0.5个百分点, 1%."""
    number = format_number(size, len(f"{size:g}".partition(".")[2]))
    return words.say(f"{number}{unit_of(unit).after_number}", f"{number} {unit_of(unit).en}".strip())


def festival_words(row: pd.Series, judged: Assessment, words: Words) -> str:
    """Say when the festival was in both years, for a period with January or February alone; '' for any other."""
    base = row["compare_period"]
    if judged.compare != "yoy" or not isinstance(base, str):
        return ""
    before = Period.parse(base)
    now = before.shifted(12)
    if not splits_the_festival((month_number(now.first), month_number(now.last) + 1)):
        return ""
    year = now.last // 100 if now.last % 100 <= 2 else now.first // 100
    days = [spring_festival(each) for each in (year, year - 1)]
    if days[0] is None or days[1] is None:
        return words.say(
            "春节在1、2月间移动，单看其中一个月说明不了问题，请看1—2月合并。",
            "The Spring Festival moves between January and February: read both together.",
        )
    this, last = (_day(day, words) for day in days if day is not None)
    return words.say(
        f"春节假期{year}年从{this}起，{year - 1}年从{last}起；单看1月或2月分不清节日移动，请看1—2月合并。",
        f"The Spring Festival holiday began on {this} {year} and on {last} {year - 1}: read January and February "
        "together.",
    )


def _day(day: dt.date, words: Words) -> str:
    return words.say(f"{day.month}月{day.day}日", f"{day.day} {'January' if day.month == 1 else 'February'}")
