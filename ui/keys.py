"""Keys to what is drawn: small rows of symbol and word, above or below the picture they explain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from faces.look.tokens import Better, Theme
from faces.screen.symbols import facility_icon, image, roster_icon, village_icon
from ui.language import say
from words.names import DIRECTIONS, STATUSES, VISIT_MARKS
from words.units import unit_of


def _row(items: Sequence[tuple[str, str]], name: str = "") -> str:
    inside = "".join(f"<span>{symbol}{escape(words)}</span>" for symbol, words in items)
    return f'<div class="yl yl-key" role="group" aria-label="{escape(name or say("图例", "Key"))}">{inside}</div>'


def legend(items: Sequence[tuple[str, str]], *, name: str = "") -> str:
    """A row of (class, word): circle-good, diamond-bad, ring, line, dashed, dotted, band, hatch, or s0–s9.

    The classes are those of `ui/style.py`; the words carry the meaning for those who do not see colour.
    """
    return _row([(f'<i class="k {escape(symbol)}"></i>', words) for symbol, words in items], name)


def interval_key(better: Better, *, county: str) -> str:
    """Key of the ranked intervals and the funnel: shape and colour by judgement, hollow when not distinguishable."""
    above, below = {
        "higher": ("circle-good", "diamond-bad"),
        "lower": ("diamond-bad", "circle-good"),
        "neutral": ("circle-neutral", "diamond-neutral"),
    }[better]
    return legend(
        [
            (above, say(f"高于{county}", "above the county")),
            (below, say(f"低于{county}", "below the county")),
            ("ring", say("无明显差别", "no clear difference")),
        ]
    )


def heat_key(change_unit: str, better: Better | None = None) -> str:
    """Key of the heat table: ten steps from worse to better, then the hollow arrows and the hatching.

    change_unit : 百分点 or %; better : of all columns alike, or None where they differ (变差, 变好).
    """
    step = {"百分点": 1, "%": 5}[change_unit]
    up, down = say(*DIRECTIONS["up"]), say(*DIRECTIONS["down"])
    ends = {None: (say("变差", "worse"), say("变好", "better")), "lower": (up, down)}
    worse, best = ends.get(better, (down, up))
    words = [f">{4 * step}", f"≤{4 * step}", f"≤{3 * step}", f"≤{2 * step}", f"≤{step}"]
    swatches = "".join(f'<i class="d{index}">{escape(word)}</i>' for index, word in enumerate(words + words[::-1]))
    return (
        f'<div class="yl yl-key heat"><span>{worse}<span class="ramp">{swatches}</span>'
        f"{best}{say('（', ' (')}{escape(say(change_unit, unit_of(change_unit).en))}{say('）', ')')}</span>"
        f"<span>{say('△▽白底：无明显变化', '△▽ white: no clear change')}</span>"
        f'<span><i class="k hatch"></i>{say(*STATUSES["no_data"])}</span></div>'
    )


def scale_key(labels: Sequence[str], *, title: str, no_data: str = "", reverse: bool = False) -> str:
    """Key of the ten sequential steps: `labels` are the ten words under the swatches, low first.

    reverse : for minutes, where the first label (nearest) takes the strongest colour.
    Raises ValueError unless there are ten labels.
    """
    if len(labels) != 10:
        raise ValueError(f"{len(labels)} labels for a scale of ten steps")
    steps = range(9, -1, -1) if reverse else range(10)
    swatches = "".join(f'<i class="s{step}">{escape(word)}</i>' for step, word in zip(steps, labels, strict=True))
    return (
        f'<div class="yl yl-key heat titled"><span>{escape(title)}<span class="ramp ten">{swatches}</span></span>'
        f'<span><i class="k hatch"></i>{escape(no_data or say("未报或已隐藏", "not reported or hidden"))}</span></div>'
    )


def map_key(
    theme: Theme,
    *,
    bands: bool,
    roads: bool,
    limits: tuple[int, int] = (15, 30),
    villages: Mapping[str, str] | None = None,
    facilities: Sequence[tuple[str, bool, str]] | None = None,
) -> str:
    """Key of a map, placed above it (below on a phone), never floating over the county.

    bands : the filled minutes are drawn; roads : the roads are drawn. Villages and facilities always are.
    facilities : (tier, filled, words) of the facility symbols drawn, where they mean another thing than the standard.
    villages : words for the village symbols (inside, outside, unreachable) where they do not stand for minutes.
    """
    near, far = limits
    items: list[tuple[str, str]] = []
    if bands:
        items = [('<i class="k near"></i>', say(f"{near}分钟内", f"within {near} min"))]
        if far > near:
            items.append(('<i class="k far"></i>', say(f"{near}—{far}分钟", f"{near}–{far} min")))
    by_minutes = {
        "inside": say(f"{far}分钟内的村", f"village within {far} min"),
        "outside": say(f"超过{far}分钟的村", f"village beyond {far} min"),
        "unreachable": say("不通路的村", "village without a road"),
    }
    words = by_minutes if villages is None else villages
    items += [(image(village_icon(state, theme), shown, classes="ki"), shown) for state, shown in words.items()]
    usual = (
        ("hospital", True, say("县级医院", "county hospital")),
        ("centre", True, say("达标卫生院", "centre, meets the standard")),
        ("centre", False, say("未达标卫生院", "centre, below the standard")),
        ("clinic", True, say("中心村卫生室", "central village clinic")),
    )
    for tier, filled, shown in usual if facilities is None else facilities:
        items.append((image(facility_icon(tier, filled, theme), shown, classes="ki"), shown))
    if roads:
        items += [(f'<i class="k road {name}"></i>', say(*words)) for name, words in _ROADS]
    return _row(items)


def change_key(limit: int) -> str:
    """Key of a what-if: ground and villages inside before and after, only after, only before."""
    return legend(
        [
            ("far", say(f"现在{limit}分钟内", f"within {limit} min now")),
            ("gained", say("新覆盖", "gained")),
            ("lost", say("失去覆盖", "lost")),
            ("ring-good", say("新增、迁来或升级的机构", "site added, moved or upgraded")),
        ],
        name=say("假设图例", "What-if key"),
    )


_ROADS = (
    ("main", ("国省道", "national and provincial roads")),
    ("county", ("县道", "county roads")),
    ("village", ("乡村道", "township and village roads")),
)


def roster_key(theme: Theme) -> str:
    """Key of the roster grid: shape and fill say it all, so that a grey print still reads."""
    marks = {mark: say(*words) for mark, words in VISIT_MARKS.items()}
    items = [(image(roster_icon(mark, theme), words, classes="ki"), words) for mark, words in marks.items()]
    return _row(items)
