"""By what a metric's change is judged, and the verdict that follows: rows of the metric frame in, verdicts out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.definition import Metric, Timing
from metrics.hiding.protection import PARTS, REACH
from metrics.judge.history import History, month_number
from metrics.judge.matters import smallest_that_matters
from metrics.period import Period, add_months, months_between
from metrics.statistics.intervals import FloatArray
from metrics.statistics.like_changes import (
    MONTHS_OF_A_YEAR,
    USUAL_RESEMBLANCE,
    Kind,
    Parts,
    Spread,
    splits_the_festival,
    usual_spread,
)
from metrics.statistics.verdict import (
    CLEAR,
    FEWEST_MONTHS,
    Sampling,
    Verdict,
    Verdicts,
    centred_on,
    judgements,
    verdicts,
    verdicts_by_months,
    verdicts_by_spread,
    verdicts_of_means,
)

Columns = Mapping[str, npt.NDArray[Any]]


def needs_months(metric: Metric) -> bool:
    """Say whether the figure is a sum over a period whose events are not independent.

    Never where small counts are hidden: how much the months vary would tell of the hidden ones.
    """
    adds = all(measure.is_additive_over_months for measure in metric.measures)
    return adds and metric.suppression is None and metric.model in ("proportion", "count", "mean", "amount")


class Judged(StrEnum):
    """By what a metric's change is judged."""

    MONTHS = "months"  # the usual spread of like changes; without a history the period's own months
    EVENTS = "events"  # the same for people who may be hidden: the spread of what is shown, at least that of chance
    MEANS = "means"
    PROPORTION = "proportion"
    RATE = "rate"
    PRESENCE = "presence"  # distinct people over a period: by how many were present in each month
    IN_FULL = "in_full"
    NOBODY = "nobody"


BY_HISTORY: Final = frozenset({Judged.MONTHS, Judged.EVENTS, Judged.PRESENCE})


def judged_by(metric: Metric) -> Judged:
    """Say by what a metric's change is judged; docs/metrics.md says the same of it."""
    if metric.census:
        return Judged.IN_FULL
    if needs_months(metric):
        return Judged.MONTHS
    if metric.squares is not None:
        return Judged.MEANS
    flows = metric.numerator.timing is Timing.FLOW
    if metric.numerator.aggregate == "distinct" and flows and metric.denominator is None:
        return Judged.PRESENCE
    if metric.model in ("proportion", "rate") or (metric.model == "count" and metric.numerator.is_additive_over_months):
        return Judged.EVENTS if flows else Judged(metric.model)
    # A mean over events of the period is not counted in full: without limits of its own nobody can say it changed.
    flows = any(measure.timing is Timing.FLOW for measure in metric.measures)
    return Judged.NOBODY if metric.denominator is not None and flows else Judged.IN_FULL


def kind_of(metric: Metric) -> Kind:
    """Return what is compared where a metric is judged by the spread of its earlier changes."""
    if metric.model in ("proportion", "rate"):
        return Kind(metric.model)
    return Kind.COUNT if metric.denominator is None else Kind.MEAN


def happens_once(metric: Metric) -> bool:
    """Say whether what is counted happens to a person once (a birth, a death), so that events are independent."""
    return metric.numerator.table.name in ("birth_month", "death_month")


class Ground(StrEnum):
    """What a row's verdict rests on; `words.names.GROUNDS` holds the words."""

    LIKE_CHANGES = "like_changes"  # earlier changes of like periods and months
    OWN_MONTHS = "own_months"  # too short a history: how this period's months vary
    SHORT = "short"  # too short a history, and too few months of its own
    FESTIVAL = "festival"  # January or February alone, and too few earlier ones
    SAMPLING = "sampling"  # chance alone
    PRESENCE = "presence"
    IN_FULL = "in_full"
    NOTHING = "nothing"


_GROUNDS: Final = {
    Judged.MEANS: Ground.SAMPLING,
    Judged.PROPORTION: Ground.SAMPLING,
    Judged.RATE: Ground.SAMPLING,
    Judged.PRESENCE: Ground.PRESENCE,
    Judged.IN_FULL: Ground.IN_FULL,
}


def with_verdicts(
    rows: pd.DataFrame,
    metrics: Sequence[Metric],
    histories: Mapping[str, History],
    pairs: tuple[Period, Period] | None,
    decided: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Return the rows with `verdict`, `judgement`, limits of the change (change_lower, change_upper) and `ground`.

    histories : metric id → both sides of each month of the places in `rows`.
    pairs     : the period, as far as it holds data, and its base; None where nothing is compared.
    decided   : metric id → the smallest change that matters, where the county has set one.

    The ground is a Ground; `like_changes` and `month_changes` say on how many earlier changes it rests (else NaN).
    Works on arrays: a page judges dozens of metrics, and cutting a DataFrame for each costs more than judging it.
    """
    ids = rows["metric_id"].to_numpy(object)
    names = ("value", "change", "compare_value", *PARTS, REACH)
    numbers = {name: rows[name].to_numpy(float) for name in names}
    places, bases = (rows[name].to_numpy(object) for name in ("township_code", "compare_period"))
    hidden = rows["status"].to_numpy(object) == "hidden"
    codes = np.full(len(rows), Verdict.TOO_LITTLE_DATA.value, dtype=object)
    judged = np.full(len(rows), "neutral", dtype=object)
    ground = np.full(len(rows), Ground.NOTHING.value, dtype=object)
    lower, upper, like, months = (np.full(len(rows), np.nan) for _ in range(4))
    for metric in metrics:
        own = np.flatnonzero(ids == metric.id)
        if not own.size:
            continue
        columns = {name: values[own] for name, values in numbers.items()} | {
            "township_code": places[own],
            "compare_period": bases[own],
        }
        least = smallest_that_matters(metric, columns["compare_value"], (decided or {}).get(metric.id))
        found, why, spread = _judge(metric, columns, histories.get(metric.id), pairs, least)
        # A figure that is hidden or missing, or has no base, is not judged, whatever its months say.
        known = ~np.isnan(columns["change"]) & ~hidden[own]
        codes[own] = np.where(known, found.codes, Verdict.TOO_LITTLE_DATA)
        # None from none has no percentage, but it is no change all the same.
        counted = metric.denominator is None and judged_by(metric) in (Judged.IN_FULL, Judged.PRESENCE, Judged.MONTHS)
        none = (columns["matched_numerator"] == 0) & (columns["compare_numerator"] == 0) & ~hidden[own] & counted
        codes[own] = np.where(none, Verdict.NO_CLEAR_CHANGE, codes[own])
        judged[own] = judgements(codes[own].astype(str), metric.better)
        lower[own], upper[own] = np.where(known, found.lower, np.nan), np.where(known, found.upper, np.nan)
        ground[own] = np.where(known, why, Ground.NOTHING.value)
        if spread is not None:
            like[own], months[own] = (np.where(known, part, np.nan) for part in spread[2:])
    return rows.assign(
        verdict=codes, judgement=judged, change_lower=lower, change_upper=upper, ground=ground, like_changes=like,
        month_changes=months,
    )  # fmt: skip


_Answer = tuple[Verdicts, npt.NDArray[Any] | str, Spread | None]


def _judge(
    metric: Metric, rows: Columns, history: History | None, pairs: tuple[Period, Period] | None, least: FloatArray
) -> _Answer:
    by = judged_by(metric)
    if by in BY_HISTORY:
        return _judge_by_history(metric, rows, history, pairs, least)
    ground = _GROUNDS.get(by, Ground.NOTHING).value
    if by is Judged.NOBODY:
        return _verdicts(np.full(len(rows["change"]), Verdict.TOO_LITTLE_DATA), rows["change"]), ground, None
    if by is Judged.IN_FULL:
        return _judge_in_full(rows["change"], least), ground, None
    if by is Judged.MEANS:
        cases = (rows["matched_denominator"], rows["compare_denominator"])
        return verdicts_of_means(rows["change"], rows[REACH], *cases, visible=least), ground, None
    sampling, parts = Sampling(by.value), [rows[part] for part in PARTS]
    if metric.model != "rate" or metric.change_unit == "%":
        return verdicts(sampling, *parts, per=metric.per, visible=least), ground, None
    # The ratio's limits are in per cent of the base; the change is in the metric's own unit.
    scale = rows["compare_value"] / 100
    with np.errstate(divide="ignore", invalid="ignore"):  # an unbounded limit on a base of zero has no size
        found = verdicts(sampling, *parts, per=metric.per, visible=least / scale)
        return found._replace(lower=found.lower * scale, upper=found.upper * scale), ground, None


def _judge_in_full(change: FloatArray, smallest: FloatArray) -> Verdicts:
    """Judge figures that are counted in full and at one moment (beds, clinics): a change that matters is a change."""
    matters = np.abs(change) >= smallest
    codes = np.select(
        [np.isnan(change), matters & (change > 0), matters & (change < 0)],
        [Verdict.TOO_LITTLE_DATA, Verdict.CLEAR_RISE, Verdict.CLEAR_FALL],
        Verdict.NO_CLEAR_CHANGE,
    )
    return _verdicts(codes, change)


def _verdicts(codes: npt.NDArray[np.str_], change: FloatArray) -> Verdicts:
    nothing = np.full(len(change), np.nan)
    return Verdicts(codes, change, nothing, nothing, "")


def _judge_by_history(
    metric: Metric, rows: Columns, history: History | None, pairs: tuple[Period, Period] | None, least: FloatArray
) -> _Answer:
    size = len(rows["change"])
    nothing = _verdicts(np.full(size, Verdict.TOO_LITTLE_DATA), rows["change"])
    if history is None or pairs is None:
        return nothing, Ground.SHORT.value, None
    now, base = pairs
    places = [place if isinstance(place, str) else "" for place in rows["township_code"]]
    own = history.of_places(places)
    months = _compared_months(now, base, rows["compare_period"])
    if not months:
        return nothing, Ground.SHORT.value, None
    period, apart = (month_number(months[0]), month_number(months[-1]) + 1), months_between(base.first, now.first) - 1
    kind, monthly = kind_of(metric), _monthly(metric, own)
    spread = usual_spread(
        kind, monthly, own.calendar, period, months_apart=apart, independent=happens_once(metric),
        hides=metric.suppression is not None,
    )  # fmt: skip
    inside = (own.calendar >= period[0]) & (own.calendar < period[1])
    within = monthly.at((slice(None), inside))
    if judged_by(metric) is Judged.PRESENCE:
        return _judge_by_presence(rows, within, spread, least)
    found = _by_spread(metric, rows, within, spread, least)
    unknown = np.isnan(spread.dispersion)
    festival = apart == MONTHS_OF_A_YEAR and splits_the_festival(period)
    ground = np.where(unknown, Ground.FESTIVAL if festival else Ground.SHORT, Ground.LIKE_CHANGES).astype(object)
    if unknown.any() and judged_by(metric) is Judged.MONTHS:
        instead = _by_own_months(metric, rows, within, own.calendar[inside], least)
        taken = unknown & ~np.isnan(instead.lower)
        found = Verdicts(
            np.where(taken, instead.codes, found.codes),
            found.change,
            np.where(taken, instead.lower, found.lower),
            np.where(taken, instead.upper, found.upper),
            found.method,
        )
        ground[taken] = Ground.OWN_MONTHS
    return found, ground, spread


def _monthly(metric: Metric, own: History) -> Parts:
    """Return what is compared month by month; a figure that no sum over months says counts once a month."""
    if metric.denominator is None:
        now, base = own.parts["matched_numerator"], own.parts["compare_numerator"]
        return Parts(now, np.ones_like(now), base, np.ones_like(base))
    if _is_made_of_values(metric):
        now, base = own.values["value"] / metric.per, own.values["compare_value"] / metric.per
        return Parts(now, np.where(np.isnan(now), np.nan, 1.0), base, np.where(np.isnan(base), np.nan, 1.0))
    return Parts(*(own.parts[name] for name in PARTS))


def _is_made_of_values(metric: Metric) -> bool:
    return metric.computed is not None and kind_of(metric) is Kind.MEAN


def _by_spread(metric: Metric, rows: Columns, within: Parts, spread: Spread, least: FloatArray) -> Verdicts:
    """Judge by the usual spread; limits in the metric's change unit, about the change that is shown."""
    kind = kind_of(metric)
    now, size, base, base_size = (rows[name] for name in PARTS)
    if metric.denominator is None:
        size = base_size = np.ones(len(now))
    elif _is_made_of_values(metric):
        size = np.sum(~np.isnan(within.now + within.base), axis=1).astype(np.float64)
        now, base, base_size = rows["value"] / metric.per * size, rows["compare_value"] / metric.per * size, size
    parts = Parts(now, size, base, base_size)
    in_own_unit = kind in (Kind.COUNT, Kind.RATE) and metric.change_unit != "%"
    with np.errstate(divide="ignore", invalid="ignore"):  # on a base of zero a ratio has no size
        scale = rows["compare_value"] / 100 if in_own_unit else np.ones(len(now))
        found = verdicts_by_spread(kind, parts, spread, per=metric.per, smallest=least / scale)
        found = found._replace(lower=found.lower * scale, upper=found.upper * scale)
    if metric.denominator is None or kind is Kind.RATE:
        return found
    # Appraisals of two months say nothing of a year: six observed months, or every one of a shorter period.
    observed = ((within.size > 0) & (within.base_size > 0)).sum(axis=1)
    few = observed < min(FEWEST_MONTHS, within.now.shape[1])
    return found._replace(
        codes=np.where(few, Verdict.TOO_LITTLE_DATA, found.codes),
        lower=np.where(few, np.nan, found.lower),
        upper=np.where(few, np.nan, found.upper),
    )


def _by_own_months(
    metric: Metric, rows: Columns, within: Parts, calendar: npt.NDArray[np.intp], least: FloatArray
) -> Verdicts:
    """Judge by how the period's own months vary; January and February are one of them."""
    month = calendar % MONTHS_OF_A_YEAR
    joined = np.concatenate([[False], (month[1:] == 1) & (month[:-1] == 0)]) if calendar.size else np.zeros(0, bool)
    starts = np.flatnonzero(~joined)
    # Without a denominator a month weighs 1, and so January with February 2.
    sides = within if not joined.any() else Parts(*(np.add.reduceat(part, starts, axis=1) for part in within))
    found = verdicts_by_months(
        sides.now,
        sides.base,
        sides.size,
        sides.base_size,
        relative=metric.change_unit == "%",
        per=metric.per,
        visible=least,
        resemblance=USUAL_RESEMBLANCE,
        fewest=FEWEST_MONTHS - int(joined.any()),
    )
    return found if metric.computed is None else centred_on(found, rows["change"], visible=least)


def _judge_by_presence(rows: Columns, within: Parts, spread: Spread, least: FloatArray) -> _Answer:
    """Judge distinct people over a period by how many were present in each of its months.

    One changeover makes 60 people of 44 posts and changes nothing: clear is what the months and the people both say.
    """
    sums = within.total()
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = 100 * (sums.now - sums.base) / sums.base
    by_month = _judge_in_full(np.where(np.isfinite(growth), growth, np.nan), least)
    usual = verdicts_by_spread(Kind.COUNT, sums, spread, smallest=least)
    # Where earlier years are known, what they usually change by is no clear change either.
    known = np.isfinite(spread.dispersion) & np.isin(usual.codes, (*CLEAR, Verdict.NO_CLEAR_CHANGE))
    codes = np.where(known & np.isin(by_month.codes, list(CLEAR)), usual.codes, by_month.codes)
    same_way = np.sign(growth) == np.sign(rows["change"])
    codes = np.where(np.isin(codes, list(CLEAR)) & ~same_way, Verdict.NO_CLEAR_CHANGE, codes)
    return _verdicts(codes, rows["change"]), Ground.PRESENCE.value, None


def _compared_months(now: Period, base: Period, compare_periods: npt.NDArray[Any]) -> list[int]:
    """Return the months of the period whose counterparts stand in the base of the change itself."""
    compared = next((Period.parse(key) for key in compare_periods if isinstance(key, str)), base)
    step = months_between(base.first, now.first) - 1
    return [month for month in now.months if compared.first <= add_months(month, -step) <= compared.last]
