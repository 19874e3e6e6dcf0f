"""Rules (cadences, thresholds) and targets of metrics: the printed ones by figure, the others as marked examples."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sample_data.mechanisms import SYNTHETIC, figure, frame_of, origin
from sample_data.world import JIAOCHENG, JIEXIU, JUNGAR, LISHI, LUZHAI

# Figure, mechanism, kind of place, cadence (empty = a threshold), first month, then visits, hours, persons asked for.
# The minima are asked of visits (下沉); a rule on postings (鹿寨: twenty present a month) carries only its value.
PUBLISHED_RULES = """
lishi_village_clinic_drug_varieties|lishi_drug_pooling|village_clinic||201707|||
lishi_primary_capacity_plan_years|lishi_capacity_plan|primary|term|202201|||
lishi_sink118_visits_per_week|lishi_118_mode|township_level|week|202201|1|8|
lishi_sink118_hours_per_visit|lishi_118_mode|township_level||202201||8|
lishi_sink118_hours_per_week|lishi_118_mode|township_level|week|202201||8|
lishi_sink_assessment_per_month|lishi_month_assess|team|month|202201|||
lishi_sink_bulletin_per_month|lishi_month_assess|team|month|202201|||
lishi_sink_ranking_per_year|lishi_month_assess|team|year|202201|||
lishi_medical_cost_growth|lishi_hospital_kpi|lead_hospital|year|202301|||
jungar_director_term_years|jungar_director_term|county_hospital|term|202001|||
jungar_free_checkup_min_age|jungar_free_screening|resident||201601|||
jungar_elderly_checkup_min_age|jungar_free_screening|resident||201601|||
jungar_colon_screening_min_age|jungar_free_screening|resident||201801|||
jungar_elderly_vaccine_min_age|jungar_free_screening|resident||201801|||
jungar_hpv_vaccine_age|jungar_free_screening|resident||202008|||
jiaocheng_cluster_circle_minutes|jiaocheng_30min_cluster|central_village_clinic||202001|||
jiaocheng_director_appraisal_per_half_year|jiaocheng_director_pay|township_centre|half_year|201801|||
luzhai_inspection_per_quarter|luzhai_quality_inspection|township_centre|quarter|201701|||
luzhai_seconded_monthly_present|luzhai_secondment|county_hospital|month|201701|||
luzhai_tcm_apprentice_years|luzhai_tcm|tcm_hospital|term|201701|||
jiexiu_service_circle_minutes|jiexiu_15min_circle|primary||201801|||
jiexiu_experts_per_day|jiexiu_native_experts|county_hospital|day|201801|||3
jiexiu_chronic_grid_size|jiexiu_chronic_grid|grid||201801|||
jiexiu_chronic_grid_workers|jiexiu_chronic_grid|grid||201801|||
"""

# A rule that no account counts but 准格尔's mechanism states: every primary institution is visited every month.
OWN_RULES: tuple[dict[str, Any], ...] = (
    {
        "rule_id": "jungar_monthly_visit",
        "county_code": JUNGAR,
        "mechanism_id": "jungar_expert_sinking",
        "name_zh": "每个基层机构每月专家下沉次数",
        "place_kind": "township_level",
        "cadence": "month",
        "comparator": ">=",
        "value": 1.0,
        "unit": "次/月",
        "minimum_visits": 1,
        "valid_from": 202001,
        **SYNTHETIC,
    },
)

# Figure, metric, first month, last month (empty = still in force).
PUBLISHED_TARGETS = """
lishi_pc_per_village_clinic|computers_per_clinic|202401|
lishi_village_clinic_insurance_line_coverage|insurance_line_share|202301|
lishi_average_length_of_stay|lead_average_stay|202301|
lishi_cost_per_discharge|lead_cost_per_discharge|202301|
lishi_drug_revenue_share|lead_drug_share|202301|
lishi_consumables_per_100_yuan|lead_consumables_per_100_yuan|202301|
lishi_target_provincial_key_specialties|provincial_key_specialty_count|202401|202412
lishi_target_municipal_key_specialties|municipal_key_specialty_count|202401|202412
lishi_target_new_technologies|new_technology_count|202401|202412
lishi_target_cooperation_departments|cooperation_department_count|202401|202412
lishi_target_recruit_postgraduates|recruited_postgraduates|202401|202412
lishi_target_recruit_bachelors|recruited_bachelors|202401|202412
lishi_target_model_township_institutions|model_township_institution_count|202401|202412
lishi_target_model_village_clinics|model_village_clinic_count|202401|202412
lishi_target_poverty_contract_rate|poor_contract_rate|202401|202412
luzhai_in_county_inpatient_target|in_county_admission_share|201701|
"""

# Metric, direction, then 离石, 准格尔, 交城, 鹿寨, 介休. Examples: a county replaces them by its own.
EXAMPLE_TARGETS = """
primary_visit_share|>=|52|45|58|65|60
in_county_visit_share|>=|90|91|90|95|93
in_county_admission_share|>=|78|80|79||84
contract_rate|>=|70|68|70|60|65
key_group_contract_rate|>=|95|90|90|85|92
contract_delivery_rate|>=|95|88|85|85|90
bed_use_rate|<=|85|85|85|88|85
average_stay|<=|7.7|7.8|8|8.2|8
cost_per_discharge|<=|5000|4800|4600|4600|4600
drug_share|<=|30|26|28|30|27
consumables_per_100_yuan|<=|20|16.5|17|17|16
standardised_share|>=|85|85|80|80|100
clinics_50_drugs_share|>=|100|80|80|70|80
insurance_line_share|>=||85|70|80|90
telemedicine_share|>=|100|100|100||100
chronic_managed_rate|>=|85|85|82|78|83
"""
COUNTY_ORDER = (LISHI, JUNGAR, JIAOCHENG, LUZHAI, JIEXIU)


def rules() -> pd.DataFrame:
    """Return every cadence and threshold, a row each; the printed ones name their figure."""
    rows: list[dict[str, Any]] = []
    for line in PUBLISHED_RULES.split():
        figure_id, mechanism_id, place_kind, cadence, since, visits, hours, persons = line.split("|")
        cited = figure(figure_id)
        rows.append(
            {
                "rule_id": figure_id,
                "county_code": cited.county_code,
                "mechanism_id": mechanism_id,
                "figure_id": figure_id,
                "name_zh": cited.name_zh,
                "place_kind": place_kind,
                "cadence": cadence or None,
                "comparator": cited.comparator,
                "value": cited.value,
                "unit": cited.unit,
                "minimum_visits": int(visits) if visits else None,
                "minimum_hours": float(hours) if hours else None,
                "minimum_persons": int(persons) if persons else None,
                "valid_from": int(since),
                **origin(cited.load_id),
            }
        )
    return frame_of("rule", [*rows, *OWN_RULES])


def indicator_targets() -> pd.DataFrame:
    """Return the targets of metrics by county; a printed one stands alone in its months."""
    rows: list[dict[str, Any]] = []
    for line in PUBLISHED_TARGETS.split():
        figure_id, metric_id, since, until = line.split("|")
        cited = figure(figure_id)
        rows.append(
            {
                "target_id": figure_id,
                "metric_id": metric_id,
                "county_code": cited.county_code,
                "comparator": ">=" if cited.comparator == "=" else cited.comparator,
                "value": cited.value,
                "valid_from": int(since),
                "valid_to": int(until) if until else None,
                "figure_id": figure_id,
                "note": cited.name_zh,
                **origin(cited.load_id),
            }
        )
    for line in EXAMPLE_TARGETS.split():
        metric_id, comparator, *values = line.split("|")
        rows += [
            {
                "target_id": f"{county_code}_{metric_id}",
                "metric_id": metric_id,
                "county_code": county_code,
                "comparator": comparator,
                "value": float(value),
                "valid_from": 201601,
                "note": "示例目标，由县里自定",
                **SYNTHETIC,
            }
            for county_code, value in zip(COUNTY_ORDER, values, strict=True)
            if value
        ]
    return frame_of("indicator_target", rows)
