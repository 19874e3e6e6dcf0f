"""Data quality as a reader sees it: the ledger, the completeness board, and the mark beside a figure in doubt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from faces.blocks import Cell, Column, Figures, Row, Table
from findings.figures import Words
from metrics.named import metric_named
from metrics.period import months_between
from metrics.quality.board import Return
from metrics.quality.failing import worst
from metrics.quality.ledger import Entry
from metrics.quality.record import shipped_rules
from words.numbers import format_number
from words.quality import IN_DOUBT, REPORTS, SEVERITIES, STATES, problem_said

NEWEST_SEEN: Final = 3  # months of the board that a phone shows, too
DAYS_IN_MONTH: Final = 30
MOST_NAMED: Final = 3  # indicators in doubt that the foot of a slide has room for


def problem_sentence(entry: Entry, words: Words) -> str:
    """Return what breaks the rule, without the place."""
    problem, place = entry.problem, 1 if words.language == "en" else 0
    codes = {"column": problem.column, "part": problem.fields.get("part"), "whole": problem.fields.get("whole")}
    names = {
        name: shipped_rules().column(problem.table, str(code))[place]
        for name, code in codes.items()
        if code is not None
    }
    return problem_said(problem.kind, problem.fields, month=problem.month, names=names, language=words.language)


def ledger_table(entries: Sequence[Entry], names: Mapping[str, str], now: dt.datetime, words: Words) -> Table:
    """Return the ledger: place, problem, month, age, owner, state with who, when and why.

    names : code of an institution → its name. now: UTC, for the age.
    """
    columns = (
        Column(words.say("机构或乡镇", "Place"), kind="text"),
        Column(words.say("问题", "Problem"), kind="text"),
        Column(words.say("级别", "Severity"), kind="text", phone=False),
        Column(words.say("时期", "Month"), kind="text", phone=False),
        Column(words.say("已有", "Age"), kind="text", phone=False),
        Column(words.say("责任单位", "Owner"), kind="text", phone=False),
        Column(words.say("状态", "State"), kind="text"),
        Column(words.say("经手与原因", "By whom and why"), kind="text", phone=False),
    )
    rows = [
        Row(
            [
                Cell(place_name(entry, names, words), strong=entry.state == "open"),
                problem_sentence(entry, words),
                words.say(*SEVERITIES[entry.problem.severity]),
                f"{entry.problem.month // 100}-{entry.problem.month % 100:02d}",
                age_words(entry, now, words),
                _owner(entry, names, words),
                Cell(words.say(*STATES[entry.state]), judgement="bad" if entry.state == "open" else None),
                _decided(entry),
            ]
        )
        for entry in entries
    ]
    return Table(words.say("数据质量台账", "Ledger of data quality"), columns, tuple(rows))


def ledger_finding(entries: Sequence[Entry], words: Words) -> str:
    """Return how many problems are open, accepted and mended, and where most of the open ones are."""
    counts = {state: sum(entry.state == state for entry in entries) for state in STATES}
    text = words.say(
        f"近24个月：未处理{counts['open']}处，已确认{counts['accepted']}处，已改正{counts['mended']}处",
        f"Last 24 months: {counts['open']} open, {counts['accepted']} accepted, {counts['mended']} mended",
    )
    by_town: dict[str, int] = {}
    for entry in entries:
        if entry.state == "open" and entry.township:
            by_town[entry.township] = by_town.get(entry.township, 0) + 1
    if not by_town:
        return text
    most = max(sorted(by_town), key=by_town.__getitem__)
    where = words.township_or_code(most)
    return text + words.say(f"；最多的是{where}，{by_town[most]}处", f"; most of them in {where}: {by_town[most]}")


def age_words(entry: Entry, now: dt.datetime, words: Words) -> str:
    """Return how long a problem has stood: since its row was loaded, else since its month."""
    if entry.state == "mended":
        return ""
    if entry.loaded_at is not None:
        days = max(0, (now - entry.loaded_at).days)
        if days < DAYS_IN_MONTH * 2:
            return words.say(f"{days}天", f"{days} d")
        months = days // DAYS_IN_MONTH
    else:
        months = months_between(entry.problem.month, now.year * 100 + now.month)
    return words.say(f"{months}个月", f"{months} months")


def place_name(entry: Entry, names: Mapping[str, str], words: Words) -> str:
    return names.get(entry.problem.place) or words.township_or_code(entry.problem.place)


def _owner(entry: Entry, names: Mapping[str, str], words: Words) -> str:
    """Return who mends it: the institution that reports, else the township's centre."""
    if entry.problem.place in names:
        return names[entry.problem.place]
    town = words.township_or_code(entry.problem.place)
    return words.say(f"{town}卫生院（中心）", f"centre of {town}")


def _decided(entry: Entry) -> str:
    if not entry.decided_by:
        return ""
    when = f"{entry.decided_at:%Y-%m-%d}" if entry.decided_at is not None else ""
    return "　".join(part for part in (entry.decided_by, when, entry.reason) if part)


def board_table(returns: Sequence[Return], months: Sequence[int], words: Words) -> Table:
    """Return institution × month: 已报, 迟报, 缺报, 有疑问; in words, never only a colour."""
    columns = (
        Column(words.say("机构", "Institution"), kind="text"),
        Column(words.say("乡镇", "Township"), kind="text", phone=False),
        *(
            Column(
                words.say(f"{month % 100}月", f"{month % 100:02d}"), kind="text", phone=month in months[-NEWEST_SEEN:]
            )
            for month in months
        ),
    )
    by_place: dict[str, dict[int, Return]] = {}
    for found in returns:
        by_place.setdefault(found.institution, {})[found.month] = found
    rows = []
    for own in by_place.values():
        newest = own[max(own)]
        name = newest.name if words.language == "zh" else newest.name_en
        cells = [_board_cell(own.get(month), words) for month in months]
        rows.append(Row([name, words.township_or_code(newest.township), *cells]))
    return Table(words.say("逐家逐月报告", "Returns by institution"), columns, tuple(rows))


def _board_cell(found: Return | None, words: Words) -> Cell:
    if found is None or found.report not in REPORTS:
        return Cell("")
    text = words.say(*REPORTS[found.report])
    if found.report == "missing":
        return Cell(text, status="no_data", strong=True, judgement="bad")
    if found.report == "reported":
        return Cell(text)
    when = f"{found.came:%Y-%m-%d}" if found.came is not None else ""
    return Cell(text, strong=True, judgement="bad" if found.report == "doubtful" else None, title=when)


def board_finding(returns: Sequence[Return], words: Words) -> str:
    """Return how many returns came, late, not, or in doubt."""
    counts = {report: sum(found.report == report for found in returns) for report in REPORTS}
    due = len(returns)
    said = words.say("，", ", ").join(
        words.say(f"{words_zh}{format_number(counts[report], 0)}份", f"{format_number(counts[report], 0)} {words_en}")
        for report, (words_zh, words_en) in REPORTS.items()
        if counts[report]
    )
    total = format_number(due, 0)
    return words.say(f"应报{total}份：", f"{total} returns due: ") + said


def marked(
    figures: Figures, metric_ids: Sequence[str], failing: Mapping[str, Sequence[Entry]], words: Words
) -> Figures:
    """Return a sheet with 存疑 beside each figure whose inputs fail.

    metric_ids : of the cards, in their order.
    """
    if not failing:
        return figures
    cards = tuple(
        replace(card, unit=f"{card.unit} {words.say(*IN_DOUBT)}".strip()) if metric_id in failing else card
        for metric_id, card in zip(metric_ids, figures.figures, strict=True)
    )
    return replace(figures, figures=cards)


def marked_table(
    table: Table, metric_ids: Sequence[str], failing: Mapping[str, Sequence[Entry]], words: Words
) -> Table:
    """Return a table of indicators with 存疑 behind the name of each whose inputs fail.

    metric_ids : of its rows, in their order.
    """
    if not failing:
        return table
    rows = [
        replace(row, cells=(_in_doubt(row.cells[0], words), *row.cells[1:])) if metric_id in failing else row
        for metric_id, row in zip(metric_ids, table.rows, strict=True)
    ]
    return replace(table, rows=tuple(rows))


def _in_doubt(cell: str | Cell, words: Words) -> Cell:
    own = cell if isinstance(cell, Cell) else Cell(cell)
    return replace(own, text=own.text + words.say(f"（{IN_DOUBT[0]}）", f" ({IN_DOUBT[1]})"))


def doubt_foot(failing: Mapping[str, Sequence[Entry]], words: Words) -> str:
    """Return which figures of a slide are in doubt, for its foot; the note in the brief says why. '' for none."""
    if not failing:
        return ""
    names = [words.name(metric_named(words.reference, words.county, metric_id)) for metric_id in failing]
    named = words.say("、", ", ").join(names[:MOST_NAMED])
    more = words.say(f"等{len(names)}项", f" and {len(names) - MOST_NAMED} more") if len(names) > MOST_NAMED else ""
    return words.say(f"{IN_DOUBT[0]}：{named}{more}", f"{IN_DOUBT[1]}: {named}{more}")


def doubt_note(failing: Mapping[str, Sequence[Entry]], names: Mapping[str, str], words: Words) -> str:
    """Return which figures are in doubt and why, one line; '' where none is."""
    first = worst(failing)
    if first is None:
        return ""
    metrics = words.say("、", ", ").join(
        words.name(metric_named(words.reference, words.county, metric_id)) for metric_id in failing
    )
    count = len({entry.problem.key for own in failing.values() for entry in own})
    place, said = place_name(first, names, words), problem_sentence(first, words)
    more = words.say(f"等{count}处", f" and {count - 1} more") if count > 1 else ""
    return words.say(
        f"{IN_DOUBT[0]}：{metrics}。{place}：{said}{more}，见“数据”页的质量台账。",
        f"{IN_DOUBT[1].capitalize()}: {metrics}. {place}: {said}{more}; see the ledger under Data.",
    )
