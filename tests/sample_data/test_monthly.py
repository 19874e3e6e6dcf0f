"""Claims about the monthly tables: in each account's own period the totals are the printed ones."""

import numpy as np
import pandas as pd
import pytest

Frames = dict[str, pd.DataFrame]

CENTRES = ("township_centre", "community_centre")
CLINICS = ("village_clinic", "central_village_clinic")


def year(frame: pd.DataFrame, county_code: str, *years: int) -> pd.DataFrame:
    return frame[(frame["county_code"] == county_code) & (frame["month"] // 100).isin(years)]


def growth_percent(after: float, before: float) -> float:
    return (after / before - 1) * 100


@pytest.fixture(scope="module")
def reports(sample: Frames) -> pd.DataFrame:
    return sample["institution_month"]


def test_luzhai_2017_visits_admissions_and_referrals_are_as_printed(reports: pd.DataFrame):
    county = year(reports, "450223", 2017)
    centres = county[county["level"] == "township_centre"]
    assert county["outpatient_visits"].sum() == 1_373_400
    assert centres["outpatient_visits"].sum() == 711_421
    assert county["admissions"].sum() == 63_300
    assert centres["admissions"].sum() == 24_054
    assert centres["referrals_up"].sum() == county["referrals_up"].sum() == 1_278
    assert county["referrals_out_of_county"].sum() == 1_834


def test_luzhai_critical_cases_of_two_years_are_2789_and_a_tenth_above_the_year_before(reports: pd.DataFrame):
    cases = {y: year(reports, "450223", y)["critical_cases"].sum() for y in (2016, 2017, 2018)}
    assert cases[2017] + cases[2018] == 2_789
    assert round(growth_percent((cases[2017] + cases[2018]) / 2, cases[2016])) == 10


def test_luzhai_2018_keeps_95_percent_of_visits_and_90_percent_of_admissions(sample: Frames):
    sums = year(sample["insured_month"], "450223", 2018).sum(numeric_only=True)
    assert sums["visits_in_county"] / (sums["visits_in_county"] + sums["visits_out_of_county"]) == pytest.approx(0.95)
    assert sums["admissions_in_county"] / (
        sums["admissions_in_county"] + sums["admissions_out_of_county"]
    ) == pytest.approx(0.90)


@pytest.fixture(scope="module")
def lishi_lead(reports: pd.DataFrame) -> pd.Series:
    lead = year(reports, "141102", 2023)
    return lead[lead["is_lead"]].sum(numeric_only=True)


def test_lishi_lead_hospital_2023_volumes_are_as_printed(lishi_lead: pd.Series):
    assert lishi_lead["outpatient_visits"] == 132_322
    assert lishi_lead["emergency_visits"] == 14_172
    assert lishi_lead["discharges"] == 9_074
    assert sum(lishi_lead[f"surgeries_{level}"] for level in (1, 2, 3, 4)) == 1_555


def test_lishi_lead_hospital_2023_bed_use_is_72_10_percent_of_277_beds(lishi_lead: pd.Series):
    assert lishi_lead["bed_days_open"] == 277 * 365
    assert round(lishi_lead["bed_days_used"] / lishi_lead["bed_days_open"] * 100, 2) == 72.10


def test_lishi_lead_hospital_2023_keeps_within_its_ceilings(reports: pd.DataFrame, lishi_lead: pd.Series):
    assert lishi_lead["discharge_bed_days"] / lishi_lead["discharges"] <= 7.7
    assert lishi_lead["inpatient_revenue_yuan"] / lishi_lead["discharges"] <= 5_000
    assert lishi_lead["drug_revenue_yuan"] / lishi_lead["medical_revenue_yuan"] < 0.30
    assert lishi_lead["consumable_cost_yuan"] / lishi_lead["medical_revenue_yuan"] * 100 < 20
    before = year(reports, "141102", 2022)
    lead_before = before.loc[before["is_lead"], "medical_revenue_yuan"].sum()
    assert growth_percent(lishi_lead["medical_revenue_yuan"], lead_before) < 10
    everyone = year(reports, "141102", 2023)["medical_revenue_yuan"].sum()
    assert growth_percent(everyone, before["medical_revenue_yuan"].sum()) < 10


@pytest.mark.parametrize("levels", [CENTRES, (*CENTRES, *CLINICS)])
@pytest.mark.parametrize("measure", ["outpatient_visits", "admissions"])
def test_lishi_primary_care_grew_by_exactly_a_tenth_in_2023(
    reports: pd.DataFrame, levels: tuple[str, ...], measure: str
):
    sums = [year(reports[reports["level"].isin(levels)], "141102", y)[measure].sum() for y in (2022, 2023)]
    assert growth_percent(sums[1], sums[0]) == pytest.approx(10.0, abs=1e-9)


def test_lishi_lead_hospital_has_15_and_39_senior_titles_at_the_end_of_2023(sample: Frames):
    staff = sample["staff_month"].query("institution_code == '141102H001' and month == 202312")
    titles = staff.groupby("title")["persons"].sum()
    assert (titles["正高"], titles["副高"]) == (15, 39)


def test_lishi_signed_and_served_all_of_eight_key_groups_in_2023(sample: Frames):
    table = sample["contract_month"].query("county_code == '141102' and month == 202312 and is_key_group")
    assert table["population_group"].nunique() == 8
    assert table["contracted"].sum() == table["eligible"].sum() == table["served"].sum()


def test_every_village_clinic_of_lishi_stocks_fifty_drugs_in_2023(reports: pd.DataFrame):
    clinics = year(reports, "141102", 2023).query("level == 'village_clinic'")
    assert clinics["institution_code"].nunique() == 166
    assert clinics["drug_varieties"].min() >= 50


def test_lishi_clinics_are_in_the_group_from_june_2023_on(reports: pd.DataFrame):
    clinics = reports.query("county_code == '141102' and level == 'village_clinic'").groupby("month")["in_group"].sum()
    assert (clinics[202305], clinics[202306]) == (0, 166)


def test_jungar_primary_institutions_sell_drugs_at_cost(reports: pd.DataFrame):
    primary = year(reports, "150622", 2022).query("level in @CENTRES or level in @CLINICS")
    assert primary["drug_revenue_yuan"].sum() > 0
    assert (primary["drug_revenue_yuan"] == primary["drug_cost_yuan"]).all()


def test_jungar_counts_four_near_home_diseases(sample: Frames):
    diseases = year(sample["chronic_month"], "150622", 2022)["disease"].unique()
    assert sorted(diseases) == ["copd", "diabetes", "hypertension", "stroke"]


def test_jiaocheng_2020_contracts_are_165000_of_238646(sample: Frames):
    table = sample["contract_month"].query("county_code == '141122' and month == 202012")
    sums = table.groupby("population_group")[["eligible", "contracted"]].sum()
    assert sums.loc["all"].tolist() == [238_646, 165_000]
    assert round(165_000 / 238_646 * 100, 2) == 69.14
    assert sums.loc["registered_poor"].tolist() == [27_559, 27_559]


@pytest.mark.parametrize("who", ["lead", "group"])
@pytest.mark.parametrize(("measure", "percent"), [("admissions", 30), ("surgeries_3", 81), ("surgeries_4", 325)])
def test_jiexiu_2019_grew_as_printed(reports: pd.DataFrame, who: str, measure: str, percent: int):
    part = reports[reports["is_lead"] if who == "lead" else reports["in_group"]]
    before, after = (year(part, "140781", y)[measure].sum() for y in (2018, 2019))
    assert growth_percent(after, before) == pytest.approx(percent, abs=1e-9)


def test_jiexiu_2021_in_city_rates_are_above_93_and_at_97_percent(sample: Frames):
    sums = year(sample["insured_month"], "140781", 2021).sum(numeric_only=True)
    women = sums["women_child_visits_in_county"], sums["women_child_visits_out_of_county"]
    assert sums["visits_in_county"] / (sums["visits_in_county"] + sums["visits_out_of_county"]) >= 0.93
    assert women[0] / sum(women) == pytest.approx(0.97)


def test_visits_of_women_and_children_are_part_of_all_visits(sample: Frames):
    table = sample["insured_month"]
    for place in ("in_county", "out_of_county"):
        assert (table[f"women_child_visits_{place}"] <= table[f"visits_{place}"]).all()


def test_jiexiu_had_no_maternal_death_in_2019_and_2020_and_some_in_2018(sample: Frames):
    deaths = {y: year(sample["birth_month"], "140781", y)["maternal_deaths"].sum() for y in (2018, 2019, 2020)}
    assert deaths[2018] > 0
    assert (deaths[2019], deaths[2020]) == (0, 0)


def test_jiexiu_infant_mortality_fell_by_one_third_from_2018_to_2020(sample: Frames):
    rate = {}
    for y in (2018, 2020):
        sums = year(sample["birth_month"], "140781", y).sum(numeric_only=True)
        rate[y] = sums["infant_deaths"] / sums["live_births"]
    assert round(growth_percent(rate[2020], rate[2018]), 2) == -33.33


@pytest.mark.parametrize(("when", "everyone", "chronic"), [(2017, 69.92, 72.02), (2019, 70.23, 72.27)])
def test_jiexiu_mean_ages_at_death_are_as_printed(sample: Frames, when: int, everyone: float, chronic: float):
    sums = year(sample["death_month"], "140781", when).sum(numeric_only=True)
    assert round(sums["age_years_sum"] / sums["deaths"], 2) == everyone
    assert round(sums["chronic_age_years_sum"] / sums["chronic_deaths"], 2) == chronic


def test_ages_at_death_lie_in_their_age_group(sample: Frames):
    table = sample["death_month"]
    mean = table["age_years_sum"] / table["deaths"]
    assert (mean >= table["age_from"]).all()
    assert ((mean < table["age_from"] + 5) | (table["age_from"] == 85)).all()
    assert (table["four_ncd_deaths"] <= table["chronic_deaths"]).all()
    assert (table["chronic_deaths"] <= table["deaths"]).all()


def test_jiexiu_grids_of_2020_have_twenty_patients_and_one_worker_each(sample: Frames):
    table = sample["chronic_month"].query("county_code == '140781' and month == 202012")
    assert table["grids"].sum() > 0
    assert (table["grid_patients"] == 20 * table["grids"]).all()
    assert (table["grid_workers"] == table["grids"]).all()


def test_jiexiu_centres_of_2020_use_mostly_essential_drugs_and_all_primary_ones_are_standardised(reports: pd.DataFrame):
    county = year(reports, "140781", 2020)
    centres = county[county["level"] == "township_centre"]
    assert centres["essential_drug_yuan"].sum() / centres["drug_revenue_yuan"].sum() >= 0.90
    assert (county.loc[county["level"].isin((*CENTRES, *CLINICS)), "standardised"] == 1).all()


def test_jiexiu_group_deployed_2467_staff_in_every_month_of_2020(sample: Frames, reports: pd.DataFrame):
    members = reports.query("county_code == '140781' and month == 202012 and in_group")["institution_code"]
    staff = year(sample["staff_month"], "140781", 2020)
    staff = staff[staff["institution_code"].isin(members)]
    assert (staff.groupby("month")["persons"].sum() == 2_467).all()


def test_staff_by_title_sums_to_the_staff_of_the_report(sample: Frames, reports: pd.DataFrame):
    keys = ["institution_code", "month"]
    persons = sample["staff_month"].groupby(keys)["persons"].sum()
    reported = reports[reports["reported"]].set_index(keys)["staff"]
    assert (persons.reindex(reported.index).fillna(0) == reported).all()


def test_only_a_few_reports_of_2024_in_three_counties_are_missing_and_they_are_empty(reports: pd.DataFrame):
    missing = reports[~reports["reported"]]
    places = {(row.township_code, row.month) for row in missing.itertuples()}
    assert places == {("450223106", 202408), ("450223106", 202409), ("150622103", 202403), ("140781101", 202406)}
    assert 0 < len(missing) <= 15
    numbers = missing.select_dtypes("number").drop(columns="month")
    assert (numbers == 0).all().all()


def test_every_institution_reports_once_a_month_for_nine_years(reports: pd.DataFrame, sample: Frames):
    assert not reports.duplicated(["institution_code", "month"]).any()
    inside = sample["institution"].query("level != 'city_hospital'")
    assert len(reports) == len(inside) * 108


def test_no_figure_is_negative_and_parts_stay_within_wholes(reports: pd.DataFrame):
    assert (reports.select_dtypes("number") >= 0).all().all()
    assert (reports["bed_days_used"] <= reports["bed_days_open"]).all()
    assert (reports["tcm_visits"] <= reports["outpatient_visits"]).all()
    assert (reports["inpatient_revenue_yuan"] <= reports["medical_revenue_yuan"]).all()
    assert (reports["drug_revenue_yuan"] <= reports["medical_revenue_yuan"]).all()


def test_february_2020_stands_out_below_every_other_february(reports: pd.DataFrame):
    monthly = reports.groupby("month")["outpatient_visits"].sum()
    februaries = monthly[monthly.index % 100 == 2]
    assert februaries.idxmin() == 202002
    assert februaries.min() < 0.7 * np.median(februaries)


def test_a_month_with_the_spring_festival_is_quieter_than_the_march_after_it(reports: pd.DataFrame):
    monthly = reports.groupby("month")["outpatient_visits"].sum()
    for y in range(2016, 2025):
        assert monthly[y * 100 + 2] < monthly[y * 100 + 3]


def test_every_row_says_where_it_comes_from(sample: Frames):
    loads = set(sample["load"]["load_id"])
    for name, frame in sample.items():
        if "load_id" in frame.columns and name != "load":
            assert set(frame["load_id"]) <= loads, name
            assert set(frame["basis"]) <= {"published", "synthetic"}, name


def test_columns_are_those_of_the_warehouse_in_its_order(sample: Frames):
    from data_access.schema import metadata

    of_files = ("sequence", "county_code", "kind", "undoes", "form", "edition", "mode", "first_month", "last_month")
    for name, frame in sample.items():
        # What only files fill: the sample is built at once.
        left_out = {"entered", *(of_files if name == "load" else ())}
        wanted = [column.name for column in metadata.tables[name].columns if column.name not in left_out]
        assert list(frame.columns) == wanted, name
