"""The sample's plans carry the printed targets and agree with inventories, staff events and equipment."""

from __future__ import annotations

import pandas as pd
import pytest

Frames = dict[str, pd.DataFrame]


def done_of(frames: Frames, mechanism: str, item: str) -> pd.DataFrame:
    items = frames["plan_item"]
    own = items[(items["mechanism_id"] == mechanism) & (items["item_zh"] == item)]
    progress = frames["plan_progress"]
    return progress[progress["plan_item_id"].isin(own["plan_item_id"])]


@pytest.mark.parametrize(
    ("mechanism", "item", "target"),
    [
        ("lishi_beautiful_clinics", "村卫生所环境提升", 166),
        ("lishi_beautiful_clinics", "基层医疗机构环境提升", 11),
        ("lishi_beautiful_clinics", "示范样板村卫生所", 50),
        ("lishi_beautiful_clinics", "乡级样板医疗机构", 2),
        ("lishi_talent_plan", "区医院招聘研究生", 20),
        ("lishi_talent_plan", "乡镇卫生院招聘本科生", 40),
        ("lishi_talent_plan", "合作共建科室", 10),
        ("lishi_talent_plan", "新技术项目", 6),
        ("jiaocheng_talent", "校园招聘本科生（2018—2020年）", 25),
        ("luzhai_tcm", "专利", 8),
        ("luzhai_talent", "引进本科及以上（2017—2018年）", 123),
        ("jiexiu_new_tech", "新技术项目（2018—2020年）", 100),
    ],
)
def test_places_add_to_the_printed_target(sample: Frames, mechanism: str, item: str, target: int) -> None:
    items = sample["plan_item"]
    own = items[(items["mechanism_id"] == mechanism) & (items["item_zh"] == item)]
    assert own["target"].sum() == target and set(own["basis"]) == {"published"}


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        ("村卫生所环境提升", "improved_village_clinic"),
        ("基层医疗机构环境提升", "improved_primary_institution"),
        ("示范样板村卫生所", "model_village_clinic"),
        ("乡级样板医疗机构", "model_township_institution"),
    ],
)
def test_a_place_is_whole_in_the_month_of_its_inventory(sample: Frames, item: str, kind: str) -> None:
    inventory = sample["programme_item"]
    inventory = inventory[(inventory["mechanism_id"] == "lishi_beautiful_clinics") & (inventory["kind"] == kind)]
    progress = done_of(sample, "lishi_beautiful_clinics", item)
    by_place = progress.groupby("plan_item_id").agg(done=("done", "sum"), month=("month", "max"))
    whole = by_place[by_place["done"] == 1.0]
    codes = sample["plan_item"].set_index("plan_item_id")["institution_code"]
    assert dict(zip(codes[whole.index], whole["month"], strict=True)) == dict(
        zip(inventory["institution_code"], inventory["since"], strict=True)
    )


@pytest.mark.parametrize(
    ("mechanism", "item", "kind", "traits", "first", "last"),
    [
        ("lishi_talent_plan", "区医院招聘研究生", "recruit", {"education": "研究生"}, 202401, 202412),
        ("jiaocheng_talent", "外派进修（2018—2020年）", "training_up", {}, 201801, 202012),
        ("luzhai_talent", "晋升副高（2017—2018年）", "promotion", {"title": "副高"}, 201701, 201812),
        ("luzhai_talent", "引进本科及以上（2022—2025年）", "recruit", {}, 202201, 202412),
    ],
)
def test_people_are_those_of_the_staff_events(
    sample: Frames, mechanism: str, item: str, kind: str, traits: dict[str, str], first: int, last: int
) -> None:
    events = sample["staff_event"]
    wanted = (events["mechanism_id"] == mechanism) & (events["kind"] == kind) & events["month"].between(first, last)
    for name, value in traits.items():
        wanted &= events[name] == value
    progress = done_of(sample, mechanism, item).groupby("month")["done"].sum()
    assert progress.to_dict() == events[wanted].groupby("month")["persons"].sum().astype(float).to_dict()


def test_new_technologies_of_the_departments_add_to_the_hospitals(sample: Frames) -> None:
    inventory = sample["programme_item"]
    own = inventory[inventory["mechanism_id"] == "jiexiu_new_tech"]
    progress = sample["plan_progress"]
    months = progress[progress["mechanism_id"] == "jiexiu_new_tech"].groupby("month")["done"].sum()
    assert months.to_dict() == own.groupby("since")["quantity"].sum().to_dict()


def test_nothing_is_done_before_an_item_begins_nor_after_the_data_end_nor_beyond_the_target(sample: Frames) -> None:
    rows = sample["plan_progress"].merge(sample["plan_item"], on="plan_item_id")
    assert (rows["month"] >= rows["begins"]).all() and rows["month"].max() <= 202412
    sums = rows.groupby("plan_item_id").agg(done=("done", "sum"), target=("target", "first"))
    assert (sums["done"] <= sums["target"]).all()
    assert (sample["plan_item"]["begins"] <= sample["plan_item"]["due"]).all()


def test_every_mechanism_that_names_the_view_has_a_plan(sample: Frames) -> None:
    mechanisms = sample["mechanism"]
    named = mechanisms[[("plan" in views.split()) for views in mechanisms["views"]]]["mechanism_id"]
    assert set(named) == set(sample["plan_item"]["mechanism_id"])
