"""Monthly series with their control limits: is a month outside the usual wobble, and does any month meet the target?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from metrics.ask.query import answer, ask
from metrics.ask.question import Question
from metrics.definition import Metric
from metrics.judge.charted import HISTORY_READ, SEASON_MONTHS, Charted, chart_of_months
from metrics.judge.limits import LimitDecision, first_shown, rebases_of
from metrics.period import Period, add_months
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.intervals import USUAL_CONFIDENCE, FloatArray, Interval
from metrics.statistics.spc import INCONSISTENT, ControlChart, Rebase, assurance, point_judgements

MONTHS_SHOWN: Final = 24
FEWEST_MONTHS_FOR_AN_INTERVAL: Final = 6
RULES: Final = ("astronomical", "one_side", "trend", "two_of_three")
# Of what is left of a month when season and recent change are taken off, the same rules say other things.
RULES_OF_DEVIATIONS: Final = {"one_side": "one_side_of_deviations", "trend": "trend_of_deviations"}
YEAR_BEFORE: Final = "year_before"
# Why limits are not those of a usual wobble, in the order in which they are asked of a chart.
NO_MOVE, A_LEVEL, NO_LEVEL = "no_move", "a_level", "no_level"


def rules_of(chart: ControlChart, at: int | tuple[int, int]) -> tuple[str, ...]:
    """Return the rules that name a point of a chart a special cause, in the order of RULES."""
    return tuple(rule for rule in RULES if getattr(chart, rule)[at])


def standing_still(chart: ControlChart) -> str:
    """Say of the newest limits of one series why they are not those of a usual wobble: a code, or ''."""
    if not chart.values.size or not chart.stands[-1]:
        return ""
    if np.isnan(chart.mean[-1]):
        return NO_LEVEL
    return NO_MOVE if chart.upper[-1] <= chart.lower[-1] else A_LEVEL


@dataclass(frozen=True)
class MonthlySeries:
    """One metric by month in some places, with control limits; all arrays have shape (places, months).

    places    : township codes, or '' for the county (or the townships chosen).
    months    : YYYYMM in order.
    values    : NaN where a month was not reported in full, is hidden or has no data.
    behind    : the same months a year earlier.
    lower, upper : 95 % interval of each month, NaN without one.
    rebases   : where limits begin anew: a new definition, or a person's decision with its reason. No line crosses them.
    judgement : "good", "bad", "neutral" for special causes, "" for ordinary months.
    charted   : of each place, what its limits are limits of.
    expected  : what each month was held against, NaN where it was held against nothing (metrics/judge/charted.py).
    """

    metric_id: str
    places: tuple[str, ...]
    months: tuple[int, ...]
    values: FloatArray
    behind: FloatArray
    lower: FloatArray
    upper: FloatArray
    chart: ControlChart
    rebases: tuple[Rebase, ...]
    judgement: npt.NDArray[np.str_]
    charted: tuple[Charted, ...]
    expected: FloatArray

    def place(self, code: str = "") -> int:
        """Return the row of a place. Raises ValueError for one that is not there."""
        return self.places.index(code)

    def rules(self, row: int, month: int) -> tuple[str, ...]:
        """Return the rules that name a month a special cause, and YEAR_BEFORE; nothing for an ordinary month."""
        named = rules_of(self.chart, (row, month))
        if self.charted[row] is not Charted.AS_COUNTED:
            named = tuple(RULES_OF_DEVIATIONS.get(rule, rule) for rule in named)
        return (*named, YEAR_BEFORE) if self._echoes(row, month) else named

    def _echoes(self, row: int, month: int) -> bool:
        """Say whether a special month was held against a month that was special itself, and may only answer it."""
        if self.charted[row] is Charted.AS_COUNTED or month < SEASON_MONTHS:
            return False
        return bool(self.chart.special[row, month] and self.chart.special[row, month - SEASON_MONTHS])

    def assured(self, row: int, target: float, better: str) -> str:
        """Say whether the latest limits meet a target always, never or now and then.

        Limits that follow the season have to say the same of each of the last twelve months.
        """
        if self.charted[row] is Charted.AS_COUNTED:
            return str(assurance(self.chart_of(row), target, better))
        latest = self.expected[row, -SEASON_MONTHS:]
        goals = target - latest[~np.isnan(latest)]
        found = {str(assurance(self.chart_of(row), goal, better)) for goal in goals}
        return found.pop() if len(found) == 1 else INCONSISTENT if found else ""

    def chart_of(self, row: int) -> ControlChart:
        """Return the chart of one place."""
        return ControlChart(*(part[row] for part in self.chart))


def months_before(last: int, count: int, first: int) -> list[int]:
    """Return up to `count` months that end with `last` and do not begin before `first`."""
    return [month for month in (add_months(last, step) for step in range(1 - count, 1)) if month >= first]


def monthly_series(
    source: Source,
    metrics: Sequence[Metric],
    scope: Scope,
    *,
    by_township: bool = False,
    count: int = MONTHS_SHOWN,
    decided: Sequence[LimitDecision] = (),
    counties: Sequence[str] = (),
) -> dict[str, MonthlySeries]:
    """Return the series up to the scope's last month, of each metric that has months. One query for all.

    decided : what people decided on the limits of the (one) metric asked for; a baseline is always among the months.
    counties : several counties in one statement, instead of the scope's.
    Raises QuestionError, WarehouseError.
    """
    dated = [
        metric
        for metric in metrics
        if metric.can_be_split_by("month") and (not by_township or _has_township_months(metric))
    ]
    if not dated:
        return {}
    reference = source.reference
    end = min(scope.period.last, reference.last_month)
    shown = months_before(end, count, reference.first_month)
    shown = Period(first_shown(shown, decided, reference.first_month), end).months
    read = months_before(end, len(shown) + HISTORY_READ, reference.first_month)
    by = ("township", "month") if by_township else ("month",)
    question = Question.of(dated, replace(scope, period=Period(read[0], end), compare=None), by)
    frame = answer(source, replace(question, counties=tuple(counties) or question.counties))
    # Arrays, not DataFrames: cutting a frame for each of a dozen metrics costs more than its statement.
    columns = {name: _array(frame[name]) for name in _READ}
    found = {}
    for metric in dated:
        own = np.flatnonzero(columns["metric_id"] == metric.id)
        found[metric.id] = _series(metric, {name: part[own] for name, part in columns.items()}, read, shown, decided)
    return found


_READ: Final = ("metric_id", "township_code", "period", "status", "value", "lower", "upper")
_Columns = Mapping[str, npt.NDArray[Any]]


def _array(column: pd.Series) -> npt.NDArray[Any]:
    numeric = pd.api.types.is_numeric_dtype(column.dtype)
    return column.to_numpy(np.float64) if numeric else np.array(column.tolist(), dtype=object)


def _has_township_months(metric: Metric) -> bool:
    """Say whether a metric is worth reading by township and month: yearly risks of few deaths (40q30) are not."""
    return metric.can_be_split_by("township_code") and (metric.computed is None or metric.suppression is None)


def _series(
    metric: Metric, rows: _Columns, read: Sequence[int], shown: Sequence[int], decided: Sequence[LimitDecision]
) -> MonthlySeries:
    codes = [code if isinstance(code, str) else "" for code in rows["township_code"].tolist()]
    places = tuple(dict.fromkeys(codes))
    position = {month: index for index, month in enumerate(read)}
    row_of = {code: index for index, code in enumerate(places)}
    down = np.array([row_of[code] for code in codes])
    across = np.array([position[int(key.replace("-", ""))] for key in rows["period"].tolist()])
    # A month in which somebody did not report is a gap in the line, not a dip.
    whole = rows["status"] == "shown"

    def grid(name: str) -> FloatArray:
        found = np.full((len(places), len(read)), np.nan)
        found[down, across] = np.where(whole, rows[name], np.nan)
        return found

    values, lower, upper = grid("value"), grid("lower"), grid("upper")
    behind = np.full(values.shape, np.nan)
    for column, month in enumerate(read):
        before = position.get(add_months(month, -SEASON_MONTHS))
        if before is not None and not any(read[before] < start <= month for start in metric.series_breaks):
            behind[:, column] = values[:, before]
    rebases, frozen = rebases_of(shown, metric.series_breaks, decided)
    found = chart_of_months(metric, values, behind, len(shown), rebases=rebases, freeze_after=frozen)
    kept = slice(len(read) - len(shown), None)
    return MonthlySeries(
        metric.id,
        places,
        tuple(shown),
        values[:, kept],
        behind[:, kept],
        lower[:, kept],
        upper[:, kept],
        found.chart,
        tuple(rebases),
        point_judgements(found.chart, metric.better),
        found.charted,
        found.expected,
    )


def interval_by_months(
    numerator: npt.ArrayLike,
    denominator: npt.ArrayLike,
    *,
    per: float = 1.0,
    confidence: float = USUAL_CONFIDENCE,
) -> Interval:
    """Return limits of a ratio of sums whose cases have no known variance, from how its months vary.

    numerator, denominator : monthly parts, shape (n, months); NaN drops the month, and so does a denominator of 0: a
    month without a case is no observation. Fewer than 6 months give NaN.

    The standard error is the linearised one of a ratio with months as clusters (Cochran 1977, Sampling Techniques,
    §6.4), the limits Student's t with one degree of freedom fewer than months.
    """
    top, bottom = (np.atleast_2d(np.asarray(part, dtype=np.float64)) for part in (numerator, denominator))
    known = ~np.isnan(top + bottom)
    top, bottom = np.where(known, top, 0.0), np.where(known, bottom, 0.0)
    months = (bottom > 0).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = top.sum(axis=1) / bottom.sum(axis=1)
        influence = (top - ratio[:, None] * bottom) / bottom.sum(axis=1)[:, None]
        error = np.sqrt((influence**2).sum(axis=1) * months / (months - 1))
    reach = error * special.stdtrit(np.maximum(months - 1, 1), 0.5 + confidence / 2)
    reach = np.where(months < FEWEST_MONTHS_FOR_AN_INTERVAL, np.nan, reach)
    return Interval(per * (ratio - reach), per * (ratio + reach))


def has_interval_by_months(metric: Metric) -> bool:
    """Say whether a ratio without a sampling model gets limits from its months where it is opened."""
    sums = metric.model in ("mean", "amount") and metric.denominator is not None and metric.squares is None
    return sums and metric.numerator.is_additive_over_months and metric.can_be_split_by("month")


def with_intervals_by_months(source: Source, metric: Metric, rows: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """Return township (or county) rows of a ratio without a sampling model, with limits read from its months.

    Rows of other metrics come back as they are. Raises QuestionError, WarehouseError.
    """
    if not has_interval_by_months(metric) or not rows["lower"].isna().all():
        return rows
    placed = rows["township_code"].notna().any()
    by = ("township", "month") if placed else ("month",)
    frame = ask(source, [metric], replace(scope, compare=None), by=by)
    frame = frame.assign(place=frame["township_code"].fillna(""))
    whole = frame["status"] == "shown"
    top, bottom = (
        frame.assign(part=frame[name].where(whole)).pivot_table(
            index="place", columns="period", values="part", aggfunc="first", dropna=False
        )
        for name in ("numerator", "denominator")
    )
    order = rows["township_code"].fillna("").tolist()
    limits = interval_by_months(
        top.reindex(order).to_numpy(np.float64), bottom.reindex(order).to_numpy(np.float64), per=metric.per
    )
    found = rows.copy()
    shown = (found["status"] != "hidden").to_numpy()
    found["lower"], found["upper"] = np.where(shown, limits.lower, np.nan), np.where(shown, limits.upper, np.nan)
    found["method"], found["confidence"] = "按月波动", USUAL_CONFIDENCE
    return found
