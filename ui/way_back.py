"""The way back to the mechanism that led to this page: its address takes along whatever filters stand here now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from metrics.reads.mechanisms import MechanismCard, mechanism_cards
from ui import kept, url
from ui.filters import parameters_of
from ui.frame import View
from ui.language import say

VIA: Final = "via"
"""The parameter that names the mechanism from which a reader came."""
MECHANISMS: Final = "pages/mechanisms/page.py"
OF_THE_LIST: Final = ("find", "field", "owner", "state")
Parameters = dict[str, str | list[str]]


def onward(card: MechanismCard, now: Mapping[str, list[str]], **more: str) -> Parameters:
    """Return the parameters of a link from a mechanism to a page that goes deeper: all that stand, and where from.

    now: the address's parameters. more: what the page is to open with, such as an indicator.
    """
    same = {name: values for name, values in now.items() if name not in ("mechanism", VIA)}
    return {**same, **more, VIA: card.mechanism_id}


def back(card: MechanismCard, view: View, now: Mapping[str, list[str]]) -> Parameters:
    """Return the parameters of the link back: the filters as they stand now, and those of the list of mechanisms."""
    of_list = {name: now[name] for name in OF_THE_LIST if name in now}
    return {**parameters_of(view.scope), **of_list, "mechanism": card.mechanism_id}


def show_way_back(view: View) -> None:
    """Draw the link back above the finding; nothing for a reader who came another way, or went on to another county."""
    asked = url.said(VIA)
    if not asked:
        return
    cards = () if view.page == "mechanisms" else kept.read(mechanism_cards, view.scope.county)
    card = next((card for card in cards if card.mechanism_id == asked), None)
    if card is None:
        url.write({VIA: ""})
        return
    with view.head:
        st.page_link(
            MECHANISMS,
            label=say(f"← {card.name_zh}", f"← {card.name_en}"),
            query_params=back(card, view, url.parameters()),
        )
