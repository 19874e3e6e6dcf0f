"""40q30 against the textbook life table, and its variance by hand."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.statistics.mortality import AGE_GROUPS, premature_mortality, probability_of_dying

# Austria, males, 1992, ages 30–34 to 65–69: Preston, Heuveline & Guillot (2001), Demography, box 3.1, p. 49.
AUSTRIA_POPULATION = [324222, 269963, 261971, 238011, 261612, 181385, 187962, 153832]
AUSTRIA_DEATHS = [441, 508, 769, 1154, 1866, 2043, 3496, 4366]
AUSTRIA_YEARS_LIVED = [2.601, 2.701, 2.663, 2.698, 2.676, 2.645, 2.624, 2.619]
AUSTRIA_SURVIVORS = [97151, 96492, 95588, 94195, 91937, 88711, 83845, 76377, 66225]


def test_40q30_equals_the_life_table_of_austrian_males():
    """Preston et al., box 3.1: of 97 151 alive at 30, 66 225 reach 70, so 40q30 = 1 − 66225/97151 = 0.31833."""
    answer = premature_mortality(AUSTRIA_DEATHS, AUSTRIA_POPULATION, years_lived_by_the_dead=AUSTRIA_YEARS_LIVED)
    assert answer.estimate == pytest.approx(1 - 66225 / 97151, abs=2e-5)


def test_each_probability_equals_the_life_table_of_austrian_males():
    """5qx = 1 − l(x+5) / l(x) of the printed survivors, which are rounded to whole people."""
    dying = probability_of_dying(AUSTRIA_DEATHS, AUSTRIA_POPULATION, years_lived_by_the_dead=AUSTRIA_YEARS_LIVED)
    printed = [1 - later / now for now, later in pairwise(AUSTRIA_SURVIVORS)]
    assert dying == pytest.approx(printed, abs=2e-5)


def test_the_usual_formula_takes_half_the_interval():
    """WHO: 5qx = 5M / (1 + 2.5M); for 10 in 1000, 0.05 / 1.025 = 0.0487805."""
    assert probability_of_dying(10, 1000) == pytest.approx(0.0487805, abs=5e-8)


def test_the_interval_follows_chiangs_variance():
    """Eight groups of 40 deaths in 10 000: q = 0.02/1.01 = 0.0198020; the variance of q is q²(1 − q)/40.

    ln p of a group: variance q² / (40 × (1 − q)) = 1.0001e-5; of eight 8.0008e-5, error 0.0089447.
    Hazard −8 ln(0.9801980) = 0.1600053; log limits ± 1.959964 × 0.0089447 / 0.1600053 = ± 0.1095669.
    """
    answer = premature_mortality([40] * 8, [10_000] * 8)
    assert answer.estimate == pytest.approx(1 - math.exp(-0.1600053), abs=1e-6)
    assert answer.lower == pytest.approx(1 - math.exp(-0.1600053 * math.exp(-0.1095669)), abs=1e-5)
    assert answer.upper == pytest.approx(1 - math.exp(-0.1600053 * math.exp(0.1095669)), abs=1e-5)


def test_an_age_group_without_deaths_adds_nothing_and_without_people_makes_it_unknown():
    some = premature_mortality([0, *[5] * 7], [1000] * 8)
    assert some.estimate == pytest.approx(1 - (1 - 0.025 / 1.0125) ** 7)
    assert np.isnan(premature_mortality([5] * 8, [0, *[1000] * 7]).estimate)


def test_no_deaths_at_all_have_no_interval():
    answer = premature_mortality([0] * 8, [1000] * 8)
    assert answer.estimate == 0 and np.isnan(answer.lower) and np.isnan(answer.upper)


def test_several_counties_at_once_equal_each_alone():
    deaths, people = np.arange(1, 17).reshape(2, 8), np.full((2, 8), 3000)
    together, second = premature_mortality(deaths, people), premature_mortality(deaths[1], people[1])
    assert [part[1] for part in together] == pytest.approx([float(part) for part in second])


def test_ages_under_30_or_over_69_are_refused():
    assert len(AGE_GROUPS) == 8
    with pytest.raises(ValueError, match="30-34"):
        premature_mortality([1] * 9, [100] * 9)


@given(st.lists(st.integers(0, 60), min_size=8, max_size=8).filter(any), st.integers(600, 100_000))
def test_the_limits_lie_between_0_and_1_around_the_estimate(deaths, people):
    answer = premature_mortality(deaths, [people] * 8)
    assert 0 <= answer.lower < answer.estimate < answer.upper <= 1
