"""Small counties for the siting tests: one drawn by hand, one random and seeded."""

import math

import numpy as np

# Four villages, three candidates. Within 15 minutes: a serves 甲 and 乙, b serves 丙 and 丁, c serves 丙 and 丁.
VILLAGES = ("甲村", "乙村", "丙村", "丁村")
SITES = ("a", "b", "c")
MINUTES = np.array(
    [
        [5.0, 20.0, 40.0],
        [15.0, 15.001, math.inf],
        [math.inf, 10.0, 3.0],
        [30.0, 9.0, 8.0],
    ]
)
RESIDENTS = np.array([10.0, 20.0, 30.0, 40.0])
NAMES = {"demand_ids": VILLAGES, "candidate_ids": SITES}


def random_county(villages: int, sites: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Minutes of points in a 40 × 40 km square at 40 km/h, (villages, sites), and whole residents, (villages,)."""
    rng = np.random.default_rng(seed)
    homes, places = rng.uniform(0, 40, (villages, 2)), rng.uniform(0, 40, (sites, 2))
    km = np.sqrt(((homes[:, None] - places[None]) ** 2).sum(axis=2)) * 1.3
    return km / 40 * 60, rng.integers(50, 2000, villages).astype(float)
