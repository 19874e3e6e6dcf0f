"""Pack → XLSX: what it is, figures, definitions, rows. Numbers are numbers, text is never taken for a formula."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
import xlsxwriter

from faces.blocks import Lines, Table
from faces.blocks.held import WORKBOOK
from faces.blocks.pack import Pack, Slide
from faces.colophon import Progress, facts, no_progress, sample_words
from faces.look.dress import color
from faces.rows import as_table
from faces.seal import sealed_office, stamp_of
from metrics.ask.fact_rows import FACT_LIMIT, FactBook
from metrics.catalogue import CATALOGUE
from metrics.definition import Metric
from words.names import GROUNDS, MARK, VERDICTS
from words.numbers import is_missing
from words.speech import Speech
from words.units import unit_of

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
LONGEST_SHEET_NAME = 31
FACE = "微软雅黑"
WIDEST_COLUMN = 46
FRAME_HEADS = {
    "metric_id": ("指标编号", "metric_id"),
    "metric_name": ("指标", "metric"),
    "county_code": ("县代码", "county_code"),
    "township_code": ("乡镇代码", "township_code"),
    "period": ("时期", "period"),
    "numerator": ("分子", "numerator"),
    "denominator": ("分母", "denominator"),
    "value": ("本期值", "value"),
    "unit": ("单位", "unit"),
    "compare_period": ("对比期", "compare_period"),
    "compare_value": ("对比期值", "compare_value"),
    "change": ("变化", "change"),
    "change_unit": ("变化单位", "change_unit"),
    "lower": ("区间下限", "lower"),
    "upper": ("区间上限", "upper"),
    "confidence": ("置信水平", "confidence"),
    "method": ("区间方法", "method"),
    "dispersion": ("离散系数φ", "dispersion"),
    "target": ("目标", "target"),
    "target_gap": ("与目标之差", "target_gap"),
    "status": ("状态", "status"),
    "completeness": ("报告完整率", "completeness"),
    "basis": ("数据性质", "basis"),
    "compare_reported": ("对比期原值", "compare_reported"),
    "missing": ("缺报机构月数", "missing_returns"),
    "carried_since": ("沿用自", "carried_since"),
    "verdict": ("判断", "verdict"),
    "change_lower": ("变化下限", "change_lower"),
    "change_upper": ("变化上限", "change_upper"),
    "ground": ("判断依据", "judged by"),
    "like_changes": ("往年同期变化次数", "earlier changes of the period"),
    "month_changes": ("以往逐月变化次数", "earlier changes of months"),
    "month": ("月份", "month"),
    "institution_code": ("机构代码", "institution_code"),
    "village_code": ("村代码", "village_code"),
    "residents": ("常住人口", "residents"),
    "minutes": ("分钟", "minutes"),
    "level": ("机构级别", "level"),
    "name_zh": ("名称", "name_zh"),
    "name_en": ("英文名", "name_en"),
}


def neutral(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: = + - @ at its start get an apostrophe before them."""
    return "'" + text if text.startswith(DANGEROUS) else text


def make_workbook(pack: Pack, *, progress: Progress = no_progress) -> bytes:
    """Return the workbook: facts, one sheet a section's tables, the metric frames, the definitions."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {"title": pack.title, "author": "医览", "created": pack.made_at, "keywords": sample_words(pack)}
    )
    sheets = _Sheets(book, pack)
    sheets.facts()
    frames = [named for section in pack.sections for named in section.frames]
    for number, section in enumerate(pack.sections, start=1):
        progress(number / (len(pack.sections) + len(frames) + 1), section.name)
        sheets.tables(section.name, section.slides)
    for number, named in enumerate(frames, start=len(pack.sections) + 1):
        progress(number / (len(pack.sections) + len(frames) + 1), named.name)
        sheets.frame(named.name, named.frame)
    sheets.rows(pack.rows())
    sheets.definitions()
    book.close()
    return sealed_office(written.getvalue(), stamp_of(pack, "workbook"), pack.made_at)


class _Sheets:
    """The sheets of one workbook, with the formats they share."""

    def __init__(self, book: Any, pack: Pack) -> None:
        self.book, self.pack = book, pack
        self.speech = Speech(pack.choice.language)
        self.formats: dict[tuple[Any, ...], Any] = {}
        self.names: set[str] = set()

    def format(self, **own: Any) -> Any:
        """Return a format, made once."""
        key = tuple(sorted(own.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"font_name": FACE, "font_size": 10.5, "valign": "vcenter", **own})
        return self.formats[key]

    def number(self, decimals: int, *, bold: bool = False, mark: str = "") -> Any:
        """Return a number format with thousands and fixed decimals, and a mark behind a figure that lacks returns."""
        digits = "#,##0" + ("." + "0" * decimals if decimals else "") + (f'"{mark}"' if mark else "")
        return self.format(num_format=digits, align="right", bold=bold)

    @property
    def head(self) -> Any:
        """Return the format of a column's head."""
        return self.format(
            bold=True, bg_color=f"#{color('sunken')}", bottom=1, text_wrap=True, align="center", num_format="@"
        )

    def sheet(self, name: str) -> Any:
        """Add a sheet under a name that is allowed and free; the 示例 mark in its first row."""
        plain = "".join(" " if letter in "[]:*?/\\" else letter for letter in name).strip("' ")[:LONGEST_SHEET_NAME]
        free, number = plain or "sheet", 2
        while free.lower() in self.names:
            tail = f" {number}"
            free, number = plain[: LONGEST_SHEET_NAME - len(tail)] + tail, number + 1
        self.names.add(free.lower())
        sheet = self.book.add_worksheet(free)
        mark = sample_words(self.pack)
        self.text(
            sheet, 0, 0, f"{mark + '　' if mark else ''}{self.pack.title}", self.format(bold=True, num_format="@")
        )
        return sheet

    def text(self, sheet: Any, row: int, column: int, text: str, form: Any | None = None) -> None:
        """Write words as words."""
        sheet.write_string(row, column, neutral(text), form or self.format(num_format="@"))

    def facts(self) -> None:
        """Write what the file is, first."""
        sheet = self.sheet(self.speech.say("说明", "About"))
        for row, line in enumerate(facts(self.pack, self.speech), start=2):
            self.text(sheet, row, 0, line)
        row = len(facts(self.pack, self.speech)) + 3
        for line in (*self.pack.choice.remark.splitlines(), *self.pack.faults):
            self.text(sheet, row, 0, line)
            row += 1
        sheet.set_column(0, 0, 80)

    def tables(self, name: str, slides: Sequence[Slide]) -> None:
        """Write a section's tables one under the other, each under its slide's finding and over its slide's source."""
        sheet = self.sheet(name)
        row, widths = 2, [8.0] * 2
        for slide, block in ((shown, block) for shown in slides for block in shown.blocks):
            if not isinstance(block, WORKBOOK):
                continue
            if isinstance(block, Lines):
                for line in (slide.title, *block.lines):
                    self.text(sheet, row, 0, line)
                    row += 1
            else:
                row = self._table(sheet, row, slide.title, as_table(block), widths)
                if slide.source:
                    self.text(sheet, row - 1, 0, slide.source)
                    row += 1
        for index, width in enumerate(widths):
            sheet.set_column(index, index, min(width, WIDEST_COLUMN))
        sheet.freeze_panes(2, 1)

    def _table(self, sheet: Any, row: int, title: str, block: Table, widths: list[float]) -> int:
        self.text(
            sheet, row, 0, title + (f"　{block.title}" if block.title else ""), self.format(bold=True, num_format="@")
        )
        row += 1
        for index, column in enumerate(block.columns):
            unit = f"（{column.unit}）" if column.unit else ""
            self.text(sheet, row, index, column.name + unit, self.head)
            self._widen(widths, index, column.name + unit)
        for line in block.rows:
            row += 1
            for index, (column, cell) in enumerate(zip(block.columns, line.cells, strict=True)):
                # A figure whose words carry a unit or a change stays words: its raw number is among the rows.
                figure = cell.text.removesuffix(MARK)
                if cell.number is not None and column.kind == "number" and _is_plain(figure):
                    mark = cell.text[len(figure) :]
                    sheet.write_number(row, index, cell.number, self.number(cell.decimals, bold=line.is_sum, mark=mark))
                else:
                    self.text(sheet, row, index, cell.text, self.format(bold=line.is_sum, num_format="@"))
                self._widen(widths, index, cell.text)
        return row + 2

    @staticmethod
    def _widen(widths: list[float], index: int, text: str) -> None:
        while len(widths) <= index:
            widths.append(8.0)
        widths[index] = max(widths[index], sum(2.1 if ord(letter) > 0x2E7F else 1.1 for letter in text) + 2)

    def frame(self, name: str, frame: pd.DataFrame) -> None:
        """Write rows of the metric frame: raw numbers under frozen heads, ready to be filtered."""
        sheet = self.sheet(name)
        shown = frame
        if "metric_id" in frame:
            names = [_metric_name(metric_id, self.pack.choice.language) for metric_id in frame["metric_id"]]
            shown = frame if self.speech.language == "zh" else _in_english(frame)
            if "verdict" in shown:
                shown = shown.assign(verdict=[self.speech.say(*VERDICTS[code]) for code in shown["verdict"]])
            if "ground" in shown:
                shown = shown.assign(ground=[self.speech.say(*GROUNDS[code]) for code in shown["ground"]])
            shown = shown.assign(metric_name=names)
            shown = shown[["metric_id", "metric_name", *[one for one in frame.columns if one != "metric_id"]]]
        for index, column in enumerate(shown.columns):
            heads = FRAME_HEADS.get(str(column), (str(column), str(column)))
            self.text(sheet, 1, index, self.speech.say(*heads), self.head)
            sheet.set_column(index, index, 22 if column in ("metric_name", "metric_id") else 12)
        columns = [shown[column].tolist() for column in shown.columns]
        forms = [self._form(str(column)) for column in shown.columns]
        plain = self.format(num_format="@")
        for index, (values, form) in enumerate(zip(columns, forms, strict=True)):
            for row, value in enumerate(values, start=2):
                _write(sheet, row, index, value, form, plain)
        sheet.freeze_panes(2, 2)
        if len(shown):
            sheet.autofilter(1, 0, len(shown) + 1, len(shown.columns) - 1)

    def rows(self, book: FactBook) -> None:
        """Write the fact rows behind the figures, a sheet a table, after a sheet that says what is in them and not."""
        sheet, say = self.sheet(self.speech.say("数据行说明", "About the rows")), self.speech.say
        lines = [
            say(
                f"以下各表是本次数字所依据的事实数据行，每张表最多{FACT_LIMIT:,}行，超过的注明“只列一部分”。",
                f"The sheets that follow hold the fact rows behind the figures, at most {FACT_LIMIT:,} a table.",
            ),
            say(
                "人数过少会暴露个人的指标不列数据行，读取同样数据列的指标也不列；分乡镇的数见各部分的“乡镇”表，隐藏的仍隐藏。",
                "Figures with hidden small counts list no rows, nor do figures that read the same columns.",
            ),
        ]
        if book.rows_in is not None:
            lines.append(
                say(
                    "只列制表人所在乡镇的行，别处的行没有。",
                    "Rows of the maker's own townships only, not the county's.",
                )
            )
        if book.protected:
            names = [_metric_name(one, self.pack.choice.language) for one in book.protected]
            lines.append(say("不列数据行的指标：", "Without rows: ") + say("、", ", ").join(names))
        for row, line in enumerate(lines, start=2):
            self.text(sheet, row, 0, line)
        top = len(lines) + 3
        heads = say("工作表|数据表|行数|是否列全|用于哪些指标", "sheet|table|rows|complete|used by").split("|")
        for index, head in enumerate(heads):
            self.text(sheet, top, index, head, self.head)
        for row, facts_of in enumerate(book.sheets, start=top + 1):
            name = say(f"行 {facts_of.table}", f"rows {facts_of.table}")
            names = [_metric_name(one, self.pack.choice.language) for one in facts_of.metric_ids]
            complete = say("只列一部分", "cut") if facts_of.is_cut else say("全部", "all")
            self.text(sheet, row, 0, name)
            self.text(sheet, row, 1, facts_of.table)
            sheet.write_number(row, 2, len(facts_of.frame), self.number(0))
            self.text(sheet, row, 3, complete)
            self.text(sheet, row, 4, say("、", ", ").join(names))
        for index, width in enumerate((26, 22, 10, 12, 80)):
            sheet.set_column(index, index, width)
        for facts_of in book.sheets:
            self.frame(say(f"行 {facts_of.table}", f"rows {facts_of.table}"), facts_of.frame)

    def _form(self, column: str) -> Any:
        """Return a column's number format: counts whole, shares of one as per cent, the rest with four decimals."""
        if column in ("numerator", "denominator", "residents", "drug_varieties"):
            return self.format(num_format="#,##0.##")
        if column in ("month", "opened", "closed", "since", "until", "valid_from", "valid_to"):
            return self.format(num_format="0")
        if column in ("completeness", "confidence"):
            return self.format(num_format="0.0%")
        return self.format(num_format="#,##0.0000")

    def definitions(self) -> None:
        """Write every metric's definition, source, edition, unit and direction."""
        sheet = self.sheet(self.speech.say("口径", "Definitions"))
        heads = self.speech.say(
            "指标编号|指标|英文名|单位|口径|来源|提供部门|版本|方向",
            "id|name zh|name|unit|definition|source|owner|edition|better",
        ).split("|")
        for index, head in enumerate(heads):
            self.text(sheet, 1, index, head, self.head)
        wrapped = self.format(num_format="@", text_wrap=True)
        for row, metric in enumerate(self.pack.metrics, start=2):
            source = metric.source
            names = (metric.id, metric.name_zh, metric.name_en)
            chinese = (metric.unit, metric.definition_zh, source.name, source.owner, source.edition)
            english = (metric.unit_en, metric.definition_en, source.name_en, source.owner_en, source.edition_en)
            own = english if self.speech.language == "en" else chinese
            for index, text in enumerate((*names, *own, metric.better)):
                self.text(sheet, row, index, text, wrapped)
        for index, width in enumerate((26, 24, 30, 10, 60, 20, 20, 16, 10)):
            sheet.set_column(index, index, width)
        sheet.freeze_panes(2, 2)


def _is_plain(text: str) -> bool:
    """Say whether the words are nothing but a number."""
    return all(letter in "0123456789.,\u2212" for letter in text) and any(letter.isdigit() for letter in text)


def _in_english(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a metric frame with its units in English."""
    metrics = [CATALOGUE.get(metric_id) for metric_id in frame["metric_id"]]
    words: dict[str, list[Any]] = {}
    for column in ("unit", "change_unit"):
        if column in frame:
            own = zip(metrics, frame[column], strict=True)
            words[column] = [_unit_en(metric, unit) for metric, unit in own]
    return frame.assign(**words)


def _unit_en(metric: Metric | None, unit: Any) -> Any:
    if not isinstance(unit, str):
        return unit
    return metric.unit_en if metric is not None and unit == metric.unit else unit_of(unit).en


def _metric_name(metric_id: str, language: str) -> str:
    metric = CATALOGUE.get(metric_id)
    return metric_id if metric is None else metric.name_en if language == "en" else metric.name_zh


def _write(sheet: Any, row: int, column: int, value: Any, number_form: Any, text_form: Any) -> None:
    """Write a number as a number, words as words, nothing as nothing."""
    if value is None or (not isinstance(value, str) and is_missing(value)):
        return
    if isinstance(value, bool | str) or not hasattr(value, "__float__"):
        sheet.write_string(row, column, neutral(str(value)), text_form)
    elif math.isinf(float(value)):
        sheet.write_string(row, column, "∞", text_form)
    else:
        sheet.write_number(row, column, float(value), number_form)
