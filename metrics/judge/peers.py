"""A county among other counties: a percentile with its interval, never a bare rank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.ask.query import ask
from metrics.definition import Metric
from metrics.judge.series import with_intervals_by_months
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.intervals import USUAL_CONFIDENCE, FloatArray, normal_quantile

FEWEST_PEERS: Final = 2


@dataclass(frozen=True)
class PeerStanding:
    """Where a county stands among its peers, in per cent of them that it lies above.

    lower, upper : what the intervals leave open; equal to the percentile where the figure is counted in full.
    peers        : counties with a figure, the county itself not among them.
    """

    percentile: float
    lower: float
    upper: float
    peers: int
    method: str


def percentile_interval(
    value: float,
    lower: float,
    upper: float,
    others: npt.ArrayLike,
    others_lower: npt.ArrayLike,
    others_upper: npt.ArrayLike,
) -> tuple[float, float, float]:
    """Return percentile, lower and upper: the others below and half of ties; those clearly below; those not above.

    A peer is clearly below where its interval ends before this one begins. With intervals widened for their number
    (`joint_confidence`) this is the joint confidence region for a ranking.
    Source: Klein, Wright & Wieczorek (2020), J R Stat Soc A 183:589–606.
    """
    peers, low, high = (np.asarray(part, dtype=np.float64) for part in (others, others_lower, others_upper))
    share = 100.0 / len(peers)
    middle = share * float((peers < value).sum() + 0.5 * (peers == value).sum())
    return middle, min(middle, share * float((high < lower).sum())), max(middle, share * float((low <= upper).sum()))


def joint_confidence(places: int, confidence: float = USUAL_CONFIDENCE) -> float:
    """Return the level each of `places` intervals needs so that all hold together with `confidence` (Šidák)."""
    return float(confidence ** (1 / max(places, 1)))


def _widened(rows: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    """Return the limits widened from 95 % to the joint level; a figure counted in full is its own interval."""
    value, lower, upper = (rows[name].to_numpy(np.float64) for name in ("value", "lower", "upper"))
    stretch = normal_quantile(joint_confidence(len(rows))) / normal_quantile(USUAL_CONFIDENCE)
    low, high = value - (value - lower) * stretch, value + (upper - value) * stretch
    return np.where(np.isnan(low), value, low), np.where(np.isnan(high), value, high)


def peer_standing(source: Source, metric: Metric, scope: Scope) -> PeerStanding | None:
    """Return where a county stands among the warehouse's other counties; None with fewer than two peers.

    Raises QuestionError, WarehouseError.
    """
    frames = []
    for code in source.reference.counties:
        peer = Scope(code, scope.period, compare=None)
        frames.append(with_intervals_by_months(source, metric, ask(source, [metric], peer), peer))
    rows = pd.concat(frames, ignore_index=True)
    rows = rows[rows["status"].isin(["shown", "incomplete"])].reset_index(drop=True)
    own = (rows["county_code"] == scope.county).to_numpy()
    if not own.any() or len(rows) - 1 < FEWEST_PEERS:
        return None
    lower, upper = _widened(rows)
    value = rows["value"].to_numpy(np.float64)
    middle, low, high = percentile_interval(
        float(value[own][0]), float(lower[own][0]), float(upper[own][0]), value[~own], lower[~own], upper[~own]
    )
    measured = rows["lower"].notna().all()
    return PeerStanding(middle, low, high, len(rows) - 1, str(rows["method"].iloc[0]) if measured else "")
