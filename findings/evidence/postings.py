"""A mechanism's posted staff: how many were present each month, by title, against its rule; and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from faces.blocks import Block, Column, Drawing, Row, Table
from faces.blocks.drawing import Bar, Mark, Stroke, Text
from faces.blocks.pack import NamedFrame
from faces.measure import text_width
from findings.cells import number_cell
from findings.evidence.fitting import month_words
from findings.evidence.shown import Asked, Shown, State
from findings.figures import Words
from metrics.evidence.postings import OwnPostings, own_postings
from metrics.period import Period
from words.experts import TITLES_EN
from words.numbers import format_number

WIDE, PHONE = 860.0, 358.0
TOP, HEIGHT, FOOT = 52.0, 190.0, 24.0
INKS: Final = ("neutral_soft", "line_strong", "neutral_mark", "ink_3", "ink_2")
"""Of the titles, the lowest lightest."""
WORK: Final = ("days_present", "teaching_rounds", "lectures", "outpatients")
"""What posted staff did, as it is shown."""


def posted(asked: Asked) -> Shown | None:
    """Return the staff present by month and title, then by institution; None where nobody was posted."""
    found = asked.source.ask(own_postings, asked.card.mechanism_id, asked.scope)
    if found is None:
        return None
    words = asked.words
    table = _months_table(found, words)
    drawing = Drawing(
        table.title,
        WIDE,
        TOP + HEIGHT + FOOT,
        _bars(found, WIDE, words),
        table,
        Drawing(table.title, PHONE, TOP + HEIGHT + FOOT, _bars(found, PHONE, words), table),
    )
    blocks: tuple[Block, ...] = (drawing, _places_table(found, words), work_table(found, words))
    state = State.DUE if found.below else State.USUAL
    note = words.say(
        "在岗：当月至少到岗1天的不同人员；派驻与下沉分开计，不相加。",
        "Present: different people with at least one day in the month; postings and visits are never added.",
    )
    frame = found.present.rename(columns={title: _title_of(title, words) for title in found.titles}).reset_index()
    return Shown(
        _finding(found, asked),
        "",
        state,
        blocks,
        note,
        (NamedFrame(words.say("举措 派驻", "mechanism postings"), frame),),
    )


def works_of(asked: Asked) -> tuple[Table, ...]:
    """Return what posted staff did by institution, by doctor and by month, for a mechanism without a ledger of its own.

    () where nobody was posted, or where its ledger shows them.
    """
    if "ledger" in asked.card.views:
        return ()
    found = asked.source.ask(own_postings, asked.card.mechanism_id, asked.scope)
    if found is None:
        return ()
    return work_table(found, asked.words), doctors_table(found, asked.words), months_of_work(found, asked.words)


def work_table(found: OwnPostings, words: Words) -> Table:
    """Return days, rounds, lectures and outpatients by receiving institution, and outpatients a posted doctor."""
    people = words.say("人", "people")
    columns = (
        Column(words.say("接收机构", "Institution"), kind="text", weight=1.8),
        Column(words.say("医师", "Doctors"), people),
        *_columns_of_work(words),
        Column(words.say("每名医师门诊", "Outpatients a doctor"), words.say("人次", ""), phone=False),
    )
    counted = ("people", *WORK)

    def line(name: str, row: Mapping[Any, Any], *, is_sum: bool = False) -> Row:
        cells = [number_cell(row[column], 0, strong=is_sum) for column in counted]
        each = number_cell(row["outpatients"] / row["people"], 1, strong=is_sum)
        return Row([name, *cells, each], is_sum=is_sum)

    rows = [line(words.say(str(row["name_zh"]), str(row["name_en"])), row) for row in found.work.to_dict("records")]
    sums = found.work[list(counted)].sum().to_dict()
    rows.append(line(words.say("合计", "All"), sums, is_sum=True))
    first = found.months[0], found.months[-1]
    span = words.period(Period(*first))
    title = words.say(f"{span}派驻人员做的工作，按接收机构", f"Work of posted staff by institution, {span}")
    return Table(title, columns, tuple(rows))


def doctors_table(found: OwnPostings, words: Words) -> Table:
    """Return what each posted doctor did, by receiving institution, then as experts are listed: by nobody's work."""
    columns = (
        Column(words.say("派驻医师", "Posted doctor"), kind="text", weight=1.4),
        Column(words.say("职称", "Title"), kind="text", phone=False),
        Column(words.say("接收机构", "Institution"), kind="text", weight=1.8),
        *_columns_of_work(words),
    )
    rows = [
        Row(
            [
                words.say(str(row["name_zh"]), str(row["name_en"])),
                _title_of(row["title"], words) if isinstance(row["title"], str) else "",
                words.say(str(row["place_zh"]), str(row["place_en"])),
                *(number_cell(row[name], 0) for name in WORK),
            ]
        )
        for row in found.doctors.to_dict("records")
    ]
    span = words.period(Period(found.months[0], found.months[-1]))
    title = words.say(
        f"{span}每名派驻医师做的工作（按接收机构、派出医院、专科排列，不按多少）",
        f"Work of each posted doctor, {span} (by institution, hospital and specialty, not by amount)",
    )
    return Table(title, columns, tuple(rows))


def months_of_work(found: OwnPostings, words: Words) -> Table:
    """Return the work of each month, in all and of each doctor present; empty where nobody was."""
    columns = (
        Column(words.say("月份", "Month"), kind="text", weight=1.3),
        Column(words.say("在岗医师", "Doctors present"), words.say("人", "people")),
        *_columns_of_work(words)[1:],
        Column(words.say("每名医师查房", "Rounds a doctor"), words.say("次", ""), phone=False),
        Column(words.say("每名医师授课", "Lectures a doctor"), words.say("次", ""), phone=False),
        Column(words.say("每名医师门诊", "Outpatients a doctor"), words.say("人次", "")),
    )
    rows = []
    for month, row in zip(found.months, found.monthly.to_dict("records"), strict=True):
        people = row["people"]
        each = [number_cell(row[name] / people if people else None, 1) for name in WORK[1:]]
        done = [number_cell(row[name], 0) for name in WORK[1:]]
        rows.append(Row([month_words(month, words), number_cell(people, 0), *done, *each]))
    title = words.say("逐月工作和每名在岗医师的工作", "Work by month, and of each doctor present")
    return Table(title, columns, tuple(rows))


def _columns_of_work(words: Words) -> tuple[Column, ...]:
    """Return the heads of WORK."""
    return (
        Column(words.say("在岗", "Present"), words.say("人天", "days")),
        Column(words.say("教学查房", "Rounds"), words.say("次", "")),
        Column(words.say("授课", "Lectures"), words.say("次", "")),
        Column(words.say("门诊", "Outpatients"), words.say("人次", "")),
    )


def _title_of(title: str, words: Words) -> str:
    return words.say(title, TITLES_EN.get(title, title))


def _finding(found: OwnPostings, asked: Asked) -> str:
    words, totals = asked.words, found.totals
    low, high = min(totals), max(totals)
    several = f"{low}—{high}" if low < high else f"{low}"
    scope = words.scope if asked.scope.townships else ""
    text = words.say(f"{scope}每月在岗{several}人", f"{scope + ': ' if scope else ''}{several} present a month")
    text += _against(found, words)
    last = found.present.iloc[-1]
    parts = [
        f"{_title_of(title, words)}{words.say('', ' ')}{int(last[title])}" for title in found.titles if last[title]
    ]
    if not parts:
        return text + words.say("。", ".")
    month = month_words(found.months[-1], words)
    listed = words.say("、", ", ").join(parts)
    return text + words.say(f"；{month}{totals[-1]}人：{listed}。", f"; {month} {totals[-1]}: {listed}.")


def _against(found: OwnPostings, words: Words) -> str:
    """Return how the months stand against the rule; "" without one."""
    if found.floor is None:
        return ""
    floor = format_number(found.floor, 0)
    if not found.below:
        return words.say(
            f"，{len(found.months)}个月都不少于{floor}人", f", never fewer than {floor} in {len(found.months)} months"
        )
    return words.say(
        f"，{len(found.below)}个月少于{floor}人（{'、'.join(month_words(month, words) for month in found.below[:3])}"
        f"{'等' if len(found.below) > 3 else ''}）",
        f", fewer than {floor} in {len(found.below)} months",
    )


def _months_table(found: OwnPostings, words: Words) -> Table:
    people = words.say("人", "people")
    columns = (
        Column(words.say("月份", "Month"), kind="text", weight=1.3),
        *(Column(_title_of(title, words), people) for title in found.titles),
        Column(words.say("在岗", "Present"), people),
    )
    rows = []
    for month, total, counts in zip(found.months, found.totals, found.present.to_numpy().tolist(), strict=True):
        cells = [number_cell(count, 0) for count in counts]
        rows.append(Row([month_words(month, words), *cells, number_cell(total, 0, strong=True)]))
    floor = "" if found.floor is None else format_number(found.floor, 0)
    title = words.say("逐月在岗人数，按职称", "Present by month and title")
    if floor:
        title += words.say(f"，底线{floor}人", f", at least {floor} asked for")
    return Table(title, columns, tuple(rows))


def _bars(found: OwnPostings, width: float, words: Words) -> tuple[Mark, ...]:
    """Return a bar a month, its titles one on the other, the lowest at the bottom; the rule as a line across."""
    top = max(*found.totals, found.floor or 0, 1)
    base, step = TOP + HEIGHT, width / len(found.months)
    scale = (HEIGHT - 20) / top
    marks = _key(found, width, words)
    by_month = zip(found.months, found.totals, found.present.to_numpy().tolist(), strict=True)
    for place, (month, total, counts) in enumerate(by_month):
        y = base
        for count, ink in zip(counts, _inks(found), strict=True):
            height = count * scale
            if height:
                y -= height
                marks.append(Bar(place * step + step * 0.18, y, step * 0.64, height, ink, "surface"))
        middle = (place + 0.5) * step
        is_below = found.floor is not None and total < found.floor
        marks.append(Text(str(total), middle, y - 5, 13, "bad" if is_below else "ink", is_below, "middle"))
        marks.append(
            Text(words.say(f"{month % 100}月", f"{month % 100}"), middle, base + 17, 12, "ink_2", anchor="middle")
        )
    marks.append(Stroke(((0, base), (width, base)), "line_strong"))
    if found.floor is not None:
        level = base - found.floor * scale
        marks.append(Stroke(((0, level), (width, level)), "ink", 1.5, dashed=True))
    return tuple(marks)


def _inks(found: OwnPostings) -> tuple[str, ...]:
    """Return an ink a title; titles beyond the fifth share the last."""
    return tuple(INKS[min(place, len(INKS) - 1)] for place in range(len(found.titles)))


def _key(found: OwnPostings, width: float, words: Words) -> list[Mark]:
    """Return which ink is which title, and what the line is, in lines of the width."""
    marks: list[Mark] = []
    x, y = 0.0, 14.0
    names = [(ink, _title_of(title, words)) for title, ink in zip(found.titles, _inks(found), strict=True)]
    if found.floor is not None:
        floor = format_number(found.floor, 0)
        names.append(("", words.say(f"每月底线{floor}人", f"at least {floor} a month")))
    for ink, name in names:
        room = 20 + text_width(name) * 12 + 18
        if x and x + room > width:
            x, y = 0.0, y + 18
        if ink:
            marks.append(Bar(x, y - 11, 14, 12, ink, "line"))
        else:
            marks.append(Stroke(((x, y - 5), (x + 14, y - 5)), "ink", 1.5, dashed=True))
        marks.append(Text(name, x + 20, y, 12, "ink_2"))
        x += room
    return marks


def _places_table(found: OwnPostings, words: Words) -> Table:
    people = words.say("人", "people")
    columns = (
        Column(words.say("接收机构", "Institution"), kind="text", weight=1.8),
        *(Column(_title_of(title, words), people) for title in found.titles),
        Column(words.say("合计", "All"), people),
    )
    rows = []
    for row in found.places.to_dict("records"):
        counts = [int(row[title]) for title in found.titles]
        cells = [number_cell(count, 0) for count in counts]
        name = words.say(str(row["name_zh"]), str(row["name_en"]))
        rows.append(Row([name, *cells, number_cell(sum(counts), 0, strong=True)]))
    sums = [int(found.places[title].sum()) for title in found.titles]
    cells = [number_cell(count, 0, strong=True) for count in (*sums, sum(sums))]
    rows.append(Row([words.say("合计", "All"), *cells], is_sum=True))
    title = words.say(
        f"到岗的不同人员，按机构和职称：共{sum(sums)}人",
        f"Different people by institution and title: {sum(sums)} in all",
    )
    return Table(title, columns, tuple(rows))
