"""覆盖: of those a programme is for, how many it reached, what it found and whom it followed, township by township."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Engine, select

from data_access import read, schema
from metrics.hiding.suppression import USUAL_THRESHOLD
from metrics.hiding.suppression_units import hide_in_units
from metrics.period import Period
from metrics.statistics.dispersion import dispersion_of_proportions
from metrics.statistics.intervals import difference_of_proportions, wilson

Standing = Literal["above", "below", "same", "unknown"]
BoolArray = npt.NDArray[np.bool_]
STAGES: Final = ("eligible", "reached", "found", "followed")


@dataclass(frozen=True)
class Coverage:
    """A programme at one place. Every count and share is None where it is hidden, or where the programme has none.

    rate, lower, upper : per cent, Wilson 95 %; a township's as of 1/φ as many people (statistics/dispersion.py).
    standing           : whether the interval excludes the county's rate.
    hidden             : stages that are hidden because of small counts.
    """

    eligible: int | None
    reached: int | None
    found: int | None
    followed: int | None
    rate: float | None
    lower: float | None
    upper: float | None
    standing: Standing
    hidden: frozenset[str]

    def stage(self, name: str) -> int | None:
        """Return the count of a stage by its name."""
        value: int | None = getattr(self, name)
        return value


@dataclass(frozen=True)
class ProgrammeCoverage:
    """A programme: its names, whom it is for, and its coverage of each township, of the county and of those chosen.

    stages : those that it has, in order. change: the county's rate less that of the base period, in percentage points
             with its limits; None without one. dispersion: φ by which the townships' limits widened.
    """

    zh: str
    en: str
    group_zh: str
    group_en: str
    stages: tuple[str, ...]
    townships: Mapping[str, Coverage]
    county: Coverage
    chosen: Coverage
    change: tuple[float, float, float] | None
    dispersion: float = 1.0

    def distance(self, township: str) -> float | None:
        """Return a township's rate less the county's, in percentage points; None where either is not shown."""
        own = self.townships[township].rate
        return None if own is None or self.county.rate is None else own - self.county.rate


@dataclass(frozen=True)
class Places:
    """edition: every code → the township of the period's end; newest: → of the newest edition; chosen: () is all."""

    edition: Mapping[str, str]
    newest: Mapping[str, str]
    chosen: Sequence[str] = ()


def read_programmes(engine: Engine, county: str, mechanism_id: str) -> pd.DataFrame:
    """Return a mechanism's programme months, programme by programme. Raises WarehouseError."""
    table = schema.programme_month
    own = (table.c.county_code == county) & (table.c.mechanism_id == mechanism_id)
    return read.frame(engine, select(table).where(own).order_by(table.c.programme_month_id))


def coverage_of(
    rows: pd.DataFrame, places: Places, *, period: Period, base: Period | None = None
) -> tuple[ProgrammeCoverage, ...]:
    """Return every programme with rows in the period, in the order of the rows; () for none.

    rows: as read_programmes. Those eligible in a year are counted once for it, however many of its months the period
    holds; several years are ratios of sums.
    """
    rows = rows.assign(township=rows["township_code"].map(lambda code: places.edition.get(code, code)))
    now = rows[rows["month"].between(period.first, period.last)]
    found = []
    for name, own in now.groupby("programme_zh", sort=False):
        before = rows[rows["programme_zh"] == name]
        found.append(_programme(own, before, places, base))
    return tuple(found)


def _programme(rows: pd.DataFrame, every: pd.DataFrame, places: Places, base: Period | None) -> ProgrammeCoverage:
    stages = tuple(stage for stage in STAGES if stage in STAGES[:2] or rows[stage].notna().any())
    sums = township_sums(rows)
    hidden = hide_stages(sums, stages, places)
    county = _coverage(sums.sum(), {}, stages, None)
    told = [code for code in sums.index.astype(str) if code not in hidden["reached"]]
    phi = dispersion_of_proportions(sums.loc[told, "reached"], sums.loc[told, "eligible"])
    towns = {
        code: _coverage(sums.loc[code], hidden, stages, county.rate, code, phi)
        for code in sums.index.astype(str).tolist()
    }
    first = rows.iloc[0]
    return ProgrammeCoverage(
        first["programme_zh"],
        first["programme_en"],
        first["group_zh"],
        first["group_en"],
        stages,
        towns,
        county,
        _chosen(sums, hidden, stages, places, county),
        None if base is None else _change(sums, every[every["month"].between(base.first, base.last)], phi),
        phi,
    )


def township_sums(rows: pd.DataFrame) -> pd.DataFrame:
    """Return eligible, reached, found, followed by township; eligible once a year, as in its last month with rows.

    Its own last month: a township that has not reported the year's last one yet still has those it is for.
    """
    last = rows.groupby(["township", rows["month"] // 100])["month"].transform("max")
    eligible = rows[rows["month"] == last].groupby("township")["eligible"].sum()
    sums = rows.groupby("township")[list(STAGES[1:])].sum()
    return sums.assign(eligible=eligible)[list(STAGES)].fillna(0).astype(np.float64)


def hide_stages(sums: pd.DataFrame, stages: Sequence[str], places: Places) -> dict[str, frozenset[str]]:
    """Return stage → townships whose count is hidden: small, or needed so that the county's total betrays none.

    A share also gives away who is left over, so these are counts too. What hides a stage hides those after it.
    """
    units = np.array([places.newest.get(code, code) for code in sums.index], dtype=str)
    counted = list(places.newest.values())
    members = {code: counted.count(code) for code in set(counted)}

    def line(counts: pd.Series) -> BoolArray:
        people = np.maximum(counts.to_numpy(dtype=np.float64), 0)
        return hide_in_units(people, units, members, below=USUAL_THRESHOLD)

    found: dict[str, BoolArray] = {"eligible": line(sums["eligible"])}
    found["reached"] = found["eligible"] | line(sums["reached"]) | line(sums["eligible"] - sums["reached"])
    for before, stage in pairwise(stages[1:]):
        left = line(sums[before] - sums[stage])
        found[stage] = found[before] | line(sums[stage]) | left
    codes = sums.index.astype(str).tolist()
    return {
        stage: frozenset(code for code, is_hidden in zip(codes, cells, strict=True) if is_hidden)
        for stage, cells in found.items()
    }


def _coverage(
    sums: pd.Series,
    hidden: Mapping[str, frozenset[str]],
    stages: Sequence[str],
    county_rate: float | None,
    code: str = "",
    phi: float = 1.0,
) -> Coverage:
    """Return one place's coverage. hidden: stage → codes; a county, without a code, hides its own small counts."""
    gone = {stage for stage in stages if code in hidden.get(stage, ())}
    if not code:
        gone = _small(sums, stages)
    counts = {stage: None if stage in gone or stage not in stages else int(sums[stage]) for stage in STAGES}
    eligible, reached = counts["eligible"], counts["reached"]
    if not eligible or reached is None or gone & {"eligible", "reached"}:
        return Coverage(**counts, rate=None, lower=None, upper=None, standing="unknown", hidden=frozenset(gone))
    limits = wilson(reached / phi, eligible / phi)
    lower, upper = float(limits.lower) * 100, float(limits.upper) * 100
    known = not np.isnan(lower)
    standing: Standing = "unknown"
    if known and county_rate is not None:
        standing = "below" if upper < county_rate else "above" if lower > county_rate else "same"
    return Coverage(
        **counts,
        rate=reached / eligible * 100,
        lower=lower if known else None,
        upper=upper if known else None,
        standing=standing,
        hidden=frozenset(gone),
    )


def _small(sums: pd.Series, stages: Sequence[str]) -> set[str]:
    """Return the stages whose own count, or what is left over of the stage before, is from one to nine."""
    gone = {stage for stage in stages if 0 < sums[stage] < USUAL_THRESHOLD}
    if 0 < sums["eligible"] - sums["reached"] < USUAL_THRESHOLD:
        gone.add("reached")
    for before, stage in pairwise(stages[1:]):
        if before in gone or 0 < sums[before] - sums[stage] < USUAL_THRESHOLD:
            gone.add(stage)
    return gone


def _chosen(
    sums: pd.DataFrame, hidden: Mapping[str, frozenset[str]], stages: Sequence[str], places: Places, county: Coverage
) -> Coverage:
    """Return the chosen townships together; a sum with only some of the hidden ones in it is hidden too."""
    chosen = [code for code in dict.fromkeys(places.chosen) if code in sums.index]
    if not places.chosen:
        return county
    inside = set(chosen)
    gone = {stage: frozenset({"sum"}) for stage in stages if hidden[stage] & inside and not hidden[stage] <= inside}
    together = sums.loc[chosen].sum()
    small = {stage: frozenset({"sum"}) for stage in _small(together, stages)}
    return _coverage(together, gone | small, stages, county.rate, "sum")


def _change(sums: pd.DataFrame, before: pd.DataFrame, phi: float) -> tuple[float, float, float] | None:
    """Return the county's change in percentage points with its limits; None where it cannot be told.

    phi : dispersion of the townships now; those of the base period may differ more, and the larger widens both.
    """
    if before.empty:
        return None
    earlier = township_sums(before)
    now, base = sums.sum(), earlier.sum()
    if not now["eligible"] or not base["eligible"] or _small(now, STAGES[:2]) or _small(base, STAGES[:2]):
        return None
    phi = max(phi, dispersion_of_proportions(earlier["reached"], earlier["eligible"]))
    found = difference_of_proportions(
        *(part / phi for part in (now["reached"], now["eligible"], base["reached"], base["eligible"]))
    )
    if np.isnan(found.estimate):
        return None
    return float(found.estimate) * 100, float(found.lower) * 100, float(found.upper) * 100
