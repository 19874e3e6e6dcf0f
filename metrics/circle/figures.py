"""What a circle says of residents: covered or not, to the person; how far they have it, how evenly, how surely."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from metrics.circle.circle import Circle
from travel.inequality import coverage_curve, gini, theil, weighted_quantile, worst_off_share_mean
from travel.network import FloatArray
from travel.shortest import within
from travel.uncertainty import DRAWS, SPEED_ERROR, CoverageInterval, coverage_interval, group_intervals

CURVE_MINUTES: Final = np.arange(0, 91, dtype=float)
FLIPS_OFTEN: Final = 0.05
"""A village is listed as doubtful where at least one draw in twenty puts it on the other side."""

COVERAGE_COLUMNS = ("residents", "covered", "uncovered", "unreachable", "villages", "villages_outside")
Progress = Callable[[int, int], None]


def village_rows(circle: Circle, villages: pd.DataFrame, limit_min: float) -> pd.DataFrame:
    """Return the villages with minutes (NaN: unreachable), state (inside | outside | unreachable) and nearest site.

    Adds nearest_code, nearest_zh, nearest_en.
    """
    minutes = circle.minutes
    state = np.select([circle.inside(limit_min), np.isfinite(minutes)], ["inside", "outside"], "unreachable")
    names = {
        f"nearest_{language}": np.append(circle.sites[f"name_{language}"].to_numpy(object), "")[circle.nearest.owner]
        for language in ("zh", "en")
    }
    return villages.assign(
        minutes=np.where(np.isfinite(minutes), minutes, np.nan),
        state=state,
        nearest_code=circle.owner_codes(),
        **names,
    )


def coverage_by_township(rows: pd.DataFrame, people: str = "residents") -> pd.DataFrame:
    """Return one row a township, most uncovered first: COVERAGE_COLUMNS and `share` in per cent of its residents.

    covered + uncovered + unreachable = residents, to the person; villages_outside counts both kinds of outside.
    """
    parts = rows.assign(
        covered=rows[people].where(rows["state"] == "inside", 0),
        uncovered=rows[people].where(rows["state"] == "outside", 0),
        unreachable=rows[people].where(rows["state"] == "unreachable", 0),
        villages=1,
        villages_outside=(rows["state"] != "inside").astype(int),
        residents=rows[people],
    )
    found = parts.groupby("township_code", as_index=False)[list(COVERAGE_COLUMNS)].sum()
    outside = found["uncovered"] + found["unreachable"]
    share = 100 * found["covered"] / found["residents"].where(found["residents"] > 0)
    return (
        found.assign(share=share, outside=outside)
        .sort_values(["outside", "township_code"], ascending=[False, True], kind="stable")
        .reset_index(drop=True)
    )


def whole(by_township: pd.DataFrame) -> pd.Series:
    """Return the sums of all townships, with `outside` and `share` in per cent."""
    sums = by_township[[*COVERAGE_COLUMNS, "outside"]].sum().astype(float)
    sums["share"] = 100 * sums["covered"] / sums["residents"] if sums["residents"] else np.nan
    return sums


def residents_by_site(rows: pd.DataFrame) -> pd.Series:
    """Return how many residents have each site as their nearest, by its code, from rows of `village_rows`."""
    return rows.groupby("nearest_code")["residents"].sum()


@dataclass(frozen=True)
class Curve:
    """Share of residents (0–100) within each minute, and the same on slower and faster roads."""

    minutes: FloatArray
    share: FloatArray
    slower: FloatArray
    faster: FloatArray


def curve(circle: Circle, residents: FloatArray) -> Curve:
    """Return the coverage curve with its band of ±15 % speed; unreachable residents stay in the base."""
    road, walk = circle.nearest.road_minutes, circle.nearest.walk_minutes

    def at_speed(factor: float) -> FloatArray:
        return 100 * coverage_curve(road / factor + walk / factor, residents, CURVE_MINUTES)

    share = 100 * coverage_curve(circle.minutes, residents, CURVE_MINUTES)
    return Curve(CURVE_MINUTES, share, at_speed(1 - SPEED_ERROR), at_speed(1 + SPEED_ERROR))


def interval(
    circle: Circle, residents: FloatArray, limit_min: float, draws: int = DRAWS, progress: Progress | None = None
) -> CoverageInterval:
    """Return the coverage with its interval over speed and population error, and how often each village flips.

    Whole minutes, walks included, get the speed's error: tabled minutes do not tell the two apart, and a figure has
    one interval wherever it stands (metrics/circle/coverage_interval.py).
    """
    walk = np.zeros(len(residents))
    return coverage_interval(circle.minutes, walk, residents, limit_min, draws=draws, progress=progress)


def outside_intervals(circle: Circle, villages: pd.DataFrame, limit_min: float) -> dict[str, tuple[float, float]]:
    """Return for each township between which shares of its residents, in per cent, are not within the limit.

    villages : all of the circle. The draws are those of the county's interval and of the coverage metrics; a township
    without residents has none.
    """
    group, codes = pd.factorize(villages["township_code"])
    residents = villages["residents"].to_numpy(np.float64)
    lower, upper = group_intervals(circle.minutes, residents, limit_min, group, len(codes))
    return {
        str(code): (100 * (1 - high), 100 * (1 - low))
        for code, low, high in zip(codes, lower.tolist(), upper.tolist(), strict=True)
        if not np.isnan(low)
    }


def outside_interval(found: CoverageInterval) -> tuple[float, float]:
    """Return between which shares of the residents counted, in per cent, are not within the limit."""
    return 100 * (1 - found.upper), 100 * (1 - found.lower)


@dataclass(frozen=True)
class Spread:
    """How far residents have it, and how unevenly; minutes, of those who are reached unless said otherwise.

    median, p90      : over all residents; inf where the share that counts is unreachable.
    worst_tenth      : mean minutes of the tenth of reached residents with the longest way.
    theil_by_township: each township's contribution to Theil's T, by code.
    unreached        : residents whom no road leads anywhere; in median and p90 only.
    """

    mean: float
    median: float
    p90: float
    worst_tenth: float
    gini: float
    theil: float
    theil_by_township: dict[str, float]
    unreached: int


def spread(circle: Circle, villages: pd.DataFrame) -> Spread:
    """Return mean, median, 90th percentile, worst-off tenth, Gini and Theil of a circle's minutes."""
    minutes, residents = circle.minutes, villages["residents"].to_numpy(np.float64)
    reached = np.isfinite(minutes)
    own, people = minutes[reached], residents[reached]
    codes, group = np.unique(villages["township_code"].to_numpy(object)[reached].astype(str), return_inverse=True)
    parts = theil(own, people, group)
    return Spread(
        mean=float(np.average(own, weights=people)) if people.sum() > 0 else float("nan"),
        median=weighted_quantile(minutes, residents, 0.5),
        p90=weighted_quantile(minutes, residents, 0.9),
        worst_tenth=worst_off_share_mean(own, people),
        gini=gini(own, people),
        theil=parts.total,
        theil_by_township=dict(zip(codes.tolist(), parts.contribution.tolist(), strict=True)),
        unreached=int(residents[~reached].sum()),
    )


def flipping_villages(rows: pd.DataFrame, found: CoverageInterval) -> pd.DataFrame:
    """Return the villages that stand on the other side in at least FLIPS_OFTEN of the draws, most doubtful first."""
    doubtful = rows.assign(flips=found.flip_probability)
    return doubtful[doubtful["flips"] >= FLIPS_OFTEN].sort_values("flips", ascending=False, kind="stable")


@dataclass(frozen=True)
class Gain:
    """What a what-if changes: townships with people gained and lost, and the villages that change sides.

    by_township : township_code, gained, lost, net; townships without change left out.
    gained, lost: villages (rows of `after` and of `before`).
    """

    by_township: pd.DataFrame
    gained: pd.DataFrame
    lost: pd.DataFrame

    @property
    def people(self) -> tuple[int, int]:
        """Return residents gained and lost."""
        return int(self.gained["residents"].sum()), int(self.lost["residents"].sum())


def gain(before: pd.DataFrame, after: pd.DataFrame) -> Gain:
    """Compare the villages of two circles over the same villages (rows of `village_rows`)."""
    was, is_now = (rows["state"].to_numpy() == "inside" for rows in (before, after))
    gained, lost = after[~was & is_now], before[was & ~is_now]
    sums = pd.DataFrame(
        {
            "gained": gained.groupby("township_code")["residents"].sum(),
            "lost": lost.groupby("township_code")["residents"].sum(),
        }
    ).fillna(0)
    sums = sums.astype("int64").assign(net=lambda table: table["gained"] - table["lost"])
    ordered = sums.sort_values("net", key=lambda column: -column.abs(), kind="stable")
    return Gain(ordered.reset_index(names="township_code"), gained, lost)


def covered_share(minutes: FloatArray, residents: FloatArray, limit_min: float) -> float:
    """Return the share of residents within a limit, in per cent; NaN without residents."""
    total = float(residents.sum())
    return 100 * float(residents[within(minutes, limit_min)].sum()) / total if total else float("nan")
