"""专家下沉: what visits and postings come to, why nothing is due in a period, the month's bulletin of a township."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from findings.figures import Words
from metrics.ledger.flows import Exemption
from metrics.ledger.holidays import NAME_EN
from metrics.ledger.reads import MonthOfVisits, most_missed, worst_place
from metrics.period import Period
from words.periods import exempt_phrase, period_phrase
from words.phrases import Phrase, Voice, said
from words.speech import Speech
from words.visits import REASON_NAMES


def visits_finding(month: MonthOfVisits, words: Words) -> tuple[str, str]:
    """Return the finding and the place it underlines: planned, attended, counted, and who was left without."""
    planned, attended, counted = month.totals
    number = month.month % 100
    head = words.say(
        f"{number}月计划下沉{planned:,}次，到岗{attended:,}次，计入{counted:,}次；",
        f"Month {number}: {planned:,} visits planned, {attended:,} took place, {counted:,} count; ",
    )
    if month.without_rule:
        head += words.say(
            f"{month.without_rule:,}次没有适用的规定，不判定；", f"{month.without_rule:,} fall under no rule; "
        )
    if len(month.without):
        row = month.without.iloc[0]
        name, weeks = words.township_or_code(row["township_code"]), int(row["weeks"])
        times = {2: "两", 3: "三", 4: "四"}.get(weeks, str(weeks))
        tail = words.say(f"{name}连续{times}周无专家到岗。", f"{name} had nobody for {weeks} weeks in a row.")
        return head + tail, name
    missed = month.cells[month.cells["status"] == "missed"] if len(month.cells) else month.cells
    if len(missed) and (missed["township_code"] != "").all():
        code, periods = most_missed(missed)
        name = words.township_or_code(code)
        return head + words.say(f"{name}有{periods}期未达规定。", f"{name} missed the rule {periods} times."), name
    worst = worst_place(month)
    if worst is None:
        return head + words.say("全部计入。", "all of them count."), ""
    name = words.township_or_code(worst[0])
    return head + words.say(*lost_words(name, *worst[1:])) + words.say("。", "."), name


def lost_words(name: str, own: int, whole: int) -> tuple[str, str]:
    """Return how many visits do not count and how many of these a township's are: a part, not a place in an order."""
    if own == whole:
        return f"未计入的{whole:,}次都在{name}", f"all {whole:,} that do not count are those of {name}"
    return f"{whole:,}次未计入，其中{name}{own:,}次", f"{whole:,} do not count, {own:,} of them in {name}"


def postings_finding(people: pd.DataFrame, floor: float | None, county: str, period: Period, words: Words) -> str:
    """Return the finding of a county that posts (派驻) and does not visit.

    people : `posted_people`, one row a month. floor : fewest present that a rule asks for. county : its name.
    """
    when = words.period(period)
    if people.empty:
        return words.say(f"{county}{when}没有派驻记录。", f"{county}: no postings in {when}.")
    fewest = int(people["postings"].min())
    sums = {name: int(people[name].sum()) for name in ("teaching_rounds", "lectures", "outpatients")}
    asked = ""
    if floor is not None:
        met = fewest >= floor
        asked = words.say(
            f"，{'不少于' if met else '少于'}规定的{floor:.0f}人",
            f", {'at least' if met else 'fewer than'} {floor:.0f}",
        )
    return words.say(
        f"{when}每月派驻在岗最少{fewest}人{asked}；查房{sums['teaching_rounds']:,}人次，讲座{sums['lectures']:,}次，"
        f"门诊{sums['outpatients']:,}人次。",
        f"{when}: at least {fewest} posted each month{asked}; {sums['teaching_rounds']:,} rounds, "
        f"{sums['lectures']:,} lectures, {sums['outpatients']:,} outpatients.",
    )


def absent_words(period: Period, words: Words, *, visits: bool, postings: bool) -> str:
    """Say which of the two quantities is not on record, so that one is not read as the other; "" where both are."""
    when = words.period(period)
    if not visits:
        return words.say(
            f"{when}{words.scope}没有下沉记录（排班和到岗都没有），下面只列派驻；派驻人数不能当作下沉次数。",
            f"No visit is on record for {words.scope}, {when}; only postings follow, which are not visits.",
        )
    if not postings:
        return words.say(
            f"{when}{words.scope}没有派驻记录，下面只列下沉。",
            f"No posting is on record for {words.scope}, {when}.",
        )
    return ""


def period_words(key: int, cadence: str, words: Speech) -> str:
    """Return a period as a page says it: 2024年第7周, week 7 of 2024."""
    return said(period_phrase(key, cadence), Voice(words.language, "page"))


def exempt_words(exempt: Exemption, words: Speech) -> str:
    """Return why nothing is due in a period: 春节，只有2个工作日."""
    return said(exempt_phrase(*exempt), Voice(words.language, "page", NAME_EN))


def bulletin(row: Mapping[Any, Any]) -> Phrase:
    """Return the month's bulletin (通报) of a row of `monthly_assessment`."""
    met, assessed, exempt = int(row["met"]), int(row["assessed"]), int(row["exempt"])
    lost = tuple(
        Phrase("lost_visits", reason_zh=REASON_NAMES[reason][0], reason_en=REASON_NAMES[reason][1], count=count)
        for reason, count in row["losses"]
    )
    return Phrase(
        "bulletin",
        planned=int(row["planned"]),
        attended=int(row["attended"]),
        counted=int(row["counted"]),
        judged=Phrase("periods_met", assessed=assessed, met=met) if assessed else Phrase("nothing_due"),
        exempt=Phrase("periods_exempt", count=exempt) if exempt else None,
        why=Phrase("not_counted", losses=lost) if lost else None,
    )
