"""The sample's yearly returns are what its months add to, and are marked as examples."""

import pandas as pd

from tests.sample_data.conftest import Frames

FLOWS = ["total_visits", "outpatient_visits", "home_visits", "admissions", "bed_days_used", "medical_revenue_yuan"]


def months_of_returns(sample: Frames) -> pd.DataFrame:
    months = sample["institution_month"]
    return months.assign(year=months["month"] // 100)


def test_every_years_return_is_the_sum_of_its_twelve_months(sample: Frames):
    yearly = sample["institution_year"].assign(year=lambda rows: rows["month"] // 100)
    sums = months_of_returns(sample).groupby(["institution_code", "year"])[FLOWS].sum()
    both = yearly.merge(sums.reset_index(), on=["institution_code", "year"], suffixes=("", "_of_months"))
    assert len(both) == len(yearly) > 800
    for name in FLOWS:
        assert (both[name] == both[f"{name}_of_months"]).all(), name


def test_a_years_beds_are_those_of_its_december(sample: Frames):
    december = sample["institution_month"].query("month % 100 == 12").set_index(["institution_code", "month"])
    yearly = sample["institution_year"].set_index(["institution_code", "month"])
    assert (yearly["beds_open"] == december["beds_open"].reindex(yearly.index)).all()


def test_a_year_with_a_month_that_did_not_come_in_has_no_return_yet(sample: Frames):
    months = sample["institution_month"]
    silent = months[~months["reported"]]
    returned = set(
        zip(sample["institution_year"]["institution_code"], sample["institution_year"]["month"], strict=True)
    )
    assert not returned & set(zip(silent["institution_code"], silent["month"] // 100 * 100 + 12, strict=True))


def test_revenue_and_drugs_of_the_year_are_whole_in_their_parts(sample: Frames):
    yearly = sample["institution_year"]
    parts = yearly["outpatient_revenue_yuan"] + yearly["inpatient_revenue_yuan"]
    assert (parts == yearly["medical_revenue_yuan"]).all()
    assert (yearly["inpatient_drug_revenue_yuan"] <= yearly["inpatient_revenue_yuan"]).all()


def test_all_visits_are_outpatients_emergencies_home_and_internet(sample: Frames):
    months = sample["institution_month"]
    parts = ["outpatient_visits", "emergency_visits", "home_visits", "internet_visits"]
    assert (months["total_visits"] == months[parts].sum(axis=1)).all()
    assert (months.loc[months["level"] == "village_clinic", "internet_visits"] == 0).all()


def test_every_row_of_the_returns_is_marked_as_an_example(sample: Frames):
    for name in ("institution_year", "reported_for_month"):
        assert set(sample[name]["basis"]) == {"synthetic"}


def test_visits_reported_for_village_clinics_are_near_their_own_and_not_always_the_same(sample: Frames):
    months = sample["institution_month"]
    clinics = months[months["level"].isin(["village_clinic", "central_village_clinic"]) & months["reported"]]
    own = clinics.groupby(["township_code", "month"])["outpatient_visits"].sum()
    told = sample["reported_for_month"].set_index(["township_code", "month"])["village_clinic_visits"]
    apart = own.reindex(told.index) - told
    assert told.index.is_unique
    assert 0 < (apart != 0).mean() < 0.1
    assert apart.between(0, 60).all()
