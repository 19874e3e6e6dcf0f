"""资金: what was set aside and paid, by use and along the year; and how performance pay is spread within each tier."""

from __future__ import annotations

from faces.blocks import Block
from faces.blocks.pack import NamedFrame
from findings.evidence.capacity import capacity_blocks, capacity_of, capacity_sentence
from findings.evidence.money_drawing import uses_drawing, years_table
from findings.evidence.money_load import load_table
from findings.evidence.money_path import path_drawing
from findings.evidence.money_pay import institution_table, pay_drawing, pay_finding, pay_frame
from findings.evidence.money_words import amount, frame_of_uses, rate_words, span_words, use_name
from findings.evidence.shown import Asked, Kind, Shown, State
from findings.figures import Words
from metrics.evidence.down_posting import down_postings
from metrics.evidence.money import (
    Pay,
    Spending,
    budget_rows,
    pay_of,
    pay_rows,
    payment_rows,
    residents,
    spending,
)

ALL_PAID = 99.95
"""Per cent of a budget from which it prints as 100.0."""

LOAD_NOTE = (
    "下沉按各项举措实际到岗的次数，人员按登记所在机构，派驻另计",
    "visits that took place, of every mechanism, by the institution of the expert; postings apart",
)


def show(asked: Asked) -> Shown | None:
    """Return budgets, payments and pay of the mechanism up to the period's end. Raises WarehouseError."""
    spent = _spending(asked)
    paid = _pay(asked)
    if spent is None and paid is None:
        return None
    words = asked.words
    sentences: list[str] = []
    blocks: list[Block] = []
    frames: list[NamedFrame] = []
    notes: list[str] = []
    if spent is not None:
        sentences.append(finding(spent, words))
        notes.append(_note(spent, asked))
        frames.append(NamedFrame(words.say("资金", "Money"), frame_of_uses(spent, words)))
        if not _is_single(spent):
            blocks += _blocks(spent, asked)
    if paid is not None:
        sentences.append(pay_finding(paid, words))
        notes.append(
            words.say(
                "少于10个岗位的，以及能推算出它们的，不显示",
                "fewer than 10 posts, and what would tell them, are hidden",
            )
        )
        frames.append(NamedFrame(words.say("绩效工资", "Performance pay"), pay_frame(paid, _names(asked), words)))
        if sum(len(tier.name) > 0 for tier in paid.tiers) > 1:
            blocks += [pay_drawing(paid, words), institution_table(paid, _names(asked), words)]
        loads = asked.source.ask(down_postings, asked.scope.county, paid.year)
        load = load_table(loads, paid, _names(asked), words)
        if load is not None:
            blocks.append(load)
            notes.append(words.say(*LOAD_NOTE))
    tiers = capacity_of(asked)
    if tiers is not None:
        sentences.append(capacity_sentence(tiers, words))
        blocks += capacity_blocks(tiers, words)
    return Shown(
        finding=words.say("", " ").join(sentences),
        place="",
        state=State.USUAL,
        blocks=tuple(blocks),
        note=words.say("；", "; ").join(note for note in notes if note) + words.say("。", "."),
        frames=tuple(frames),
    )


def _spending(asked: Asked) -> Spending | None:
    budgets = asked.source.read(budget_rows, asked.scope.county, asked.card.mechanism_id)
    if budgets.empty:
        return None
    payments = asked.source.read(payment_rows, asked.scope.county, asked.card.mechanism_id)
    return spending(budgets, payments, asked.month)


def _pay(asked: Asked) -> Pay | None:
    rows = asked.source.read(pay_rows, asked.scope.county, asked.card.mechanism_id)
    if rows.empty:
        return None
    edition = asked.source.reference.in_edition(asked.scope.county, asked.month)
    return pay_of(rows, asked.month, edition, asked.scope.townships)


def _names(asked: Asked) -> dict[str, str]:
    rows = asked.source.read(pay_rows, asked.scope.county, asked.card.mechanism_id)
    own = rows[rows["institution_code"].notna()].drop_duplicates("institution_code")
    column = asked.words.say("name_zh", "name_en")
    named = zip(own["institution_code"], own[column], strict=True)
    return {str(code): name if isinstance(name, str) else str(code) for code, name in named}


def _is_single(spent: Spending) -> bool:
    """Say whether there is one use of one year, which a sentence says better than a picture."""
    return len(spent.uses) == 1 and not spent.earlier


def _blocks(spent: Spending, asked: Asked) -> list[Block]:
    drawn = uses_drawing(spent, asked.words)
    if not spent.is_one_year:
        return [drawn, years_table(spent, asked.words)]
    people = asked.source.read(residents, asked.scope.county, asked.month)
    return [drawn, path_drawing(spent, people, asked.words)]


def finding(spent: Spending, words: Words) -> str:
    """Return how much was paid, which share of the budget, and which use is least paid."""
    whole, when = spent.whole, span_words(spent, words)
    paid = amount(whole.paid, words)
    head = words.say(f"{when}支付{paid}", f"{when}: {paid} paid")
    if whole.rate is None:
        return words.say(f"{head}，没有预算。", f"{head}, without a budget.")
    before = ""
    if whole.rate_before is not None:
        before = words.say(
            f"（上年同期{rate_words(whole.rate_before)}）", f" ({rate_words(whole.rate_before)} by then last year)"
        )
    head += words.say(f"，占预算{rate_words(whole.rate)}{before}", f", {rate_words(whole.rate)} of the budget{before}")
    lowest = spent.uses[0]
    if lowest.rate is None or len(spent.uses) == 1:
        return words.say(f"{head}。", f"{head}.")
    if lowest.rate >= ALL_PAID:
        return words.say(f"{head}，各项用途全部付清。", f"{head}; every use is paid in full.")
    name, least = use_name(lowest, words), rate_words(lowest.rate)
    return words.say(f"{head}；{name}支付率最低，{least}。", f"{head}; {name} is least paid, {least}.")


def _note(spent: Spending, asked: Asked) -> str:
    words = asked.words
    county = asked.source.reference.counties[asked.scope.county]
    kind = county.name_zh[-1:] if county.name_zh[-1:] in "县旗区市" else "县"
    parts = [words.say(f"只有全{kind}数", "figures of the whole county only")]
    parts.append(words.say("没有登记支付进度的规定，支付率不分好坏", "no rule on the pace of payment is on record"))
    above = [use_name(use, words) for use in spent.uses if use.left < -0.005]
    if above:
        named = words.say("、", ", ").join(above)
        parts.append(words.say(f"{named}支付超过预算，请核对", f"{named}: paid above the budget, please check"))
    if not spent.is_one_year:
        year = asked.month // 100
        parts.append(
            words.say(f"{year}年没有新的预算，所列为历年合计", f"nothing was set aside in {year}: all years together")
        )
    return words.say("；", "; ").join(parts)


KIND = Kind("money", "资金", "Money", ("budget", "payment", "pay"), show)
