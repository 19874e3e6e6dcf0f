"""Presentation in the browser: one message a screen, everything else out of the way, state in the URL.

?present=1 &slide=3 &auto=20 &theme=dark beside the filters; presentation_keys.py says which key does what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Literal
from urllib.parse import urlencode, urlsplit

import segno
import streamlit as st

from faces.blocks import Block, Heat, Lines, Map, Table
from faces.blocks.pack import Pack, Slide
from faces.colophon import sample_words
from faces.look.tokens import Theme, theme_of
from faces.screen.base import CONFIG, PRESENTATION_SCALE, Look
from faces.screen.draw import figure_of
from pages.meeting.entry import CAME_FROM, CAME_WITH, PARTS
from pages.meeting.presentation_html import block_html, heading_html
from pages.meeting.presentation_keys import listener
from pages.meeting.presentation_style import presentation_style
from ui import kept, url
from ui.components import finding, slide_foot, slide_rule, state_box
from ui.filters import parameters_of
from ui.frame import View
from ui.language import say
from ui.messages import guarded

AUTO_SECONDS = 20
# Pixels: of a chart at full HD and at least, of everything round it, and what smaller type gives back.
CHART_HEIGHT, LEAST_HEIGHT, PHONE_HEIGHT, FULL_HD, AROUND_CHART, ROOM_SAVED = 640, 320, 420, 1080, 430, 72
MANY_ROWS, CROWD_OF_ROWS, MUCH_TO_READ = 8, 12, 330
MAP_KEY_HEIGHT = 70  # what the key of a map with roads and minutes takes above it
# Where a section can be read on a phone; a section without a page of its own opens the slide itself.
PAGES = {section: path for path, section in PARTS.items()}
_SLIDE, _TALL = "present_slide", "present_tall"
OWN = ("present", "slide", "auto", "theme")


def is_presenting() -> bool:
    """Say whether the URL asks for the presentation."""
    return url.said("present") == "1"


def start(number: int = 1) -> None:
    """Enter the presentation at a slide of the page 汇报."""
    st.session_state.pop(CAME_FROM, None)
    url.write({"present": "1", "slide": str(number)})
    st.session_state[_SLIDE] = number


def leave() -> None:
    """Go back to the page."""
    url.write({}, of=OWN)
    st.session_state.pop(_SLIDE, None)


def _number(slides: Sequence[Slide]) -> int:
    """Return the slide in force: the session's, else the URL's (a number, or a slide's or part's key)."""
    count, known = len(slides), st.session_state.get(_SLIDE)
    if known is None:
        asked = url.said("slide", "1")
        named = [number for number, slide in enumerate(slides, start=1) if asked in (slide.key, slide.section)]
        part = named[0] if named else 1
        known = url.whole_number(asked, part)
    number = max(1, min(int(known), count))
    st.session_state[_SLIDE] = number
    return number


def _theme(view: View) -> Theme:
    asked = url.said("theme")
    return theme_of(asked) if asked in ("light", "dark") else view.theme


def _auto_seconds() -> int:
    asked = url.said("auto")
    return min(url.whole_number(asked, 0), 600)


def present(view: View, pack: Pack) -> None:
    """Show the presentation instead of the page."""
    _stage(view, pack)


def _nothing() -> None:
    """Let a trigger rerun the slide; what it asked for is read from the answer."""


def _chart_height(look: Look) -> int:
    """Return pixels for a chart: what the screen leaves under the finding and above the foot."""
    if look.phone:
        return PHONE_HEIGHT
    tall = st.session_state.get(_TALL, 0) or FULL_HD
    room = tall - AROUND_CHART + (0 if tall >= FULL_HD else ROOM_SAVED)
    return max(LEAST_HEIGHT, min(CHART_HEIGHT, room))


@st.fragment
@guarded
def _stage(view: View, pack: Pack) -> None:
    """Draw one slide; a key redraws the slide alone, not the page round it."""
    answer = listener(
        key="present_keys",
        data={"auto": _auto_seconds(), "words": _button_words(), "tall": st.session_state.get(_TALL, 0)},
        on_nav_change=_nothing,
        on_tall_change=_nothing,
    )
    if answer.tall:
        st.session_state[_TALL] = int(answer.tall)
    if answer.nav:
        _obey(str(answer.nav), pack.slides, view)
    number = _number(pack.slides)
    url.write({"slide": str(number)})
    theme = _theme(view)
    slide = pack.slides[number - 1]
    scale = 1.0 if view.look.phone else PRESENTATION_SCALE
    look = replace(view.look, theme=theme, scale=scale, ground="paper")
    st.html(presentation_style(theme))
    with st.container(key="slide"):
        size: Literal["half", "slide"] = "half" if isinstance(slide.blocks[0], Map) else "slide"
        st.html(slide_rule() + finding(slide.title, slide.place, size=size))
        _blocks(pack, slide, number, look)
        st.html(_foot(pack, slide, number) + _qr_html(slide))


def _obey(word: str, slides: Sequence[Slide], view: View) -> None:
    """Do what a key asked for."""
    number, count = _number(slides), len(slides)
    moves = {"next": number + 1, "back": number - 1, "first": 1, "last": count, "turn": number % count + 1}
    if word in moves:
        st.session_state[_SLIDE] = max(1, min(moves[word], count))
    elif word == "auto":
        url.write({"auto": "" if _auto_seconds() else str(AUTO_SECONDS)})
        st.rerun(scope="fragment")
    elif word == "theme":
        url.write({"theme": "light" if _theme(view) == "dark" else "dark"})
    elif word == "leave":
        leave()
        came_from = st.session_state.pop(CAME_FROM, None)
        if came_from is not None:
            with_it = st.session_state.pop(CAME_WITH, {})
            st.switch_page(came_from, query_params={**parameters_of(view.scope), **with_it})
        st.rerun(scope="app")


def _button_words() -> dict[str, str]:
    return {
        "back": say("上一页（←）", "Back (←)"),
        "next": say("下一页（→）", "Next (→)"),
        "filters": say("筛选（F）", "Filters (F)"),
        "qr": say("二维码（Q）", "QR code (Q)"),
        "leave": say("退出（Esc）", "Leave (Esc)"),
    }


def _blocks(pack: Pack, slide: Slide, number: int, look: Look) -> None:
    columns = st.columns([_share(block) for block in slide.blocks], gap="large")
    for index, (column, block) in enumerate(zip(columns, slide.blocks, strict=True)):
        with column:
            heading = heading_html(block, look.theme)
            if heading:
                st.html(heading)
            words = block_html(block, look)
            if words:
                st.html(_fitted(words, block))
                continue
            height = _chart_height(look) - (MAP_KEY_HEIGHT if isinstance(block, Map) and block.bands else 0)
            figure = kept.drawn(
                "meeting",
                "presented",
                partial(figure_of, block, look, height),
                pack.choice,
                number,
                index,
                look,
                height,
            )
            st.plotly_chart(figure, theme=None, config=CONFIG, key=f"present_{number}_{index}")


def _share(block: Block) -> float:
    return 1.2 if isinstance(block, Map) else 1.0


def _fitted(words: str, block: Block) -> str:
    """Return HTML with smaller type where there is much of it."""
    if isinstance(block, Table | Heat) and len(block.rows) >= MANY_ROWS:
        size = "many crowd" if len(block.rows) >= CROWD_OF_ROWS else "many"
        return words.replace('class="plain bare slide"', f'class="plain bare slide {size}"', 1)
    if isinstance(block, Lines) and sum(map(len, block.lines)) > MUCH_TO_READ:
        return words.replace('class="yl yl-slide-words"', 'class="yl yl-slide-words small"', 1)
    return words


def _foot(pack: Pack, slide: Slide, number: int) -> str:
    until = pack.made_at
    meeting = say(f"{pack.county_name} · {pack.period_name}", f"{pack.county_name} · {pack.period_name}")
    as_of = say(f"数据截至{until.year}年{until.month}月", f"data until {until:%Y-%m}")
    source = " · ".join(part for part in (slide.source, as_of) if part)
    foot = slide_foot(meeting, source, number, len(pack.slides), sample=bool(sample_words(pack)))
    return f'<div class="yl-slide-foot">{foot}</div>'


def phone_address(slide: Slide) -> str | None:
    """Return the address that phones can open, None where the browser itself only reaches this machine."""
    address = urlsplit(st.context.url or "")
    if not address.hostname or address.hostname in ("localhost", "127.0.0.1", "::1"):
        return None
    base = address.path.rstrip("/").removesuffix("/meeting")
    page = PAGES.get(slide.section, "meeting")
    left_out = OWN if slide.section in PAGES else ()
    said = [(name, value) for name, values in url.parameters().items() for value in values if name not in left_out]
    return f"{address.scheme}://{address.netloc}{base}/{page}?{urlencode(said)}"


def _qr_html(slide: Slide) -> str:
    address = phone_address(slide)
    if address is None:
        words = state_box(
            "information",
            say("现在的地址只有这台电脑打得开。", "Only this computer can open the present address."),
            say("请用本机的局域网地址打开看板，手机即可扫码。", "Open the dashboard by its address on the network."),
        )
        return f'<div class="yl-qr">{words}</div>'
    picture = segno.make(address, error="m").svg_data_uri(scale=4, border=2, dark="#14242B", light="#fff")
    alt = say("本页的二维码", "QR code of this view")
    words = say("手机扫码看本页", "Scan to read this")
    return f'<div class="yl yl-qr"><img src="{picture}" alt="{alt}"><p>{words}</p></div>'
