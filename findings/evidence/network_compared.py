"""网络: its communities beside each other, each with its interval against all of them together."""

from __future__ import annotations

from faces.blocks import Intervals
from faces.blocks.marks import IntervalRow
from findings.dispersion import in_brackets, widened_words
from findings.figures import Words
from metrics.evidence.communities import Compared
from words.numbers import format_interval, format_number

DECIMALS = 1


def compared_block(compared: Compared, words: Words) -> Intervals:
    """Return each community's share of visits at the primary level; its title says who stands apart."""
    rows = tuple(
        IntervalRow(
            words.say(share.name_zh, share.name_en),
            share.value,
            share.lower,
            share.upper,
            format_number(share.value, DECIMALS),
            format_interval(share.lower, share.upper, "%", decimals=DECIMALS, language=words.language),
            share.standing,
        )
        for share in compared.shares
    )
    together = format_number(compared.together, DECIMALS)
    return Intervals(
        # Under the axis a phone has no room for it.
        _title(compared, words) + in_brackets(widened_words(compared.dispersion, words), words),
        rows,
        compared.together,
        words.say(f"合计{together}%", f"together {together}%"),
        words.say("基层诊疗人次占比（%），线为95%区间", "Primary share of visits (%), with 95% interval"),
        "%",
        "higher",
        DECIMALS,
    )


def _title(compared: Compared, words: Words) -> str:
    together = format_number(compared.together, DECIMALS)
    apart = [share for share in compared.shares if share.standing != "same"]
    if not apart:
        return words.say(
            f"各医共体基层诊疗占比与合计{together}%分不出高低",
            f"No community's primary share of visits can be told from {together}% together",
        )
    far = max(apart, key=lambda share: abs(share.value - compared.together))
    value = format_number(far.value, DECIMALS)
    return words.say(
        f"{far.name_zh}一方基层诊疗占比{value}%，{'高' if far.standing == 'above' else '低'}于合计的{together}%",
        f"Primary share of visits with {far.name_en}: {value}%, {far.standing} {together}% together",
    )
