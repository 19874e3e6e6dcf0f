"""Claims about townships, villages, residents and outlines of the sample."""

import hashlib
import json

import pandas as pd
import pytest
from shapely.geometry import shape

import sample_data
from sample_data.world import COUNTIES, LAST_MONTH_OF_OLD_EDITION, allocate, facts, rng, spring_festival_share

CENSUS_2020 = {"141102": 456_355, "150622": 359_184, "141122": 226_768, "450223": 337_298, "140781": 432_095}
VILLAGES_AT_SOURCE = {"141102": 190, "150622": 202, "141122": 138, "450223": 118, "140781": 211}
VILLAGES_2023 = {"141102": 190, "150622": 201, "141122": 111, "450223": 120, "140781": 213}

Frames = dict[str, pd.DataFrame]


def valid_in(frame: pd.DataFrame, month: int) -> pd.DataFrame:
    return frame[(frame["valid_from"] <= month) & (frame["valid_to"].fillna(999912).astype(int) >= month)]


@pytest.mark.parametrize("month", [202011, 202312])
def test_residents_of_the_valid_villages_are_the_census_to_the_person(sample: Frames, month: int):
    sums = valid_in(sample["village"], month).groupby("county_code")["residents"].sum()
    assert sums.to_dict() == CENSUS_2020


def test_residents_of_november_2020_by_township_are_the_census_to_the_person(sample: Frames):
    table = sample["resident_month"].query("month == 202011")
    assert table.groupby("county_code")["residents"].sum().to_dict() == CENSUS_2020


def test_children_and_elderly_of_villages_are_those_of_their_township(sample: Frames):
    columns = ["residents", "residents_0_14", "residents_65_up"]
    villages = valid_in(sample["village"], 202011).groupby("township_code")[columns].sum()
    townships = sample["resident_month"].query("month == 202011").set_index("township_code")[columns]
    pd.testing.assert_frame_equal(villages.sort_index(), townships.sort_index(), check_dtype=False)


def test_no_village_has_more_children_and_elderly_than_residents(sample: Frames):
    village = sample["village"]
    assert (village["residents_0_14"] + village["residents_65_up"] <= village["residents"]).all()
    assert (village["chronic_patients"] <= village["residents"]).all()
    assert (village["key_group_residents"] <= village["residents"]).all()


def test_elderly_are_between_an_eighth_and_a_sixth_of_a_county(sample: Frames):
    table = sample["resident_month"].query("month == 202011").groupby("county_code").sum(numeric_only=True)
    share = table["residents_65_up"] / table["residents"]
    assert share.between(0.12, 0.167).all()


def test_residents_of_a_county_drift_by_less_than_half_a_percent_a_year(sample: Frames):
    table = sample["resident_month"].groupby(["county_code", "month"])["residents"].sum().unstack()
    yearly = table[202412] / table[201612]
    assert ((yearly ** (1 / 8) - 1).abs() < 0.005).all()


def test_ages_of_a_year_sum_to_the_residents_of_june(sample: Frames):
    ages = sample["resident_age_year"].groupby(["township_code", "year"])["residents"].sum()
    june = sample["resident_month"][sample["resident_month"]["month"] % 100 == 6]
    june = june.assign(year=june["month"] // 100).set_index(["township_code", "year"])["residents"]
    assert (ages.sort_index() == june.sort_index()).all()


@pytest.mark.parametrize(
    ("edition", "counts"), [("villages_at_source", VILLAGES_AT_SOURCE), ("villages", VILLAGES_2023)]
)
def test_each_edition_has_the_villages_of_its_list(sample: Frames, edition: str, counts: dict[str, int]):
    for county_code in COUNTIES:
        month = LAST_MONTH_OF_OLD_EDITION[county_code] if edition == "villages_at_source" else 202306
        valid = valid_in(sample["village"], month).query("county_code == @county_code")
        assert len(valid) == counts[county_code]
        assert set(valid["village_code"]) == set(facts(edition).query("county_code == @county_code")["code"])


def test_no_village_has_two_rows_valid_in_one_month(sample: Frames):
    village = sample["village"]
    assert village["village_code"].is_unique
    heirs = village.dropna(subset=["successor_code"]).merge(
        village[["village_code", "valid_from"]],
        left_on="successor_code",
        right_on="village_code",
        suffixes=("", "_heir"),
    )
    assert len(heirs) == village["successor_code"].notna().sum()
    assert (heirs["valid_from_heir"] > heirs["valid_to"]).all()


def test_a_village_that_kept_its_name_in_a_merger_kept_its_place(sample: Frames):
    village = sample["village"].set_index("village_code")
    assert village.loc["141122203202", "name_zh"] == "会立村"
    assert village.loc["141122203202", "successor_code"] == "141122202215"
    for axis in ("lon", "lat"):
        assert village.loc["141122203202", axis] == village.loc["141122202215", axis]


def test_the_townships_merged_in_2021_name_their_successors(sample: Frames):
    township = sample["township"].set_index("township_code")
    ended = township[township["valid_to"].notna()]
    assert {code: (int(row["valid_to"]), row["successor_code"]) for code, row in ended.iterrows()} == {
        "141122200": (202106, "141122106"),
        "141122201": (202106, "141122100"),
        "141122203": (202106, "141122105"),
        "140781202": (202106, "140781103"),
        "150622401": (202112, "150622102"),
    }
    assert township.loc["141122106", "valid_from"] == 202107


def test_virtual_villages_have_no_residents(sample: Frames):
    virtual = sample["village"].query("kind == '虚拟社区'")
    assert len(virtual) == 3
    assert (virtual["residents"] == 0).all()


def test_every_village_point_is_marked_synthetic_and_stands_alone(sample: Frames):
    now = valid_in(sample["village"], 202312)
    assert set(now["position_basis"]) == {"synthetic"}
    assert not now.duplicated(["lon", "lat"]).any()


def test_most_people_of_lishi_live_in_its_streets(sample: Frames):
    villages = valid_in(sample["village"], 202011).query("county_code == '141102'")
    streets = set(sample["township"].query("kind == '街道'")["township_code"])
    # 335,285 of 456,355 are urban in the census.
    assert villages.loc[villages["township_code"].isin(streets), "residents"].sum() >= 335_285


def test_every_township_ever_valid_has_an_outline_of_valid_polygons(sample: Frames):
    outline = sample["township_outline"]
    assert set(outline["township_code"]) == set(sample["township"]["township_code"])
    assert outline["derivation"].str.contains("示意").all()
    for text in outline["geojson"]:
        polygon = shape(json.loads(text))
        assert polygon.geom_type in ("Polygon", "MultiPolygon")
        assert polygon.is_valid
        assert polygon.area > 0


def test_outlines_of_a_county_weigh_little(sample: Frames):
    sizes = sample["township_outline"]["geojson"].str.len().groupby(sample["township_outline"]["county_code"]).sum()
    assert sizes.max() < 12_000


def test_no_row_names_a_township_that_does_not_exist_in_its_month(sample: Frames):
    township = sample["township"].set_index("township_code")
    for name, frame in sample.items():
        if not {"township_code", "month"} <= set(frame.columns):
            continue
        pairs = frame[["township_code", "month"]].dropna().drop_duplicates()
        assert pairs["township_code"].isin(township.index).all(), name
        start = pairs["township_code"].map(township["valid_from"])
        end = pairs["township_code"].map(township["valid_to"]).fillna(999912).astype(int)
        wrong = pairs[(pairs["month"] < start) | (pairs["month"] > end)]
        assert wrong.empty, f"{name}: {wrong.head()}"


def test_every_village_lies_in_a_township_of_its_own_county_and_time(sample: Frames):
    joined = sample["village"].merge(sample["township"], on="township_code", suffixes=("", "_township"))
    assert len(joined) == len(sample["village"])
    assert (joined["county_code"] == joined["county_code_township"]).all()
    assert (joined["valid_from"] >= joined["valid_from_township"]).all()


def test_the_same_seed_gives_the_same_bytes_and_progress_runs_from_nothing_to_done(sample: Frames):
    told: list[tuple[str, float]] = []
    again = sample_data.generate(lambda label, share: told.append((label, share)))
    assert list(again) == list(sample)
    for name, frame in sample.items():
        assert digest(again[name]) == digest(frame), name
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert (shares[0], told[-1]) == (0.0, ("完成", 1.0))


def digest(frame: pd.DataFrame) -> str:
    return hashlib.sha256(frame.to_csv(index=False).encode()).hexdigest()


def test_shares_add_up_and_nothing_goes_to_a_weight_of_zero():
    # 10 over 1:1:0:1 is 3⅓ each; the spare one goes to the first of the equal remainders.
    assert allocate(10, [1, 1, 0, 1]).tolist() == [4, 3, 0, 3]
    assert allocate([7, 0], [[2, 1], [0, 0]]).tolist() == [[5, 2], [0, 0]]


def test_sharing_something_out_over_nobody_is_refused():
    with pytest.raises(ValueError, match="权重全为零"):
        allocate(3, [0, 0])


def test_a_part_draws_the_same_numbers_whatever_ran_before():
    first = rng("visits", "450223").random(3)
    rng("something else").random(100)
    assert (rng("visits", "450223").random(3) == first).all()


def test_spring_festival_of_2018_falls_in_february_and_of_2023_mostly_in_january():
    share = dict(
        zip([y * 100 + m for y in range(2016, 2025) for m in range(1, 13)], spring_festival_share(), strict=True)
    )
    # 2018-02-16: sixteen days from 13 February on. 2023-01-22: thirteen from 19 January on, three in February.
    assert share[201801] == 0
    assert share[201802] == pytest.approx(16 / 28)
    assert share[202301] == pytest.approx(13 / 31)
    assert share[202302] == pytest.approx(3 / 28)
