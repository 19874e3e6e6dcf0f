"""A county's own mechanisms on the page: added, edited, closed, merged, exported, loaded; each change with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import streamlit as st

from data_access import mechanisms
from data_access.engine import warehouse_url
from data_access.mechanisms import Mechanism
from data_access.mechanisms.files import mechanism_of
from metrics.entries import known_metrics
from metrics.own_mechanisms import blank_form, first_form, mechanism_file
from metrics.reads.mechanisms import MechanismCard, figure_names, mechanism_cards
from pages.mechanisms.own_upload import upload, who_and_why, withdraw_load
from pages.mechanisms.words import field_words
from ui import kept
from ui.changes import as_opened, changed, show_done
from ui.components import note
from ui.frame import View
from ui.language import say
from words.mechanism_sheets import RECORD_HEADS, RECORD_NOTES, VIEW_NAMES
from words.names import FIELDS_EN, PAGES

WORKBOOK_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ACTIONS: Final = {
    "edit": ("修改", "Edit"),
    "close": ("停办", "Close"),
    "merge": ("合并", "Merge"),
    "export": ("导出", "Export"),
    "blank": ("下载空表", "Blank form"),
    "upload": ("上传填好的表", "Upload a form"),
    "withdraw": ("撤回装载", "Take a load back"),
}
ADD: Final = {
    "form": ("在这里填", "Fill in here"),
    "blank": ACTIONS["blank"],
    "upload": ACTIONS["upload"],
}
FIRST_MONTH, LAST_MONTH = 190001, 299912


def own_controls(view: View, card: MechanismCard | None = None, cards: Sequence[MechanismCard] | None = None) -> None:
    """Draw what may be done with a mechanism, or under the list (card is None) how one is added.

    cards : all of the county; None reads them.
    """
    show_done()
    cards = kept.read(mechanism_cards, view.scope.county) if cards is None else cards
    if card is None:
        with st.expander(say("新增本县举措", "Add a mechanism of the county"), key="own_new"):
            _chosen("own_add", ADD, _add_actions(view, cards))
    else:
        with st.expander(say("维护本举措", "Keep this mechanism"), key="own_keep"):
            _chosen("own_action", ACTIONS, _keep_actions(view, card, cards))


def _chosen(key: str, names: dict[str, tuple[str, str]], actions: dict[str, Callable[[], None]]) -> None:
    """Draw the actions, and what belongs to the chosen one."""
    action = st.pills(
        say("要做什么", "What"), list(names), format_func=lambda code: say(*names[code]), key=key,
        label_visibility="collapsed",
    )  # fmt: skip
    if action in actions:
        actions[action]()


def _add_actions(view: View, cards: Sequence[MechanismCard]) -> dict[str, Callable[[], None]]:
    county = view.scope.county
    start = Mechanism(county, name_zh="", field="", owner="", views=("series",))
    return {
        "form": lambda: _form(start, cards),
        "blank": lambda: _blank_of_a_new_one(county),
        "upload": lambda: upload("new", None),
    }


def _keep_actions(view: View, card: MechanismCard, cards: Sequence[MechanismCard]) -> dict[str, Callable[[], None]]:
    return {
        "edit": lambda: _form(kept.read(mechanism_of, card.mechanism_id), cards),
        "close": lambda: _close(view, card),
        "merge": lambda: _merge(card, cards),
        "export": lambda: _export(card),
        "blank": lambda: _blank(card),
        "upload": lambda: upload(card.mechanism_id, card),
        "withdraw": lambda: withdraw_load(card),
    }


def _head(name: str) -> str:
    zh, en = RECORD_HEADS[name]
    return say(zh, en[:1].upper() + en[1:])


def _hint(name: str) -> str:
    return say(RECORD_NOTES[name], "")


def _form(record: Mechanism, cards: Sequence[MechanismCard]) -> None:
    """Draw the form of a mechanism, new (without an id) or edited."""
    key = record.mechanism_id or "own_new"
    opened = f"{key}_opened"
    seen = as_opened(opened, f"{key}_name_zh", record) if record.mechanism_id else None
    with st.form(f"form_{key}", border=False):
        wanted = _kinds(_rules(_about(record, cards, key), key), key)
        who, reason = who_and_why(key)
        sent = st.form_submit_button(say("保存举措", "Save the mechanism"), type="primary")
    if sent:
        name = wanted.name_zh.strip()
        done = say(f"举措“{name}”已保存。", f"Mechanism “{name}” is saved.")

        def work() -> None:
            mechanisms.save(warehouse_url(), wanted, metrics=known_metrics(), who=who, reason=reason, seen=seen)
            st.session_state.pop(opened, None)

        changed(work, done)


def _about(record: Mechanism, cards: Sequence[MechanismCard], key: str) -> Mechanism:
    """Draw name, field, office, page and months."""
    one, two = st.columns(2)
    name_zh = one.text_input(_head("name_zh"), record.name_zh, key=f"{key}_name_zh", max_chars=80)
    name_en = two.text_input(
        _head("name_en"), record.name_en, key=f"{key}_name_en", max_chars=120, placeholder=_hint("name_en")
    )
    fields = list(dict.fromkeys([*(card.field for card in cards), *FIELDS_EN]))
    three, four, five = st.columns(3)
    field = three.selectbox(
        _head("field"), fields, fields.index(record.field) if record.field in fields else None,
        format_func=field_words, key=f"{key}_field", accept_new_options=True,
        placeholder=say("选领域，或写新的", "Choose, or write a new one"),
    )  # fmt: skip
    owner = four.text_input(
        _head("owner"), record.owner, key=f"{key}_owner", max_chars=60, placeholder=say("写单位，不写个人", "An office")
    )
    pages = [zh for zh, _ in PAGES.values()]
    page = five.selectbox(
        _head("page"), pages, pages.index(record.page) if record.page in pages else 0,
        format_func=lambda name: say(name, dict(PAGES.values())[name]), key=f"{key}_page",
    )  # fmt: skip
    six, seven, eight = st.columns([2, 1, 1])
    shows_zh = six.text_input(_head("shows_zh"), record.shows_zh, key=f"{key}_shows", max_chars=300)
    since = seven.number_input(
        say("开始月（如202501）", "From month"), FIRST_MONTH, LAST_MONTH, record.since, key=f"{key}_since",
        placeholder=say("不清楚", "unknown"),
    )  # fmt: skip
    until = eight.number_input(
        say("停办月（可空）", "Last month"), FIRST_MONTH, LAST_MONTH, record.until, key=f"{key}_until",
        placeholder=say("在办", "in force"),
    )  # fmt: skip
    return replace(
        record, name_zh=name_zh, name_en=name_en, field=str(field or ""), owner=owner, page=str(page),
        shows_zh=shows_zh, since=since, until=until,
    )  # fmt: skip


def _rules(record: Mechanism, key: str) -> Mechanism:
    """Draw the mechanism's own rules and its documents."""
    one, two, three = st.columns(3)
    places = ((one, "limit_minutes"), (two, "most_days"), (three, "least_persons"))
    given = {
        name: place.number_input(
            _head(name), 0, None, None if getattr(record, name) is None else int(getattr(record, name)),
            key=f"{key}_{name}", placeholder=say("不要求", "none"),
        )
        for place, name in places
    }  # fmt: skip
    documents = st.text_area(
        say("文件（一行一个）", "Documents (one a line)"),
        "\n".join(record.documents),
        key=f"{key}_documents",
        height=68,
    )
    # A limit that was not touched stays what it was, also where it is no whole minute.
    minutes = given["limit_minutes"]
    as_before = record.limit_minutes is not None and minutes == int(record.limit_minutes)
    return replace(
        record,
        limit_minutes=record.limit_minutes if as_before else minutes,
        most_days=given["most_days"],
        least_persons=given["least_persons"],
        documents=tuple(line.strip() for line in documents.splitlines() if line.strip()),
    )


def _kinds(record: Mechanism, key: str) -> Mechanism:
    """Draw kinds of evidence, metrics and published figures; their order is that of the page."""
    metrics, figures = known_metrics(), kept.read(figure_names, record.county)
    views = st.multiselect(
        say("证据种类（按显示次序选）", "Kinds of evidence, in order"), list(VIEW_NAMES), list(record.views),
        format_func=lambda code: say(*VIEW_NAMES[code]), key=f"{key}_views", placeholder=say("选种类", "Choose"),
    )  # fmt: skip
    metric_ids = st.multiselect(
        say("指标（按显示次序选）", "Indicators, in order"), list(metrics),
        [metric_id for metric_id in record.metric_ids if metric_id in metrics],
        format_func=lambda metric_id: say(metrics[metric_id].name_zh, metrics[metric_id].name_en),
        key=f"{key}_metrics", placeholder=say("从指标库选", "Choose from the catalogue"),
    )  # fmt: skip
    figure_ids = list(record.figure_ids)
    if figures:
        figure_ids = st.multiselect(
            say("公布数", "Published figures"), list(figures), [one for one in figure_ids if one in figures],
            format_func=lambda figure_id: say(*figures[figure_id]), key=f"{key}_figures",
            placeholder=say("可不选", "optional"),
        )  # fmt: skip
    return replace(record, views=tuple(views), metric_ids=tuple(metric_ids), figure_ids=tuple(figure_ids))


def _close(view: View, card: MechanismCard) -> None:
    with st.form(f"close_{card.mechanism_id}", border=False):
        month = st.number_input(
            say("最后一个月（如202412）", "Last month"),
            FIRST_MONTH,
            LAST_MONTH,
            card.until or view.reference.last_month,
            key=f"close_month_{card.mechanism_id}",
        )
        who, reason = who_and_why(f"close_{card.mechanism_id}")
        sent = st.form_submit_button(say("停办", "Close it"))
    if sent:
        changed(
            lambda: mechanisms.close(warehouse_url(), card.mechanism_id, int(month), who=who, reason=reason),
            say(f"举措“{card.name_zh}”已停办，数据行都保留。", f"“{card.name_en}” is closed; its rows stay."),
        )


def _merge(card: MechanismCard, cards: Sequence[MechanismCard]) -> None:
    others = {other.mechanism_id: other for other in cards if other.mechanism_id != card.mechanism_id}
    if not others:
        st.html(note(say("本县没有别的举措可并入。", "The county has no other mechanism.")))
        return
    with st.form(f"merge_{card.mechanism_id}", border=False):
        into = st.selectbox(
            say("并入哪一项", "Into which"), list(others),
            format_func=lambda key: say(others[key].name_zh, others[key].name_en),
            key=f"merge_into_{card.mechanism_id}",
        )  # fmt: skip
        st.html(
            note(
                say(
                    "本举措的数据行、指标和证据种类都转给它；本举措随后停办。",
                    "Its rows, indicators and kinds of evidence go over; this one is then closed.",
                )
            )
        )
        who, reason = who_and_why(f"merge_{card.mechanism_id}")
        sent = st.form_submit_button(say("合并", "Merge"))
    if sent and into in others:
        changed(
            lambda: mechanisms.merge(warehouse_url(), card.mechanism_id, into, who=who, reason=reason),
            say(f"已并入“{others[into].name_zh}”。", f"Merged into “{others[into].name_en}”."),
        )


def _export(card: MechanismCard) -> None:
    with st.container(horizontal=True):
        for suffix, words, kind in (
            (".xlsx", say("下载工作簿（.xlsx）", "Workbook (.xlsx)"), WORKBOOK_TYPE),
            (".toml", say("下载文本（.toml）", "Text (.toml)"), "application/toml"),
        ):
            content = kept.read(mechanism_file, card.mechanism_id, suffix)
            st.download_button(words, content, f"{card.name_zh}{suffix}", kind, key=f"export_{suffix}")


def _blank(card: MechanismCard) -> None:
    content = kept.read(blank_form, card.mechanism_id)
    name = f"{card.name_zh}_空表.xlsx"
    st.download_button(say("下载空表（.xlsx）", "Blank form (.xlsx)"), content, name, WORKBOOK_TYPE, key="blank_own")


def _blank_of_a_new_one(county: str) -> None:
    views = st.multiselect(
        say("这项举措有哪些证据", "Its kinds of evidence"), list(VIEW_NAMES), ["checklist"],
        format_func=lambda code: say(*VIEW_NAMES[code]), key="own_blank_views", placeholder=say("选种类", "Choose"),
    )  # fmt: skip
    content = kept.read(first_form, county, tuple(views))
    name = say("新增举措_空表.xlsx", "new_mechanism.xlsx")
    st.download_button(say("下载空表（.xlsx）", "Blank form (.xlsx)"), content, name, WORKBOOK_TYPE, key="blank_new")
