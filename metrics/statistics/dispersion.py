"""Over-dispersion: how much more places differ than independent events would let them, and limits that allow for it.

Visits of one patient follow each other, a doctor's habits reach a whole township, and with hundreds of thousands of
visits binomial limits put nearly every township outside 99.8 %. The dispersion φ is the mean of the squared z scores of
all places, the most extreme tenth at either end drawn in first (winsorised) so that the few that truly stand apart do
not hide themselves, over what that mean is by chance alone (0.679). The publication leaves the last step out, though
drawing in takes a third of the variance of normal scores away and its 95 % limits hold about 90 % of places.

Where φ > 1 every figure counts as that of 1/φ as many independent events: numerator and denominator are divided by φ,
and the limits of funnels and of single places widen alike, by about √φ.

Source: Spiegelhalter (2005) Qual Saf Health Care 14:347–351, "Handling over-dispersion of performance indicators", the
multiplicative adjustment with winsorised z scores; Spiegelhalter (2005) Stat Med 24:1185–1202. φ × 0.679 is the
published one, and that of funnelR's `dispersion`.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import special

from metrics.statistics.intervals import FloatArray

WINSORISED: Final = 0.1
_CUT: Final = float(special.ndtri(1 - WINSORISED))
# ∫ z² of a standard normal within the cuts, and the square of the cut for all beyond it.
CHANCE: Final = 1 - 2 * WINSORISED * (1 - _CUT**2) - 2 * _CUT * float(np.exp(-(_CUT**2) / 2) / np.sqrt(2 * np.pi))
"""The mean square of winsorised standard normal scores."""

FEWEST_PLACES: Final = 5
"""Of four places or fewer none could lie outside limits that they widen themselves: (z₁² + … + z₄²) ÷ 4 ≥ z₁² ÷ 4."""


def winsorised(scores: npt.ArrayLike, share: float = WINSORISED) -> FloatArray:
    """Return scores with those beyond the `share` quantile at either end set to it; NaN left out."""
    known = np.asarray(scores, dtype=np.float64)
    known = known[~np.isnan(known)]
    if not known.size:
        return known
    low, high = np.quantile(known, (share, 1 - share))
    return np.asarray(np.clip(known, low, high), dtype=np.float64)


def dispersion(scores: npt.ArrayLike, *, fewest: int = FEWEST_PLACES) -> float:
    """Return φ of the z scores of all places: never below 1, and 1 where fewer than `fewest` are known."""
    kept = winsorised(scores)
    return 1.0 if kept.size < fewest else max(1.0, float((kept**2).mean()) / CHANCE)


def dispersion_of_proportions(
    numerator: npt.ArrayLike, denominator: npt.ArrayLike, *, fewest: int = FEWEST_PLACES
) -> float:
    """Return φ of shares round that of all places together.

    numerator, denominator : counts by place, shape (n_places,); places without a denominator or with NaN are left out.
    """
    count, total = _known(numerator, denominator)
    average = count.sum() / total.sum() if total.size else 0.0
    if not 0 < average < 1:
        return 1.0
    return dispersion((count / total - average) / np.sqrt(average * (1 - average) / total), fewest=fewest)


def dispersion_of_rates(count: npt.ArrayLike, exposure: npt.ArrayLike, *, fewest: int = FEWEST_PLACES) -> float:
    """Return φ of rates round that of all places together: of (observed − expected) / √expected."""
    events, size = _known(count, exposure)
    expected = events.sum() * size / size.sum() if size.size else size
    if not (expected > 0).all():
        return 1.0
    return dispersion((events - expected) / np.sqrt(expected), fewest=fewest)


def _known(numerator: npt.ArrayLike, denominator: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    top, bottom = np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64)
    known = ~np.isnan(top) & (bottom > 0)
    return top[known], bottom[known]
