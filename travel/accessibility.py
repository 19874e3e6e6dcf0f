"""Doctors per resident within reach: 2SFCA, enhanced 2SFCA and the balanced variant, over arrays.

Three- and modified-two-step scores are left out: those who maintain them advise against them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from travel.network import FloatArray
from travel.shortest import OdTable, within

E2SFCA_WEIGHTS: Final[Mapping[float, float]] = {10.0: 1.0, 20.0: 0.68, 30.0: 0.22}
"""Inclusive upper bound (min) -> weight. Source: Luo & Qi (2009), Health & Place 15:1100–1107, sharp decay."""


def step_weights(minutes: FloatArray, weights: Mapping[float, float]) -> FloatArray:
    """Return the weight of every pair: that of the first bound not exceeded, 0 beyond the last."""
    weight = np.zeros(len(minutes))
    for bound in sorted(weights, reverse=True):
        weight[within(minutes, bound)] = weights[bound]
    return weight


def two_step_fca(demand: FloatArray, supply: FloatArray, od: OdTable, *, limit_min: float) -> FloatArray:
    """Return supply per resident within `limit_min` of each origin, shape (n_origins,); 0 where nothing is in reach.

    demand : residents, shape (n_origins,). supply : doctors, shape (n_destinations,).
    od     : pairs within reach; positions into demand and supply.

    Multiply by 1,000 for doctors per 1,000 residents. Raises ValueError for negative figures, IndexError for a pair
    that names no origin or destination.
    Source: Luo & Wang (2003), Environment and Planning B 30:865–884.
    """
    return enhanced_two_step_fca(demand, supply, od, weights={limit_min: 1.0})


def enhanced_two_step_fca(
    demand: FloatArray, supply: FloatArray, od: OdTable, *, weights: Mapping[float, float] = E2SFCA_WEIGHTS
) -> FloatArray:
    """Return supply per resident, pairs weighted by minutes in steps, shape (n_origins,).

    Arguments as in `two_step_fca`. Supply is conserved: scores times residents sum to the doctors anyone can reach.
    Source: Luo & Qi (2009).
    """
    _check(demand, supply, od)
    weight = step_weights(od.minutes, weights)
    load = np.bincount(od.destination, weight * demand[od.origin], minlength=len(supply))
    ratio = np.divide(supply, load, out=np.zeros(len(supply)), where=load > 0)
    return np.asarray(np.bincount(od.origin, weight * ratio[od.destination], minlength=len(demand)))


def balanced_fca(
    demand: FloatArray, supply: FloatArray, od: OdTable, *, weights: Mapping[float, float] = E2SFCA_WEIGHTS
) -> FloatArray:
    """Return supply per resident where each resident counts once and each doctor is handed out once.

    2SFCA counts a resident at every facility in reach, so demand and service inflate. Here the weights of an origin
    sum to 1 over its facilities when demand is laid on them, and the weights of a facility sum to 1 over its origins
    when its level of service is handed out: the scores sum to the sum of the facilities' doctors per resident.
    Source: Páez, Higgins & Vivona (2019), PLoS ONE 14(6): e0218773.
    """
    _check(demand, supply, od)
    weight = step_weights(od.minutes, weights)
    by_origin = np.bincount(od.origin, weight, minlength=len(demand))[od.origin]
    by_facility = np.bincount(od.destination, weight, minlength=len(supply))[od.destination]
    share_of_origin = np.divide(weight, by_origin, out=np.zeros(len(weight)), where=by_origin > 0)
    share_of_facility = np.divide(weight, by_facility, out=np.zeros(len(weight)), where=by_facility > 0)
    load = np.bincount(od.destination, share_of_origin * demand[od.origin], minlength=len(supply))
    service = np.divide(supply, load, out=np.zeros(len(supply)), where=load > 0)
    return np.asarray(np.bincount(od.origin, share_of_facility * service[od.destination], minlength=len(demand)))


def _check(demand: FloatArray, supply: FloatArray, od: OdTable) -> None:
    for label, values in (("residents", demand), ("doctors", supply)):
        wrong = np.flatnonzero(~(values >= 0) | ~np.isfinite(values))
        if wrong.size:
            raise ValueError(f"{label}: {wrong.size} negative or missing, such as no. {wrong[0] + 1}")
    for label, positions, size in (("origin", od.origin, len(demand)), ("destination", od.destination, len(supply))):
        if positions.size and not 0 <= int(positions.min()) <= int(positions.max()) < size:
            raise IndexError(f"travel times of other places: {label} positions outside 0 to {size - 1}")
