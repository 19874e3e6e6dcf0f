"""Performance pay: quartiles and median by tier, this year and last; institutions beside it; fewer than 10 hidden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import pandas as pd

from faces.blocks import Cell, Column, Row, Table
from faces.blocks.drawing import Bar, Drawing, Mark, Stroke, Text
from faces.measure import axis_range
from findings.evidence.fitting import hidden_sign
from findings.figures import Words
from metrics.evidence.money import Group, Pay
from words.numbers import format_number

TIER_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "county": ("县域医院", "County hospitals"),
    "township": ("乡镇机构", "Township centres"),
    "village": ("村卫生室", "Village clinics"),
}
WIDTH, PHONE_WIDTH = 860.0, 358.0
ROW, HEAD, FOOT, PHONE_ROW = 34.0, 30.0, 26.0, 58.0
SIZE, SMALL = 13.0, 12.0
BOX_HEIGHT: Final = 14.0
AXIS: Final = (236.0, 610.0)
ENDS: Final = (210.0, 680.0, 790.0, 860.0)  # posts, median, quartiles, share
MOST_INSTITUTIONS: Final = 12


def tier_word(code: str, words: Words) -> str:
    """Return a tier's name; a code of a county's own stays as it is."""
    return words.say(*TIER_WORDS.get(code, (code, code)))


def pay_finding(pay: Pay, words: Words) -> str:
    """Return the median and the share of performance pay by tier, in the last whole year."""
    now = [tier for tier in pay.tiers if tier.year == pay.year]
    known = [tier for tier in now if tier.quartiles is not None and tier.share is not None]
    if not known:
        return words.say(
            f"{pay.year}年各层级岗位都不足10个或可推知，绩效工资不显示。",
            f"{pay.year}: fewer than 10 posts in every tier, or deducible: performance pay is hidden.",
        )
    medians = [f"{tier_word(tier.name, words)}{words.say('', ' ')}{_yuan(_median(tier))}" for tier in known]
    shares = [
        f"{tier_word(tier.name, words)}{words.say('', ' ')}{format_number(tier.share or 0, 1)}%" for tier in known
    ]
    return words.say(
        f"{pay.year}年绩效工资中位数{'、'.join(medians)}元；占全部工资{'、'.join(shares)}。",
        f"{pay.year}: median performance pay {', '.join(medians)} yuan; of all pay {', '.join(shares)}.",
    )


def pay_drawing(pay: Pay, words: Words) -> Drawing:
    """Return a box by tier and year: its ends are the quartiles, its line the median."""
    title, table = _title(pay, words), pay_table(pay.tiers, words)
    height = HEAD + ROW * len(pay.tiers) + FOOT
    phone_height = PHONE_ROW * len(pay.tiers) + FOOT + 4
    phone = Drawing(title, PHONE_WIDTH, phone_height, tuple(_phone(pay, words)), table)
    return Drawing(title, WIDTH, height, tuple(_wide(pay, words)), table, phone)


def _title(pay: Pay, words: Words) -> str:
    """Return which tier is spread more: the distance of its quartiles over its median."""
    known = [tier for tier in pay.tiers if tier.year == pay.year and tier.quartiles is not None]
    if len(known) < 2 or len({format_number(_spread(tier), 0) for tier in known}) < 2:
        return words.say(
            f"{pay.year}年绩效工资：框为上下四分位，线为中位", f"Performance pay {pay.year}: quartiles and median"
        )
    spread = [(_spread(tier), tier_word(tier.name, words)) for tier in known]
    (most, most_name), (least, least_name) = max(spread), min(spread)
    return words.say(
        f"{most_name}差距大些：四分位距为中位数的{format_number(most, 0)}%，{least_name}{format_number(least, 0)}%",
        f"{most_name} pay is spread more: quartiles {format_number(most, 0)}% of the median apart, "
        f"{least_name} {format_number(least, 0)}%",
    )


def _spread(tier: Group) -> float:
    assert tier.quartiles is not None
    low, middle, high = tier.quartiles
    return (high - low) / middle * 100 if middle > 0 else 0.0


def _median(tier: Group) -> float:
    assert tier.quartiles is not None
    return tier.quartiles[1]


def _yuan(value: float) -> str:
    return format_number(value, 0)


def pay_table(groups: Iterable[Group], words: Words) -> Table:
    """Return the tiers as a table: posts, quartiles, share of performance pay."""
    yuan = words.say("元", "yuan")
    columns = (
        Column(words.say("层级", "Tier"), kind="text"),
        Column(words.say("年份", "Year"), kind="text"),
        Column(words.say("岗位", "Posts"), words.say("个", "")),
        Column(words.say("下四分位", "Lower quartile"), yuan),
        Column(words.say("中位", "Median"), yuan),
        Column(words.say("上四分位", "Upper quartile"), yuan),
        Column(words.say("绩效占比", "Share of pay"), "%"),
    )
    rows = [
        Row(
            [
                Cell(tier_word(group.name, words)),
                Cell(words.say(f"{group.year}年", str(group.year))),
                *_cells(group, words),
            ]
        )
        for group in groups
    ]
    return Table("", columns, tuple(rows))


def _cells(group: Group, words: Words) -> list[Cell]:
    """Return posts, quartiles and share."""
    if group.posts is None or group.quartiles is None or group.share is None:
        return [Cell(hidden_sign(words), status="hidden"), *[Cell("", status="hidden")] * 4]
    amounts = [Cell(_yuan(value), value) for value in group.quartiles]
    return [
        Cell(format_number(group.posts, 0), group.posts),
        *amounts,
        Cell(format_number(group.share, 1), group.share, 1),
    ]


def institution_table(pay: Pay, names: Mapping[str, str], words: Words) -> Table:
    """Return institutions by tier and code: a share without an interval ranks nobody; hidden ones last."""
    known = [group for group in pay.institutions if group.share is not None]
    hidden = [group for group in pay.institutions if group.is_hidden]
    shown = [*known, *hidden][:MOST_INSTITUTIONS]
    own = pay_table(shown, words).columns
    rows = [
        Row(
            [
                Cell(names.get(group.name, group.name)),
                Cell(tier_word(pay.tier_of[group.name], words)),
                *_cells(group, words),
            ]
        )
        for group in shown
    ]
    columns = (
        Column(words.say("机构", "Institution"), kind="text", weight=1.8),
        Column(words.say("层级", "Tier"), kind="text"),
        *own[2:],
    )
    return Table(_institutions_title(known, len(pay.institutions), len(shown), words), columns, tuple(rows))


def _institutions_title(known: list[Group], total: int, shown: int, words: Words) -> str:
    if not known:
        return words.say("各机构岗位都不足10个或可推知，不显示", "Fewer than 10 posts everywhere, or deducible: hidden")
    shares = [group.share or 0.0 for group in known]
    low, high = (f"{format_number(share, 1)}%" for share in (min(shares), max(shares)))
    rest = words.say(f"（列前{shown}家）", f" (first {shown})") if shown < total else ""
    return words.say(
        f"各机构绩效占比{low}至{high}，按层级和代码列，不排高低；共{total}家{rest}",
        f"Share of performance pay from {low} to {high}, by tier and code, unranked; {total} institutions{rest}",
    )


def pay_frame(pay: Pay, names: Mapping[str, str], words: Words) -> pd.DataFrame:
    """Return tiers and institutions for the workbook; hidden numbers are left out."""
    rows = []
    lines = [(tier_word(tier.name, words), tier) for tier in pay.tiers]
    lines += [(names.get(group.name, group.name), group) for group in pay.institutions]
    for name, group in lines:
        low, middle, high = group.quartiles or (None, None, None)
        rows.append(
            {
                words.say("层级或机构", "Tier or institution"): name,
                words.say("年份", "Year"): group.year,
                words.say("岗位（个）", "Posts"): group.posts,
                words.say("绩效下四分位（元）", "Lower quartile (yuan)"): low,
                words.say("绩效中位（元）", "Median (yuan)"): middle,
                words.say("绩效上四分位（元）", "Upper quartile (yuan)"): high,
                words.say("绩效占比（%）", "Share of pay (%)"): group.share,
            }
        )
    return pd.DataFrame(rows)


def _range(pay: Pay) -> tuple[float, float, float]:
    ends = [value for tier in pay.tiers for value in (tier.quartiles or ())]
    return axis_range([0.0, *ends]) if ends else (0.0, 1.0, 1.0)


def _wide(pay: Pay, words: Words) -> Iterable[Mark]:
    _, upper, step = _range(pay)
    left, right = AXIS
    scale = (right - left) / upper
    heads = (
        words.say("岗位（个）", "Posts"), words.say("中位（元）", "Median, yuan"),
        words.say("四分位（元）", "Quartiles"), words.say("绩效占比", "Of all pay"),
    )  # fmt: skip
    yield Text(words.say("层级", "Tier"), 0, HEAD - 10, SMALL, "ink_2")
    yield Text(words.say("框为四分位，线为中位", "box: quartiles, line: median"), left, HEAD - 10, SMALL, "ink_2")
    for end, said in zip(ENDS, heads, strict=True):
        yield Text(said, end, HEAD - 10, SMALL, "ink_2", anchor="end")
    bottom = HEAD + ROW * len(pay.tiers)
    yield from _ticks(left, scale, HEAD, bottom, step, upper)
    for position, tier in enumerate(pay.tiers):
        top = HEAD + ROW * position
        is_now = tier.year == pay.year
        yield Stroke(((0, top), (WIDTH, top)), "line_strong" if is_now else "line")
        ink, base = "ink" if is_now else "ink_2", top + 22
        named = f"{tier_word(tier.name, words)}　{words.say(f'{tier.year}年', str(tier.year))}"
        yield Text(named, 0, base, SIZE, ink, is_now)
        yield from _box(tier, left, right, scale, top + (ROW - BOX_HEIGHT) / 2, is_now)
        if tier.quartiles is None or tier.share is None:
            yield Text(hidden_sign(words), ENDS[0], base, SIZE, "ink_2", anchor="end")
            continue
        low, middle, high = tier.quartiles
        printed = (
            format_number(tier.posts or 0, 0),
            _yuan(middle),
            f"{_yuan(low)}—{_yuan(high)}",
            f"{format_number(tier.share, 1)}%",
        )
        for end, said in zip(ENDS, printed, strict=True):
            yield Text(said, end, base, SIZE, ink, is_now and end == ENDS[1], "end")
    yield Stroke(((0, bottom), (WIDTH, bottom)), "line_strong")


def _ticks(left: float, scale: float, top: float, bottom: float, step: float, upper: float) -> Iterable[Mark]:
    for number in range(int(upper / step) + 1):
        x = left + number * step * scale
        yield Stroke(((x, top), (x, bottom)), "line")
        yield Text(_yuan(number * step), x, bottom + 18, SMALL, "ink_3", anchor="middle" if number else "start")


def _box(tier: Group, left: float, right: float, scale: float, y: float, is_now: bool) -> Iterable[Mark]:
    if tier.quartiles is None:
        yield Bar(left, y, right - left, BOX_HEIGHT, "sunken", hatched=True)
        return
    low, middle, high = (left + value * scale for value in tier.quartiles)
    yield Bar(low, y, high - low, BOX_HEIGHT, "neutral_mark" if is_now else "neutral_soft", "neutral_mark")
    yield Stroke(((middle, y - 3), (middle, y + BOX_HEIGHT + 3)), "ink", 2.4)


def _phone(pay: Pay, words: Words) -> Iterable[Mark]:
    _, upper, step = _range(pay)
    scale = (PHONE_WIDTH - 26) / upper
    bottom = PHONE_ROW * len(pay.tiers) + 4
    yield from _ticks(0, scale, 0, bottom, step * (2 if upper / step > 5 else 1), upper)
    for position, tier in enumerate(pay.tiers):
        top, is_now = PHONE_ROW * position, tier.year == pay.year
        yield Stroke(((0, top), (PHONE_WIDTH, top)), "line_strong" if is_now else "line")
        named = f"{tier_word(tier.name, words)} {words.say(f'{tier.year}年', str(tier.year))}"
        yield Text(named, 0, top + 19, SIZE, "ink" if is_now else "ink_2", is_now)
        yield from _box(tier, 0, PHONE_WIDTH, scale, top + 30, is_now)
        if tier.quartiles is None or tier.share is None:
            said = hidden_sign(words)
        else:
            share = format_number(tier.share, 1)
            said = words.say(
                f"{format_number(tier.posts or 0, 0)}个岗位，中位{_yuan(_median(tier))}元，占{share}%",
                f"{format_number(tier.posts or 0, 0)} posts, median {_yuan(_median(tier))}, {share}%",
            )
        yield Text(said, PHONE_WIDTH, top + 19, SMALL, "ink_2", anchor="end")
