"""改革举措: what the county set up, each thing shown as what it is; an address of its own for each."""

import streamlit as st

from metrics.reads.mechanisms import mechanism_cards
from pages.mechanisms.listing import show_list
from pages.mechanisms.mechanism import show_mechanism
from pages.mechanisms.own import own_controls
from pages.mechanisms.register import show_register
from ui import kept, url
from ui.components import state_box
from ui.filters import place_name
from ui.frame import current_view, write_finding
from ui.language import say
from ui.messages import show_state

view = current_view()
county = place_name(view.reference.county(view.scope.county))
cards = kept.read(mechanism_cards, view.scope.county)
url.follow("mechanism")
asked = url.said("mechanism")
card = next((card for card in cards if card.mechanism_id == asked), None)

if not cards:
    write_finding(view, say(f"{county}还没有登记改革举措。", f"{county} has no reform mechanisms on record."))
    st.html(
        state_box(
            "empty",
            say("没有可列的举措。", "Nothing to list."),
            say("请在下面新增，或改选县（市、区）。", "Add one below, or choose another county."),
        )
    )
    own_controls(view, None, cards)
    show_register(view)
elif card is not None:
    show_mechanism(view, card, county)
else:
    if asked:
        show_state(
            "information",
            say(f"{county}没有这项举措：“{asked[:40]}”。", f"{county} has no such mechanism: “{asked[:40]}”."),
            say("下面是本县的全部举措。", "All mechanisms of the county follow."),
        )
    url.write({"mechanism": ""})
    show_list(view, cards, county)
