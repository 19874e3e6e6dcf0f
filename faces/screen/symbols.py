"""Small pictures as data URIs: `st.html` removes inline svg, and pydeck's icons want an address."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape

from faces.look.tokens import Theme, tokens

ICON_PX = 104


def data_uri(svg: str) -> str:
    """An svg document as `data:image/svg+xml;base64,…`, fit for `<img src>`, css and deck.gl."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode("utf-8")).decode("ascii")


def _svg(width: float, height: float, body: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}">{body}</svg>'
    )


def _facility(tier: str, qualified: bool, theme: Theme) -> str:
    """The drawing of a facility on 104 × 104."""
    color = tokens(theme).color
    ink, ground = color["ink"], color["surface"]
    fill = ink if qualified else ground
    mark = ground if qualified else ink
    return {
        "hospital": (
            f'<rect x="6" y="6" width="92" height="92" rx="8" fill="{fill}" stroke="{mark}" stroke-width="8"/>'
            f'<path d="M52 26v52M26 52h52" stroke="{mark}" stroke-width="16"/>'
        ),
        "centre": (
            f'<rect x="4" y="4" width="96" height="96" rx="8" fill="{ground}"/>'
            f'<rect x="15" y="15" width="74" height="74" fill="{fill}" stroke="{ink}" stroke-width="12"/>'
        ),
        "clinic": (
            f'<path d="M52 10 98 94H6Z" fill="{color["ink_2"] if qualified else ground}" '
            f'stroke="{ground if qualified else color["ink_2"]}" stroke-width="{8 if qualified else 12}" '
            'stroke-linejoin="round"/>'
        ),
    }[tier]


def facility_icon(tier: str, qualified: bool, theme: Theme) -> str:
    """Svg data URI of a facility: cross on square, square, or triangle; hollow when not qualified.

    Raises KeyError for an unknown tier.
    """
    return data_uri(_svg(ICON_PX, ICON_PX, _facility(tier, qualified, theme)))


def facility_sheet(tier: str, theme: Theme) -> tuple[str, dict[str, dict[str, int]]]:
    """Both drawings of a tier side by side, and where each lies: "yes" qualified, "no" not; for deck.gl.

    One picture for all rows of a layer, at four times its size on the map: a dense screen must not blur it.
    """
    moved = f'<g transform="translate({ICON_PX} 0)">{_facility(tier, False, theme)}</g>'
    picture = data_uri(_svg(2 * ICON_PX, ICON_PX, _facility(tier, True, theme) + moved))
    return picture, {"yes": _place(0), "no": _place(ICON_PX)}


def village_sheet(theme: Theme) -> tuple[str, dict[str, dict[str, int]]]:
    """The cross of a village out of reach, for deck.gl."""
    body = f'<path d="M26 26l52 52M78 26l-52 52" stroke="{tokens(theme).color["bad"]}" stroke-width="14"/>'
    return data_uri(_svg(ICON_PX, ICON_PX, body)), {"yes": _place(0)}


def _place(x: int) -> dict[str, int]:
    return {"x": x, "y": 0, "width": ICON_PX, "height": ICON_PX, "anchorY": ICON_PX // 2}


def village_icon(state: str, theme: Theme) -> str:
    """Svg data URI of a village in the map key: dot inside, ring outside, cross unreachable."""
    color = tokens(theme).color
    body = {
        "inside": f'<circle cx="8" cy="8" r="4" fill="{color["ink"]}"/>',
        "outside": f'<circle cx="8" cy="8" r="4.5" fill="{color["surface"]}" stroke="{color["bad_mark"]}" '
        'stroke-width="2.2"/>',
        "unreachable": f'<path d="M4 4l8 8M12 4l-8 8" stroke="{color["bad"]}" stroke-width="2.2"/>',
    }[state]
    return data_uri(_svg(16, 16, body))


def roster_icon(kind: str, theme: Theme) -> str:
    """Svg data URI of one roster symbol: counted, substitute, attended, unruled, absent, leave, planned."""
    color = tokens(theme).color
    good, ink, bad = color["good"], color["ink"], color["bad"]
    body = {
        "counted": f'<circle cx="8" cy="8" r="6" fill="{good}"/>',
        "substitute": f'<path d="M8 2l6.5 12h-13Z" fill="{good}"/>',
        "attended": f'<circle cx="8" cy="8" r="5.2" fill="none" stroke="{ink}" stroke-width="1.6"/>'
        f'<path d="M8 2.8a5.2 5.2 0 0 0 0 10.4Z" fill="{ink}"/>',
        "unruled": f'<circle cx="8" cy="8" r="5.2" fill="none" stroke="{ink}" stroke-width="1.6"/>'
        f'<circle cx="8" cy="8" r="2" fill="{ink}"/>',
        "absent": f'<path d="M3.5 3.5l9 9M12.5 3.5l-9 9" stroke="{bad}" stroke-width="2.4" stroke-linecap="round"/>',
        "leave": f'<path d="M3 8h10" stroke="{color["ink_2"]}" stroke-width="2"/>',
        "planned": f'<circle cx="8" cy="8" r="5.2" fill="none" stroke="{ink}" stroke-width="1.6"/>',
    }[kind]
    return data_uri(_svg(16, 16, body))


def _runs(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """Split a series at its gaps, so that no line is drawn across a missing month."""
    runs: list[list[tuple[int, float]]] = [[]]
    for position, value in enumerate(values):
        if value is None or value != value:
            runs.append([])
        else:
            runs[-1].append((position, float(value)))
    return [run for run in runs if run]


def sparkline(
    this_year: Sequence[float | None],
    last_year: Sequence[float | None],
    theme: Theme,
    *,
    width: int = 112,
    height: int = 40,
) -> str:
    """Svg data URI of this year's months (solid, end dot) over last year's (dashed); "" without values.

    Both years share one scale fitted to their values: the line shows the shape, the figure beside it the size.
    """
    known = [value for value in (*this_year, *last_year) if value is not None and value == value]
    if not known:
        return ""
    color = tokens(theme).color
    low, spread = min(known), (max(known) - min(known)) or 1.0
    last = max(len(this_year), len(last_year)) - 1 or 1

    def at(position: int, value: float) -> tuple[float, float]:
        return 2 + position / last * (width - 8), height - 4 - (value - low) / spread * (height - 8)

    def lines(values: Sequence[float | None], style: str) -> str:
        drawn = []
        for run in _runs(values):
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(*point) for point in run))
            drawn.append(f'<polyline points="{points}" fill="none" stroke-linejoin="round" {style}/>')
        return "".join(drawn)

    body = lines(last_year, f'stroke="{color["line_strong"]}" stroke-width="1.2" stroke-dasharray="3 2.4"')
    body += lines(this_year, f'stroke="{color["ink"]}" stroke-width="1.8" stroke-linecap="round"')
    runs = _runs(this_year)
    if runs:
        x, y = at(*runs[-1][-1])
        body += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2" fill="{color["ink"]}"/>'
    return data_uri(_svg(width, height, body))


def image(source: str, alt: str, *, classes: str = "", width: int | None = None, height: int | None = None) -> str:
    """An `<img>` with a Chinese alternative text; `source` is one of our own data URIs."""
    size = "".join(f' {name}="{value}"' for name, value in (("width", width), ("height", height)) if value)
    return f'<img class="{escape(classes)}" src="{source}" alt="{escape(alt)}" title="{escape(alt)}"{size}>'
