"""Parts of a page as HTML strings for `st.html`: the finding, lines of words, keys, states, skeletons.

Every function takes finished Chinese strings, escapes them, and returns one element of class `yl`; the look lives in
`ui/style.py`, which a page sends once a run. The figures are in `ui/headline.py`, the tables in `ui/tables.py`;
all are offered from here.

    st.html(finding("全旗基层诊疗人次占比52.6%，比上年同期上升1.8个百分点；拉沟乡下降2.4个百分点。", place="拉沟乡"))
    st.html(meta_line(["数据截至2024年9月30日", "9个乡镇中8个已报全"], sample=True))
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Literal

from ui.headline import definition_details, headline_sheet
from ui.keys import heat_key, interval_key, legend, map_key, roster_key, scale_key
from ui.language import say
from ui.tables import heat_table, plain_table

__all__ = [
    "definition_details",
    "finding",
    "headline_sheet",
    "heat_key",
    "heat_table",
    "interval_key",
    "legend",
    "map_key",
    "meta_line",
    "note",
    "panel_title",
    "plain_table",
    "roster_key",
    "sample_mark",
    "scale_key",
    "skeleton",
    "slide_foot",
    "slide_rule",
    "source_line",
    "state_box",
]

StateKind = Literal["empty", "stale", "hidden", "no_permission", "failed", "information"]
STATE_TONE: dict[str, str] = {
    "empty": "quiet",
    "stale": "quiet",
    "hidden": "quiet",
    "no_permission": "quiet",
    "failed": "bad",
    "information": "info",
}

SAMPLE_WORDS = ("示例数据", "sample data")

# A line may break after these; each clause is kept together while it fits.
_CLAUSE = re.compile(r"[^，；。：！？]+[，；。：！？]*")
# A number with its unit is never split over two lines: 30分钟, 67.6—79.1%, 2024年1—9月.
_NUMBER = re.compile(
    r"[±≥≤+−]?\d[\d,.]*(?:[—至][−]?\d[\d,.]*)?"
    r"(?:个百分点|万人次|亿人次|万人|亿元|万元|人次|分钟|公里|小时|百分点|个月|%|‰|倍|元|年|月|日|个|人|次|天|项|张|所|周)?"
)


def _words(text: str) -> str:
    """Escape text and hold each number to its unit."""
    parts, end = [], 0
    for match in _NUMBER.finditer(text):
        parts.append(escape(text[end : match.start()]))
        parts.append(f'<span class="nb">{escape(match.group())}</span>')
        end = match.end()
    return "".join([*parts, escape(text[end:])])


def _clause(clause: str, place: str) -> str:
    """One clause of a finding; `place`, if it occurs, is underlined in cinnabar."""
    if place and place in clause:
        before, after = clause.split(place, 1)
        inside = f'{_words(before)}<u class="nb">{escape(place)}</u>{_words(after)}'
    else:
        inside = _words(clause)
    return f'<span class="cl">{inside}</span>'


def finding(sentence: str, place: str = "", *, size: Literal["page", "slide", "half"] = "page") -> str:
    """The largest thing on the page: one sentence, its place underlined once.

    sentence : finished Chinese, about 45 characters.
    place    : the township the finding names; "" leaves the page without a cinnabar point.
    size     : "page", or on a slide "slide" (whole width) and "half" (beside a map).
    """
    clauses, left = [], place
    for text in _CLAUSE.findall(sentence) or [sentence]:
        clauses.append(_clause(text, left))
        if left and left in text:
            left = ""
    return f'<div class="yl yl-find {size}"><h1>{"".join(clauses)}</h1></div>'


def sample_mark() -> str:
    """The dashed 示例数据 frame, inline; put it wherever figures were invented."""
    title = say("本页数字为示例，不是真实业务数据", "These figures are invented samples")
    return f'<span class="yl yl-sample" title="{title}">{say(*SAMPLE_WORDS)}</span>'


def meta_line(items: Sequence[str], *, sample: bool) -> str:
    """The line under the finding: 示例 mark, how many moved, 数据截至, who has not reported."""
    spans = "".join(f"<span>{_words(item)}</span>" for item in items if item)
    return f'<p class="yl yl-meta">{sample_mark() if sample else ""}{spans}</p>'


def source_line(items: Sequence[str], *, sample: bool, rule: bool = True) -> str:
    """The 12 px line under a panel: 来源 · 装载日期 · 口径 · 方法 · 示例数据."""
    words = [item for item in items if item] + ([say(*SAMPLE_WORDS)] if sample else [])
    inside = '<span class="dot">·</span>'.join(f"<span>{escape(word)}</span>" for word in words)
    return f'<p class="yl yl-source{" rule" if rule else ""}">{inside}</p>'


def panel_title(title: str, subtitle: str = "") -> str:
    """A section's heading, which states the question or the answer, and one line of how to read it."""
    below = f"<p>{_words(subtitle)}</p>" if subtitle else ""
    return f'<div class="yl yl-title"><h2>{_words(title)}</h2>{below}</div>'


def note(text: str) -> str:
    """One quiet line of words, such as 分项之和与合计因四舍五入略有差异."""
    return f'<p class="yl yl-note">{_words(text)}</p>'


def statement(text: str) -> str:
    """One sentence of the size of body text, such as a movement with its interval."""
    return f'<p class="yl yl-say">{_words(text)}</p>'


def state_box(kind: StateKind, happened: str, next_step: str) -> str:
    """What happened, then what to do next; grey for empty, stale, hidden, no permission; ochre for failed.

    Both sentences are asked for: a message without a next step leaves its reader standing.
    Raises KeyError for an unknown kind, ValueError for an empty sentence.
    """
    if not happened.strip() or not next_step.strip():
        raise ValueError("a state names what happened and what to do next; one of the two is empty")
    role = "alert" if kind == "failed" else "status"
    return (
        f'<div class="yl yl-state {STATE_TONE[kind]}" role="{role}">'
        f"<p><b>{_words(happened)}</b></p><p>{_words(next_step)}</p></div>"
    )


def skeleton(shape: Literal["figures", "table", "chart", "map"]) -> str:
    """Still, sunken blocks in the shape of what is coming; never shown over old numbers."""
    blocks = {
        "figures": '<div class="yl-bones figures">' + "<i></i>" * 8 + "</div>",
        "table": '<div class="yl-bones table">' + "<i></i>" * 10 + "</div>",
        "chart": '<div class="yl-bones chart"><i></i></div>',
        "map": '<div class="yl-bones map"><i></i></div>',
    }[shape]
    return f'<div class="yl" role="status" aria-label="{say("正在读取数据", "Reading")}">{blocks}</div>'


def slide_rule() -> str:
    """The short ink rule that opens a slide."""
    return '<div class="yl yl-rule"></div>'


def slide_foot(meeting: str, source: str, page: int, pages: int, *, sample: bool) -> str:
    """A slide's last line: 县 · 会议 · 示例 | 来源与方法 | 3 / 12."""
    mark = sample_mark() if sample else ""
    return (
        f'<footer class="yl yl-foot"><span>{escape(meeting)} {mark}</span><span>{escape(source)}</span>'
        f"<span>{page} / {pages}</span></footer>"
    )
