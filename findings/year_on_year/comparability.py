"""What a change owes to mergers and openings, and where the county stands among others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from faces.blocks import Column, Row, Table
from findings.figures import Words
from metrics.definition import Metric
from metrics.judge.comparison_places import SideBySide
from metrics.judge.peers import PeerStanding
from metrics.national.postings import PostingAudit
from words.numbers import format_change, format_interval, format_number, is_missing
from words.reasons import ITEMS

MOST_REASONS: Final = 6
"""Of one difference between two readings: the others are summed."""


def sides_table(sides: Sequence[SideBySide], names: Mapping[str, str], metric: Metric, words: Words) -> Table:
    """Return as-reported and comparable readings of each place, and what lies between them.

    names : code → the Chinese name of every place and institution; places are named in the reader's language.
    """
    columns = (
        Column(words.say("范围", "Place"), kind="text"),
        Column(words.say("按报告口径的变化", "As reported")),
        Column(words.say("可比口径的变化", "Comparable")),
        Column(words.say("差额从哪里来", "What lies between"), kind="text"),
    )
    rows = [
        Row(
            [
                _named(side.place, names, words),
                _change(side.reported.change, metric, words),
                _change(side.comparable.change, metric, words),
                words.say("；", "; ").join(_reasons(side, names, metric, words)) or words.say("无差别", "none"),
            ]
        )
        for side in sides
    ]
    return Table(words.say("两种口径", "Two readings"), columns, tuple(rows))


def _named(code: str, names: Mapping[str, str], words: Words) -> str:
    """Return a place's name in the reader's language; institutions have a Chinese one only."""
    place = words.reference.counties.get(code) or words.reference.townships.get(code)
    return names.get(code, code) if place is None else words.place(place)


def _reasons(side: SideBySide, names: Mapping[str, str], metric: Metric, words: Words) -> list[str]:
    told = [
        f"{words.say(*ITEMS[item.kind])} {_named(item.code, names, words)}{_effect(item.effect, metric)}"
        for item in side.items[:MOST_REASONS]
    ]
    others = side.items[MOST_REASONS:]
    if others:
        rest = sum(item.effect for item in others if not is_missing(item.effect))
        told.append(words.say(f"其余{len(others)}项", "others") + _effect(rest, metric))
    return told


def _effect(effect: float, metric: Metric) -> str:
    return "" if is_missing(effect) else f" {format_number(effect, metric.change_decimals, signed=True)}"


def _change(change: float, metric: Metric, words: Words) -> str:
    if is_missing(change):
        return words.say("没有可比的基数", "no base")
    return format_change(change, metric.change_unit, language=words.language, unit_en=metric.unit_en)


def posting_words(audit: PostingAudit, words: Words) -> str:
    """Return what became of the postings of the period: counted, and left out for which reason."""
    left_out = [
        words.say(f"{zh}{count}条", f"{en} {count}")
        for count, zh, en in (
            (audit.below_title, "职称低于中级", "below intermediate"),
            (audit.unknown_title, "职称不明", "title unknown"),
            (audit.bad_dates, "日期有误", "bad dates"),
            (audit.not_to_primary, "派往的不是基层机构", "not to primary"),
            (audit.not_from_secondary, "派出的不是二级及以上机构", "not from secondary"),
        )
    ]
    if audit.too_short:
        count = audit.too_short
        left_out.append(words.say(f"派驻天数不足{count}条", f"too few days {count}"))
    counted = words.say(
        f"计入派驻{audit.counted}条、{audit.persons}人", f"{audit.counted} postings, {audit.persons} persons counted"
    )
    return counted + words.say("；不计：", "; left out: ") + words.join(left_out) + words.say("。", ".")


def posting_card_words(audit: PostingAudit, words: Words) -> str:
    """Return a card's line on the national measure: why nobody counts though people were posted; what is unreadable."""
    if audit.counted or not audit.not_to_primary:
        return unreadable_words(audit, words)
    others = words.say(
        f"本期有{audit.not_to_primary}条派驻，派往的不是基层机构，国家监测指标不计，所以为0",
        f"0 because the {audit.not_to_primary} postings went to no primary institution, which is all that counts here",
    )
    return others + words.say("；", "; ") + unreadable_words(audit, words)


def unreadable_words(audit: PostingAudit, words: Words) -> str:
    """Return how many postings have no title that is known and how many dates that are wrong: a card's one line."""
    return words.say(
        f"职称不明{audit.unknown_title}条、日期有误{audit.bad_dates}条，不计",
        f"left out: title unknown {audit.unknown_title}, bad dates {audit.bad_dates}",
    )


def peer_words(standing: PeerStanding | None, metric: Metric, words: Words) -> str:
    """Return where the county stands among the others, with what its interval leaves open."""
    if metric.is_additive:
        return words.say("数量随县的大小而定，不与其他县比较。", "Sums follow a county's size and are not compared.")
    if standing is None:
        return words.say("可比的县（市、区）不足，不作比较。", "Too few counties to compare.")
    middle = format_number(standing.percentile, 0)
    # The interval is said also where it leaves nothing open: a rank is never bare.
    limits = f"{format_interval(standing.lower, standing.upper, '', decimals=0)}%"
    spread = words.say(f"（95%联合区间{limits}）", f" (joint 95% interval {limits})")
    return words.say(
        f"在{standing.peers}个县（市、区）中，高于其中{middle}%{spread}。",
        f"Above {middle}% of {standing.peers} counties{spread}.",
    )
