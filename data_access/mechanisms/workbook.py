"""The workbook of a mechanism: a sheet of its own, one a table of its kinds, one of the codes to choose from."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import openpyxl
import xlsxwriter
from sqlalchemy import Engine, select

from archives import ArchiveTooLarge, opened
from data_access import read, schema
from data_access.changes import ChangeRefused
from data_access.mechanisms.columns import CellKind, FormColumn, form_columns, plain, written_cell
from data_access.mechanisms.record import Mechanism, Metrics
from data_access.mechanisms.rows import Values, WrittenRow
from words.mechanism_sheets import (
    CHOICES,
    CODES_SHEET,
    NO,
    NOTE_LEAD,
    NOTES,
    OPTIONAL,
    RECORD_HEADS,
    RECORD_NOTES,
    RECORD_SHEET,
    SHEETS,
    VIEW_NAMES,
    YES,
)

FACE: Final = "微软雅黑"
LAST_ROW: Final = 5_000  # down to which a form offers its choices
NOTE_ROW, FIRST_ROW = 1, 2  # 0-based: below the heads stands how a cell is written, then the rows
WIDTH: Final = 16
RECORD_FIELDS: Final = tuple(RECORD_HEADS)
MOST_ROWS, MOST_COLUMNS = 50_000, 100  # read of a sheet; the widest form has 20 columns
MOST_MARKUP_BYTES: Final = 25 * 1024**2
"""Of XML in a filled form, unpacked; less than other files may have (archives/bounds.py)."""

Line = tuple[Any, ...]
"""The cells of one row of a sheet."""


@dataclass(frozen=True)
class CodeList:
    """Codes to choose from: what they are of, and each with its name."""

    name: str
    codes: tuple[tuple[str, str], ...]


def code_lists(engine: Engine, county: str, metrics: Metrics) -> list[CodeList]:
    """Return what a county may choose from: its institutions and townships, kinds of evidence, metrics, figures."""
    institution, township, figure = schema.institution, schema.township, schema.published_figure
    lists = []
    for name, table, code, label in (
        ("机构", institution, institution.c.institution_code, institution.c.name_zh),
        ("乡镇", township, township.c.township_code, township.c.name_zh),
        ("公布数", figure, figure.c.figure_id, figure.c.indicator_zh),
    ):
        rows = read.rows(engine, select(code, label).where(table.c.county_code == county).order_by(code))
        lists.append(CodeList(name, tuple((str(row[0]), str(row[1])) for row in rows)))
    return [*lists, CodeList("指标", tuple((key, metric.name_zh) for key, metric in metrics.items()))]


def workbook(record: Mechanism, rows: Mapping[str, Sequence[Values]], codes: Sequence[CodeList]) -> bytes:
    """Return the workbook; text is never taken for a formula."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _Forms(book).write(record, rows, codes)
    book.close()
    return written.getvalue()


class _Forms:
    """The sheets of one workbook, with the formats they share."""

    def __init__(self, book: Any) -> None:
        self.book = book
        plain_format = {"font_name": FACE, "font_size": 10.5, "valign": "vcenter"}
        self.text = book.add_format({**plain_format, "num_format": "@"})
        self.head = book.add_format({**plain_format, "bold": True, "bottom": 1, "text_wrap": True, "num_format": "@"})
        self.note = book.add_format({**plain_format, "font_color": "#6B6B6B", "text_wrap": True, "num_format": "@"})
        self.day = book.add_format({**plain_format, "num_format": "yyyy-mm-dd"})
        self.time = book.add_format({**plain_format, "num_format": "yyyy-mm-dd hh:mm"})
        self.number = book.add_format(plain_format)

    def write(self, record: Mechanism, rows: Mapping[str, Sequence[Values]], codes: Sequence[CodeList]) -> None:
        self._record(record)
        for table_name, listed in rows.items():
            self._table(table_name, listed)
        views = CodeList("证据种类", tuple((code, zh) for code, (zh, _) in VIEW_NAMES.items()))
        self._codes([views, *codes])

    def _record(self, record: Mechanism) -> None:
        sheet = self.book.add_worksheet(RECORD_SHEET[0])
        sheet.set_column(0, 0, WIDTH)
        sheet.set_column(1, 1, 60)
        sheet.set_column(2, 2, 40)
        for column, head in enumerate(("项目", "内容", "说明")):
            sheet.write_string(0, column, head, self.head)
        for line, name in enumerate(RECORD_FIELDS, start=1):
            sheet.write_string(line, 0, RECORD_HEADS[name][0], self.head)
            sheet.write_string(line, 1, _record_words(name, getattr(record, name)), self.text)
            sheet.write_string(line, 2, RECORD_NOTES[name], self.note)
        sheet.freeze_panes(1, 1)

    def _table(self, table_name: str, rows: Iterable[Values]) -> None:
        sheet = self.book.add_worksheet(SHEETS[table_name][0])
        columns = form_columns(table_name)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, WIDTH, self._format(column.kind))
            sheet.write_string(0, place, column.head_zh, self.head)
            lead = NOTE_LEAD if place == 0 else ""
            sheet.write_string(NOTE_ROW, place, lead + _note(column), self.note)
            choices = _choices(column)
            if choices:
                sheet.data_validation(FIRST_ROW, place, LAST_ROW, place, {"validate": "list", "source": choices})
        for line, row in enumerate(rows, start=FIRST_ROW):
            for place, column in enumerate(columns):
                self._cell(sheet, line, place, written_cell(column, row[column.name]))
        sheet.freeze_panes(FIRST_ROW, 0)

    def _format(self, kind: CellKind) -> Any:
        match kind:
            case CellKind.DAY:
                return self.day
            case CellKind.TIME:
                return self.time
            case CellKind.MONTH | CellKind.WHOLE | CellKind.NUMBER:
                return self.number
        return self.text

    def _cell(self, sheet: Any, line: int, place: int, value: Any) -> None:
        match value:
            case None:
                return
            case dt.datetime():
                sheet.write_datetime(line, place, value, self.time)
            case dt.date():
                sheet.write_datetime(line, place, dt.datetime(value.year, value.month, value.day), self.day)
            case int() | float():
                sheet.write_number(line, place, value, self.number)
            case _:
                sheet.write_string(line, place, str(value), self.text)

    def _codes(self, lists: Sequence[CodeList]) -> None:
        sheet = self.book.add_worksheet(CODES_SHEET)
        for place, listed in enumerate(lists):
            column = place * 3
            sheet.set_column(column, column, 24, self.text)
            sheet.set_column(column + 1, column + 1, 30, self.text)
            sheet.write_string(0, column, f"{listed.name}代码", self.head)
            sheet.write_string(0, column + 1, listed.name, self.head)
            for line, (code, label) in enumerate(listed.codes, start=1):
                sheet.write_string(line, column, code, self.text)
                sheet.write_string(line, column + 1, label, self.text)
        sheet.freeze_panes(1, 0)


def _record_words(name: str, value: Any) -> str:
    if name == "views":
        return "、".join(VIEW_NAMES[view][0] if view in VIEW_NAMES else view for view in value)
    if isinstance(value, tuple):
        return ("；" if name == "documents" else "、").join(value)
    return plain(value)


def _choices(column: FormColumn) -> list[str]:
    if column.kind is CellKind.CHOICE:
        return [zh for zh, _ in CHOICES[column.name].values()]
    return [YES[0], NO[0]] if column.kind is CellKind.YES_NO else []


def _note(column: FormColumn) -> str:
    choices = _choices(column)
    words = "、".join(choices) if choices else NOTES[column.kind.value]
    return words if column.is_required or column.kind is CellKind.ID else words + OPTIONAL


def read_workbook(file_name: str, content: bytes) -> tuple[dict[str, object], list[WrittenRow]]:
    """Return the items of the mechanism and the rows of a workbook. Raises ChangeRefused for one that is no form."""
    sheets = _sheets(file_name, content)
    if RECORD_SHEET[0] not in sheets:
        raise ChangeRefused("mechanism_file_without_record")
    tables = {zh: table_name for table_name, (zh, _) in SHEETS.items()}
    rows: list[WrittenRow] = []
    for title, lines in sheets.items():
        if title == RECORD_SHEET[0]:
            continue
        if title not in tables:
            raise ChangeRefused("mechanism_sheet_unknown", sheet=title)
        rows += _read_table(tables[title], title, lines)
    return _read_record(sheets[RECORD_SHEET[0]]), rows


def _sheets(file_name: str, content: bytes) -> dict[str, list[Line]]:
    """Return the cells of each sheet by its title. Raises ChangeRefused."""
    try:
        opened(content, most_markup=MOST_MARKUP_BYTES).close()
        # Read row by row: joined cells, or one said to stand in the last row and column, would be filled up to there.
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return {sheet.title: _lines(sheet) for sheet in book.worksheets if sheet.title != CODES_SHEET}
    except ChangeRefused:
        raise
    except ArchiveTooLarge as error:
        raise ChangeRefused("mechanism_file_unpacks_too_large", name=file_name[:60]) from error
    except Exception as error:
        # A broken workbook makes openpyxl fail with whatever the broken part was read by: XML, zip, dates, styles.
        reason = str(error)[:80] or type(error).__name__
        raise ChangeRefused("mechanism_file_unreadable", name=file_name[:60], reason=reason) from error


def _lines(sheet: Any) -> list[Line]:
    sheet.reset_dimensions()  # what a sheet says of its own size is not always so
    lines = list(sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS))
    if len(lines) > MOST_ROWS:
        raise ChangeRefused("mechanism_sheet_too_long", sheet=sheet.title[:40], most=MOST_ROWS)
    return lines


def _read_record(lines: Sequence[Line]) -> dict[str, object]:
    names = {zh: name for name, (zh, _) in RECORD_HEADS.items()}
    found: dict[str, object] = {}
    for line in lines[1:]:
        head, value = (plain(line[0]), line[1]) if line else ("", None)
        if not head:
            continue
        if head not in names:
            raise ChangeRefused("mechanism_column_unknown", head=head[:40])
        found[names[head]] = f"{value:%Y%m}" if isinstance(value, dt.date) else value
    return found


def _read_table(table_name: str, title: str, lines: Sequence[Line]) -> list[WrittenRow]:
    names = {column.head_zh: column.name for column in form_columns(table_name)}
    heads = [plain(head) for head in lines[0]] if lines else []
    unknown = [head for head in heads if head and head not in names]
    if unknown:
        raise ChangeRefused("mechanism_column_unknown", head=f"{title}·{unknown[0]}"[:40])
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        cells = {names[head]: value for head, value in zip(heads, line, strict=False) if head}
        if not any(plain(value) for value in cells.values()) or plain(line[0]).startswith(NOTE_LEAD):
            continue
        rows.append(WrittenRow(table_name, title, number, cells))
    return rows
