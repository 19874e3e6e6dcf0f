"""总览: is it going well, where not, is that real? Made once for page and file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from faces.blocks import Heat
from findings.figures import Words
from findings.heat import heat
from findings.indicators import HEADLINE, HEAT
from metrics.catalogue import get_all
from metrics.judge.assessment import Assessment, largest_movements
from metrics.judge.many import by_chance
from words.numbers import format_number

INDICATORS: Final = tuple(dict.fromkeys((*HEADLINE, *HEAT)))
MOVEMENTS: Final = 3


def worth_saying(judged: Assessment, metric_ids: Sequence[str]) -> str:
    """Return the first metric that a finding can be about: not one that stands at 0 or 100 % now and before.

    A township without a hospital treats all its patients in primary care; that says nothing about its year.
    """
    for metric_id in metric_ids:
        row = judged.headline(metric_id)
        stuck = row["unit"] == "%" and row["value"] in (0.0, 100.0) and row["change"] == 0
        if row["status"] in ("shown", "incomplete") and not stuck:
            return metric_id
    return metric_ids[0]


def overview_finding(judged: Assessment, words: Words) -> tuple[str, str]:
    """Return the finding and the township to underline."""
    return words.finding(judged, worth_saying(judged.only(HEADLINE), HEADLINE))


def moved_most(judged: Assessment) -> list[str]:
    """Return the headline indicators that moved most, largest first; none without a comparison."""
    return largest_movements(judged.only(HEADLINE), MOVEMENTS) if judged.compare else []


def where_to_look(judged: Assessment) -> str:
    """Return the indicator whose townships are shown: of those that every township has, the one that moved most.

    One whose movement has a place of its own is left to it.
    """
    told = moved_most(judged)
    free = tuple(metric_id for metric_id in HEAT if metric_id not in told) or HEAT
    return next(iter(largest_movements(judged.only(free), 1)), free[0])


def reporting_words(judged: Assessment, words: Words) -> str:
    """Return how many townships have reported in full: 9个乡镇中8个已报全.

    A township without a figure where another has one has not; an indicator of which nobody has a figure tells nothing.
    """
    rows = judged.townships
    if rows.empty:
        return ""
    told = rows["metric_id"].isin(set(rows.loc[rows["status"] != "no_data", "metric_id"]))
    whole = rows.assign(whole=told & (rows["status"] != "no_data") & (rows["completeness"] >= 1))
    total = rows["township_code"].nunique()
    complete = int(whole[told].groupby("township_code")["whole"].all().sum())
    return words.say(f"{total}个乡镇中{complete}个已报全", f"{complete} of {total} townships reported in full")


def townships_heat(judged: Assessment, words: Words, *, point: str = "", with_sum_of_one: bool = True) -> Heat:
    """Return township × indicator, with the line that explains a cell."""
    title = words.say(
        "大数为本期值，▲▼△▽后为变化大小，只有明显变化才着色",
        "Value, then the size of its change; only clear changes are coloured",
    )
    return heat(judged, get_all(HEAT), words, point=point, title=title, with_sum_of_one=with_sum_of_one)


def heat_sentence(judged: Assessment, words: Words) -> str:
    """Return how many cells of the heat table changed clearly, and how many would by chance if nothing had."""
    rows = judged.townships[judged.townships["metric_id"].isin(HEAT)]
    townships, cells, found = judged.townships["township_code"].nunique(), len(rows), by_chance(rows["verdict"])
    expected = format_number(found.expected, 1)
    return words.say(
        f"{townships}个乡镇、{len(HEAT)}项指标，{cells}格中{found.clear}格变化明显；"
        f"能判断的{found.judged}格若都没变，碰巧也会有约{expected}格。",
        f"{townships} townships, {len(HEAT)} indicators: {found.clear} of {cells} changed clearly; "
        f"of the {found.judged} judged about {expected} would by chance alone.",
    )
