"""A button that copies the address of exactly this view. Static HTML and script: no text of a reader goes into it."""

from __future__ import annotations

import streamlit as st

from ui.language import say

_HTML = '<button class="copy" type="button"></button>'
_CSS = """
.copy{width:100%;min-height:2.5rem;border:1px solid var(--st-border-color);border-radius:4px;cursor:pointer;
  background:var(--st-secondary-background-color);color:var(--st-text-color);font:inherit;font-size:.875rem}
.copy:hover{border-color:var(--st-primary-color);color:var(--st-primary-color)}
.copy:focus-visible{outline:2px solid var(--st-primary-color);outline-offset:2px}
"""
# A page served over http has no clipboard interface; the old command still works there.
_JS = """
export default function ({ parentElement, data }) {
  const button = parentElement.querySelector(".copy");
  const words = data || {};
  button.textContent = words.label;
  const done = (copied) => {
    button.textContent = copied ? words.done : words.failed;
    setTimeout(() => { button.textContent = words.label; }, 2500);
  };
  button.onclick = async () => {
    const link = window.location.href;
    if (navigator.clipboard && window.isSecureContext) {
      try { await navigator.clipboard.writeText(link); done(true); return; } catch (refused) { /* the old way below */ }
    }
    const field = document.createElement("textarea");
    field.value = link;
    document.body.appendChild(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    done(copied);
  };
}
"""


def copy_link_button() -> None:
    """Draw the button; its words are in the reader's language."""
    component = st.components.v2.component("copy_link", html=_HTML, css=_CSS, js=_JS)
    component(
        data={
            "label": say("复制链接", "Copy link"),
            "done": say("已复制", "Copied"),
            "failed": say("请手动复制地址栏", "Copy the address bar"),
        },
        key="copy_link",
    )
