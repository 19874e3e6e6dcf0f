"""The mark: a clinic inside two arcs of a service circle, the name as outlines, so that no font is needed.

The two characters are outlines of Noto Serif CJK SC Bold (SIL Open Font License 1.1).

    st.logo(logo_path(theme), size="large")       # with icon_image= the top bar shows the mark without the name
    st.set_page_config(page_icon=str(FAVICON))    # before st.navigation, else a symbol is fetched from outside
"""

from __future__ import annotations

from pathlib import Path

from faces.look.tokens import Theme

FAVICON = Path(__file__).resolve().parents[2] / "static" / "favicon.png"


def logo_path(theme: Theme) -> str:
    """Mark and name, 116 × 40, for the ground of `theme`."""
    return str(Path(__file__).with_name(f"yilan_{theme}.svg"))


def mark_path(theme: Theme) -> str:
    """The mark alone, 40 × 40, for the folded side drawer."""
    return str(Path(__file__).with_name(f"mark_{theme}.svg"))
