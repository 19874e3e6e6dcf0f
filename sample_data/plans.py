"""Yearly totals by county and class of institution: the printed ones exactly, the others in keeping with them."""

from __future__ import annotations

from typing import Final

import numpy as np

from sample_data.world import JIAOCHENG, JIEXIU, JUNGAR, LISHI, LUZHAI, YEARS, FloatArray, IntArray, rng

ANCHOR_YEAR: Final = {LISHI: 2023, JUNGAR: 2022, JIAOCHENG: 2020, LUZHAI: 2017, JIEXIU: 2018}
"""The year of an account's flows; 介休 prints growth from 2018 to 2019, so its base year is the anchor."""

USUAL: Final = (0.93, 0.96, 1.00, 1.04, 0.86, 0.95, 0.93, 1.05, 1.09)
"""Care of 2016 to 2024 against 2018: growth, the dip of 2020, the return of 2023."""

TREND: Final[dict[tuple[str, str], tuple[float, ...]]] = {
    # 离石 keeps medical expenditure within 10 % of the year before.
    (LISHI, ""): (0.90, 0.92, 0.95, 0.98, 0.87, 0.94, 0.955, 1.00, 1.04),
    (JIEXIU, "admissions"): (0.92, 0.96, 1.00, 1.30, 1.14, 1.26, 1.21, 1.40, 1.45),
    (JIEXIU, "surgeries_3"): (0.85, 0.92, 1.00, 1.81, 1.62, 1.95, 1.90, 2.25, 2.40),
    (JIEXIU, "surgeries_4"): (0.75, 0.90, 1.00, 4.25, 3.80, 4.60, 4.50, 5.40, 6.00),
}

ANCHORS: Final[dict[tuple[str, str], dict[str, int]]] = {
    (LISHI, "lead"): {
        "outpatient_visits": 132_322, "emergency_visits": 14_172, "admissions": 9_083, "discharges": 9_074,
        "surgeries_1": 418, "surgeries_2": 692, "surgeries_3": 394, "surgeries_4": 51, "critical_cases": 624,
        "referrals_down": 212, "referrals_out_of_county": 486,
    },
    (LISHI, "other"): {
        "outpatient_visits": 96_400, "emergency_visits": 2_900, "admissions": 3_860, "surgeries_1": 210,
        "surgeries_2": 260, "surgeries_3": 62, "surgeries_4": 2, "critical_cases": 88, "referrals_down": 46,
        "referrals_out_of_county": 132,
    },
    (LISHI, "private"): {
        "outpatient_visits": 212_000, "emergency_visits": 11_200, "admissions": 17_900, "surgeries_1": 1_310,
        "surgeries_2": 1_420, "surgeries_3": 330, "surgeries_4": 12,
    },
    (LISHI, "centre"): {"outpatient_visits": 198_000, "admissions": 2_750, "referrals_up": 318},
    (LISHI, "clinic"): {"outpatient_visits": 402_600},
    (JUNGAR, "lead"): {
        "outpatient_visits": 566_000, "emergency_visits": 61_500, "admissions": 27_400, "surgeries_1": 1_900,
        "surgeries_2": 3_150, "surgeries_3": 1_620, "surgeries_4": 240, "critical_cases": 2_310,
        "referrals_down": 640, "referrals_out_of_county": 2_150,
    },
    (JUNGAR, "centre"): {"outpatient_visits": 463_000, "admissions": 4_180, "referrals_up": 905},
    (JUNGAR, "clinic"): {"outpatient_visits": 301_000},
    (JIAOCHENG, "lead"): {
        "outpatient_visits": 164_300, "emergency_visits": 15_100, "admissions": 8_620, "surgeries_1": 520,
        "surgeries_2": 760, "surgeries_3": 310, "surgeries_4": 28, "critical_cases": 566,
        "referrals_down": 236, "referrals_out_of_county": 690,
    },
    (JIAOCHENG, "other"): {
        "outpatient_visits": 81_700, "emergency_visits": 2_400, "admissions": 3_090, "surgeries_1": 180,
        "surgeries_2": 240, "surgeries_3": 40, "surgeries_4": 1, "critical_cases": 62, "referrals_down": 41,
        "referrals_out_of_county": 118,
    },
    (JIAOCHENG, "first_aid"): {"emergency_visits": 940},
    (JIAOCHENG, "centre"): {"outpatient_visits": 162_200, "admissions": 1_930, "referrals_up": 342},
    (JIAOCHENG, "clinic"): {"outpatient_visits": 176_800},
    # 1,373,400 visits of which 711,421 at township centres; 63,300 admissions of which 24,054 there.
    (LUZHAI, "lead"): {
        "outpatient_visits": 479_600, "emergency_visits": 41_800, "admissions": 39_246, "surgeries_1": 2_350,
        "surgeries_2": 3_420, "surgeries_3": 1_480, "surgeries_4": 165, "critical_cases": 1_370,
        "referrals_down": 512, "referrals_out_of_county": 1_640,
    },
    (LUZHAI, "centre"): {
        "outpatient_visits": 711_421, "admissions": 24_054, "referrals_up": 1_278, "referrals_out_of_county": 194,
    },
    (LUZHAI, "clinic"): {"outpatient_visits": 182_379},
    (JIEXIU, "lead"): {
        "outpatient_visits": 402_000, "emergency_visits": 38_500, "admissions": 16_000, "surgeries_1": 1_240,
        "surgeries_2": 1_930, "surgeries_3": 700, "surgeries_4": 40, "critical_cases": 1_120,
        "referrals_down": 420, "referrals_out_of_county": 1_060,
    },
    (JIEXIU, "other"): {
        "outpatient_visits": 158_000, "emergency_visits": 4_600, "admissions": 5_000, "surgeries_1": 390,
        "surgeries_2": 520, "surgeries_3": 100, "surgeries_4": 4, "critical_cases": 140, "referrals_down": 64,
        "referrals_out_of_county": 210,
    },
    (JIEXIU, "first_aid"): {"emergency_visits": 2_300},
    (JIEXIU, "centre"): {"outpatient_visits": 262_000, "admissions": 2_400, "referrals_up": 610},
    (JIEXIU, "clinic"): {"outpatient_visits": 548_000},
}  # fmt: skip

PRINTED: Final[dict[tuple[str, str, str], dict[int, int]]] = {
    # 离石: primary visits and admissions grew by 10 % on the year before.
    (LISHI, "centre", "outpatient_visits"): {2022: 180_000},
    (LISHI, "centre", "admissions"): {2022: 2_500},
    (LISHI, "clinic", "outpatient_visits"): {2022: 366_000},
    # 鹿寨: 2,789 critical cases in 2017-2018; 10 % above the mean year before the alliance (1,268 = 2,789 / 2 / 1.1).
    (LUZHAI, "lead", "critical_cases"): {2016: 1_268, 2017: 1_370, 2018: 1_419},
}
"""Totals of other years than the anchor that an account fixes."""

GOOD_AND_BAD_YEARS: Final = {
    "outpatients": {"lead": 0.030, "other": 0.030, "private": 0.040, "centre": 0.038, "clinic": 0.040},
    "inpatients": {"lead": 0.018, "other": 0.022, "private": 0.030, "centre": 0.040},
}
"""Spread of a year's step of a class besides the usual trend, so that shares between classes move both ways."""
KIND_OF_CARE: Final = {
    "outpatient_visits": "outpatients", "admissions": "inpatients", "discharges": "inpatients",
}  # fmt: skip
KEEPS_OF_LAST_YEAR: Final = 0.6
YEARS_BOUND_TOGETHER: Final = {(LISHI, "outpatients"): (2022, 2023), (LISHI, "inpatients"): (2022, 2023),
                               (JIEXIU, "inpatients"): (2018, 2019)}  # fmt: skip
"""Pairs of years whose growth an account prints: both stand at the same step."""


def yearly(county_code: str, kind: str, measure: str) -> IntArray:
    """Return a class's totals of a measure for every year, shape (n_years,); zeros where it has none."""
    anchor = ANCHORS.get((county_code, kind), {}).get(measure, 0)
    trend = np.array(TREND.get((county_code, measure), TREND.get((county_code, ""), USUAL)))
    trend = trend * _years_of_its_own(county_code, kind, measure)
    totals = np.rint(anchor * trend / trend[YEARS.index(ANCHOR_YEAR[county_code])]).astype(np.int64)
    for year, printed in PRINTED.get((county_code, kind, measure), {}).items():
        totals[YEARS.index(year)] = printed
    return np.asarray(totals, dtype=np.int64)


def _years_of_its_own(county_code: str, kind: str, measure: str) -> FloatArray:
    """Return a class's good and bad years, factors of shape (n_years,)."""
    care = KIND_OF_CARE.get(measure, "")
    spread = GOOD_AND_BAD_YEARS.get(care, {}).get(kind, 0.0)
    steps = rng("good and bad years", county_code, kind, care).normal(0, spread, len(YEARS))
    for year in range(1, len(YEARS)):
        steps[year] += KEEPS_OF_LAST_YEAR * steps[year - 1]
    first, second = YEARS_BOUND_TOGETHER.get((county_code, care), (YEARS[0], YEARS[0]))
    steps[YEARS.index(second)] = steps[YEARS.index(first)]
    return np.asarray(np.exp(steps), dtype=np.float64)
