"""How each of the 219 published figures is reproduced: by which metric, over which period, read from which column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["computed", "rule", "recorded"]
Column = Literal["value", "change"]


@dataclass(frozen=True)
class Reproduction:
    """One figure's way back to rows.

    status: computed = the metric gives the printed value; rule = a rule or target row holds it; recorded = the
        account speaks of something outside the county's own rows.
    column: the column of the metric's frame that is compared: its value, or its change on the year before.
    scale: what the column is multiplied by to be in the figure's unit.
    """

    figure_id: str
    status: Status
    county_code: str
    metric_id: str | None = None
    period: str | None = None
    column: Column = "value"
    scale: float = 1


COUNTIES = {"lishi": "141102", "jungar": "150622", "jiaocheng": "141122", "luzhai": "450223", "jiexiu": "140781"}

# Figure without the county's prefix, metric, period (after a section's default), column where it is not the value.
# Cumulative figures of 交城 run from the group's founding to the end of the account's year; those of 介休 from 2018 to
# the month before the account. 离石's catchment is the number of the census of November 2020. Growth of 介休 is
# 2019 on 2018, the year its departments were merged.
COMPUTED = """
[lishi 2023]
hospital_founded_year|lead_founded_year
catchment_population|residents|2020-11
hospital_site_area|lead_site_area
hospital_floor_area|lead_floor_area
beds_authorised|lead_beds_authorised
beds_open|lead_beds_open
staff_senior_title|lead_full_senior_staff
staff_associate_senior_title|lead_associate_senior_staff
private_hospitals|institutions_private
unified_management_items|unified_item_count
group_township_institutions|institutions_township_level
drug_procurement_unified_items|drug_purchase_step_count
primary_institutions_beautify|improved_primary_institution_count
village_clinics_beautify|improved_village_clinic_count
family_doctor_teams|teams
key_groups_contract_rate|key_group_contract_rate
key_groups_service_rate|contract_delivery_rate
key_groups_count|key_groups
ct_fee_reduction|ct_examination_yuan_share
new_departments|new_department_count
outpatient_visits|lead_outpatient_visits
discharges|lead_discharges
surgeries|lead_surgeries
emergency_visits|lead_emergency_visits
bed_occupancy_rate|lead_bed_use_rate
primary_outpatient_yoy|primary_visits|2023|change
primary_inpatient_yoy|primary_admissions|2023|change
team_tiers|team_tier_count
linked_reforms|linked_reform_count
[jungar 2022]
lead_hospitals|lead_hospitals
township_health_centres|institutions_township
community_health_centres|institutions_community
village_clinics|institutions_village
tight_communities|communities
linkage_items|linkage_item_count
unified_management_items|unified_item_count
village_integration_items|village_integration_item_count
reform_round_years|reform_year_count
mri_field_strength|mri_field_strength
quality_control_centres|qc_centre_count
emergency_centres|emergency_centre_count
near_home_diseases|near_home_disease_count
primary_care_functions|primary_care_function_count
drug_markup_rate|primary_drug_markup
women_cancer_screening_types|women_cancer_type_count
allowance_items|allowance_item_count
prevention_tiers|prevention_tier_count
[jiaocheng 2020]
county_population|residents
invest_branch_hospital|funding_branch_hospital|2018-01..2020-12
invest_township_centre|funding_township_centre|2018-01..2020-12
invest_mch_and_tcm|funding_mch_and_tcm|2018-01..2020-12
invest_internet_health|funding_internet_health|2018-01..2020-12
salary_fiscal_share_before|salary_fiscal_share|2017
salary_fiscal_share_after|salary_fiscal_share
retiree_fiscal_share_after|retiree_fiscal_share
recruited_postgraduates|recruited_postgraduates|2018-01..2020-12
recruited_bachelors|recruited_bachelors|2018-01..2020-12
staff_sent_for_training|sent_up_for_training|2018-01..2020-12
unified_management_items|unified_item_count
unified_service_aspects|support_aspect_count
township_health_centres|institutions_township
posted_teaching_rounds|posted_teaching_rounds|2018-01..2020-12
posted_lectures|posted_lectures|2018-01..2020-12
posted_outpatient_visits|posted_outpatients|2018-01..2020-12
invest_mountain_first_aid|funding_mountain_first_aid|2018-01..2020-12
invest_ambulances|funding_ambulances|2018-01..2020-12
ambulance_centres|mountain_ambulance_centres
invest_telemedicine|funding_telemedicine|2018-01..2020-12
telemedicine_centres|telemedicine_terminal_centres
telemedicine_coverage|telemedicine_share
cluster_clinics|institutions_central_clinic
cluster_villages_covered|villages_covered_by_central_clinics
one_plus_n_visits|one_plus_n_done|2018
centre_classes|centre_class_count
family_doctor_teams|teams
contracted_residents|contracted_residents
contract_rate|contract_rate
invest_checkup_vehicles|funding_checkup_vehicles|2018-01..2020-12
checkup_vehicles|checkup_vehicle_units
registered_poor|registered_poor
poor_contract_rate|poor_contract_rate
wuhan_staff|mission_staff
wuhan_days|mission_days
[luzhai 2018]
county_hospitals|institutions_county
township_health_centres|institutions_township
tight_alliances|tight_alliance_count
alliance_city_hospitals|alliance_city_hospital_count
annual_alliance_budget|funding_alliance_budget
unchanged_items|unchanged_item_count
transferred_powers|transferred_power_count
seconded_staff_total|posted_experts|2017-01..2018-12
seconded_associate_chief|posted_senior_experts|2017-01..2018-12
sent_up_for_training|sent_up_for_training|2017-01..2018-12
received_from_townships|received_for_training|2017-01..2018-12
teaching_lectures|posted_lectures|2017-01..2018-12
teaching_trainees|posted_trainees|2017-01..2018-12
promoted_full_senior|promoted_full_senior|2017-01..2018-12
promoted_associate_senior|promoted_associate_senior|2017-01..2018-12
promoted_change|senior_promotion_change
title_under_review|titles_under_review
recruited_bachelors|recruited_bachelor_or_above|2017-01..2018-12
recruited_masters|recruited_masters|2017-01..2018-12
new_key_disciplines|new_key_discipline_count
research_projects|research_project_count
critical_cases|critical_cases|2017-01..2018-12
critical_cases_change|critical_care_change|2017-01..2018-12
regional_tcm_key_specialties|regional_tcm_specialty_count
city_tcm_key_specialties|city_tcm_specialty_count
alliance_tertiary_hospitals|specialty_partner_count
specialty_alliances|specialty_alliance_count
tcm_new_technologies|tcm_new_technology_count
tcm_research_topics|tcm_research_topic_count
tcm_patents|tcm_patent_count
tcm_papers|tcm_paper_count
tcm_core_papers|tcm_core_paper_count
tcm_cme_projects|tcm_education_project_count
outpatient_visits|outpatient_visits|2017
outpatient_township_share|township_visit_share|2017
inpatient_admissions|admissions|2017
inpatient_township_share|township_admission_share|2017
upward_referrals|referrals_up|2017
out_of_county_referrals|referrals_out|2017
gynae_referrals|gynae_referral_done
free_surgeries|free_surgery_done
free_surgery_savings|free_surgery_yuan
in_county_visit_rate|in_county_visit_share
referral_tiers|referral_tier_count
linked_reforms|linked_reform_count
[jiexiu 2021]
in_city_visit_rate|in_county_visit_share
women_children_visit_rate|women_child_in_county_share
central_incentive_fund|funding_central_incentive
responsibility_lists|responsibility_list_count
unified_management_items|unified_item_count
rule_systems|rule_system_count
management_centres|management_centre_count
business_centres|business_centre_count
admin_labour_cost_saving|admin_labour_saving|2020
auxiliary_drugs_removed|auxiliary_drug_removed_count
drug_price_cut|drug_price_cut|2020
essential_drug_share|essential_drug_share
inpatient_yoy|group_admissions|2019|change
surgery_level3_yoy|surgeries_3|2019|change
surgery_level4_yoy|surgeries_4|2019|change
gp_training|gp_trained|2018-01..2021-04
doctors_on_assignment|assigned_to_primary|2018-01..2021-04
equipment_aid|funding_equipment_aid|2018-01..2021-04
standardisation_rate|standardised_share
invest_people_hospital|funding_people_hospital|2018-01..2021-04
beds_max|lead_beds_max
invest_primary_buildings|funding_primary_buildings|2018-01..2021-04
township_centres_new|centre_built_count
township_centres_expanded|centre_expanded_count
community_centres_expanded|community_centre_expanded_count
primary_institutions_area_standard|area_standard_institution_count
invest_equipment|funding_hospital_equipment|2018-01..2021-04
equipment_items|large_device_units
invest_village_equipment|funding_village_equipment|2018-01..2021-04
central_village_clinics|institutions_central_clinic
new_technologies|new_technology_count
new_disciplines|new_discipline_count
maternal_mortality|maternal_mortality|2019-01..2020-12
maternal_mortality_zero_years|zero_maternal_death_year_count
infant_mortality_change|infant_mortality_change
expert_budget|funding_experts|2020
native_experts|provincial_experts
covid_institutions|covid_institution_count
covid_village_clinics|covid_village_clinic_count
covid_staff|deployed_staff|2020-01..2021-12
covid_defence_lines|covid_defence_line_count
covid_screenings|covid_screening_done|2020-01..2021-12
covid_isolated|covid_isolated_done|2020-01..2021-12
covid_infections|covid_infection_done|2020-01..2021-12
mean_age_at_death_2017|mean_age_at_death|2017
mean_age_at_death_2019|mean_age_at_death|2019
chronic_mean_age_at_death_2017|chronic_mean_age_at_death|2017
chronic_mean_age_at_death_2019|chronic_mean_age_at_death|2019
two_down_two_use_items|two_down_item_count
covid_control_elements|covid_control_element_count
"""

# Thresholds, targets and schedules: a row of `rule` or `indicator_target` names the figure.
RULES = """
[lishi 2023]
village_clinic_drug_varieties
primary_capacity_plan_years
pc_per_village_clinic
village_clinic_insurance_line_coverage
sink118_visits_per_week
sink118_hours_per_visit
sink118_hours_per_week
sink_assessment_per_month
sink_bulletin_per_month
sink_ranking_per_year
average_length_of_stay
cost_per_discharge
medical_cost_growth
drug_revenue_share
consumables_per_100_yuan
target_provincial_key_specialties
target_municipal_key_specialties
target_new_technologies
target_cooperation_departments
target_recruit_postgraduates
target_recruit_bachelors
target_model_township_institutions
target_model_village_clinics
target_poverty_contract_rate
[jungar 2022]
director_term_years
free_checkup_min_age
elderly_checkup_min_age
colon_screening_min_age
elderly_vaccine_min_age
hpv_vaccine_age
[jiaocheng 2020]
cluster_circle_minutes
director_appraisal_per_half_year
[luzhai 2018]
inspection_per_quarter
seconded_monthly_present
tcm_apprentice_years
in_county_inpatient_target
[jiexiu 2021]
service_circle_minutes
experts_per_day
chronic_grid_size
chronic_grid_workers
"""

# Facts about the province or the country, of which a county's warehouse has no rows.
RECORDED = """
[jiaocheng 2019]
provincial_demo_sites
"""


def _lines(text: str, status: Status) -> list[Reproduction]:
    found: list[Reproduction] = []
    prefix = default_period = ""
    for line in text.split("\n"):
        if line.startswith("["):
            prefix, default_period = line.strip("[]").split(" ")
        elif line:
            name, *rest = line.split("|")
            metric_id = rest[0] if rest else None
            period = (rest[1] if len(rest) > 1 else default_period) if rest else None
            column: Column = "change" if len(rest) > 2 and rest[2] == "change" else "value"
            found.append(Reproduction(f"{prefix}_{name}", status, COUNTIES[prefix], metric_id, period, column))
    return found


PLAN: tuple[Reproduction, ...] = (
    *_lines(COMPUTED, "computed"),
    *_lines(RULES, "rule"),
    *_lines(RECORDED, "recorded"),
)
