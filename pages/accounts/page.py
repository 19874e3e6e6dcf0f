"""账号: who has an account and what it may do, for administrators; the trail, for auditors. Nobody is both."""

from __future__ import annotations

import streamlit as st

from accounts.roles import Act
from pages.accounts.people import people_panel
from pages.accounts.trail import trail_panel
from ui.components import finding, meta_line
from ui.frame import current_view
from ui.language import say
from ui.reader import reader, store_of_accounts

view = current_view()
store = store_of_accounts()
with view.head:
    sentence = say("账号和审计：谁能看、能做什么、做过什么。", "Accounts: who reads, who may do what, who did it.")
    st.html(finding(sentence, "") + meta_line([], sample=False))
if store is not None and reader().may(Act.ADMINISTER):
    people_panel(store, view.reference)
if store is not None and reader().may(Act.AUDIT):
    trail_panel(store)
