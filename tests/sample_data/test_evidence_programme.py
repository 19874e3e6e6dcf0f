"""The sample's programmes agree with the activities that they are parts of."""

from __future__ import annotations

import pandas as pd
import pytest

Frames = dict[str, pd.DataFrame]
JUNGAR_PROGRAMMES = {
    "成人体检": "free_checkup",
    "老年体检": "elderly_checkup",
    "结肠癌检查": "colon_screening",
    "流感肺炎疫苗": "elderly_vaccine",
    "HPV疫苗": "hpv_vaccine",
    "妇女两癌筛查": "women_cancer_screening",
}
KEYS = ["township_code", "month"]


def by_month(rows: pd.DataFrame, column: str) -> dict[object, int]:
    return rows.groupby(KEYS)[column].sum().astype("int64").to_dict()


@pytest.mark.parametrize(("programme", "activity"), JUNGAR_PROGRAMMES.items())
def test_the_free_programmes_reach_whom_their_activity_counts(sample: Frames, programme: str, activity: str) -> None:
    months, rows = sample["activity_month"], sample["programme_month"]
    months = months[months["activity_code"] == activity]
    rows = rows[(rows["mechanism_id"] == "jungar_free_screening") & (rows["programme_zh"] == programme)]
    assert by_month(rows, "reached") == by_month(months, "done")
    # Eligible in a year is what the activity asked for in it.
    year = rows["month"] // 100
    last = rows[rows["month"] == rows.groupby(year)["month"].transform("max")]
    asked = months.groupby([months["month"] // 100])["base"].sum()
    assert last.groupby(last["month"] // 100)["eligible"].sum().astype("int64").to_dict() == asked.to_dict()


@pytest.mark.parametrize(
    ("mechanism", "activity"), [("jiaocheng_1_n_choice", "one_plus_n"), ("jiexiu_chronic_grid", "grid_follow_up")]
)
def test_parts_of_an_activity_add_to_it_by_township_and_month(sample: Frames, mechanism: str, activity: str) -> None:
    months, rows = sample["activity_month"], sample["programme_month"]
    rows = rows[rows["mechanism_id"] == mechanism]
    assert by_month(rows, "reached") == by_month(months[months["activity_code"] == activity], "done")


def test_the_1_n_services_of_2018_are_the_printed_11061(sample: Frames) -> None:
    rows = sample["programme_month"]
    rows = rows[(rows["mechanism_id"] == "jiaocheng_1_n_choice") & (rows["month"] // 100 == 2018)]
    assert rows["reached"].sum() == 11_061


def test_1_n_has_people_by_year_home_township_and_service(sample: Frames) -> None:
    """one_plus_n(year, home_township, service, served); a service serves no more people than live there."""
    rows = sample["programme_month"]
    rows = rows[rows["mechanism_id"] == "jiaocheng_1_n_choice"]
    served = rows.groupby([rows["month"] // 100, "township_code", "programme_zh"])["reached"].sum().unstack()
    assert served.columns.tolist() == ["上门护理", "中医调理", "康复指导", "心理疏导", "血压血糖监测"]
    assert set(served.index.get_level_values(0)) == set(range(2018, 2025)) and served.notna().all().all()
    residents = rows.groupby([rows["month"] // 100, "township_code"])["eligible"].max()
    assert (served.max(axis=1) <= residents).all()
    assert served.loc[2018].to_numpy().sum() == 11_061


def test_each_step_is_no_larger_than_the_one_before(sample: Frames) -> None:
    rows = sample["programme_month"]
    assert (rows["reached"] <= rows["eligible"]).all()
    known = rows[rows["found"].notna()]
    assert (known["found"] <= known["reached"]).all() and (known["followed"] <= known["found"]).all()


def test_a_year_reaches_no_more_than_it_is_for(sample: Frames) -> None:
    rows = sample["programme_month"]
    year = rows["month"] // 100
    last = rows[rows["month"] == rows.groupby(["mechanism_id", "programme_zh", year])["month"].transform("max")]
    keys = ["mechanism_id", "programme_zh"]
    eligible = last.groupby([*keys, last["month"] // 100])["eligible"].sum()
    assert (rows.groupby([*keys, year])["reached"].sum() <= eligible).all()


def test_where_townships_merged_in_a_year_the_parts_add_to_what_they_became(sample: Frames) -> None:
    rows = sample["programme_month"]
    later = sample["township"].set_index("township_code")["successor_code"].dropna().to_dict()
    for mechanism, before, after in (("jiaocheng_1_n_choice", 202106, 202107), ("jiexiu_chronic_grid", 202106, 202107)):
        own = rows[rows["mechanism_id"] == mechanism]
        parts = own[own["month"] == before].replace({"township_code": later})
        keys = ["programme_zh", "township_code"]
        assert parts.groupby(keys)["eligible"].sum().to_dict() == (
            own[own["month"] == after].groupby(keys)["eligible"].sum().to_dict()
        )
