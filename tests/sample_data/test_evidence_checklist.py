"""The sample's checklists agree with the items that metrics count and with what the accounts print."""

import pandas as pd

from metrics.evidence.checklist import checklist_of

LAST = 202412
Frames = dict[str, pd.DataFrame]


def own(sample: Frames, table: str, mechanism: str) -> pd.DataFrame:
    rows = sample[table]
    return rows[rows["mechanism_id"] == mechanism]


def mechanisms_with(sample: Frames, view: str) -> set[str]:
    cards = sample["mechanism"]
    return set(cards.loc[cards["views"].fillna("").str.split().map(lambda views: view in views), "mechanism_id"])


def test_every_mechanism_that_names_a_checklist_has_rows_and_no_other(sample: Frames) -> None:
    assert set(sample["checklist_item"]["mechanism_id"]) == mechanisms_with(sample, "checklist")


def test_a_matter_in_place_at_an_institution_or_on_a_list_is_the_same_row_that_metrics_count(sample: Frames) -> None:
    shown, counted = sample["checklist_item"], sample["programme_item"]
    counted = counted[counted["kind"] == "checklist_item"].set_index("item_id")
    of_communities = set(shown.loc[shown["subject_zh"].str.endswith("医共体"), "mechanism_id"])
    done = shown[(shown["state"] == "done") & ~shown["mechanism_id"].isin(of_communities)].set_index("item_id")
    theirs = counted[~counted["mechanism_id"].isin(of_communities)]
    assert set(done.index) == set(theirs.index)
    assert (done["since"] == theirs.loc[done.index, "since"]).all()
    names = done["subject_zh"] + "：" + done["item_zh"]
    assert (names == theirs.loc[done.index, "name_zh"]).all()


def test_a_community_has_a_matter_once_the_last_of_its_members_has_it(sample: Frames) -> None:
    """Six matters at 25 institutions in four communities; 旗's own five linkages have no row at institutions."""
    name = "jungar_five_link_six_unified"
    counted = own(sample, "programme_item", name)
    counted = counted[counted["kind"] == "checklist_item"]
    places = sample["institution"].set_index("institution_code")["community_code"]
    titles = sample["community"].set_index("community_code")["name_zh"]
    counted = counted.assign(
        community=counted["institution_code"].map(places).map(titles), item=counted["name_zh"].str.split("：").str[1]
    )
    members = sample["institution"].query("county_code == '150622'")
    members = members[members["level"].isin(["county_hospital", "tcm_hospital", "township_centre", "community_centre"])]
    size = members["community_code"].map(titles).value_counts()
    shown = own(sample, "checklist_item", name)
    for row in shown[shown["item_zh"].str.contains("统一")].itertuples():
        there = counted[(counted["community"] == row.subject_zh) & (counted["item"] == row.item_zh)]
        if row.state == "done":
            assert (len(there), row.since) == (size[row.subject_zh], there["since"].max())
        else:
            assert len(there) < size[row.subject_zh]


def test_each_checklist_asks_for_as_many_matters_as_its_account_prints(sample: Frames) -> None:
    figures = sample["published_figure"].set_index("figure_id")["value"]
    rows = sample["checklist_item"]
    matters = rows.groupby("mechanism_id")["item_zh"].nunique()
    lists = own(sample, "checklist_item", "jiexiu_three_lists")
    assert matters["lishi_group_six_unified"] == figures["lishi_unified_management_items"] == 6
    assert matters["jungar_five_link_six_unified"] == (
        figures["jungar_linkage_items"] + figures["jungar_unified_management_items"]
    )
    assert matters["jiaocheng_six_unified"] == (
        figures["jiaocheng_unified_management_items"] + figures["jiaocheng_unified_service_aspects"]
    )
    assert matters["luzhai_five_unchanged_three_powers"] == (
        figures["luzhai_unchanged_items"] + figures["luzhai_transferred_powers"]
    )
    assert lists["subject_zh"].nunique() == figures["jiexiu_responsibility_lists"] == 3
    institutions = own(sample, "checklist_item", "lishi_group_six_unified")["institution_code"].nunique()
    assert institutions == figures["lishi_group_township_institutions"] == 11


def test_the_three_lists_bear_the_names_of_the_inventory(sample: Frames) -> None:
    listed = own(sample, "programme_item", "jiexiu_three_lists")
    named = set(listed.loc[listed["kind"] == "responsibility_list", "name_zh"])
    assert set(own(sample, "checklist_item", "jiexiu_three_lists")["subject_zh"]) == named


def test_a_matter_is_done_exactly_when_it_has_a_month_and_none_is_after_the_data(sample: Frames) -> None:
    rows = sample["checklist_item"]
    assert ((rows["state"] == "done") == rows["since"].notna()).all()
    assert (rows["since"].dropna() <= LAST).all()
    assert rows["due"].notna().all() and rows["owner"].notna().all()


def test_every_checklist_can_be_counted_and_one_is_complete(sample: Frames) -> None:
    complete = []
    for mechanism in mechanisms_with(sample, "checklist"):
        found = checklist_of(own(sample, "checklist_item", mechanism), LAST, {})
        assert found is not None and found.done > 0
        complete.append(found.done == found.total)
    assert any(complete) and not all(complete)
