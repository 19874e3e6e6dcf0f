"""Chinese first, English second: which of the two a reader has chosen, and the words of the frame in both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

Language = Literal["zh", "en"]
LANGUAGES: dict[Language, str] = {"zh": "中文", "en": "English"}
_KEY = "language"


def language() -> Language:
    """Return the reader's language; Chinese unless English was chosen or linked to (?lang=en)."""
    return "en" if st.session_state.get(_KEY) == "en" else "zh"


def set_language(chosen: str | None) -> None:
    """Remember a language; anything unknown is Chinese."""
    st.session_state[_KEY] = "en" if chosen == "en" else "zh"


def say(zh: str, en: str) -> str:
    """Return the words in the reader's language."""
    return en if language() == "en" else zh


def speaker() -> Callable[[str, str], str]:
    """Return `say` with the language looked up once, for loops over hundreds of rows."""
    english = language() == "en"
    return lambda zh, en: en if english else zh


# Words that the components themselves write, whatever the page.
_WORDS = {
    "上升": "up",
    "下降": "down",
    "持平": "unchanged",
    "，变化明显": ", clear",
    "，不明显": ", not clear",
    "口径与来源": "Definition and source",
    "主要指标": "Main indicators",
    "示例数据": "sample data",
    "本页数字为示例，不是真实业务数据": "These figures are invented samples",
    "正在读取数据": "Reading",
    "图例": "Key",
    "变差": "worse",
    "变好": "better",
    "△▽白底：无明显变化": "△▽ white: no clear change",
    "未报": "not reported",
    "未报全": "incomplete",
    "未报或已隐藏": "not reported or hidden",
    "已隐藏": "hidden",
    "不适用": "n/a",
    "百分点": "percentage points",
    "无明显差别": "no clear difference",
    "乡镇": "Township",
    "县级医院": "county hospital",
    "达标卫生院": "centre, meets the standard",
    "未达标卫生院": "centre, below the standard",
    "中心村卫生室": "central village clinic",
    "国省道": "national and provincial roads",
    "县道": "county roads",
    "乡村道": "township and village roads",
    "不通路的村": "village without a road",
    "计入": "counted",
    "替班，计入": "stand-in, counted",
    "计划": "planned",
    "到岗": "came",
    "到岗，未达规则": "came, below the rule",
    "缺勤": "absent",
    "请假": "on leave",
    "已排，未到日": "planned, not yet due",
}


def word(zh: str) -> str:
    """Return a component's own word in the reader's language; one without English stays Chinese."""
    return _WORDS.get(zh, zh) if language() == "en" else zh
