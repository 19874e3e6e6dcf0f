"""Which indicators a page leads with, in reading order; the same section of a file leads with the same ones."""

from __future__ import annotations

from typing import Final

HEADLINE: Final = (
    "primary_visit_share",
    "in_county_admission_share",
    "fund_in_county_share",
    "coverage_15_min",
    "coverage_30_min",
    "outpatient_visits",
    "chronic_managed_rate",
    "cost_per_discharge",
)
HEAT: Final = (
    "in_county_visit_share",
    "in_county_admission_share",
    "fund_in_county_share",
    "contract_rate",
    "coverage_30_min",
    "chronic_managed_rate",
)
COVERAGE: Final = (
    "contract_rate",
    "key_group_contract_rate",
    "contract_delivery_rate",
    "standardised_share",
    "clinics_50_drugs_share",
    "insurance_line_share",
    "group_clinics_share",
    "ecg_clinic_share",
    "telemedicine_share",
    "beds_per_1000",
    "doctors_per_1000",
    "nurses_per_1000",
    "village_doctors_per_1000",
    "teams_per_10000",
)
GROUP_RATES: Final = ("key_group_contract_rate", "contract_delivery_rate")
