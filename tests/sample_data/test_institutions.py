"""Claims about institutions: the numbers that the accounts print, and whom the clinics serve."""

import pandas as pd
import pytest

Frames = dict[str, pd.DataFrame]


def of(sample: Frames, county_code: str, *levels: str) -> pd.DataFrame:
    table = sample["institution"]
    return table[(table["county_code"] == county_code) & table["level"].isin(levels)]


def test_lishi_has_11_township_institutions_166_clinics_and_19_private_hospitals(sample: Frames):
    assert len(of(sample, "141102", "township_centre", "community_centre")) == 11
    assert len(of(sample, "141102", "village_clinic", "central_village_clinic")) == 166
    assert len(of(sample, "141102", "private_hospital")) == 19


def test_lishi_lead_hospital_is_as_printed(sample: Frames):
    hospital = sample["institution"].set_index("institution_code").loc["141102H001"]
    assert hospital["is_lead"]
    assert (hospital["beds_authorised"], hospital["founded_year"]) == (155, 1944)
    assert (hospital["site_area_m2"], hospital["floor_area_m2"]) == (11_000, 20_000)
    assert hospital["basis"] == "published"


def test_jungar_has_four_communities_14_and_7_centres_and_123_clinics(sample: Frames):
    leads = sample["institution"].query("county_code == '150622' and is_lead")
    assert leads["institution_code"].tolist() == [f"150622H00{n}" for n in (1, 2, 3, 4)]
    communities = sample["community"].query("county_code == '150622'")
    assert communities["lead_institution_code"].tolist() == leads["institution_code"].tolist()
    assert len(of(sample, "150622", "township_centre")) == 14
    assert len(of(sample, "150622", "community_centre")) == 7
    clinics = of(sample, "150622", "village_clinic")
    assert len(clinics) == 123
    assert clinics["community_code"].nunique() == 4


def test_jiexiu_group_has_twenty_institutions_and_231_clinics_of_which_48_central(sample: Frames):
    december = sample["institution_month"].query("county_code == '140781' and month == 202012 and in_group")
    clinic = december["level"].str.endswith("village_clinic")
    assert (~clinic).sum() == 20
    assert clinic.sum() == 231
    central = december[december["level"] == "central_village_clinic"]
    assert len(central) == 48
    assert (central["ecg_device"] == 1).all()
    assert december.loc[december["level"] == "village_clinic", "ecg_device"].sum() == 0


def test_fifteen_primary_institutions_of_jiexiu_meet_the_area_standard(sample: Frames):
    primary = of(sample, "140781", "township_centre", "community_centre")
    assert primary["area_standard_met"].sum() == 15
    assert sample["institution"].set_index("institution_code").loc["140781H001", "beds_max"] == 760


def test_all_ten_centres_of_jiaocheng_are_online_and_six_in_the_mountains_have_an_ambulance(sample: Frames):
    centres = sample["institution_month"].query(
        "county_code == '141122' and month == 202012 and level == 'township_centre'"
    )
    assert (len(centres), centres["telemedicine"].sum()) == (10, 10)
    terrain = centres["township_code"].map(sample["township"].set_index("township_code")["terrain"])
    assert centres.groupby(terrain.to_numpy())["ambulances"].sum().to_dict() == {"山区": 6, "平川": 0}
    public = sample["institution_month"].query(
        "county_code == '141122' and month == 202012 and not level.str.endswith('clinic')"
    )
    assert (public["telemedicine"] == 1).all()


def test_25_central_clinics_of_jiaocheng_serve_exactly_88_mountain_villages(sample: Frames):
    central = of(sample, "141122", "central_village_clinic")
    assert len(central) == 25
    cover = sample["clinic_cover"]
    cover = cover[(cover["valid_from"] <= 202012) & (cover["valid_to"].fillna(999912).astype(int) >= 202012)]
    served = set(cover.loc[cover["institution_code"].isin(central["institution_code"]), "village_code"])
    village = sample["village"].set_index("village_code")
    assert len(served) == 88
    assert village.loc[sorted(served), "is_mountain"].all()


def test_some_mountain_villages_of_jiaocheng_have_neither_kind_of_clinic(sample: Frames):
    village = sample["village"].query("county_code == '141122' and is_mountain and valid_to.isna()")
    cover = sample["clinic_cover"].query("valid_to.isna()")
    left_out = village[~village["village_code"].isin(cover["village_code"])]
    assert sorted(left_out["name_zh"]) == ["田家山村", "范家庄村", "裴家山村"]


def test_luzhai_has_3_hospitals_in_communities_9_centres_and_3_city_partners(sample: Frames):
    hospitals = of(sample, "450223", "county_hospital", "tcm_hospital", "mch_hospital")
    assert len(hospitals) == 3
    assert hospitals["community_code"].notna().all()
    assert len(of(sample, "450223", "township_centre")) == 9
    partners = of(sample, "450223", "city_hospital")
    assert len(partners) == 3
    assert set(partners["relation"]) == {"医联体"}


@pytest.mark.parametrize(("county_code", "teams"), [("141102", 203), ("141122", 147)])
def test_teams_are_as_many_as_printed(sample: Frames, county_code: str, teams: int):
    assert (sample["team"]["county_code"] == county_code).sum() == teams


def test_no_cover_outlives_its_village_or_comes_before_it(sample: Frames):
    village = sample["village"].set_index("village_code")
    cover = sample["clinic_cover"]
    assert cover["village_code"].isin(village.index).all()
    assert (cover["valid_from"] >= cover["village_code"].map(village["valid_from"])).all()
    end = cover["village_code"].map(village["valid_to"]).fillna(999912).astype(int)
    assert (cover["valid_to"].fillna(999912).astype(int) <= end).all()


def test_every_clinic_serves_somebody_in_every_edition(sample: Frames):
    clinics = sample["institution"][sample["institution"]["level"].str.endswith("village_clinic")]
    for month in (202012, 202312):
        cover = sample["clinic_cover"]
        cover = cover[(cover["valid_from"] <= month) & (cover["valid_to"].fillna(999912).astype(int) >= month)]
        assert set(clinics["institution_code"]) <= set(cover["institution_code"]), month


def test_no_institution_points_at_a_place_or_parent_that_is_not_there(sample: Frames):
    table = sample["institution"]
    assert table["institution_code"].is_unique
    assert table["township_code"].isin(sample["township"].query("valid_to.isna()")["township_code"]).all()
    assert table["village_code"].dropna().isin(sample["village"].query("valid_to.isna()")["village_code"]).all()
    assert table["community_code"].dropna().isin(sample["community"]["community_code"]).all()
    assert table["parent_code"].dropna().isin(table["institution_code"]).all()
    assert sample["team"]["institution_code"].isin(table["institution_code"]).all()


def test_no_two_institutions_of_a_county_share_a_name(sample: Frames):
    table = sample["institution"]
    doubled = table[table.duplicated(["county_code", "township_code", "name_zh"], keep=False)]
    assert doubled.empty, doubled[["institution_code", "name_zh"]]


def test_no_table_names_an_institution_township_or_village_that_is_not_there(sample: Frames):
    known = {
        "institution_code": set(sample["institution"]["institution_code"]),
        "from_institution_code": set(sample["institution"]["institution_code"]),
        "to_institution_code": set(sample["institution"]["institution_code"]),
        "township_code": set(sample["township"]["township_code"]),
        "village_code": set(sample["village"]["village_code"]),
        "county_code": set(sample["county"]["county_code"]),
    }
    for name, frame in sample.items():
        for column in set(known) & set(frame.columns):
            orphans = set(frame[column].dropna()) - known[column]
            assert not orphans, f"{name}.{column}: {sorted(orphans)[:5]}"
