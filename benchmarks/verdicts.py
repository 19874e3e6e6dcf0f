"""Are the words of change right? Counties without any change, and with a planted one, judged as the pages judge.

Each simulated county has its own size, length of history (3 to 9 years to 2024) and dispersion, months that resemble
their neighbours (AR 0.3) and Spring Festivals on their real dates. Levels and seasons are those of the sample.
Flows are redrawn round means that never change; stocks stand still. What `metrics.judge.judging.with_verdicts` says
of them is counted: the function by which every page, file and command comes to its words.

    python -m benchmarks --only verdicts        YILAN_BENCH_COUNTIES=1000 for as many counties (200 by default)
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from data_access.engine import open_engine, warehouse_url
from metrics.catalogue import CATALOGUE
from metrics.definition import Metric
from metrics.hiding.protection import PARTS, REACH
from metrics.judge.history import History, histories, month_number
from metrics.judge.judging import BY_HISTORY, Judged, happens_once, judged_by, kind_of, with_verdicts
from metrics.judge.matters import smallest_that_matters
from metrics.ledger.holidays import spring_festival
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.intervals import FloatArray, difference_of_means
from metrics.statistics.like_changes import Kind, sum_inflation
from metrics.statistics.verdict import CLEAR, Verdict

Figure = tuple[str, float, str]
COUNTIES: Final = int(os.environ.get("YILAN_BENCH_COUNTIES", "200"))
SEED: Final = 20240101
LAST_YEAR: Final = 2024
MOST_YEARS, FEWEST_YEARS = 9, 3
RESEMBLANCE: Final = 0.3
# Counties take turns: each is judged in one period of each kind.
KINDS: Final = {
    "month": ("2024-01", "2024-02", "2024-04", "2024-06", "2024-09", "2024-11"),
    "quarter": ("2024Q1", "2024Q2", "2024Q3", "2024Q4"),
    "half year": ("2024H1", "2024H2"),
    "cumulative": ("2024-01..2024-02", "2024-01..2024-05", "2024-01..2024-09"),
    "year": ("2024",),
}
# Outside: reforms' own tables and registers, which are counted once and never redrawn.
LEFT_OUT: Final = frozenset({"改革台账", "机构概况", "服务圈"})
DISPERSIONS: Final = (1.2, 30.0)  # variance over that of independent events, log-uniform over counties
ONCE: Final = (1.0, 1.5)  # the same of births and deaths, which happen to a person once
MONEY_WOBBLE: Final = (0.04, 0.25)  # standard deviation of a month's money over its mean
MEAN_WOBBLE: Final = (0.01, 0.08)  # likewise of a mean per case
FESTIVAL_LOSS: Final = 0.7  # of the work of the seven days of the festival
USUAL: Final = 1.96  # the usual spread is what 95 of 100 like changes stay within


@dataclass(frozen=True)
class World:
    """What all metrics of the simulated counties share; arrays have shape (counties,) or (counties, months)."""

    size: FloatArray
    years: npt.NDArray[np.int64]
    calendar: npt.NDArray[np.intp]
    festival: FloatArray
    random: np.random.Generator

    def wobble(self) -> FloatArray:
        """Return months of mean 0 and variance 1 that resemble their neighbours."""
        fresh = self.random.standard_normal((self.size.size, self.calendar.size))
        found = fresh.copy()
        for month in range(1, self.calendar.size):
            found[:, month] = RESEMBLANCE * found[:, month - 1] + np.sqrt(1 - RESEMBLANCE**2) * fresh[:, month]
        return found

    def between(self, low: float, high: float) -> FloatArray:
        """Return a log-uniform draw a county, as a column."""
        return np.asarray(np.exp(self.random.uniform(np.log(low), np.log(high), self.size.size))[:, None])


def make_world(counties: int, seed: int = SEED) -> World:
    """Return counties and parts of counties: half are whole, half as small as a township."""
    random = np.random.default_rng(seed)
    whole = np.exp(random.normal(0, 0.5, counties))
    small = np.where(random.random(counties) < 0.5, 1.0, np.exp(random.uniform(np.log(0.01), np.log(0.15), counties)))
    first = month_number((LAST_YEAR - MOST_YEARS + 1) * 100 + 1)
    calendar = np.arange(first, first + 12 * MOST_YEARS, dtype=np.intp)
    festival = np.array([1 - FESTIVAL_LOSS * _festival_days(int(month)) / 30 for month in calendar])
    return World(whole * small, random.integers(FEWEST_YEARS, MOST_YEARS + 1, counties), calendar, festival, random)


def _festival_days(month: int) -> int:
    """Return how many of the seven days of the festival lie in a month."""
    year, own = month // 12, month % 12 + 1
    start = spring_festival(year)
    if start is None or own > 2:
        return 0
    january = min(7, 31 - start.day + 1) if start.month == 1 else 0
    return january if own == 1 else 7 - january


@dataclass(frozen=True)
class Flow:
    """Means and draws of one metric, shape (counties, months): what is counted, over what, and how much it wobbles."""

    kind: Kind
    mean: FloatArray
    size_mean: FloatArray
    size: FloatArray
    latent: FloatArray
    dispersion: FloatArray
    whole_numbers: bool

    def draw(self, random: np.random.Generator, factor: FloatArray | float = 1.0) -> FloatArray:
        """Return the counts (or amounts), their means times `factor`."""
        if self.kind is Kind.MEAN:
            # mean: of one case; dispersion: of the month's mean.
            return self.size * self.mean * factor * np.exp(self.dispersion * self.latent - self.dispersion**2 / 2)
        if self.kind is Kind.PROPORTION:
            share = np.clip(self.mean * factor, 1e-6, 1 - 1e-6)
            spread = np.sqrt((self.dispersion - 1) / np.maximum(self.size_mean * share * (1 - share), 1))
            odds = np.log(share / (1 - share)) + np.minimum(spread, 1.5) * self.latent
            return random.binomial(self.size.astype(np.int64), 1 / (1 + np.exp(-odds))).astype(np.float64)
        mean = self.mean * factor
        if not self.whole_numbers:
            return mean * np.exp(self.dispersion * self.latent - self.dispersion**2 / 2)
        spread = np.sqrt(np.log1p((self.dispersion - 1) / np.maximum(mean, 0.05)))
        return random.poisson(mean * np.exp(spread * self.latent - spread**2 / 2)).astype(np.float64)

    def spread_of_change(self, inside: npt.NDArray[np.bool_]) -> FloatArray:
        """Return the standard deviation of the change of a period over its figure (a share's in points of 1)."""
        months = int(inside.sum())
        summed = float(sum_inflation(np.asarray(RESEMBLANCE), months))
        if self.kind is Kind.MEAN or (not self.whole_numbers and self.kind is Kind.COUNT):
            weight = self.size_mean[:, inside] * self.mean[:, inside]
            even = np.sqrt((weight**2).sum(axis=1)) / weight.sum(axis=1)
            return np.asarray(np.sqrt(2 * summed) * self.dispersion[:, 0] * even)
        events = (self.mean * (self.size_mean if self.kind is Kind.PROPORTION else 1.0))[:, inside].sum(axis=1)
        widened = 1 + (self.dispersion[:, 0] - 1) * summed
        if self.kind is Kind.PROPORTION:
            total = self.size_mean[:, inside].sum(axis=1)
            share = events / total
            return np.asarray(np.sqrt(2 * widened * share * (1 - share) / total))
        return np.asarray(np.sqrt(2 * widened / events))


def flow_of(metric: Metric, level: tuple[FloatArray, FloatArray], world: World) -> Flow:
    """Return a metric's means in the simulated counties. level: numerator and denominator by calendar month."""
    month = world.calendar % 12
    top, bottom = (part[month][None, :] * world.festival * world.size[:, None] for part in level)
    kind, people = kind_of(metric), metric.model in ("count", "rate", "proportion")
    events = ONCE if happens_once(metric) else DISPERSIONS
    dispersion = world.between(*(events if people else MONEY_WOBBLE if kind is Kind.COUNT else MEAN_WOBBLE))
    latent = world.wobble()
    if kind in (Kind.COUNT, Kind.RATE):
        exposure = bottom / world.festival if kind is Kind.RATE else np.ones_like(top)
        return Flow(kind, top, np.ones_like(top), exposure, latent, dispersion, people)
    size = world.random.poisson(np.minimum(bottom * np.exp(0.08 * world.wobble()), 1e15)).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(bottom > 0, top / bottom, 0.0)
    return Flow(kind, ratio, bottom, size, latent, dispersion, True)


def readings(metric: Metric, flow: Flow, world: World, spreads: float) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield (kind of period, judged rows) of a metric whose last year changed by so many standard deviations."""
    top, size = flow.draw(world.random), flow.size
    known = world.calendar[None, :] >= (world.calendar[-1] + 1 - 12 * world.years)[:, None]
    for kind, periods in KINDS.items():
        for turn, text in enumerate(periods):
            places = np.flatnonzero(np.arange(world.size.size) % len(periods) == turn)
            period = Period.parse(text)
            first = month_number(period.first)
            inside = (world.calendar >= first) & (world.calendar < first + period.month_count)
            own, planted = top, np.zeros(places.size)
            if spreads:
                moved = _moved(flow, inside, spreads, _festival_swing(flow, world, inside))
                own, planted = np.where(inside[None, :], flow.draw(world.random, moved), top), moved[places, 0] - 1
            hidden = metric.suppression is not None
            history = _history(metric, own[places], size[places], known[places], world.calendar, hidden=hidden)
            rows = _rows(metric, own[places], size[places], inside, period)
            found = with_verdicts(rows, [metric], {metric.id: history}, (period, period.previous_year()))
            base = rows["compare_value"].to_numpy(float)
            moved_by = np.abs(planted * (100 if metric.change_unit == "%" else base))
            # What is too small to matter is never called clear, and not looked for.
            yield kind, found if not spreads else found[moved_by >= smallest_that_matters(metric, base)]


def _festival_swing(flow: Flow, world: World, inside: npt.NDArray[np.bool_]) -> float:
    """Return how much the festival alone usually changes a period's sum: root mean square over the earlier years."""
    if flow.kind in (Kind.MEAN, Kind.PROPORTION):
        return 0.0
    years = [world.festival[np.roll(inside, -12 * back)].mean() for back in range(1, MOST_YEARS)]
    changes = np.diff(np.log(years))
    return float(np.sqrt(np.mean(changes**2)))


def _moved(flow: Flow, inside: npt.NDArray[np.bool_], spreads: float, festival: float) -> FloatArray:
    """Return the factor on the means that moves the period's figure; a share moves towards the farther end."""
    with np.errstate(divide="ignore", invalid="ignore"):
        size = spreads * np.hypot(flow.spread_of_change(inside), festival)
    if flow.kind is Kind.PROPORTION:
        total = flow.size_mean[:, inside].sum(axis=1)
        share = (flow.mean * flow.size_mean)[:, inside].sum(axis=1) / np.maximum(total, 1e-9)
        size = np.where(share > 0.5, -1, 1) * np.minimum(size, 0.45) / np.maximum(share, 1e-9)
    # Where nothing happens nothing can change.
    return np.asarray((1 + np.where(np.isfinite(size), size, 0.0))[:, None])


def _history(
    metric: Metric,
    top: FloatArray,
    size: FloatArray,
    known: npt.NDArray[np.bool_],
    calendar: npt.NDArray[np.intp],
    *,
    hidden: bool,
) -> History:
    """Return the history as `histories` would read it: counts of 1 to 9 people are hidden from it."""
    shown = known & ~(hidden & (top > 0) & (top < 10))
    top, size = np.where(shown, top, np.nan), np.where(shown, size, np.nan)
    parts = dict(zip(PARTS, (top[:, 12:], size[:, 12:], top[:, :-12], size[:, :-12]), strict=True))
    with np.errstate(divide="ignore", invalid="ignore"):
        value = metric.per * top / size
    values = {"value": value[:, 12:], "compare_value": value[:, :-12]}
    return History(tuple(map(str, range(len(top)))), calendar[12:], parts, values)


def _rows(
    metric: Metric, top: FloatArray, size: FloatArray, inside: npt.NDArray[np.bool_], period: Period
) -> pd.DataFrame:
    """Return rows of the metric frame, a county each, as `metrics.ask` would answer."""
    before = np.roll(inside, -12)
    sides = [part[:, months].sum(axis=1) for months in (inside, before) for part in (top, size)]
    if kind_of(metric) is Kind.RATE:
        sides[1], sides[3] = sides[1] / inside.sum(), sides[3] / inside.sum()
    whole = metric.denominator is not None
    with np.errstate(divide="ignore", invalid="ignore"):
        value, base = (metric.per * sides[at] / (sides[at + 1] if whole else 1.0) for at in (0, 2))
        change = 100 * (value - base) / base if metric.change_unit == "%" else value - base
    few = metric.suppression is not None
    hidden = few & (((sides[0] > 0) & (sides[0] < 10)) | ((sides[2] > 0) & (sides[2] < 10)))
    return pd.DataFrame(
        {
            "metric_id": metric.id,
            "township_code": list(map(str, range(len(top)))),
            "status": np.where(hidden, "hidden", "shown"),
            "compare_period": period.previous_year().key,
            "value": value,
            "compare_value": base,
            "change": np.where(np.isfinite(change), change, np.nan),
            REACH: np.nan,
            **dict(zip(PARTS, sides if whole else [sides[0], np.nan, sides[2], np.nan], strict=True)),
        }
    )


def _ages(metric: Metric, world: World) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield judged mean ages at death: 60 deaths a month in a whole county, ages with a standard deviation of 14."""
    for kind, periods in KINDS.items():
        months = Period.parse(periods[-1]).month_count
        cases = [world.random.poisson(60 * months * world.size) for _ in range(2)]
        sums = []
        for count in cases:
            mean = 74 + 14 * world.random.standard_normal(count.size) / np.sqrt(np.maximum(count, 1))
            sums.append((mean * count, count.astype(np.float64), count * mean**2 + 14**2 * np.maximum(count - 1, 0)))
        found = difference_of_means(*sums[0], *sums[1])
        rows = pd.DataFrame(
            {
                "metric_id": metric.id,
                "township_code": list(map(str, range(world.size.size))),
                "status": np.where(np.minimum(*cases) < 10, "hidden", "shown"),
                "compare_period": Period.parse(periods[-1]).previous_year().key,
                "value": np.nan,
                "compare_value": 74.0,
                "change": found.estimate,
                REACH: found.upper - found.estimate,
                **dict(zip(PARTS, (sums[0][0], sums[0][1], sums[1][0], sums[1][1]), strict=True)),
            }
        )
        yield kind, with_verdicts(rows, [metric], {}, None)


def sample_levels(source: Source, metrics: list[Metric]) -> dict[str, tuple[FloatArray, FloatArray]]:
    """Return numerator and denominator by calendar month: of the first sample county that keeps the metric."""
    found: dict[str, tuple[FloatArray, FloatArray]] = {}
    for county in source.reference.counties:
        missing = [metric for metric in metrics if metric.id not in found and metric.can_be_split_by("month")]
        scope = Scope(county, Period.parse(str(LAST_YEAR)))
        for metric_id, history in histories(source, missing, scope).items():
            level = tuple(_by_calendar(history, part) for part in PARTS[:2])
            if np.nansum(level[0]) > 0:
                found[metric_id] = (np.nan_to_num(level[0]), np.nan_to_num(level[1]))
    return found


def _by_calendar(history: History, part: str) -> FloatArray:
    """Return the mean of the last three years by calendar month."""
    table = history.parts[part][0]
    recent = history.calendar > history.calendar[-1] - 36
    month = history.calendar % 12
    return np.array([np.nanmean(np.append(table[recent & (month == one)], np.nan)) if
                     (~np.isnan(table[recent & (month == one)])).any() else np.nan for one in range(12)])  # fmt: skip


def run() -> Iterator[Figure]:
    """Measure how often a county without change is told that something changed, and how often a change is found."""
    started = time.perf_counter()
    metrics = [metric for metric in CATALOGUE.values() if metric.family not in LEFT_OUT]
    engine = open_engine(warehouse_url())
    try:
        source = Source(engine, load_reference(engine))
        levels = sample_levels(source, [metric for metric in metrics if judged_by(metric) in BY_HISTORY])
    finally:
        engine.dispose()
    still = sum(judged_by(metric) in (Judged.IN_FULL, Judged.PROPORTION, Judged.RATE) for metric in metrics)
    for name, spreads in (("no change", 0.0), ("twice the usual spread", 2 * USUAL), ("2 standard deviations", 2.0)):
        counts = _count(metrics, levels, spreads)
        yield from (_no_change(counts, still) if not spreads else _found(counts, name))
    yield "verdicts: simulated counties", float(COUNTIES), ""
    yield "verdicts: metrics redrawn", float(len(levels) + 2), ""
    yield "verdicts: metrics that stand still (stocks, counted in full)", float(still), ""
    yield "verdicts: seconds", time.perf_counter() - started, "s"


def _count(metrics: list[Metric], levels: dict[str, tuple[FloatArray, FloatArray]], spreads: float) -> pd.DataFrame:
    """Return readings, judged and clear ones by model and kind of period."""
    rows = []
    for number, metric in enumerate(metrics):
        world = make_world(COUNTIES, SEED + number)
        if metric.squares is not None and not spreads:
            judged = _ages(metric, world)
        elif metric.id in levels and judged_by(metric) is not Judged.PRESENCE:
            judged = readings(metric, flow_of(metric, levels[metric.id], world), world, spreads)
        else:
            continue
        for kind, found in judged:
            known = found["verdict"] != Verdict.TOO_LITTLE_DATA
            clear = found["verdict"].isin(CLEAR)
            there = found["value"].notna() | found["change"].notna()
            rows.append((metric.model, kind, int(there.sum()), int(known.sum()), int(clear.sum())))
    table = pd.DataFrame(rows, columns=["model", "kind", "readings", "judged", "clear"])
    return table.groupby(["model", "kind"], sort=False).sum()


def _no_change(counts: pd.DataFrame, still: int) -> Iterator[Figure]:
    for (model, kind), row in zip(counts.index.tolist(), counts.to_dict("records"), strict=True):
        yield f"verdicts: no change, {model} × {kind}: called clear", 100 * row["clear"] / max(row["judged"], 1), "%"
    for (model, kind), row in zip(counts.index.tolist(), counts.to_dict("records"), strict=True):
        share = 100 * (1 - row["judged"] / max(row["readings"], 1))
        yield f"verdicts: no change, {model} × {kind}: not judged", share, "%"
    total = counts.sum()
    unmoved = still * COUNTIES * len(KINDS)
    worst = (counts["clear"] / counts["judged"].clip(lower=1)).max()
    yield "verdicts: no change, worst model × kind", 100 * worst, "%"
    yield "verdicts: no change, flows: called clear of judged", 100 * total["clear"] / total["judged"], "%"
    yield "verdicts: no change, flows: not judged", 100 * (1 - total["judged"] / total["readings"]), "%"
    everything = 100 * total["clear"] / (total["judged"] + unmoved)
    yield "verdicts: no change, with stocks that stand still: called clear of judged", everything, "%"


def _found(counts: pd.DataFrame, name: str) -> Iterator[Figure]:
    for kind, row in counts.groupby("kind", sort=False).sum().iterrows():
        yield f"verdicts: planted {name}, {kind}: found of judged", 100 * row["clear"] / max(row["judged"], 1), "%"
    total = counts.sum()
    yield f"verdicts: planted {name}: found of judged", 100 * total["clear"] / total["judged"], "%"
