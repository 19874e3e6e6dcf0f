"""Names from the warehouse in labels of controls, which Streamlit reads as Markdown."""

import re
from typing import Final

# What begins anything in Markdown: links, pictures (which browsers fetch), emphasis, code, headings, colours, formulas.
_MARKS: Final = re.compile(r"([\\`*_{}\[\]()#+!|<>~:$])")


def plain_label(text: str) -> str:
    """Return a text whose every character is shown as it is."""
    return _MARKS.sub(r"\\\1", text)
