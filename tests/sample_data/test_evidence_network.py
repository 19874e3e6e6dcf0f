"""The sample's networks agree with the institutions, the inventories, the reports and what the accounts print."""

import pandas as pd

LISHI, JUNGAR, JIAOCHENG, LUZHAI, JIEXIU = "141102", "150622", "141122", "450223", "140781"
LAST = 202412
Frames = dict[str, pd.DataFrame]


def own(sample: Frames, mechanism: str, table: str = "membership") -> pd.DataFrame:
    rows = sample[table]
    return rows[rows["mechanism_id"] == mechanism]


def figures(sample: Frames) -> pd.Series:
    return sample["published_figure"].set_index("figure_id")["value"]


def test_every_mechanism_that_names_a_network_has_rows_and_no_other(sample: Frames) -> None:
    cards = sample["mechanism"]
    named = cards.loc[cards["views"].fillna("").str.split().map(lambda views: "network" in views), "mechanism_id"]
    assert set(sample["membership"]["mechanism_id"]) == set(named)


def test_the_four_communities_are_those_of_the_institutions_and_as_many_as_printed(sample: Frames) -> None:
    rows, printed = own(sample, "jungar_four_communities"), figures(sample)
    institutions = sample["institution"].set_index("institution_code")
    assert rows["parent_code"].isna().sum() == printed["jungar_tight_communities"] == printed["jungar_lead_hospitals"]
    levels = rows["member_code"].map(institutions["level"]).value_counts()
    assert levels["township_centre"] == printed["jungar_township_health_centres"]
    assert levels["community_centre"] == printed["jungar_community_health_centres"]
    assert levels["village_clinic"] == printed["jungar_village_clinics"]
    below = rows[rows["parent_code"].notna()]
    assert (below["parent_code"].to_numpy() == institutions.loc[below["member_code"], "parent_code"].to_numpy()).all()


def test_care_homes_are_linked_in_the_months_in_which_the_inventory_grew(sample: Frames) -> None:
    items = own(sample, "jungar_medical_elderly_care", "programme_item")
    grew = items[items["kind"] == "linked_care_home"].set_index("since")["quantity"]
    linked = own(sample, "jungar_medical_elderly_care")["since"].value_counts()
    assert linked.sort_index().to_dict() == grew.astype(int).to_dict()


def test_an_institution_is_connected_from_the_first_month_that_its_report_says_so(sample: Frames) -> None:
    reports = sample["institution_month"]
    online = reports[(reports["county_code"] == JIAOCHENG) & (reports["telemedicine"] == 1)]
    rows = own(sample, "jiaocheng_telemedicine").set_index("member_code")
    assert rows["since"].to_dict() == online.groupby("institution_code")["month"].min().to_dict()
    centres = (rows["tier"] == "township").sum()
    assert centres == figures(sample)["jiaocheng_telemedicine_centres"] == 10


def test_disease_control_and_the_tcm_hospital_joined_as_the_inventory_says(sample: Frames) -> None:
    items = own(sample, "jiaocheng_prevention_merge", "programme_item")
    merged = items[items["kind"] == "merged_member"].iloc[0]
    rows = own(sample, "jiaocheng_prevention_merge").set_index("member_code")["since"]
    joined = [rows[f"{JIAOCHENG}D001"], rows[f"{JIAOCHENG}H002"]]
    assert joined == [merged["since"]] * int(merged["quantity"])


def test_the_two_systems_have_as_many_hospitals_and_centres_as_printed(sample: Frames) -> None:
    rows, printed = own(sample, "luzhai_two_systems"), figures(sample)
    tiers = rows["tier"].value_counts()
    assert tiers["city"] == printed["luzhai_alliance_city_hospitals"]
    assert tiers["county"] == printed["luzhai_county_hospitals"]
    assert tiers["township"] == printed["luzhai_township_health_centres"]
    tight = rows[(rows["relation"] == "alliance") & rows["parent_code"].notna()]
    assert len(tight) == printed["luzhai_tight_alliances"]
    in_trust = sample["institution"].query("county_code == @LUZHAI and relation == '托管'")["institution_code"]
    assert set(rows.loc[rows["relation"] == "trusteeship", "member_code"]) == set(in_trust)


def test_the_specialty_alliances_are_as_many_as_printed_and_complete_when_the_inventory_counts_them(
    sample: Frames,
) -> None:
    rows, printed = own(sample, "luzhai_specialty_alliance"), figures(sample)
    ties = rows[rows["parent_code"].notna()]
    items = own(sample, "luzhai_specialty_alliance", "programme_item")
    counted = items[items["kind"] == "specialty_alliance"].iloc[0]
    assert len(ties) == ties["specialty_zh"].nunique() == printed["luzhai_specialty_alliances"] == counted["quantity"]
    assert ties["since"].max() == counted["since"]
    assert ties["parent_code"].nunique() == printed["luzhai_alliance_tertiary_hospitals"]


def test_disease_control_shares_tasks_with_those_who_report_them(sample: Frames) -> None:
    tasks = sample["activity_month"]
    tasks = tasks[(tasks["county_code"] == JIEXIU) & (tasks["activity_code"] == "joint_task")]
    rows = own(sample, "jiexiu_cdc_merge")
    shared = rows[rows["parent_code"] == f"{JIEXIU}D001"]
    first = tasks.groupby("institution_code")["month"].min()
    assert set(shared["member_code"]) == set(first.index)
    assert (shared["since"].to_numpy() <= first[shared["member_code"]].to_numpy()).all()


def test_every_member_lies_in_a_township_of_its_month_and_joined_before_the_data_end(sample: Frames) -> None:
    rows = sample["membership"]
    assert (rows["since"] <= LAST).all()
    township = sample["township"].set_index("township_code")
    placed = rows[rows["township_code"].notna()]
    begun = placed["township_code"].map(township["valid_from"]).astype(int)
    ended = placed["township_code"].map(township["valid_to"]).fillna(999912).astype(int)
    assert ((begun <= placed["since"]) & (placed["since"] <= ended)).all()


def test_whoever_stands_above_is_known_by_name(sample: Frames) -> None:
    rows = sample["membership"]
    below = rows[rows["parent_code"].notna()]
    assert below[["parent_zh", "parent_en"]].notna().all(axis=None)
    assert rows[["member_zh", "member_en"]].notna().all(axis=None)
