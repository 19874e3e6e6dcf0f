"""覆盖: township × programme, what stands clearly apart from the county, and the steps from eligible to followed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from faces.blocks import Block, Cell, Column, Heat, HeatCell, HeatRow, Row, Table
from faces.blocks.pack import NamedFrame
from faces.look.tokens import diverging_step
from findings.evidence.by_year import years_of
from findings.evidence.fitting import hidden_note, hidden_sign
from findings.evidence.grids import grids_drawing
from findings.evidence.programme_drawing import STAGE_WORDS, count_words, funnel
from findings.evidence.served import (
    served_finding,
    served_frame,
    served_note,
    services_heat,
    years_heat,
)
from findings.evidence.shown import Asked, Kind, Shown, State
from findings.figures import Words
from metrics.evidence.programme import STAGES, Coverage, Places, ProgrammeCoverage, coverage_of, read_programmes
from metrics.evidence.served import is_choice, served_by_year, served_in
from metrics.judge.many import together
from metrics.period import Period
from words.names import chart_name
from words.numbers import format_number

POINTS_A_STEP: Final = 3.0
SEEN: Final = 0.05  # a change that prints as 0.0 is none


def show(asked: Asked) -> Shown | None:
    """Return the heat of townships and programmes, then the steps of the finding's programme; None without rows."""
    reference, county, words = asked.source.reference, asked.scope.county, asked.words
    rows = asked.source.read(read_programmes, county, asked.card.mechanism_id)
    period = Period(asked.scope.period.first, asked.month)
    edition = reference.in_edition(county, asked.month)
    chosen = tuple(dict.fromkeys(edition.get(code, code) for code in asked.scope.townships))
    places = Places(edition, reference.in_edition(county, reference.last_month), chosen)
    step = {"yoy": -12, "previous": -period.month_count}.get(asked.scope.compare or "")
    base = None if step is None else period.shifted(step)
    if rows.empty or period.first > period.last:
        return None
    found = coverage_of(rows, places, period=period, base=base)
    if not found:
        return None
    named, township = _named(found, chosen)
    if is_choice(rows):
        return _choice(asked, rows, places, found, named)
    place = words.township(township) if township else ""
    blocks: tuple[Block, ...] = ()
    if len(rows) > 1:
        grids = grids_drawing(asked, places)
        blocks = (_heat(found, named, township, chosen, words), _steps(named, chosen, words))
        blocks += () if grids is None else (grids,)
    return Shown(
        _finding(named, township, chosen, words),
        place,
        _state(found),
        blocks,
        _note(period, found, words),
        (NamedFrame(words.say("覆盖", "Coverage"), _frame(found, chosen, words)),),
    )


def _choice(
    asked: Asked,
    rows: pd.DataFrame,
    places: Places,
    found: Sequence[ProgrammeCoverage],
    named: ProgrammeCoverage,
) -> Shown | None:
    """Return services that residents choose among: who took which, by township and year, then the shares of all.

    Nobody is due for any of them, so a smaller share has no verdict here: 指标 says whether uses changed.
    """
    words, chosen = asked.words, places.chosen
    period = Period(asked.scope.period.first, asked.month)
    now = served_in(rows, places, period)
    if now is None:
        return None
    years = served_by_year(rows, places, years_of(asked))
    by_year = years_heat(years, chosen, words)
    of_residents = words.say("服务人数占居民（%）", "people served, % of residents")
    shares = _heat(found, named, "", chosen, words, of_residents)
    blocks = (services_heat(now, chosen, words), *(() if by_year is None else (by_year,)), shares)
    return Shown(
        served_finding(now, chosen, words),
        "",
        State.USUAL,
        blocks,
        served_note(words) + words.say("；", "; ") + _note(period, found, words),
        (
            NamedFrame(words.say("覆盖", "Coverage"), _frame(found, chosen, words)),
            served_frame(years, now, chosen, words),
        ),
    )


def _named(found: Sequence[ProgrammeCoverage], chosen: Sequence[str]) -> tuple[ProgrammeCoverage, str]:
    """Return the programme and township furthest below the county with an interval clear of it.

    Where none is: the programme that covers least, and no township.
    """
    below = [
        (programme.distance(code) or 0.0, number, code)
        for number, programme in enumerate(found)
        for code, at in programme.townships.items()
        if at.standing == "below" and (not chosen or code in chosen)
    ]
    if below:
        _, number, code = min(below)
        return found[number], code
    least = min(found, key=lambda programme: (programme.chosen.rate is None, programme.chosen.rate or 0.0))
    return least, chosen[0] if len(chosen) == 1 and chosen[0] in least.townships else ""


def _state(found: Sequence[ProgrammeCoverage]) -> State:
    """Return whether more programmes' county rates moved clearly since the base period than chance explains."""
    known = [programme for programme in found if programme.county.rate is not None]
    if not known:
        return State.LITTLE
    told = [_judgement(*programme.change) for programme in known if programme.change is not None]
    if not told:
        return State.USUAL
    return {"good": State.BETTER, "bad": State.DUE, "neutral": State.STILL}[together(told)]


def _judgement(change: float, lower: float, upper: float) -> str:
    if abs(change) < SEEN or lower <= 0 <= upper:
        return "neutral"
    return "good" if lower > 0 else "bad"


def _percent(rate: float | None, words: Words) -> str:
    return words.say("已隐藏", "(hidden)") if rate is None else f"{format_number(rate, 1)}%"


def _finding(named: ProgrammeCoverage, township: str, chosen: Sequence[str], words: Words) -> str:
    name = words.say(named.zh, named.en)
    county = _percent(named.county.rate, words)
    whole = words.say(f"{words.whole}{name}覆盖{county}", f"{name} covers {county} of those eligible in the county")
    if township:
        at = named.townships[township]
        place, rate = words.township(township), _percent(at.rate, words)
        if at.rate is None:
            return words.say(f"{whole}；{place}人数过少，已隐藏。", f"{whole}; {place} is hidden: too few people.")
        verdict = {
            "below": words.say(f"，明显低于{words.whole}", ", clearly below"),
            "above": words.say(f"，明显高于{words.whole}", ", clearly above"),
        }.get(at.standing, words.say(f"，与{words.whole}分不出高低", ", not clearly different"))
        return words.say(f"{whole}；{place}{rate}{verdict}。", f"{whole}; {place} {rate}{verdict}.")
    if chosen:
        rate = _percent(named.chosen.rate, words)
        return words.say(f"{whole}；{words.scope}{rate}。", f"{whole}; {words.scope}: {rate}.")
    above = sum(at.standing == "above" for at in named.townships.values())
    if above:
        return words.say(f"{whole}；{above}个乡镇明显高于{words.whole}。", f"{whole}; {above} townships clearly above.")
    if len(named.townships) < 2:
        return words.say(f"{whole}。", f"{whole}.")
    return words.say(f"{whole}，各乡镇分不出高低。", f"{whole}; no township differs clearly.")


def _heat(
    found: Sequence[ProgrammeCoverage],
    named: ProgrammeCoverage,
    township: str,
    chosen: Sequence[str],
    words: Words,
    what: str = "",
) -> Heat:
    """Return a row a township, lowest first in the finding's programme, and the county's row, which stays.

    what : what the cells are; "" for the coverage.
    """
    codes = list(dict.fromkeys(code for programme in found for code in programme.townships))
    codes = [code for code in codes if not chosen or code in chosen]
    order = {code: _rate_of(named, code) for code in codes}
    codes.sort(key=lambda code: (order[code] is None, order[code] or 0.0, code))
    rows = [
        HeatRow(
            chart_name(words.township(code)),
            tuple(_cell(programme, code, words) for programme in found),
            is_point=code == township,
        )
        for code in codes
    ]
    total = tuple(_sum_cell(programme.county, programme, words) for programme in found)
    rows.append(HeatRow(words.say(words.whole, "County"), total, is_sum=True))
    columns = tuple(
        Column(words.say(programme.zh, programme.en), words.say(programme.group_zh, programme.group_en))
        for programme in found
    )
    title = _heat_title(found, codes, what or words.say("覆盖率（%）", "coverage (%)"), words)
    return Heat(title, words.say("乡镇", "Township"), columns, tuple(rows))


def _rate_of(programme: ProgrammeCoverage, code: str) -> float | None:
    at = programme.townships.get(code)
    return None if at is None else at.rate


def _heat_title(found: Sequence[ProgrammeCoverage], codes: Sequence[str], what: str, words: Words) -> str:
    standings = [
        programme.townships[code].standing for programme in found for code in codes if code in programme.townships
    ]
    below, above = standings.count("below"), standings.count("above")
    if not below and not above:
        return words.say(f"{what}，没有一格明显偏离{words.whole}", f"{what}: no cell stands clear of the county")
    parts = [
        words.say(f"{count}格明显{zh}于{words.whole}", f"{count} cells clearly {en} the county")
        for count, zh, en in ((below, "低", "below"), (above, "高", "above"))
        if count
    ]
    return what + words.say("，", ": ") + words.say("，", ", ").join(parts)


def _cell(programme: ProgrammeCoverage, code: str, words: Words) -> HeatCell:
    at = programme.townships.get(code)
    if at is None or (at.rate is None and not at.hidden & {"eligible", "reached"}):
        return HeatCell("", status="no_data", status_words=words.status("no_data"))
    cell = _sum_cell(at, programme, words, words.township(code))
    if at.standing not in ("below", "above") or at.rate is None:
        return cell
    distance = programme.distance(code) or 0.0
    step = diverging_step(distance / POINTS_A_STEP, "百分点", "higher")
    return HeatCell(cell.value, "", "up", "clear", step, title=cell.title, number=at.rate, decimals=1)


def _sum_cell(at: Coverage, programme: ProgrammeCoverage, words: Words, place: str = "") -> HeatCell:
    name = words.say(programme.zh, programme.en)
    if at.rate is None:
        sign = hidden_sign(words)
        return HeatCell(
            "", status="hidden", status_words=sign, title=f"{place} {name} {words.status('hidden')}".strip()
        )
    value = format_number(at.rate, 1)
    spread = "" if at.lower is None or at.upper is None else f" {at.lower:.1f}—{at.upper:.1f}"
    title = f"{place} {name} {value}%（{words.say('95%区间', '95%')}{spread}）".strip()
    # An empty change that points somewhere is drawn as none; "flat" would be drawn as 持平.
    return HeatCell(value, "", "up", "unknown", title=title, number=at.rate, decimals=1)


def _steps(named: ProgrammeCoverage, chosen: Sequence[str], words: Words) -> Block:
    at = named.chosen if chosen else named.county
    scope = words.scope if chosen else words.say(words.whole, "the county")
    name = words.say(named.zh, named.en)
    title = words.say(f"{scope}{name}：", f"{name}, {scope}: ") + _step_words(named, at, words)
    columns = (
        Column(words.say("步骤", "Step"), kind="text"),
        Column(words.say("人数", "People")),
        Column(words.say("占上一步", "Of the step before"), "%"),
    )
    rows: list[Row] = []
    before: int | None = None
    for stage in named.stages:
        count = at.stage(stage)
        share = None if not before or count is None else count / before * 100
        told = count_words(count, stage, at, words)
        number = Cell(told, None if count is None else float(count), status="shown" if count is not None else "hidden")
        rows.append(
            Row(
                [
                    words.say(*STAGE_WORDS[stage]),
                    number,
                    Cell("" if share is None else format_number(share, 1), share, 1),
                ]
            )
        )
        before = count
    return funnel(named, at, title, Table(title, columns, tuple(rows)), words)


def _step_words(named: ProgrammeCoverage, at: Coverage, words: Words) -> str:
    if at.eligible is None or at.reached is None:
        return words.say("人数过少，已隐藏", "hidden, too few people")
    left = at.eligible - at.reached
    if "followed" in named.stages and at.found is not None and at.followed is not None:
        rest = format_number(at.found - at.followed, 0)
        return words.say(f"发现后还有{rest}人未随访", f"{rest} found and not followed")
    rest = format_number(max(left, 0), 0)
    return words.say(f"还有{rest}人未到", f"{rest} not reached yet")


def _note(period: Period, found: Sequence[ProgrammeCoverage], words: Words) -> str:
    parts = [
        words.say(
            f"95%区间（Wilson）不含{words.whole}值才着色，每步3个百分点",
            "coloured where the 95% interval (Wilson) excludes the county, a step every 3 points",
        )
    ]
    widest = max(programme.dispersion for programme in found)
    if widest > 1:
        parts.append(
            words.say("各乡镇区间按本项过度离散放宽，最多φ=", "widened by each programme's over-dispersion, at most φ=")
            + format_number(widest, 1)
        )
    if period.first % 100 != 1 or period.last % 100 != 12:
        months = words.period(period)
        parts.append(
            words.say(f"应覆盖为全年人数，已覆盖为{months}的", f"eligible in the whole year, reached in {months}")
        )
    if any(at.hidden for programme in found for at in programme.townships.values()):
        parts.append(hidden_note(words))
    return words.say("；", "; ").join(parts) + words.say("。", ".")


def _frame(found: Sequence[ProgrammeCoverage], chosen: Sequence[str], words: Words) -> pd.DataFrame:
    """Return a row a programme and township, and one of the county; hidden numbers are left out."""
    rows = []
    for programme in found:
        own = {code: at for code, at in programme.townships.items() if not chosen or code in chosen}
        for code, at in [*own.items(), ("", programme.county)]:
            rows.append(
                {
                    "programme": words.say(programme.zh, programme.en),
                    "group": words.say(programme.group_zh, programme.group_en),
                    "township_code": code,
                    **{stage: at.stage(stage) for stage in STAGES},
                    "rate": at.rate,
                    "lower": at.lower,
                    "upper": at.upper,
                }
            )
    return pd.DataFrame(rows)


KIND = Kind("programme", "覆盖", "Programmes", ("programme_month",), show)
