"""考核: who stands apart within its class, where points are lost, which problems are still open."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from faces.blocks import Cell, Column, Row, Table
from faces.blocks.pack import NamedFrame
from findings.evidence.appraisal_drawing import rounds_drawing
from findings.evidence.appraisal_lines import BAND_WORDS, item_name, name_of, round_name
from findings.evidence.shown import Asked, Kind, Shown, State
from findings.figures import Words
from metrics.evidence.appraisal import Appraised, Subject, appraisal_rows, appraised
from metrics.period import Period
from words.numbers import format_number

MOST_ROWS, SLIDE_MONTHS, PHONE_MONTHS = 14, 6, 3


@dataclass(frozen=True)
class Chosen:
    """The rounds as a reader asked for them: his townships' subjects, and the classes these stand in, whole."""

    rounds: Appraised
    own: tuple[Subject, ...]
    words: Words

    @property
    def worst(self) -> Subject | None:
        """Return the subject and so the item that lost most points, of the chosen townships."""
        known = [subject for subject in self.own if subject.worst is not None]
        return min(known, key=lambda each: (-_most_lost(each), each.code), default=None)


def show(asked: Asked) -> Shown | None:
    """Return the last rounds up to the period's end within their classes. Raises WarehouseError."""
    card, scope = asked.card, asked.scope
    rows = asked.source.read(appraisal_rows, scope.county, card.mechanism_id)
    found = appraised(rows, asked.source.reference, scope.county, asked.month)
    if found is None:
        return None
    chosen = of_townships(found, scope.townships, asked.words)
    if not chosen.own:
        return None
    sentence, place = finding(chosen)
    single = sum(result is not None for subject in chosen.rounds.subjects for result in subject.results) == 1
    blocks = () if single else (rounds_drawing(chosen.rounds, chosen.own, chosen.worst, asked.words),)
    problems = () if single else (problem_table(chosen),)
    history = (history_table(chosen),) if chosen.rounds.history else ()
    return Shown(
        finding=sentence,
        place=place,
        state=state_of(chosen.rounds),
        blocks=(*blocks, *problems, *history),
        note=note(chosen, scope.period.first),
        frames=(NamedFrame(asked.words.say("考核", "Appraisal"), frame_of(chosen)),),
    )


def of_townships(rounds: Appraised, townships: Sequence[str], words: Words) -> Chosen:
    """Return the subjects of some townships and their classes whole: a band means nothing without its peers."""
    if not townships:
        return Chosen(rounds, rounds.subjects, words)
    own = tuple(subject for subject in rounds.subjects if subject.township in townships)
    classes = {subject.class_zh for subject in own}
    kept = tuple(subject for subject in rounds.subjects if subject.class_zh in classes)
    return Chosen(replace(rounds, subjects=kept), own, words)


def state_of(rounds: Appraised) -> State:
    """Return better or due where the mean result clearly moved since the same round of last year."""
    if rounds.change is None:
        return State.USUAL
    _, lower, upper = rounds.change
    return State.BETTER if lower > 0 else State.DUE if upper < 0 else State.STILL


def finding(chosen: Chosen) -> tuple[str, str]:
    """Return the finding and the township it names, "" for none."""
    words, worst = chosen.words, chosen.worst
    when = round_name(chosen.rounds.months[-1], chosen.rounds.cadence, words)
    head = words.say(f"{when}{_standing(chosen)}", f"{when}: {_standing(chosen)}")
    if worst is None or worst.worst is None:
        return words.say(f"{head}。", f"{head}."), ""
    name, item = name_of(worst, words), item_name(chosen.rounds.items[worst.worst], words)
    item_zh = "" if len(chosen.rounds.items) == 1 else item
    points = format_number(_most_lost(worst), 1)
    sentence = words.say(
        f"{head}；{name}{item_zh}失分最多，{points}分。",
        f"{head}; {name} lost most, {points} points{f' ({item})' if item_zh else ''}.",
    )
    place = words.township_or_code(worst.township) if worst.township else ""
    return sentence, place if place and place in sentence else ""


def _standing(chosen: Chosen) -> str:
    """Return who fell into the lower band, by class, or that nobody can be told apart."""
    words, bands = chosen.words, [subject.band for subject in chosen.own]
    told = [band for band in bands if band]
    if len(chosen.own) == 1:
        only = chosen.own[0]
        return _alone(only, name_of(only, words), words)
    if not told:
        return words.say(f"{len(bands)}家已评，每类家数或轮次太少，不分段", f"{len(bands)} appraised, too few to tell")
    if "lower" not in told:
        if "upper" in told:
            upper = told.count("upper")
            return words.say(f"没有一家落到本类下段，{upper}家在上段", f"none in the lower band, {upper} in the upper")
        return words.say(f"{len(bands)}家得分都在波动以内，各家分不出高低", f"{len(bands)} cannot be told apart")
    counted: dict[tuple[str, str], int] = {}
    for subject in chosen.own:
        if subject.band == "lower":
            counted[subject.class_zh, subject.class_en] = counted.get((subject.class_zh, subject.class_en), 0) + 1
    if not chosen.rounds.classes:
        lower = sum(counted.values())
        return words.say(f"{len(bands)}家中{lower}家落到下段", f"{lower} of {len(bands)} in the lower band")
    each = set(counted.values())
    english = "in the lower band: " + ", ".join(f"{en} {number}" for (_, en), number in counted.items())
    if len(each) == 1 and len(counted) > 1:
        return words.say("、".join(zh for zh, _ in counted) + f"各{each.pop()}家落到本类下段", english)
    return words.say("、".join(f"{zh}{number}家" for (zh, _), number in counted.items()) + "落到本类下段", english)


def _alone(subject: Subject, name: str, words: Words) -> str:
    if subject.latest is None:
        return words.say(f"{name}未评", f"{name} was not appraised")
    points = format_number(subject.latest, 1)
    band = words.say(*BAND_WORDS[subject.band]) if subject.band else ""
    stands = words.say(f"，处本类{band}", f", {band} of its class") if band else ""
    return words.say(f"{name}得{points}分{stands}", f"{name} {points} points{stands}")


def note(chosen: Chosen, first: int) -> str:
    """Return the rules by which it is read."""
    words, rounds = chosen.words, chosen.rounds
    parts = [
        words.say(
            "得分为各项得分之和占满分之和的百分比；与本类中位之差超出近四轮波动（95%）才分上段、下段，不排名次；"
            "通报：实心全部、半实部分、空心未通报",
            "results are sums of scores over sums of full scores; bands are distances from the class median beyond "
            "the noise of four rounds (95%); no ranks; published: filled all, half some, hollow none",
        )
    ]
    few = [name for name in rounds.classes if not any(subject.band for subject in rounds.of_class(name))]
    if few:
        english = [subject.class_en for subject in rounds.subjects if subject.class_zh in few]
        named = words.say("、".join(few), ", ".join(dict.fromkeys(english)))
        parts.append(words.say(f"{named}家数或轮次太少，不分段", f"{named}: too few to tell"))
    if rounds.months[-1] < first:
        parts.append(words.say("本期没有新的一轮，所列为最近一轮", "no round in this period; the latest is shown"))
    return words.say("；", "; ").join(parts) + words.say("。", ".")


def problem_table(chosen: Chosen) -> Table:
    """Return problems left open and closed by subject, most open first, and the pay coefficient of the round."""
    words, rounds = chosen.words, chosen.rounds
    ranked = sorted(chosen.own, key=lambda each: (-each.left, each.code))
    coefficient = any(subject.coefficient is not None for subject in ranked)
    columns = [
        Column(words.say("单位", "Subject"), kind="text", weight=1.8),
        Column(words.say("未整改", "Open"), words.say("个", "")),
        Column(words.say("本轮已整改", "Closed"), words.say("个", "")),
    ]
    columns += [Column(words.say("绩效系数", "Pay coefficient"))] if coefficient else []
    if rounds.other_month is not None:
        other = round_name(rounds.other_month, rounds.other_cadence, words)
        columns.append(Column(words.say(f"{other}另评", f"{other}, other round"), words.say("分", "points")))
    listed = [_problem_row(name_of(subject, words), (subject,), chosen) for subject in ranked[: MOST_ROWS - 1]]
    rest = tuple(ranked[MOST_ROWS - 1 :])
    if rest:
        listed.append(_problem_row(words.say(f"其余{len(rest)}家", f"{len(rest)} others"), rest, chosen))
    total = _problem_row(words.say("合计", "Total"), tuple(ranked), chosen)
    rows = [Row(cells) for cells in listed] + ([Row(total, is_sum=True)] if len(ranked) > 1 else [])
    return Table(_problem_title(ranked, words), tuple(columns), tuple(rows))


def _problem_title(ranked: Sequence[Subject], words: Words) -> str:
    left = sum(subject.left for subject in ranked)
    closed = [subject.closed for subject in ranked if subject.closed is not None]
    most = name_of(ranked[0], words)
    more = words.say(f"（多的在前），其中{most}{ranked[0].left}个", f" (most first), {ranked[0].left} at {most}")
    where = more if len(ranked) > 1 and ranked[0].left else ""
    done = words.say(f"；已整改{sum(closed)}个", f"; {sum(closed)} closed") if closed else ""
    # The indicator beside it adds the rounds of the period: 102 of four rounds stood beside 29 without a word.
    return words.say(f"本轮未整改问题{left}个{where}{done}", f"{left} problems of this round open{where}{done}")


def _problem_row(name: str, subjects: tuple[Subject, ...], chosen: Chosen) -> list[Cell]:
    """Return the cells of one subject, or of several: problems add, coefficients and results do not."""
    left = sum(subject.left for subject in subjects)
    closed = [subject.closed for subject in subjects if subject.closed is not None]
    cells = [Cell(name), Cell(str(left), left), Cell(str(sum(closed)), sum(closed)) if closed else Cell("—")]
    alone = subjects[0] if len(subjects) == 1 else None
    if any(subject.coefficient is not None for subject in chosen.own):
        cells.append(_number(alone.coefficient if alone else None, 2))
    if chosen.rounds.other_month is not None:
        cells.append(_number(alone.other if alone else None, 1))
    return cells


def _number(value: float | None, decimals: int) -> Cell:
    return Cell("") if value is None else Cell(format_number(value, decimals), value, decimals)


def history_table(chosen: Chosen) -> Table:
    """Return every result of the last twelve monthly rounds; a slide and a phone hold the last ones only."""
    words, months = chosen.words, chosen.rounds.history
    columns = [Column(words.say("单位", "Subject"), kind="text", weight=1.8)]
    for position, month in enumerate(months):
        late = len(months) - position
        name = words.period(Period(month, month))
        columns.append(Column(name, slide=late <= SLIDE_MONTHS, phone=late <= PHONE_MONTHS))
    rows = [Row([name_of(each, words), *(_number(value, 1) for value in each.history)]) for each in chosen.own]
    means = [_mean([each.history[position] for each in chosen.own]) for position in range(len(months))]
    if len(chosen.own) > 1:
        rows.append(Row([words.say("平均", "Mean"), *(_number(value, 1) for value in means)], is_sum=True))
    known = [value for value in means if value]
    low, high = min(known), max(known)
    title = words.say(
        f"近{len(months)}轮平均在{format_number(low, 1)}—{format_number(high, 1)}分之间",
        f"Means of the last {len(months)} rounds lie between {format_number(low, 1)} and {format_number(high, 1)}",
    )
    return Table(title, tuple(columns), tuple(rows))


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def frame_of(chosen: Chosen) -> pd.DataFrame:
    """Return a row a subject: what the pictures show, for the workbook."""
    words, rounds = chosen.words, chosen.rounds
    rows = []
    for subject in chosen.rounds.subjects:
        row: dict[str, object] = {
            words.say("类", "Class"): words.say(subject.class_zh, subject.class_en),
            words.say("单位", "Subject"): name_of(subject, words),
        }
        for month, result in zip(rounds.months, subject.results, strict=True):
            row[round_name(month, rounds.cadence, words)] = result
        row[words.say("段", "Band")] = words.say(*BAND_WORDS[subject.band]) if subject.band else ""
        for item, lost in zip(rounds.items, subject.lost, strict=True):
            full = "" if math.isnan(item.full) else format_number(item.full, 0)
            row[words.say(f"{item.name}失分（满分{full}）", f"{item_name(item, words)}, points lost of {full}")] = lost
        row[words.say("已通报（项）", "Items published")] = subject.published[0]
        row[words.say("未整改（个）", "Problems open")] = subject.left
        row[words.say("已整改（个）", "Problems closed")] = subject.closed
        row[words.say("绩效系数", "Pay coefficient")] = subject.coefficient
        rows.append(row)
    return pd.DataFrame(rows)


def _most_lost(subject: Subject) -> float:
    lost = None if subject.worst is None else subject.lost[subject.worst]
    return -1.0 if lost is None else lost


KIND = Kind("appraisal", "考核", "Appraisal", ("appraisal",), show)
