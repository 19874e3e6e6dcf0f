"""How files are dressed: colours from the tokens, faces that an office PC has, and their fallbacks."""

from __future__ import annotations

from faces.look.signs import is_apart, standing_judgement
from faces.look.tokens import Better, Judgement, judgement, tokens

LIGHT = tokens("light")
# Latin name and Chinese name of one face: text and figures, then titles.
BODY_LATIN, BODY_EAST = "Microsoft YaHei", "微软雅黑"
TITLE_LATIN, TITLE_EAST = "STZhongsong", "华文中宋"
FACILITY_WORDS = {
    ("hospital", True): ("县级医院", "county hospital"),
    ("centre", True): ("达标卫生院", "health centre, standard met"),
    ("centre", False): ("未达标卫生院", "health centre, below standard"),
    ("clinic", True): ("中心村卫生室", "central village clinic"),
}


def color(name: str) -> str:
    """Return a token's colour as RRGGBB."""
    return LIGHT.color[name].removeprefix("#")


def mark(verdict: Judgement) -> str:
    """Return the colour of a mark by judgement, RRGGBB."""
    return color(f"{verdict}_mark")


def words_color(verdict: Judgement | None) -> str:
    """Return the colour of judged words, RRGGBB."""
    return color("ink" if verdict is None or verdict == "neutral" else verdict)


def change_mark(value: float, better: Better) -> str:
    """Return the colour of a bar that stands for a change, RRGGBB."""
    return mark(judgement(value, better))


def standing_mark(standing: str, better: Better) -> tuple[str, bool]:
    """Return colour and whether a township's dot is filled: only where it clearly differs from the county."""
    return mark(standing_judgement(standing, better)), is_apart(standing)


def diverging(step: int) -> tuple[str, str]:
    """Return ground and text of a diverging step, RRGGBB."""
    return LIGHT.diverging[step].removeprefix("#"), LIGHT.text_on_diverging[step].removeprefix("#")


def sequential(step: int | None) -> tuple[str, str]:
    """Return ground and text of a sequential step; a township without a value is sunken."""
    if step is None:
        return color("sunken"), color("ink")
    return LIGHT.sequential[step].removeprefix("#"), LIGHT.text_on_sequential[step].removeprefix("#")


def excel_format(decimals: int, *, signed: bool = False) -> str:
    """Return an Office number format: thousands, fixed decimals, a true minus sign, + for rises if signed.

    What prints as zero carries no sign, whichever side of it the number lies on.
    """
    digits = "#,##0" + ("." + "0" * decimals if decimals else "")
    if not signed:
        return f"{digits};\u2212{digits}"
    least = f"{0.5 / 10**decimals:.{decimals + 1}f}"
    return f"[>={least}]+{digits};[<=-{least}]\u2212{digits};0{'.' + '0' * decimals if decimals else ''}"
