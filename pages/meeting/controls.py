"""The state of the page 汇报: parts and order in the URL, sentences and files in the session."""

from __future__ import annotations

import base64
from typing import Any

import streamlit as st

from faces.blocks.pack import Choice, Pack
from faces.kinds import KINDS, OFFICE
from metrics.reads.mechanisms import mechanism_cards
from pages.meeting.reads import kept_plans, material_of, picture_of
from reports.files import Kind, file_name, make_files
from reports.sections import SECTIONS
from ui import kept, url
from ui.frame import View
from ui.language import say
from ui.messages import show_state

_SENTENCES, _MADE = "pack_sentences", "pack_files"
_PICTURE = "width:100%;display:block;border:1px solid var(--line-strong)"


def chosen_sections() -> tuple[str, ...]:
    """Return the parts in their order, from the URL; all of them where it names none that exist."""
    known = tuple(dict.fromkeys(key for key in url.listed("sections") if key in SECTIONS))
    return known or tuple(SECTIONS)


def _write_sections(sections: tuple[str, ...]) -> None:
    url.write({"sections": "" if sections == tuple(SECTIONS) else ",".join(sections)})


def remember_sections() -> None:
    """Take over the ticks; the last one cannot be taken away."""
    known = chosen_sections()
    order = (*known, *(key for key in SECTIONS if key not in known))
    kept = tuple(key for key in order if st.session_state.get(f"part_{key}", key in known))
    if kept:
        _write_sections(kept)
    else:
        st.session_state[f"part_{known[0]}"] = True


def move_section(key: str, step: int) -> None:
    """Move a part up or down."""
    known = list(chosen_sections())
    place = known.index(key)
    other = max(0, min(place + step, len(known) - 1))
    known[place], known[other] = known[other], known[place]
    _write_sections(tuple(known))


def chosen_plan(county: str) -> str:
    """Return the id of the kept plan that the link names and the county has, "" for the newest."""
    asked = url.said("plan")
    return asked if any(asked == plan for plan, _, _ in kept_plans(county)) else ""


def remember_plan() -> None:
    """Take over the plan that was chosen."""
    url.write({"plan": str(st.session_state.get("pack_plan") or "")})


def mechanism_names(county: str) -> dict[str, str]:
    """Return the county's mechanisms: id → name in the reader's language."""
    cards = kept.read(mechanism_cards, county)
    return {card.mechanism_id: say(card.name_zh, card.name_en) for card in cards}


def chosen_mechanisms(county: str) -> tuple[str, ...]:
    """Return the ids of the mechanisms to draw, from the URL; none draws those that matter."""
    known = mechanism_names(county)
    return tuple(mechanism_id for mechanism_id in dict.fromkeys(url.listed("mechanisms")) if mechanism_id in known)


def remember_mechanisms() -> None:
    """Take over the mechanisms that were chosen."""
    url.write({"mechanisms": ",".join(st.session_state.get("pack_mechanisms") or ())})


def taken_remark() -> str:
    """Return the reader's remark."""
    return str(st.session_state.get("pack_remark") or "")


def sentences() -> dict[str, str]:
    """Return the sentences that the reader has put in place of the generated ones."""
    return dict(st.session_state.get(_SENTENCES, {}))


def set_sentence(key: str) -> None:
    """Take over a sentence; an empty one brings back the generated one."""
    changed = sentences()
    text = str(st.session_state.get(f"sentence_{key}") or "").strip()
    changed.pop(key, None)
    if text:
        changed[key] = text
    st.session_state[_SENTENCES] = changed


def slide_number(count: int, step: int = 0) -> int:
    """Return the slide of the preview, moved by `step`, within what there is."""
    number = max(1, min(_known_slide(min(3, count)) + step, count))
    if st.session_state.get("preview_slide") != number:
        st.session_state["preview_slide"] = number
    return number


def turn_to(count: int, step: int) -> None:
    """Move the preview by `step` slides, when a button is pressed."""
    slide_number(count, step)


def _known_slide(otherwise: int) -> int:
    """Return the number the list stands on; other filters reword the titles, and Streamlit gives back the old name."""
    known = st.session_state.get("preview_slide", otherwise)
    number = str(known).partition(".")[0]
    return url.whole_number(number, otherwise)


def slide_names(pack: Pack) -> dict[int, str]:
    """Return number → a slide's name in the list."""
    names = {key: section.name(pack.choice.language) for key, section in SECTIONS.items()}
    return {
        number: f"{number}. {names.get(slide.section, '')} {slide.title}".replace("  ", " ")
        for number, slide in enumerate(pack.slides, start=1)
    }


def picture_html(pack: Pack, number: int) -> str:
    """Return a slide's picture: an image, because st.html takes inline SVG away."""
    encoded = base64.b64encode(picture_of(pack, number).encode()).decode()
    slide = pack.slides[number - 1]
    alt = slide.title.replace('"', "”").replace("<", "＜")
    return f'<div class="yl"><img src="data:image/svg+xml;base64,{encoded}" alt="{alt}" style="{_PICTURE}"></div>'


def make_all(view: View, choice: Choice, template: Any, *, with_pdf: bool) -> None:
    """Make the files with progress and keep them for the downloads; say what could not be made."""
    bar = st.progress(0.0, text=say("正在准备", "Preparing"))
    kinds: tuple[Kind, ...] = (*OFFICE, "pdf") if with_pdf else OFFICE

    def show(share: float, what: str) -> None:
        bar.progress(min(share, 1.0), text=what)

    pack, files = make_files(
        material_of(choice),
        kinds,
        template=None if template is None else template.getvalue(),
        progress=show,
    )
    bar.empty()
    st.session_state[_MADE] = (choice, pack, files)


def download_row(choice: Choice) -> bool:
    """Draw the downloads of the files made for exactly this choice; False where there are none."""
    made = st.session_state.get(_MADE)
    if made is None or made[0] != choice:
        return False
    _, pack, files = made
    for fault in pack.faults:
        show_state("failed", fault, say("其余文件照常可用，缺的部分也写在文件里。", "The other files stand."))
    for column, (kind, content) in zip(st.columns(len(files)), files.items(), strict=True):
        own = KINDS[kind]
        ending = own.ending.upper()
        column.download_button(
            say(f"{own.name_zh}（{ending}）", f"{own.name_en.capitalize()} ({ending})"),
            content,
            file_name=file_name(pack, kind),
            mime=own.mime,
            key=f"download_{kind}",
            width="stretch",
        )
    return True
