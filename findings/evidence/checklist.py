"""清单: what a reform asks of whom, since when it is in place, what is late."""

from __future__ import annotations

from typing import Final

import pandas as pd

from faces.blocks import Cell, Column, Row, Table
from faces.blocks.drawing import Drawing
from faces.blocks.pack import NamedFrame
from findings.evidence.checklist_drawing import grid, listed, listing
from findings.evidence.checklist_sheet import Sheet, state_words
from findings.evidence.lettering import county_only, month_words
from findings.evidence.shown import Asked, Kind, Shown, State
from findings.evidence.step_curve import Steps, step_drawing
from findings.figures import Words
from metrics.evidence.checklist import Checklist, Entry, Subject, checklist_of, checklist_rows

SUBJECTS: Final = (
    ("医共体", ("个医共体", "communities", "医共体", "Community")),
    ("清单", ("张清单", "lists", "清单", "List")),
)
"""What subjects that are no institutions are called, by the end of their names: counted, and over their column."""
INSTITUTIONS: Final = ("家机构", "institutions", "机构", "Institution")
OTHERS: Final = ("个单位", "units", "单位", "Unit")


def show(asked: Asked) -> Shown | None:
    """Return the finding, the grid (or list) and the path of what is in place; None without rows."""
    rows = asked.source.read(checklist_rows, asked.scope.county, asked.card.mechanism_id)
    base = asked.scope.base
    checklist = checklist_of(
        rows,
        asked.month,
        asked.source.reference.in_edition(asked.scope.county, asked.month),
        asked.scope.townships,
        None if base is None else base.last,
    )
    if checklist is None:
        return None
    words = asked.words
    named = _named(checklist)
    finding, place = _finding(checklist, named, words)
    state = State.DUE if checklist.late else State.USUAL
    frame = NamedFrame(words.say("清单", "checklist"), _frame(checklist))
    note = _note(checklist, asked)
    if checklist.total == 1:
        return Shown(finding, place, state, (), note, (frame,))
    noun = _noun(checklist)
    corner = noun[2 + (words.language == "en")]
    sheet = Sheet(checklist, words, named.name_zh if named else "", place, corner, noun[0][0])
    blocks = [_first(sheet)]
    if checklist.path:
        blocks.append(_second(checklist, words, asked.scope.compare))
    return Shown(finding, place, state, tuple(blocks), note, (frame,))


def _noun(checklist: Checklist) -> tuple[str, str, str, str]:
    if all(subject.is_institution for subject in checklist.subjects):
        return INSTITUTIONS
    return next(
        (noun for end, noun in SUBJECTS if all(subject.name_zh.endswith(end) for subject in checklist.subjects)), OTHERS
    )


def _named(checklist: Checklist) -> Subject | None:
    """Return the subject the finding names: the one that lacks most; None where two are alike in that."""
    first, *rest = checklist.subjects
    if not first.lacking:
        return None
    if rest and (rest[0].lacking, rest[0].late) == (first.lacking, first.late) and not first.late:
        return None
    return first


def _finding(checklist: Checklist, named: Subject | None, words: Words) -> tuple[str, str]:
    """Return `N家机构中n家全部落实，M项已落实m项；…差k项，j项已逾期。` and the township it names."""
    many, noun = len(checklist.subjects), _noun(checklist)
    if many == 1:
        only = checklist.subjects[0]
        head = words.say(
            f"{only.name_zh}{checklist.total}项已落实{checklist.done}项",
            f"{only.name_en}: {checklist.done} of {checklist.total} in place",
        )
    elif checklist.done == checklist.total:
        head = words.say(
            f"{many}{noun[0]}的{checklist.total}项全部落实",
            f"All {checklist.total} matters of {many} {noun[1]} are in place",
        )
    else:
        head = words.say(
            f"{many}{noun[0]}中{checklist.complete}{noun[0][0]}全部落实，{checklist.total}项已落实{checklist.done}项",
            f"{checklist.complete} of {many} {noun[1]} complete, {checklist.done} of {checklist.total} in place",
        )
    sentence = head + _rest(checklist, named, words)
    place = words.township_or_code(named.township) if named is not None and named.township else ""
    return sentence, place if place and place in sentence else ""


def _rest(checklist: Checklist, named: Subject | None, words: Words) -> str:
    open_, late = checklist.total - checklist.done, checklist.late
    if not open_:
        last = max(checklist.subjects, key=lambda subject: subject.last)
        when = month_words(last.last, words.language)
        return words.say(f"，最后一项{when}落实。", f", the last of them in {when}.")
    if len(checklist.subjects) == 1:
        both = words.say(f"，{late}项已逾期。", f", {late} past their month.")
        return both if late else words.say("，没有逾期。", ", none past its month.")
    if named is None:
        return words.say(f"；差的{open_}项都在期限内。", f"; the {open_} open ones are in time.")
    own = words.say(f"；{named.name_zh}差{named.lacking}项", f"; {named.name_en} lacks {named.lacking}")
    if named.late == named.lacking:
        own += words.say("，都已逾期", ", all late") if named.late > 1 else words.say("，已逾期", ", past its month")
    elif named.late:
        own += words.say(f"，{named.late}项已逾期", f", {named.late} past their month")
    elif late:
        own += words.say(f"，共{late}项已逾期", f", {late} in all past their month")
    else:
        own += words.say("，都在期限内", ", in time")
    return own + words.say("。", ".")


def _first(sheet: Sheet) -> Drawing:
    checklist, words = sheet.checklist, sheet.words
    open_ = checklist.total - checklist.done
    if not open_:
        title = words.say(f"{checklist.total}项全部落实", f"All {checklist.total} matters are in place")
    elif checklist.late:
        title = words.say(f"还差{open_}项，{checklist.late}项逾期", f"{open_} are open, {checklist.late} of them late")
    else:
        title = words.say(f"还差{open_}项，没有逾期", f"{open_} are open, none late")
    if checklist.is_grid:
        return grid(sheet, title, _grid_table(sheet, title))
    return listing(sheet, title, _list_table(sheet, title))


def _grid_table(sheet: Sheet, title: str) -> Table:
    checklist, words = sheet.checklist, sheet.words
    columns = (
        Column(sheet.corner, kind="text", weight=1.6),
        *(
            Column(words.say(item.name_zh, item.name_en), sheet.owner(item.owner), kind="text")
            for item in checklist.items
        ),
        Column(words.say("已落实", "In place")),
    )
    rows = [
        Row(
            [
                sheet.name(subject),
                *(_cell(entry, words) for entry in subject.entries),
                Cell(str(subject.done), float(subject.done), strong=True),
            ],
            is_point=subject.name_zh == sheet.subject,
        )
        for subject in checklist.subjects
    ]
    done = [checklist.done_of(position) for position in range(len(checklist.items))] + [checklist.done]
    total = [Cell(str(count), float(count), strong=True) for count in done]
    return Table(title, columns, (*rows, Row([words.say("已落实", "In place"), *total], is_sum=True)))


def _list_table(sheet: Sheet, title: str) -> Table:
    words = sheet.words
    columns = (
        Column(words.say("事项", "Matter"), kind="text", weight=1.6),
        Column(sheet.corner, kind="text"),
        Column(words.say("责任单位", "Answers for it"), kind="text", weight=1.3),
        Column(words.say("落实", "In place"), kind="text", weight=1.3),
    )
    rows = [
        Row(
            [
                words.say(entry.item.name_zh, entry.item.name_en),
                sheet.name(subject),
                sheet.owner(entry.item.owner),
                _cell(entry, words),
            ]
        )
        for subject, entry in listed(sheet.checklist)
    ]
    total = f"{sheet.checklist.done} / {sheet.checklist.total}"
    return Table(title, columns, (*rows, Row([words.say("已落实", "In place"), "", "", total], is_sum=True)))


def _cell(entry: Entry | None, words: Words) -> Cell:
    if entry is not None and entry.since is not None:
        return Cell(month_words(entry.since, words.language), strong=entry.is_new, title=entry.document)
    state, due = state_words(entry, words)
    text = words.say("，", ", ").join(part for part in (state, due) if part)
    late = entry is not None and entry.late > 0
    return Cell(text, judgement="bad" if late else None, status="shown" if entry is not None else "no_data")


def _second(checklist: Checklist, words: Words, compare: str | None) -> Drawing:
    open_ = dict.fromkeys(
        words.say(entry.item.name_zh, entry.item.name_en) for entry in checklist.entries if entry.since is None
    )
    count = checklist.total - checklist.done
    if not open_:
        title = words.say("累计落实事项：已全部落实", "Matters in place: all of them")
    elif len(open_) <= 3:
        named = words.say("、", ", ").join(open_)
        title = words.say(f"剩下的{count}项在{named}", f"The {count} left: {named}")
    else:
        title = words.say(f"剩下的{count}项在{len(open_)}类事项", f"The {count} left are of {len(open_)} kinds")
    before = None
    if checklist.before is not None and checklist.before_month is not None:
        before = (checklist.before_month, checklist.before)
    base = words.compare(compare)
    steps = Steps(
        checklist.path,
        checklist.month,
        checklist.done,
        words.say(f"{checklist.done}项", f"{checklist.done}"),
        checklist.total,
        words.say(f"应{checklist.total}项", f"of {checklist.total}"),
        before,
        words.say(f"{base}{checklist.before}项", f"{base}: {checklist.before}"),
        checklist.last_due,
    )
    return step_drawing(steps, title, words, words.language)


def _note(checklist: Checklist, asked: Asked) -> str:
    words = asked.words
    when = month_words(checklist.month, words.language)
    parts = [
        words.say(
            f"截至{when}；差得多的在前，再按最后一项落实的日期由近到远",
            f"As of {when}; what lacks most comes first, then what was completed last",
        )
    ]
    if checklist.last_due is not None:
        parts.append(words.say("虚线：剩下的在期限内办完时", "dashed: if what is left is done by its due month"))
    if not any(subject.township for subject in checklist.subjects):
        county = asked.source.reference.county(asked.scope.county).name_zh
        parts.append(county_only(county, words))
    return words.say("；", "; ").join(parts) + words.say("。", ".")


def _frame(checklist: Checklist) -> pd.DataFrame:
    """Return one row a subject and matter as of the month."""
    return pd.DataFrame(
        [
            {
                "township_code": subject.township or None,
                "subject_zh": subject.name_zh,
                "subject_en": subject.name_en,
                "item_zh": entry.item.name_zh,
                "item_en": entry.item.name_en,
                "owner": entry.item.owner,
                "since": entry.since,
                "due": entry.due,
                "months_late": entry.late,
                "document_zh": entry.document,
            }
            for subject in checklist.subjects
            for entry in subject.reported
        ]
    )


KIND = Kind("checklist", "清单", "Checklist", ("checklist_item",), show)
