"""The national mortality measure: 40q30 from death rates by age, for any place and period of the warehouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Engine, func, select

from data_access import read
from data_access.schema import death_month, resident_age_year
from metrics.definition import Metric
from metrics.intervals import FloatArray
from metrics.mortality import AGE_GROUPS, premature_mortality
from metrics.national_frame import Columns, Side, basis_of, frame_columns, keys_of, windows_of
from metrics.period import Period
from metrics.question import Key, Question
from metrics.reference import Reference

AGES: Final = tuple(int(group.split("-")[0]) for group in AGE_GROUPS)


def premature_mortality_of_places(engine: Engine, reference: Reference, metric: Metric, question: Question) -> Columns:
    """Return 40q30 with its interval: deaths of the period over person-years, by eight age groups."""
    now = reference.check_period(question.period)
    keys = keys_of(reference, question, now)
    own_windows, base_windows = windows_of(question, now, keys)
    whole = now if question.compare is None else Period(min(now.first, *(_firsts(base_windows))), now.last)
    deaths, residents = (
        _deaths(engine, reference, question, now, whole),
        _people(engine, reference, question, now, whole),
    )
    current, exposure = _mortality_side(metric, question, deaths, residents, keys, own_windows)
    before, base_exposure = _mortality_side(metric, question, deaths, residents, keys, base_windows)
    return frame_columns(
        reference,
        metric,
        question,
        keys,
        current,
        before,
        method="Chiang",
        # Verdicts compare the two cumulated hazards: deaths over the exposure that gives this hazard.
        parts=(current.numerator, exposure, before.numerator, base_exposure),
        basis=basis_of(reference, "death_month", question),
    )


def _firsts(windows: Sequence[Period | None]) -> list[int]:
    return [window.first for window in windows if window is not None] or [999912]


def _in_edition(reference: Reference, now: Period, rows: pd.DataFrame) -> pd.Series:
    maps = {county: reference.in_edition(county, now.last) for county in rows["county_code"].unique()}
    return pd.Series(
        [maps[county].get(code, code) for county, code in zip(rows["county_code"], rows["township_code"], strict=True)],
        index=rows.index,
        dtype=object,
    )


def _deaths(engine: Engine, reference: Reference, question: Question, now: Period, whole: Period) -> pd.DataFrame:
    """Return deaths by county, place, month and age group, columns of the eight groups."""
    table = death_month
    rows = read.frame(
        engine,
        select(
            table.c.county_code,
            table.c.township_code,
            table.c.month,
            table.c.age_from,
            func.sum(table.c.four_ncd_deaths).label("count"),
        )
        .where(
            table.c.county_code.in_(list(question.counties)),
            table.c.month.between(whole.first, whole.last),
            table.c.age_from.in_(AGES),
        )
        .group_by(table.c.county_code, table.c.township_code, table.c.month, table.c.age_from),
    )
    return _by_age(rows, _in_edition(reference, now, rows), "month")


def _people(engine: Engine, reference: Reference, question: Question, now: Period, whole: Period) -> pd.DataFrame:
    """Return mid-year residents by county, place, year and age group, columns of the eight groups."""
    table = resident_age_year
    rows = read.frame(
        engine,
        select(
            table.c.county_code, table.c.township_code, table.c.year, table.c.age_from,
            table.c.residents.label("count"),
        ).where(
            table.c.county_code.in_(list(question.counties)),
            table.c.year.between(whole.first // 100, whole.last // 100),
            table.c.age_from.in_(AGES),
        ),
    )  # fmt: skip
    return _by_age(rows, _in_edition(reference, now, rows), "year")


def _by_age(rows: pd.DataFrame, place: pd.Series, time: str) -> pd.DataFrame:
    table = rows.assign(place=place).pivot_table(
        index=["county_code", "place", time], columns="age_from", values="count", aggfunc="sum", fill_value=0
    )
    return table.reindex(columns=list(AGES), fill_value=0).reset_index()


def _mortality_side(
    metric: Metric,
    question: Question,
    deaths: pd.DataFrame,
    residents: pd.DataFrame,
    keys: Sequence[Key],
    windows: Sequence[Period | None],
) -> tuple[Side, FloatArray]:
    """Return 40q30 of each group in its window, and the exposure at which its deaths give its cumulated hazard."""
    died, lived = (np.full((len(keys), len(AGES)), np.nan) for _ in range(2))
    counts = {name: frame[list(AGES)].to_numpy(np.float64) for name, frame in (("d", deaths), ("r", residents))}
    places = {name: frame["place"].to_numpy() for name, frame in (("d", deaths), ("r", residents))}
    counties = {name: frame["county_code"].to_numpy() for name, frame in (("d", deaths), ("r", residents))}
    months, years = deaths["month"].to_numpy(), residents["year"].to_numpy()
    for position, ((county, place, _), window) in enumerate(zip(keys, windows, strict=True)):
        if window is None:
            continue
        wanted = [place] if place is not None else list(question.townships)

        def here(name: str, county: str = county, wanted: list[str] = wanted) -> npt.NDArray[np.bool_]:
            own = counties[name] == county
            return np.asarray(own & np.isin(places[name], wanted) if wanted else own, dtype=bool)

        lived_here = here("r")
        share_of_year = {year: sum(month // 100 == year for month in window.months) / 12 for year in years}
        weights = np.array([share_of_year[year] for year in years], dtype=np.float64)
        lived[position] = (counts["r"] * (weights * lived_here)[:, None]).sum(axis=0)
        inside = here("d") & (months >= window.first) & (months <= window.last)
        died[position] = counts["d"][inside].sum(axis=0)
    found = premature_mortality(died, lived)
    total, people = died.sum(axis=1), lived.sum(axis=1)
    known = people > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        exposure = np.where(total > 0, total / -np.log1p(-found.estimate), people)
    side = Side(
        np.where(known, total, np.nan),
        np.where(known, people, np.nan),
        np.where(known, metric.per * found.estimate, np.nan),
        metric.per * found.lower,
        metric.per * found.upper,
    )
    return side, np.where(known, exposure, np.nan)
