"""The ground every Plotly figure stands on: no template, no legend box, no tool bar, Chinese separators.

    st.plotly_chart(figure, theme=None, config=CONFIG, width="stretch")

A figure carries no title: the heading is HTML above it and states the point. Direct labels take the place of a legend.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

import plotly.graph_objects as go

from faces.blocks.marks import Standing
from faces.look.signs import is_diamond
from faces.look.tokens import Better, Judgement, Tokens, tokens
from faces.look.tokens import Theme as Theme
from faces.measure import SCREEN_LATIN
from faces.measure import text_width as width_in_ems

CONFIG: dict[str, Any] = {
    "displayModeBar": False,
    "scrollZoom": False,
    "doubleClick": False,
    "showTips": False,
    "responsive": True,
    "showAxisDragHandles": False,
}

TEXT_PX = 13
TICK_PX = 12
LIMIT_PX = 11
# A presentation's text is half as large again (look: root 22 px over 16).
PRESENTATION_SCALE = 1.5

# Far more than a hover box prints (one decimal of a count in millions needs eight).
DRAWN_DIGITS = 10
PLACES = frozenset({"x", "y", "base"})
SYMBOLS: dict[str, str] = {"good": "circle", "bad": "diamond", "neutral": "circle"}


@dataclass(frozen=True)
class Look:
    """How a chart is dressed: theme, text scale (1.5 on a slide), the ground, a phone's width or not, the language."""

    theme: Theme = "light"
    scale: float = 1.0
    ground: Literal["surface", "paper"] = "surface"
    phone: bool = False
    english: bool = False

    def say(self, chinese: str, english: str) -> str:
        """A chart's own word in the reader's language."""
        return english if self.english else chinese

    @property
    def tokens(self) -> Tokens:
        return tokens(self.theme)

    def color(self, name: str) -> str:
        """A colour by its token's name; raises KeyError for an unknown one."""
        return self.tokens.color[name]

    def px(self, size: float) -> float:
        """A size in pixels at this text scale."""
        return float(round(size * self.scale, 1))

    def font(self, size: float = TEXT_PX, color: str = "ink", *, bold: bool = False) -> dict[str, Any]:
        """A Plotly font in the product's face."""
        return {"family": self.tokens.sans, **self.type(size, color, bold=bold)}

    def type(self, size: float = TEXT_PX, color: str = "ink", *, bold: bool = False) -> dict[str, Any]:
        """A font without its face, which labels and axes inherit from the figure: the list of faces is long."""
        return {"size": self.px(size), "color": self.color(color), "weight": 700 if bold else 400}


def axis(look: Look, *, grid: bool, line: bool, **own: Any) -> dict[str, Any]:
    """An axis that cannot be dragged: hairline grid or none, ticks outside, no zero line."""
    base = {
        "showgrid": grid,
        "gridcolor": look.color("line"),
        "gridwidth": 1,
        "zeroline": False,
        "showline": line,
        "linecolor": look.color("line_strong"),
        "linewidth": 1,
        "ticks": "outside" if line else "",
        "ticklen": 4,
        "tickcolor": look.color("line_strong"),
        "tickfont": look.type(TICK_PX, "ink_2"),
        "tickangle": 0,
        # Plotly would write 140k and 1.5M.
        "exponentformat": "none",
        "separatethousands": True,
        "fixedrange": True,
        "automargin": False,
        "ticklabelstandoff": 4,
    }
    if "title" in own and isinstance(own["title"], str):
        own["title"] = {"text": own["title"], "font": look.type(TICK_PX, "ink_2"), "standoff": look.px(8)}
    return base | own


Trace = dict[str, Any]


def scatter(**own: Any) -> Trace:
    """A scatter trace as a plain record."""
    return {"type": "scatter", **own}


def bar(**own: Any) -> Trace:
    """A bar trace as a plain record."""
    return {"type": "bar", **own}


class Drawing:
    """A figure being drawn as plain records, handed to Plotly once.

    Plotly checks the whole figure again at every `add_…`; drawn this way a chart costs a third of the time.
    """

    def __init__(self, look: Look, layout: dict[str, Any]) -> None:
        self.look = look
        self.layout = layout
        self.traces: list[Trace] = []
        self.shapes: list[dict[str, Any]] = []
        self.notes: list[dict[str, Any]] = []

    def margin(self, side: Literal["l", "r", "t", "b"]) -> float:
        """A margin in pixels as drawn."""
        return float(self.layout["margin"][side])

    @property
    def plot_height(self) -> float:
        """Pixels between the upper and the lower margin."""
        return max(float(self.layout["height"]) - self.margin("t") - self.margin("b"), 1.0)

    def add(self, *traces: Trace) -> None:
        self.traces += traces

    def line(self, x0: float, y0: float, x1: float, y1: float, *, color: str, width: float = 1, **own: Any) -> None:
        """A straight line between two places, in the colour of a token."""
        line = {"color": self.look.color(color), "width": width, **own.pop("line", {})}
        self.shapes.append({"type": "line", "x0": x0, "y0": y0, "x1": x1, "y1": y1, "line": line, **own})

    def upright(self, x: float, *, color: str, width: float = 1, **own: Any) -> None:
        """A vertical line over the whole height."""
        self.line(x, 0, x, 1, color=color, width=width, yref="paper", **own)

    def level(self, y: float, *, color: str, width: float = 1, **own: Any) -> None:
        """A horizontal line over the whole width."""
        self.line(0, y, 1, y, color=color, width=width, xref="paper", **own)

    def box(self, x0: float, y0: float, x1: float, y1: float, **own: Any) -> None:
        self.shapes.append({"type": "rect", "x0": x0, "y0": y0, "x1": x1, "y1": y1, **own})

    def axes(self, x: dict[str, Any], y: dict[str, Any]) -> None:
        """The two axes of a figure with one panel."""
        self.layout |= {"xaxis": x, "yaxis": y}

    def figure(self) -> go.Figure:
        """The finished figure, without Plotly's template."""
        layout = self.layout | {"shapes": self.shapes, "annotations": self.notes, "template": None}
        figure = go.Figure({"data": [_brief(trace) for trace in self.traces], "layout": layout})
        # A constructor without a template would bring in Plotly's own; None has to be set again.
        figure.layout.template = None
        return figure


def _brief(trace: Trace) -> Trace:
    """The trace with its places in DRAWN_DIGITS digits: seventeen are no more to see and half a chart's bytes."""
    return {name: _short_numbers(part) if name in PLACES else part for name, part in trace.items()}


def _short_numbers(values: Any) -> Any:
    if not isinstance(values, list):
        return values
    return [float(f"{value:.{DRAWN_DIGITS}g}") if isinstance(value, float) else value for value in values]


def new_drawing(
    look: Look,
    *,
    height: int,
    left: float,
    right: float,
    top: float = 12,
    bottom: float = 44,
) -> Drawing:
    """An empty figure in the product's dress; margins in pixels at scale 1, height in pixels as it is."""
    return Drawing(
        look,
        {
            "height": height,
            "autosize": True,
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {
                "l": look.px(left),
                "r": look.px(right),
                "t": look.px(top),
                "b": look.px(bottom),
                "pad": 0,
            },
            "font": look.font(),
            "separators": ".,",
            "showlegend": False,
            "dragmode": False,
            "hovermode": "closest",
            "hoverdistance": 24,
            "bargap": 0.42,
            "hoverlabel": {
                "bgcolor": look.color("ink"),
                "bordercolor": look.color("ink"),
                "font": look.font(TEXT_PX, "paper"),
                "align": "left",
                "namelength": 0,
            },
        },
    )


def label(
    drawing: Drawing,
    text: str,
    *,
    size: float = TEXT_PX,
    color: str = "ink",
    bold: bool = False,
    **position: Any,
) -> None:
    """Write words into a drawing: an annotation without arrow, at x/y with anchors and shifts as given."""
    drawing.notes.append(
        {"text": text, "showarrow": False, "font": drawing.look.type(size, color, bold=bold), **position}
    )


def name_margin(names: Sequence[str], *, most: int = 9) -> float:
    """Pixels at scale 1 that the longest name takes on the left, with room for the tick."""
    return min(max(map(text_width, names), default=2.0), most) * TEXT_PX + 14


def text_width(text: str) -> float:
    """How many Chinese characters wide a text stands in the product's face."""
    return width_in_ems(text, latin=SCREEN_LATIN, wide="")


def plain(text: str) -> str:
    """Words from the data as Plotly should print them: it would read < and & as markup."""
    return escape(text, quote=False)


def short(name: str, most: int = 9) -> str:
    """A name cut to the width of `most` Chinese characters, lest it push the chart off a phone; fit to print."""
    if text_width(name) <= most:
        return plain(name)
    kept = name
    while kept and text_width(kept) > most - 1:
        kept = kept[:-1]
    return plain(kept.rstrip() + "…")


def standing_symbol(standing: Standing, better: Better) -> str:
    """Diamond for worse than the county (for below it, where nothing is better), else a circle."""
    return "diamond" if is_diamond(standing, better) else "circle"


def mark_color(look: Look, verdict: Judgement) -> str:
    """The colour of a mark (bars, points), never of text."""
    return look.color(f"{verdict}_mark")


def frame_point(drawing: Drawing, x0: float, x1: float, y: float, *, half: float, air: float) -> None:
    """The cinnabar frame round a bar, with air between: in the dark the point lies close to ochre."""
    line = {"color": drawing.look.color("point"), "width": drawing.look.px(1.8)}
    drawing.box(min(x0, x1) - air, y - half, max(x0, x1) + air, y + half, line=line, fillcolor="rgba(0,0,0,0)")


def ring_point(drawing: Drawing, x: float, y: float) -> None:
    """The one cinnabar ring of the page."""
    look = drawing.look
    line = {"color": look.color("point"), "width": 2}
    marker = {"symbol": "circle-open", "size": look.px(22), "color": look.color("point"), "line": line}
    drawing.add(scatter(x=[x], y=[y], mode="markers", hoverinfo="skip", marker=marker))


def spread(positions: Sequence[float], gap: float) -> list[float]:
    """Move positions apart to at least `gap`, keeping their order and their middle.

    Used for labels at a chart's edge that would otherwise lie on each other.
    """
    order = sorted(range(len(positions)), key=lambda index: positions[index])
    # Blocks of labels that touch, each with its members and centre.
    blocks: list[tuple[list[int], float]] = []
    for index in order:
        members, centre = [index], positions[index]
        while blocks:
            others, other_centre = blocks[-1]
            apart = gap * (len(others) + len(members)) / 2
            if centre - other_centre >= apart - 1e-12:
                break
            blocks.pop()
            total = len(others) + len(members)
            centre = (other_centre * len(others) + centre * len(members)) / total
            members = others + members
        blocks.append((members, centre))
    moved = [0.0] * len(positions)
    for members, centre in blocks:
        for rank, index in enumerate(members):
            moved[index] = centre + (rank - (len(members) - 1) / 2) * gap
    return moved


def few_ticks(count: int, most: int = 4) -> list[int]:
    """At most `most` evenly spaced indices of a series, the last one always among them."""
    if count <= most:
        return list(range(count))
    step = -(-(count - 1) // (most - 1))
    return sorted(range(count - 1, -1, -step))
