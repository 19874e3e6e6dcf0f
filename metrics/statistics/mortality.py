"""Premature mortality: the chance that a 30-year-old dies before 70 of the causes counted (40q30), with its interval.

Deaths and person-years by five-year age group become probabilities of dying, their complements multiply to the chance
of surviving from 30 to 70. For four causes (心脑血管病, 癌症, 慢性呼吸系统疾病, 糖尿病) other deaths are left out, so
the figure is the unconditional probability that WHO and SDG 3.4.1 define.

Sources: WHO, NCD Global Monitoring Framework, indicator 1 (5qx = 5·5Mx / (1 + 2.5·5Mx)); Chiang (1984), The Life
Table and Its Applications, chapters 6 and 8 (variance of a probability and of a product of survivals).
"""

import numpy as np
import numpy.typing as npt

from metrics.statistics.intervals import USUAL_CONFIDENCE, Estimate, FloatArray, normal_quantile

AGE_GROUPS = ("30-34", "35-39", "40-44", "45-49", "50-54", "55-59", "60-64", "65-69")
YEARS_PER_GROUP = 5.0


def probability_of_dying(
    deaths: npt.ArrayLike,
    person_years: npt.ArrayLike,
    *,
    years: npt.ArrayLike = YEARS_PER_GROUP,
    years_lived_by_the_dead: npt.ArrayLike = YEARS_PER_GROUP / 2,
) -> FloatArray:
    """Return nqx, the probability of dying within an age group, shaped like `deaths`.

    years                   : width n of the group.
    years_lived_by_the_dead : nax, mean years lived in the group by those who die in it; WHO takes half the width.

    NaN where there are no person-years; at most 1.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        population = np.asarray(person_years, dtype=np.float64)
        rate = np.asarray(deaths, dtype=np.float64) / np.where(population > 0, population, np.nan)
    width, lived = np.asarray(years, dtype=np.float64), np.asarray(years_lived_by_the_dead, dtype=np.float64)
    return np.minimum(width * rate / (1 + (width - lived) * rate), 1.0)


def premature_mortality(
    deaths: npt.ArrayLike,
    person_years: npt.ArrayLike,
    *,
    years_lived_by_the_dead: npt.ArrayLike = YEARS_PER_GROUP / 2,
    confidence: float = USUAL_CONFIDENCE,
) -> Estimate:
    """Return 40q30 as a share, with limits, one for each row.

    deaths, person_years : by the eight age groups of AGE_GROUPS on the last axis, shape (…, 8).

    The variance is Chiang's; the limits are symmetric on the logarithm of the cumulated hazard −ln(40p30), which keeps
    them between 0 and 1. Without any death the limits are NaN: the data then say nothing about how rare it is.
    Raises ValueError unless the last axis has eight groups.
    """
    events = np.asarray(deaths, dtype=np.float64)
    if events.shape[-1:] != (len(AGE_GROUPS),) or np.shape(person_years)[-1:] != (len(AGE_GROUPS),):
        raise ValueError(
            f"deaths and person-years by the {len(AGE_GROUPS)} age groups {AGE_GROUPS[0]} … 65-69 expected"
        )
    dying = probability_of_dying(events, person_years, years_lived_by_the_dead=years_lived_by_the_dead)
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard = -np.log1p(-dying).sum(axis=-1)
        # Var(nqx) = nqx² (1 − nqx) / deaths, and the variance of ln(npx) is that over npx². No deaths, no variance.
        parts = np.where(events > 0, dying**2 / (events * (1 - dying)), 0.0 * dying)
        reach = normal_quantile(confidence) * np.sqrt(parts.sum(axis=-1)) / hazard
        lower, upper = hazard * np.exp(-reach), hazard * np.exp(reach)
    return Estimate(-np.expm1(-hazard), -np.expm1(-lower), -np.expm1(-upper))
