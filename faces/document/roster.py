"""A roster as files to hand out: the calendar feed over every published version, Excel sheets, pages to print."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd

from faces.calendar import Entry, calendar_file, entries

SAMPLE_ZH = "示例数据，不是真实业务数据"
COLUMN_ZH = {
    "visit_date": "日期",
    "weekday_zh": "星期",
    "township_code": "乡镇代码",
    "institution_code": "机构代码",
    "place_zh": "机构",
    "expert_code": "专家编号",
    "expert_zh": "专家",
    "specialty": "专科",
    "title": "职称",
    "number": "第几次",
    "planned_start": "开始",
    "planned_end": "结束",
    "travel_time_min": "单程分钟",
    "kind_zh": "改动",
    "before_zh": "原去处",
    "after_zh": "新去处",
    "message_zh": "通知",
}


def feed_file(
    editions: pd.DataFrame,
    name_zh: str,
    *,
    only: str = "",
    column: str = "",
    townships: tuple[str, ...] | None = None,
) -> bytes:
    """Return the feed as .ics: of all, or of one expert or township (column: expert_code or township_code).

    townships: the only ones whose visits may stand in it, None for all.
    editions: visit_id, expert_zh, specialty, place_zh, planned_start, planned_end, version, first_day, published_at.
    The stamp is the last publication, so the same content is the same file.
    """
    last = pd.Timestamp(editions["published_at"].max()).to_pydatetime().replace(tzinfo=dt.UTC)
    own = editions[editions[column] == only] if only else editions
    own = own if townships is None else own[own["township_code"].isin(townships)]
    return calendar_file(folded(editions, own), name_zh=name_zh, stamp=last)


def folded(editions: pd.DataFrame, own: pd.DataFrame) -> dict[str, Entry]:
    """Return the feed of some visits after every published version in turn; what was called off stays as CANCELLED.

    A version replaces only the one of its own span. One that holds none of `own` still calls the earlier ones off.
    """
    standing: dict[object, pd.DataFrame] = {}
    feed: dict[str, Entry] = {}
    own = own[own["visit_id"].notna()]  # a version without any visit is a row without one
    keys = ["published_at", "first_day", "version"]
    for (when, first_day, version), _ in editions.groupby(keys, sort=True):
        same = (own["published_at"] == when) & (own["first_day"] == first_day) & (own["version"] == version)
        standing[first_day] = own[same]
        feed = entries(pd.concat(standing.values(), ignore_index=True), feed)
    return feed


def workbook(sheets: Mapping[str, pd.DataFrame], *, title_zh: str, sample: bool) -> bytes:
    """Return an Excel file with one sheet a table: title, 示例 mark in the first row, Chinese heads, frozen head.

    Text stays text: a name that begins with = is no formula, an address no link.
    """
    content = io.BytesIO()
    text_stays_text = {"options": {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}}
    with pd.ExcelWriter(content, engine="xlsxwriter", engine_kwargs=text_stays_text) as writer:
        bold = writer.book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        for name, table in sheets.items():
            shown = table.rename(columns=COLUMN_ZH)
            for column in shown.columns:
                if pd.api.types.is_datetime64_any_dtype(shown[column]):
                    shown[column] = shown[column].dt.strftime("%H:%M")
            shown.to_excel(writer, sheet_name=name[:31], index=False, startrow=2)
            sheet = writer.sheets[name[:31]]
            sheet.write_string(0, 0, title_zh + (f"（{SAMPLE_ZH}）" if sample else ""))
            for place, column in enumerate(shown.columns):
                sheet.write_string(2, place, str(column), bold)
                longest = max([len(str(column)), *(len(str(value)) for value in shown[column].head(60))])
                sheet.set_column(place, place, min(40, 2 + 1.7 * longest))
            sheet.freeze_panes(3, 1)
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(2)
    return content.getvalue()


PRINT_CSS = """
@page{size:A4 landscape;margin:9mm}
body{font-family:"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#14242B;margin:1.5rem}
h1{font-family:"Songti SC","Noto Serif CJK SC","Microsoft YaHei",serif;font-size:24px;margin:0 0 4px}
p{margin:2px 0 10px;font-size:13px;color:#45585F} .sample{border:1px dashed #586B72;padding:0 .4em;margin-right:.8em}
table{border-collapse:collapse;width:100%;font-size:11px}
th,td{border:1px solid #84949A;padding:3px 4px;text-align:center}
th:first-child,td:first-child{text-align:left;white-space:nowrap} thead{display:table-header-group}
tr{break-inside:avoid} td.off{background:#E9EFED}
.big table{font-size:15px} .big td,.big th{padding:7px 10px;text-align:left}
"""


def printed_page(title_zh: str, under_zh: str, table: pd.DataFrame, *, sample: bool, large: bool = False) -> bytes:
    """Return a table as an HTML page that prints on A4 landscape: the wall roster, or (large) the residents' notice."""
    heads = "".join(f"<th>{escape(str(name))}</th>" for name in table.columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(value))}</td>" for value in row) + "</tr>"
        for row in table.itertuples(index=False, name=None)
    )
    size = "big" if large else "usual"
    mark = '<span class="sample">示例数据</span>' if sample else ""
    page = (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title_zh)}</title>'
        f'<style>{PRINT_CSS}</style></head><body class="{size}"><h1>{escape(title_zh)}</h1>'
        f"<p>{mark}{escape(under_zh)}</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></body></html>"
    )
    return page.encode("utf-8")


def wall_heads(table: pd.DataFrame, weekdays: Sequence[str] = tuple("一二三四五六日")) -> pd.DataFrame:
    """Return the wall roster with heads a wall can carry: 6日一 instead of 2025-01-06, places without their suffix."""
    names = {
        column: f"{dt.date.fromisoformat(column).day}日{weekdays[dt.date.fromisoformat(column).weekday()]}"
        for column in table.columns
        if column[:4].isdigit()
    }
    short = table.rename(columns={**names, "specialty": "专科", "expert_zh": "专家"})
    for column in names.values():
        short[column] = short[column].str.replace("社区卫生服务中心", "").str.replace("卫生院", "").replace("—", "")
    return short
