"""接入: what files were found to be, what loading them changes, what was answered and loaded: sentences and tables."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from faces.blocks import Cell, Column, Row, Table
from findings.figures import Words
from intake.examined import Examined, Loaded
from intake.forms.marks import attendance_marks
from intake.known import KnownForms, known_forms
from intake.registers import RowFault
from intake.rows import FileRead, Proof, SetAside
from intake.told import notes_on, why
from metrics.period import Period
from words.intake import ATTENDANCE, DEATHS, DEATHS_BY_AGE, NOTES
from words.numbers import format_number
from words.phrases import Voice

CHINA: Final = dt.timedelta(hours=8)


def form_names() -> dict[str, tuple[str, str]]:
    """Return what forms are called, by code: Chinese, English of the last edition."""
    return {code: said for (code, _), said in sorted(_form_names().items())}


def _form_names() -> dict[tuple[str, str], tuple[str, str]]:
    known, marks = known_forms(), attendance_marks()
    named = {(form.code, form.edition): (form.name_zh, form.name_en) for form in known.forms}
    named |= {(ledger.code, ledger.edition): (ledger.name_zh, ledger.name_en) for ledger in known.ledgers}
    named |= {(table.code, table.edition): DEATHS_BY_AGE for table in known.age_tables}
    return {**named, (marks.code, marks.edition): (marks.name_zh, ATTENDANCE[1])}


def own_forms_table(known: KnownForms, words: Words) -> Table:
    """Return the county's own forms: what each is called, its code, edition and from when it holds."""
    columns = (
        Column(words.say("表样", "Form"), kind="text"),
        Column(words.say("编号", "Code"), kind="text"),
        Column(words.say("版本", "Edition"), kind="text"),
    )
    named = [(form.name_zh, form.name_en, form.code, form.edition) for form in known.forms]
    named += [(ledger.name_zh, ledger.name_en, ledger.code, ledger.edition) for ledger in known.ledgers]
    named += [(*DEATHS_BY_AGE, table.code, table.edition) for table in known.age_tables]
    rows = tuple(Row([words.say(zh, en), code, edition]) for zh, en, code, edition in named)
    return Table(words.say("本县自己的表样", "Forms of the county's own"), columns, rows)


def field_names() -> dict[str, str]:
    """Return what the columns that files fill are called in their forms: outpatient_visits → 门诊人次."""
    names: dict[str, str] = {}
    for form in known_forms().forms:
        for field in form.fields:
            where = ",".join(f"{name}={value}" for name, value in field.where)
            said = f"{field.column}[{where}]" if where else field.column
            names.setdefault(said, field.names[0])
            names.setdefault(field.code, field.names[0])
    return {**names, "deaths": DEATHS[0]}


def page_finding(county: str, loads: pd.DataFrame, institutions: int, words: Words) -> str:
    """Return the page's finding: what of the county's own is in already, and how far it reaches."""
    files = loads[(loads["kind"] == "file") & loads["undone"].isna()]
    if files.empty and not institutions:
        return words.say(
            f"{county}还没有机构和数；先交机构名册，再交报表。",
            f"{county} has no institutions and no figures yet; hand in its list of institutions first.",
        )
    if files.empty:
        return words.say(
            f"{county}有{institutions}家机构，还没有数；把报表拖进来就开始。",
            f"{county} has {institutions} institutions and no figures yet; hand in its files to begin.",
        )
    last, until = files.iloc[0].to_dict(), int(files["last_month"].max())
    day = when_of(last).split(" ")[0]
    return words.say(
        f"{county}已装载{len(files)}个文件，数到{until // 100}年{until % 100}月；最近一次在{day}。",
        f"{len(files)} files of {county} are in, with figures up to {until // 100}-{until % 100:02d}; "
        f"the last entered on {day}.",
    )


def files_table(files: Sequence[Examined], before: Mapping[str, str], words: Words) -> Table:
    """Return one row a file: what it was taken for, its rows to the row, its printed sums, and what becomes of it.

    before : SHA-256 of a file that has entered → when and by whom.
    """
    rows_of = words.say("行", "rows")
    columns = (
        Column(words.say("文件", "File"), kind="text"),
        Column(words.say("认作", "Taken for"), kind="text"),
        Column(words.say("时期", "Period"), kind="text", phone=False),
        Column(words.say("共", "In all"), rows_of, phone=False),
        Column(words.say("取", "Taken"), rows_of, phone=False),
        Column(words.say("搁置", "Set aside"), rows_of, phone=False),
        Column(words.say("不是数据", "No data"), rows_of, phone=False),
        Column(words.say("小计合计", "Printed sums"), kind="text", phone=False),
        Column(words.say("能不能装载", "May it enter"), kind="text"),
    )
    return Table(words.say("文件", "Files"), columns, tuple(_file_row(each, before, words) for each in files))


def _file_row(each: Examined, before: Mapping[str, str], words: Words) -> Row:
    read = each.read
    if read is None:
        fault = each.fault.told(Voice(words.language, "page")).whole if each.fault else ""
        return Row([each.file, words.say("读不了", "cannot be read"), "", "", "", "", "", "", Cell(fault, strong=True)])
    names = dict.fromkeys(_form_names().get((sheet.form, sheet.edition), (sheet.form,) * 2) for sheet in read.sheets)
    editions = "、".join(sorted({sheet.edition for sheet in read.sheets}))
    form = words.say("、", ", ").join(words.say(*name) for name in names) + (f" {editions}" if editions else "")
    counts = (read.rows_in, read.rows_accepted, read.rows_set_aside, read.rows_not_data)
    return Row(
        [
            each.file,
            form,
            periods_words(read_months(each), words),
            *(format_number(count, 0) for count in counts),
            sums_words(read.proofs, words) if not asks_places(read) else words.say("答完再核对", "after the answers"),
            Cell(_verdict(each, before, words), strong=bool(read.questions)),
        ]
    )


def read_months(each: Examined) -> tuple[int, ...]:
    """Return the months that a file is about, YYYYMM."""
    return each.months


def fullest_month(files: Sequence[Examined]) -> int | None:
    """Return the month that most figures of some files are of, the later of two alike, YYYYMM; None without figures."""
    counted = Counter(value.month for each in files if each.read is not None for value in each.read.values)
    return max(counted, key=lambda month: (counted[month], month), default=None)


def periods_words(months: Sequence[int], words: Words) -> str:
    """Return months as a reader says them: 2024年9月, 2024年1—9月."""
    if not months:
        return ""
    return words.period(Period(months[0], months[-1]))


def asks_places(read: FileRead) -> bool:
    """Say whether rows wait for an answer: without them no printed sum can hold."""
    return any(question.kind == "place" for question in read.questions)


def sums_words(proofs: Sequence[Proof], words: Words) -> str:
    """Return whether printed sums add up: how many were held against the rows and how many of them differ."""
    if not proofs:
        return words.say("没有印", "none printed")
    wrong = sum(not proof.holds for proof in proofs)
    if wrong:
        return words.say(f"{len(proofs)}个中{wrong}个对不上", f"{wrong} of {len(proofs)} differ")
    return words.say(f"{len(proofs)}个都对", f"all {len(proofs)} hold")


def _verdict(each: Examined, before: Mapping[str, str], words: Words) -> str:
    read = each.read
    if read is None:
        return ""
    if read.questions:
        count = len(read.questions)
        return words.say(f"有{count}个问题要答", f"{count} questions first")
    if not each.has_content:
        return words.say("没有可装载的数", "no figure to load")
    if read.sha256 in before:
        return words.say(f"装载过：{before[read.sha256]}", f"loaded before: {before[read.sha256]}")
    return words.say("可以装载", "yes")


def counts_of(files: Sequence[Examined]) -> tuple[int, int, int]:
    """Return how many files may enter, have questions, and cannot be read."""
    ready = sum(each.may_enter for each in files)
    asking = sum(each.read is not None and bool(each.read.questions) for each in files)
    return ready, asking, sum(each.read is None for each in files)


def loaded_before(loads: pd.DataFrame) -> dict[str, str]:
    """Return SHA-256 of each file that is in → when it entered and by whom."""
    standing = loads[(loads["kind"] == "file") & loads["undone"].isna()]
    return {str(row["file_sha256"]): f"{when_of(row)} {row['loaded_by']}" for row in standing.to_dict("records")}


def entered_words(entered: Loaded, words: Words) -> str:
    """Return what became of a file that was loaded."""
    file = entered.file
    if not entered.load_id:
        return words.say(
            f"“{file}”的数都已经在仓库里，什么也没有变。",
            f"All figures of “{file}” are there already; nothing changed. ",
        )
    return words.say(
        f"“{file}”已装载：新增{entered.new}行，改动{entered.changed}行，相同{entered.same}行。",
        f"“{file}” is loaded: {entered.new} rows new, {entered.changed} changed, {entered.same} the same. ",
    )


def details_title(each: Examined, words: Words) -> str:
    """Return what there is to see of a file: how much was set aside, how many sums differ."""
    read = each.read
    aside = len(read.set_aside) if read else 0
    wrong = sum(not proof.holds for proof in read.proofs) if read and not asks_places(read) else 0
    told = [words.say(f"搁置{aside}处", f"{aside} set aside")] if aside else []
    told += [words.say(f"{wrong}个小计合计对不上", f"{wrong} printed sums differ")] if wrong else []
    return words.say(f"{each.file}：", f"{each.file}: ") + words.say("，", ", ").join(
        told or [words.say("说明", "notes")]
    )


def notes_of(each: Examined, words: Words) -> list[str]:
    """Return what a reader should know of how a file was read."""
    return [words.say(*NOTES[note]) for note in notes_on(each.read)] if each.read else []


def set_aside_table(notes: Sequence[SetAside], words: Words) -> Table:
    """Return the cells and rows that do not enter: where, what was read, why and what to do."""
    columns = (
        Column(words.say("位置", "Where"), kind="text"),
        Column(words.say("读到", "Read"), kind="text"),
        Column(words.say("为什么，怎么办", "Why, and what to do"), kind="text"),
    )
    rows = tuple(Row([place_of(note), note.read, set_aside_words(note, words)]) for note in notes)
    return Table(words.say("搁置", "Set aside"), columns, rows)


def place_of(note: SetAside) -> str:
    """Return where a note stands: sheet!cell."""
    return f"{note.sheet}!{note.cell}" if note.cell else note.sheet


def set_aside_words(note: SetAside, words: Words) -> str:
    """Return why a cell or row does not enter."""
    return why(note, 1 if words.language == "en" else 0)


def set_aside_frame(notes: Sequence[SetAside], words: Words) -> pd.DataFrame:
    """Return the cells and rows that do not enter, as they are downloaded."""
    heads = [words.say(*pair) for pair in (("工作表", "sheet"), ("单元格", "cell"), ("读到", "read"), ("原因", "why"))]
    rows = [(note.sheet, note.cell, note.read, set_aside_words(note, words)) for note in notes]
    return pd.DataFrame(rows, columns=heads)


def sums_table(proofs: Sequence[Proof], words: Words) -> Table:
    """Return the printed sums that differ from what their rows give."""
    columns = (
        Column(words.say("位置", "Where"), kind="text"),
        Column(words.say("栏目", "Column"), kind="text"),
        Column(words.say("印的", "Printed")),
        Column(words.say("各行之和", "Sum of rows")),
    )
    wrong = [proof for proof in proofs if not proof.holds]
    rows = [
        Row([f"{proof.sheet}!{proof.cell}", proof.column, f"{proof.printed:,.10g}", f"{proof.summed:,.10g}"])
        for proof in wrong
    ]
    return Table(words.say("对不上的小计合计", "Sums that differ"), columns, tuple(rows))


def loads_table(loads: pd.DataFrame, words: Words) -> Table:
    """Return the loads and undoings of a county, newest first."""
    columns = (
        Column(words.say("时间", "At"), kind="text"),
        Column(words.say("文件", "File"), kind="text"),
        Column(words.say("时期", "Period"), kind="text", phone=False),
        Column(words.say("经手人", "By"), kind="text", phone=False),
        Column(words.say("写入", "Written"), words.say("行", "rows"), phone=False),
        Column(words.say("搁置", "Set aside"), words.say("处", "places"), phone=False),
        Column(words.say("状态", "State"), kind="text"),
    )
    rows = []
    for row in loads.to_dict("records"):
        is_file = row["kind"] == "file"
        state = words.say("有效", "in force") if is_file else words.say("撤销", "an undoing")
        if is_file and isinstance(row["undone"], str):
            state = words.say("已撤销", "taken back")
        rows.append(
            Row(
                [
                    when_of(row),
                    row["source_zh"],
                    words.period(Period(int(row["first_month"]), int(row["last_month"]))),
                    row["loaded_by"],
                    format_number(row["rows_accepted"], 0) if is_file else "",
                    format_number(row["rows_refused"], 0) if is_file else "",
                    state,
                ]
            )
        )
    return Table(words.say("装载记录", "Loads"), columns, tuple(rows))


@dataclass(frozen=True)
class LoadedFile:
    """A file that entered: its name, how it stands in a list to choose from, whether it may be taken back."""

    file: str
    words: str
    may_be_undone: bool


def files_of(loads: pd.DataFrame) -> dict[str, LoadedFile]:
    """Return the files that entered, newest first, by the id of their load."""
    files = loads[loads["kind"] == "file"]
    return {
        str(row["load_id"]): LoadedFile(
            str(row["source_zh"]), f"{when_of(row)}　{row['source_zh']}", not isinstance(row["undone"], str)
        )
        for row in files.to_dict("records")
    }


def when_of(row: Mapping[Any, Any]) -> str:
    """Return when a file entered, in Chinese time."""
    return f"{pd.Timestamp(str(row['loaded_at'])) + CHINA:%Y-%m-%d %H:%M}"


def faults_table(faults: Sequence[RowFault], sentences: Mapping[str, tuple[str, str]], words: Words) -> Table:
    """Return the rows of a list that cannot enter, and why. sentences: of the faults' codes."""
    columns = (
        Column(words.say("位置", "Where"), kind="text"),
        Column(words.say("读到", "Read"), kind="text"),
        Column(words.say("为什么", "Why"), kind="text"),
    )
    rows = [Row([f"{fault.sheet}!{fault.cell}", fault.read, words.say(*sentences[fault.code])]) for fault in faults]
    return Table(words.say("名单里的错", "Faults in the list"), columns, tuple(rows))
