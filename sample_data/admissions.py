"""Admissions of insured residents by age group: the totals of insured_month, shared out by age; some come again."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from sample_data.residents import AGES, by_township
from sample_data.world import World, allocate, provenance, rng

PROPENSITY: Final = (1.5, 0.7, 0.4, 0.4, 0.7, 1.0, 0.9, 0.7, 0.7, 0.8, 1.0, 1.2, 1.6, 2.1, 2.7, 3.3, 3.7, 3.6)
"""How often an age group is admitted against 45-year-olds, about as in the National Health Services Survey."""

AGAIN_IN_DECEMBER: Final = {2: 0.16, 3: 0.05, 4: 0.02}
"""Shares of December's admissions that are their person's second, third and fourth of the year; none are in January."""


def add_admissions_by_age(world: World) -> None:
    """Fill admission_age_month from insured_month and the residents' ages."""
    insured = world.frames["insured_month"]
    ages = by_township(world, {str(age): world.unit_ages[:, :, index] for index, age in enumerate(AGES)})
    keys = ["county_code", "township_code", "month"]
    table = insured[keys].merge(ages, on=keys, how="left", validate="one_to_one")
    total = (insured["admissions_in_county"] + insured["admissions_out_of_county"]).to_numpy(np.int64)
    people = table[[str(age) for age in AGES]].to_numpy(np.float64)
    draw = rng("admissions by age")
    weights = people * np.array(PROPENSITY) * draw.lognormal(0, 0.06, people.shape)
    # A zone without residents has nobody to admit.
    by_age = allocate(np.where(people.sum(axis=1) > 0, total, 0), weights)
    passed = (table["month"].to_numpy() % 100 - 1)[:, None] / 11
    squared = by_age.copy()
    for time, share in AGAIN_IN_DECEMBER.items():
        # A person's k-th admission adds 2k − 1 to the square of their admissions, the first adds 1.
        squared += (2 * time - 2) * draw.binomial(by_age, share * passed)
    row, age = np.nonzero(by_age)
    world.frames["admission_age_month"] = provenance(
        pd.DataFrame(
            {
                **{name: table[name].to_numpy()[row] for name in keys},
                "age_from": np.array(AGES)[age],
                "admissions": by_age[row, age],
                "admissions_squared": squared[row, age],
            }
        )
    )
