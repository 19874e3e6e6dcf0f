"""Claims about variety: places differ, move both ways and are noisy, as counties are."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from sample_data.stories import EVENTS, part_of
from sample_data.village_sizes import _within_sizes
from sample_data.world import COUNTIES, LUZHAI, YEARS

Frames = dict[str, pd.DataFrame]
PRIMARY = ("township_centre", "community_centre", "village_clinic", "central_village_clinic")


def share(frame: pd.DataFrame, by: list[str], part: str, whole: tuple[str, ...]) -> pd.Series:
    """Return 100 × part / sum of whole columns by keys."""
    sums = frame.groupby(by)[list({part, *whole})].sum()
    return 100 * sums[part] / sums[list(whole)].sum(axis=1)


def nine_months(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    return frame[frame["month"].between(year * 100 + 1, year * 100 + 9)]


def admission_share_changes(sample: Frames, county_code: str) -> pd.Series:
    """Return the change of townships' in-county share of admissions, January to September 2024 against 2023, points."""
    table = sample["insured_month"].query("county_code == @county_code")
    columns = ("admissions_in_county", "admissions_out_of_county")
    after, before = (share(nine_months(table, y), ["township_code"], columns[0], columns) for y in (2024, 2023))
    return after - before


@pytest.mark.parametrize("county_code", COUNTIES)
def test_in_every_county_some_township_loses_admissions_and_another_gains_in_2024(sample: Frames, county_code: str):
    changes = admission_share_changes(sample, county_code)
    assert changes.min() < -1
    assert changes.max() > 0.5
    assert changes.round(1).nunique() > len(changes) / 2


def test_lagou_falls_and_huangmian_rises_among_the_townships_of_luzhai(sample: Frames):
    changes = admission_share_changes(sample, LUZHAI)
    assert changes.idxmin() == "450223203"
    assert changes.idxmax() == "450223105"


def test_pangquangou_sends_more_patients_out_of_the_county_in_winter_than_in_summer(sample: Frames):
    table = sample["insured_month"].query("township_code == '141122105' and month >= 202107")
    table = table.assign(winter=(table["month"] % 100).isin([1, 2, 3, 11, 12]))
    by_season = share(table, ["winter"], "admissions_in_county", ("admissions_in_county", "admissions_out_of_county"))
    assert by_season[False] - by_season[True] > 3


@pytest.mark.parametrize("county_code", COUNTIES)
def test_levels_of_townships_differ_by_more_than_four_points(sample: Frames, county_code: str):
    table = sample["insured_month"].query("county_code == @county_code and month >= 202401 and insured > 0")
    columns = ("admissions_in_county", "admissions_out_of_county")
    levels = share(table, ["township_code"], columns[0], columns)
    assert 4 < levels.max() - levels.min() < 25


@pytest.mark.parametrize("county_code", COUNTIES)
def test_the_primary_share_of_visits_lies_between_55_and_66_percent_and_moves_both_ways(
    sample: Frames, county_code: str
):
    table = sample["institution_month"].query("county_code == @county_code")
    year = table["month"] // 100
    visits = table["outpatient_visits"].groupby(year).sum()
    primary = table.loc[table["level"].isin(PRIMARY), "outpatient_visits"].groupby(year).sum()
    yearly = 100 * primary / visits
    assert yearly.between(55, 66).all()
    steps = yearly.diff().dropna()
    assert steps.max() > 0.3
    assert steps.min() < -0.3


def test_a_small_township_is_noisier_than_the_county_town(sample: Frames):
    table = sample["insured_month"].query("county_code == @LUZHAI and month >= 202301")
    columns = ("admissions_in_county", "admissions_out_of_county")
    monthly = share(table, ["township_code", "month"], columns[0], columns).unstack()
    wobble = monthly.diff(axis=1).std(axis=1)
    assert wobble["450223203"] > 1.3 * wobble["450223100"]


def test_services_of_the_year_start_anew_in_january_and_never_go_back_within_it(sample: Frames):
    table = sample["contract_month"].query("is_key_group and month >= 202107")
    served = table.groupby(["township_code", "population_group", "month"])["served"].sum().unstack()
    months = np.array(served.columns)
    for first, second in pairwise(months):
        if second % 100 == 1:
            assert served[second].sum() < 0.2 * served[first].sum()
        else:
            assert not (served[second] < served[first] * 0.97 - 3).any(), second


@pytest.mark.parametrize("county_code", COUNTIES)
def test_contracts_lapse_until_march_and_are_signed_in_the_second_quarter(sample: Frames, county_code: str):
    table = sample["contract_month"].query("county_code == @county_code and population_group == 'all'")
    rate = share(table, ["month"], "contracted", ("eligible",))
    for year in (2018, 2022, 2023, 2024):
        spring, before = rate[year * 100 + 3], rate[year * 100 - 88]
        assert spring < before
        assert rate[year * 100 + 6] > spring


def test_residents_of_lishi_round_to_456_thousand_in_every_month_of_2023(sample: Frames):
    table = sample["resident_month"].query("county_code == '141102' and month >= 202301 and month <= 202312")
    assert table.groupby("month")["residents"].sum().between(455_500, 456_500).all()


def test_villages_are_of_lifelike_size(sample: Frames):
    village = sample["village"].query("valid_to.isna() and kind != '虚拟社区' and residents > 0")
    terrain = village["township_code"].map(sample["township"].set_index("township_code")["terrain"])
    rural = village["kind"] == "村"
    mountain = village.loc[village["is_mountain"], "residents"]
    plain = village.loc[rural & (terrain == "平川") & ~village["is_mountain"], "residents"]
    community = village.loc[village["kind"] == "社区", "residents"]
    assert mountain.between(80, 900).all()
    assert plain.between(500, 4_000).all()
    assert community.max() <= 15_500


def test_tianjiashan_is_a_hill_village_and_not_a_town(sample: Frames):
    village = sample["village"].query("county_code == '141122' and name_zh == '田家山村' and valid_to.isna()")
    assert village["residents"].between(80, 900).all()


def test_people_shared_out_within_sizes_add_up_and_stay_inside():
    sizes = np.array([[100, 200, 400], [100, 200, 400], [50, 60, 80]], dtype=float)
    residents = _within_sizes(700, np.array([200.0, 400.0, 60.0]), sizes)
    assert residents.sum() == 700
    assert (residents >= sizes[:, 0]).all()
    assert (residents <= sizes[:, 2]).all()
    assert residents[1] > residents[0]


def test_people_who_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="放不进"):
        _within_sizes(1_000, np.array([200.0]), np.array([[100.0, 200.0, 400.0]]))


def test_a_split_by_shares_is_exact_in_every_year_and_follows_the_points():
    # Two townships with 10 events a month; the county keeps 160 of 240 a year, the first one 12 points more.
    total = np.full((2, len(YEARS) * 12), 10)
    points = np.repeat([[6.0], [-6.0]], total.shape[1], axis=1)
    inside = np.full(len(YEARS), 160)
    part = part_of(total, points, np.full(len(YEARS), 160 / 240), inside)
    assert (part.sum(axis=0).reshape(len(YEARS), 12).sum(axis=1) == 160).all()
    assert (part <= total).all()
    assert part[0].sum() > part[1].sum()


def test_every_event_happens_in_a_township_of_today(sample: Frames):
    today = sample["township"].query("valid_to.isna()")["township_code"]
    assert {event.township_code for event in EVENTS} <= set(today)
