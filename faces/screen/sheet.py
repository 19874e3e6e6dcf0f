"""The sheet of headline figures as HTML: one bulletin table of up to eight, not eight floating cards."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from faces.blocks import HeadlineFigure, TargetBar
from faces.blocks.sheet import certainty
from faces.look.signs import arrow_sign
from faces.look.tokens import Theme
from faces.screen.symbols import image, sparkline
from words.names import DIRECTIONS, NO_BASE, STATUSES, VERDICTS
from words.speech import Says

MOST_FIGURES = 8


def arrow(direction: str, sure: str, says: Says) -> str:
    """▲▼ for a clear change, △▽ for one that is not; a dash when nothing moved."""
    glyph = arrow_sign(direction, clear=sure == "clear")
    words = says.say(*DIRECTIONS[direction])
    if direction != "flat":
        words += says.say("，变化明显", ", clear") if sure == "clear" else says.say("，不明显", ", not clear")
    return f'<span class="ar" role="img" aria-label="{words}" title="{words}">{glyph}</span>'


def reality_mark(figure: HeadlineFigure, says: Says) -> str:
    """● 明显上升, ○ 无明显变化, ◌ 数据不足: certainty by fill, judgement by colour."""
    sure = certainty(figure.verdict)
    tone = figure.judgement if sure == "clear" else "neutral"
    words = says.say(*(NO_BASE if figure.verdict is None else VERDICTS[figure.verdict]))
    return f'<span class="vd {tone}"><i class="mk {sure}"></i>{escape(words)}</span>'


def _target(target: TargetBar | None, otherwise: str) -> str:
    """Grey bar with an ink tick at the target; azurite only once it is met."""
    if target is None:
        return f'<p class="tgt none">{escape(otherwise)}</p>'
    value, tick = (f"{100 * min(max(part, 0.0), 1.0):.1f}%" for part in (target.value_at, target.target_at))
    return (
        f'<div class="bar{" met" if target.met else ""}" role="img" aria-label="{escape(target.text)}">'
        f'<i style="width:{value}"></i><b style="left:{tick}"></b></div><p class="tgt">{escape(target.text)}</p>'
    )


def _explanation(sentence: str, place: str) -> str:
    if not sentence:
        return ""
    words = escape(sentence)
    if place:
        words = words.replace(escape(place), f"<em>{escape(place)}</em>", 1)
    return f'<p class="why">{words}</p>'


def definition_details(rows: Sequence[tuple[str, str]], says: Says, *, label: str = "") -> str:
    """ⓘ 口径与来源 that opens in place, without a rerun; nothing for no rows."""
    if not rows:
        return ""
    label = label or says.say("口径与来源", "Definition and source")
    inside = "".join(f"<div><dt>{escape(term)}</dt><dd>{escape(words)}</dd></div>" for term, words in rows)
    return (
        f'<details class="yl yl-more"><summary><i class="inf" aria-hidden="true"></i>{escape(label)}</summary>'
        f"<dl>{inside}</dl></details>"
    )


def _picture(figure: HeadlineFigure, theme: Theme, says: Says) -> str:
    source = sparkline(figure.this_year, figure.last_year, theme)
    if not source:
        return ""
    words = says.say(
        f"{figure.name}逐月走势：实线为今年，虚线为去年", f"{figure.name} by month: solid this year, dashed last year"
    )
    return image(source, words, classes="spark", width=112, height=40)


def _value(figure: HeadlineFigure, says: Says) -> str:
    words = figure.status_words or says.say(*STATUSES.get(figure.status, ("", "")))
    if figure.status in STATUSES:
        return f'<p class="val words">{escape(words)}</p>'
    unit = f"<small>{escape(figure.unit)}</small>" if figure.unit else ""
    return f'<p class="val">{escape(figure.value)}{unit}</p>'


def _change(figure: HeadlineFigure, says: Says) -> str:
    if not figure.change:
        return f'<p class="delta neutral"><span>{escape(figure.base)}</span></p>' if figure.base else ""
    sure = certainty(figure.verdict)
    tone = figure.judgement if sure == "clear" else "neutral"
    return (
        f'<p class="delta {tone}"><b>{arrow(figure.direction, sure, says)}{escape(figure.change)}</b>'
        f"<span>{escape(figure.base)}</span></p>"
    )


def _card(figure: HeadlineFigure, theme: Theme, says: Says) -> str:
    without = figure.status in STATUSES
    mark = "" if without else reality_mark(figure, says)
    body = "" if without else _change(figure, says) + _target(figure.target, figure.no_target)
    return (
        f'<article class="yl-card"><div class="top"><h2>{escape(figure.name)}</h2>{mark}</div>'
        f'<div class="fig">{_value(figure, says)}{_picture(figure, theme, says)}</div>{body}'
        f"{_explanation(figure.explanation, figure.place)}{definition_details(figure.definition, says)}</article>"
    )


def headline_sheet(
    figures: Sequence[HeadlineFigure], theme: Theme, says: Says, *, columns: int = 4, name: str = ""
) -> str:
    """Up to eight figures, `columns` a row (4, or fewer for a short sheet); two on tablets, one on phones.

    name  : what the sheet holds, for those who hear the page; two sheets on a page need two names.
    theme : of the page, since the sparklines are pictures and cannot follow css.
    Raises ValueError for more than eight: a ninth figure is not read.
    """
    if len(figures) > MOST_FIGURES:
        raise ValueError(f"{len(figures)} headline figures; at most {MOST_FIGURES} are read")
    cards = "".join(_card(figure, theme, says) for figure in figures)
    label = escape(name or says.say("主要指标", "Main indicators"))
    return f'<section class="yl yl-sheet c{columns}" aria-label="{label}">{cards}</section>'
