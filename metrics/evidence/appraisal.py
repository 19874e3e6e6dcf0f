"""Rounds of appraisal: each subject's result within its class, where points were lost, which problems are left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import pandas as pd
from scipy import stats
from sqlalchemy import Engine, select

from data_access import read, schema
from metrics.reference import Reference
from metrics.statistics.intervals import USUAL_CONFIDENCE, normal_quantile

ROUNDS_SHOWN: Final = 4
"""The noise of a score is taken from so many rounds, and so many are drawn."""
MONTHLY: Final = "month"
HISTORY: Final = 12
"""So many rounds of monthly appraisals stand in a table of their own."""
LEAST_IN_CLASS: Final = 3
"""A median of two lies half way between them and tells nothing of either."""

Band = Literal["upper", "middle", "lower", ""]


@dataclass(frozen=True)
class Item:
    """What a round marks: its name and the points it can bring (of one subject; nan where subjects differ).

    name_en : the Chinese where nobody has written an English one.
    """

    name: str
    full: float
    name_en: str = ""


@dataclass(frozen=True)
class Subject:
    """An institution (or team, or township) over the rounds.

    results      : per cent of the full score by round, None where it was not appraised.
    band         : against the median of its class in the last round; "" where the class is too small to tell.
    lost         : points lost by item in the last round, None where the item was not marked.
    published    : rows of the last round that were published, and all of them.
    left, closed : problems left open by the last round, and closed since the one before; closed None if unrecorded.
    moved        : its last result less that of the same round a year earlier, None without both.
    history      : its results of `Appraised.history`, None where it was not appraised.
    other        : its latest result of the mechanism's other cadence, per cent, None without one.
    """

    code: str
    township: str
    name_zh: str
    name_en: str
    class_zh: str
    class_en: str
    results: tuple[float | None, ...]
    band: Band
    lost: tuple[float | None, ...]
    published: tuple[int, int]
    left: int
    closed: int | None
    coefficient: float | None
    moved: float | None
    other: float | None
    history: tuple[float | None, ...] = ()

    @property
    def latest(self) -> float | None:
        """Return its result of the last round."""
        return self.results[-1]

    @property
    def worst(self) -> int | None:
        """Return the position of the item that lost most points, the first of several; None without a round."""
        known = [(-lost, position) for position, lost in enumerate(self.lost) if lost is not None]
        return min(known)[1] if known else None


@dataclass(frozen=True)
class Appraised:
    """The last rounds of a mechanism, subjects by class and then by their latest result, best first.

    months      : of the rounds, oldest first, at most ROUNDS_SHOWN; cadence: how often they come.
    history     : months of the last HISTORY rounds where these come monthly, else ().
    other_month : the round that `Subject.other` is of; other_cadence its cadence, "" without one.
    """

    cadence: str
    months: tuple[int, ...]
    items: tuple[Item, ...]
    subjects: tuple[Subject, ...]
    other_cadence: str
    other_month: int | None
    history: tuple[int, ...] = ()

    @property
    def change(self) -> tuple[float, float, float] | None:
        """Return how the mean moved since the same round of last year: value, lower and upper, in points of 100.

        Paired by subject; None where fewer than two were appraised in both rounds.
        """
        return paired_change([subject.moved for subject in self.subjects if subject.moved is not None])

    @property
    def classes(self) -> tuple[str, ...]:
        """Return the classes in order, () where all subjects are one."""
        return tuple(dict.fromkeys(subject.class_zh for subject in self.subjects if subject.class_zh))

    def of_class(self, name: str) -> tuple[Subject, ...]:
        """Return the subjects of a class."""
        return tuple(subject for subject in self.subjects if subject.class_zh == name)


def appraisal_rows(engine: Engine, county: str, mechanism_id: str) -> pd.DataFrame:
    """Return the mechanism's rows with the names of the institutions. Raises WarehouseError."""
    row, place = schema.appraisal, schema.institution
    wanted = [column for column in row.columns if column.name not in ("county_code", "mechanism_id", "load_id")]
    return read.frame(
        engine,
        select(*wanted, place.c.name_zh, place.c.name_en)
        .select_from(row.outerjoin(place, row.c.institution_code == place.c.institution_code))
        .where(row.c.county_code == county, row.c.mechanism_id == mechanism_id)
        .order_by(row.c.month, row.c.appraisal_id),
    )


def appraised(rows: pd.DataFrame, reference: Reference, county: str, month: int) -> Appraised | None:
    """Return the rounds up to a month; None where there is none.

    rows : as of `appraisal_rows`. What is appraised without an institution is its township, as counted in `month`.
    """
    rows = rows[rows["month"] <= month]
    if rows.empty:
        return None
    edition = reference.in_edition(county, month)
    township = rows["township_code"].map(lambda code: edition.get(code, code) if isinstance(code, str) else "")
    rows = rows.assign(
        township=township, subject=rows["institution_code"].where(rows["institution_code"].notna(), township)
    )
    cadence = main_cadence(rows)
    own, other = rows[rows["cadence"] == cadence], rows[rows["cadence"] != cadence]
    every = tuple(int(number) for number in sorted(own["month"].unique()))
    months, history = (
        every[-ROUNDS_SHOWN:],
        every[-HISTORY:] if cadence == MONTHLY and len(every) > ROUNDS_SHOWN else (),
    )
    results = results_of(own)
    other_month = None if other.empty else int(other["month"].max())
    last_other = other[other["month"] == other_month]
    of_other = results_of(last_other).max(axis=1).dropna()
    beside = {str(code): float(value) for code, value in of_other.items()}
    subjects = [
        replace(each, history=tuple(_known(results[month][each.code]) for month in history))
        for each in _subjects(own, results, months, beside)
    ]
    return Appraised(
        cadence,
        months,
        items_of(own[own["month"] == months[-1]]),
        tuple(subjects),
        "" if other.empty else str(last_other["cadence"].iloc[0]),
        other_month,
        history,
    )


def main_cadence(rows: pd.DataFrame) -> str:
    """Return the cadence whose rounds mark most items; of several, the one with most rounds, then by its name."""
    counted = rows.groupby("cadence")[["item_zh", "month"]].nunique().reset_index()
    return str(counted.sort_values(["item_zh", "month", "cadence"], ascending=[False, False, True])["cadence"].iloc[0])


def results_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return per cent of the full score, subjects × months; a ratio of sums over items, NaN where not appraised."""
    sums = rows.groupby(["subject", "month"])[["score", "full_score"]].sum()
    return (sums["score"] / sums["full_score"].where(sums["full_score"] > 0) * 100).unstack("month")


def items_of(last: pd.DataFrame) -> tuple[Item, ...]:
    """Return the items of one round in the order in which they are kept."""
    fulls = last.groupby("item_zh", sort=False)["full_score"].agg(["min", "max"])
    english = {str(zh): en for zh, en in zip(last["item_zh"], last["item_en"], strict=True) if isinstance(en, str)}
    return tuple(
        Item(
            str(name),
            float(row["max"]) if row["min"] == row["max"] else float("nan"),
            english.get(str(name), str(name)),
        )
        for name, row in fulls.iterrows()
    )


def bands(results: pd.DataFrame) -> dict[str, Band]:
    """Return each subject's band within one class, from its last rounds: subjects × rounds, the last one judged.

    A score is what the subject usually gets, plus what the round gives everybody, plus noise. The noise is the
    standard deviation of what is left once both are taken out, over the subjects that have every round. Farther from
    the class median than a normal deviate of that noise lies in 19 of 20 rounds is upper or lower. "" where the class
    has fewer than LEAST_IN_CLASS subjects in the last round or in all of them, or there is one round only.
    """
    last = results.iloc[:, -1].dropna()
    complete = results.dropna()
    untold: dict[str, Band] = dict.fromkeys(map(str, results.index), "")
    if len(last) < LEAST_IN_CLASS or len(complete) < LEAST_IN_CLASS or results.shape[1] < 2:
        return untold
    limit = normal_quantile(USUAL_CONFIDENCE) * noise(complete)
    distance = last - last.median()
    for code, away in distance.items():
        untold[str(code)] = "upper" if away > limit else "lower" if away < -limit else "middle"
    return untold


def noise(complete: pd.DataFrame) -> float:
    """Return the standard deviation of what neither the subject nor the round explains; subjects × rounds, no gaps."""
    values = complete.to_numpy(dtype=np.float64)
    rest = values - values.mean(axis=1, keepdims=True) - values.mean(axis=0, keepdims=True) + values.mean()
    free = (values.shape[0] - 1) * (values.shape[1] - 1)
    return float(np.sqrt((rest**2).sum() / free))


def paired_change(changes: Sequence[float]) -> tuple[float, float, float] | None:
    """Return the mean of the subjects' changes with its 95 % interval (Student's t); None for fewer than two."""
    if len(changes) < 2:
        return None
    values = np.asarray(changes, dtype=np.float64)
    half = float(stats.t.ppf((1 + USUAL_CONFIDENCE) / 2, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))
    return float(values.mean()), float(values.mean()) - half, float(values.mean()) + half


def _subjects(
    own: pd.DataFrame, results: pd.DataFrame, months: Sequence[int], other: Mapping[str, float]
) -> tuple[Subject, ...]:
    shown = results.reindex(columns=list(months)).dropna(how="all")
    traits = own[own["month"].isin(months)].groupby("subject").last()
    classes = traits["class_zh"].reindex(shown.index).fillna("").astype(str)
    band: dict[str, Band] = {}
    for name in classes.unique():
        band |= bands(shown[classes == name])
    last = own[own["month"] == months[-1]]
    items = [item.name for item in items_of(last)]
    moved = (results[months[-1]] - results[months[-1] - 100]) if months[-1] - 100 in results else pd.Series(dtype=float)
    found = [
        _subject(
            traits.loc[code],
            last[last["subject"] == code],
            items,
            shown.loc[code],
            band[str(code)],
            (_known(moved.get(code)), _known(other.get(str(code)))),
        )
        for code in shown.index
    ]
    order = {name: position for position, name in enumerate(_class_order(classes))}
    return tuple(sorted(found, key=lambda each: (order[each.class_zh], -_or(each.latest, -1.0), each.code)))


def _class_order(classes: pd.Series) -> list[str]:
    """Return classes in reading order: 一类 before 二类 before 三类, others as their subjects' codes come."""
    numbered = "一二三四五六七八九"
    names = [str(name) for name in dict.fromkeys(classes.sort_index())]
    return sorted(names, key=lambda name: (numbered.find(name[:1]), names.index(name)))


def _subject(
    traits: pd.Series,
    last: pd.DataFrame,
    items: list[str],
    results: pd.Series,
    band: Band,
    beside: tuple[float | None, float | None],
) -> Subject:
    """Return one subject. beside: its change since last year, and its result of the other cadence."""
    marks = last.groupby("item_zh")[["score", "full_score"]].sum(min_count=1)
    lost = (marks["full_score"] - marks["score"]).reindex(items)
    closed, paid = last["problems_closed"].dropna(), last["coefficient"].dropna()
    return Subject(
        str(results.name),
        str(traits["township"]),
        _text(traits["name_zh"]),
        _text(traits["name_en"]),
        _text(traits["class_zh"]),
        _text(traits["class_en"]),
        tuple(_known(value) for value in results),
        band if not pd.isna(results.iloc[-1]) else "",
        tuple(_known(value) for value in lost),
        (int(last["published"].astype(bool).sum()), len(last)),
        int(last["problems_open"].sum()),
        int(closed.sum()) if len(closed) else None,
        float(paid.iloc[0]) if len(paid) else None,
        *beside,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _known(value: float | None) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value
