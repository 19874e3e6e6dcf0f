"""One small line: this year's months solid, last year's dashed, as a picture with words."""

from __future__ import annotations

import math
from collections.abc import Sequence

from faces.look.tokens import Theme
from faces.screen.symbols import image, sparkline
from ui.language import say


def sparkline_image(this_year: Sequence[float], last_year: Sequence[float], name: str, theme: Theme) -> str:
    """Return the picture as HTML; '' when there is nothing to draw. NaN is a gap."""
    source = sparkline(_gaps(this_year), _gaps(last_year), theme)
    if not source:
        return ""
    words = say(f"{name}逐月走势：实线为今年，虚线为去年", f"{name} by month: solid this year, dashed last year")
    return image(source, words, classes="spark", width=112, height=40)


def _gaps(values: Sequence[float]) -> list[float | None]:
    return [None if math.isnan(value) else value for value in values]
