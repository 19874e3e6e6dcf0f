"""A figure with all that may be asked of it: limits of its months, calibre text, editions and versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from metrics.ask.query import ask
from metrics.definition import Metric
from metrics.editions import in_edition
from metrics.judge.limits import decisions_in_force
from metrics.judge.series import MonthlySeries, monthly_series
from metrics.period import Period
from metrics.scope import Scope
from metrics.source import Source
from metrics.versions import code_version, settings_version
from words.reasons import rules_told

LIMIT_COLUMNS: Final = ("spc_month", "spc_lower", "spc_centre", "spc_upper", "spc_signal")
CALIBRE_COLUMNS: Final = ("name_zh", "name_en", "definition_zh", "definition_en", "source", "edition")
VERSION_COLUMNS: Final = ("data_version", "settings_version", "code_version")
ADDED: Final = (*LIMIT_COLUMNS, *CALIBRE_COLUMNS, *VERSION_COLUMNS)


def whole_answer(source: Source, metric: Metric, scope: Scope, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return the metric frame with ADDED. Raises QuestionError, WarehouseError.

    spc_… : limits of the control chart at the row's month, of a longer period at its last; with what people decided
    on the limits of the whole county. spc_signal: the rules that name the month a special cause, in Chinese; '' for an
    ordinary one. Missing where the metric has no months, a month is hidden, or rows are split by something else.
    edition : of the definition; the versions are those of the data, the settings and the program.
    """
    metric = in_edition(source.reference, scope.county, metric)
    rows = ask(source, [metric], scope, by=by)
    limits = _limits(source, metric, scope, rows, by)
    calibre: dict[str, Any] = {
        "name_zh": metric.name_zh,
        "name_en": metric.name_en,
        "definition_zh": metric.definition_zh,
        "definition_en": metric.definition_en,
        "source": metric.source.name,
        "edition": metric.source.edition,
        "data_version": source.reference.version,
        "settings_version": settings_version(),
        "code_version": code_version(),
    }
    return pd.concat([rows, limits], axis=1).assign(**calibre)


def _limits(source: Source, metric: Metric, scope: Scope, rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    found: list[tuple[Any, ...]] = [(None, np.nan, np.nan, np.nan, None)] * len(rows)
    placed = "township" in by
    if not set(by) - {"township", "month"}:
        whole = not placed and not scope.townships
        decided = decisions_in_force(source.engine, scope.county, metric.id) if whole else []
        series = monthly_series(source, [metric], scope, by_township=placed, decided=decided).get(metric.id)
        if series is not None:
            keys = zip(rows["township_code"], rows["period"], strict=True)
            found = [_at(series, str(place) if placed else "", str(period)) for place, period in keys]
    return pd.DataFrame(found, columns=list(LIMIT_COLUMNS), index=rows.index)


def _at(series: MonthlySeries, place: str, period: str) -> tuple[Any, ...]:
    last = min(Period.parse(period).last, series.months[-1])
    if place not in series.places or last not in series.months:
        return (None, np.nan, np.nan, np.nan, None)
    row, month = series.place(place), series.months.index(last)
    chart = series.chart
    limits = (float(part[row, month]) for part in (chart.lower, chart.mean, chart.upper))
    return (Period(last, last).key, *limits, rules_told(series.rules(row, month))[0])
