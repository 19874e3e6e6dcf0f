"""The sample's outings agree with the check-ups and visits that they are rows of."""

from __future__ import annotations

import pandas as pd

VEHICLES, ROSTER = "jiaocheng_mobile_checkup", "jiexiu_native_experts"
Frames = dict[str, pd.DataFrame]


def of(frames: Frames, mechanism: str) -> pd.DataFrame:
    rows = frames["outing"]
    return rows[rows["mechanism_id"] == mechanism]


def test_people_at_the_vehicles_add_to_the_months_check_ups_of_each_township(sample: Frames) -> None:
    done = sample["activity_month"]
    done = done[(done["activity_code"] == "mobile_checkup") & (done["done"] > 0)]
    asked = done.groupby(["township_code", "month"])["done"].sum()
    got = of(sample, VEHICLES).groupby(["township_code", "month"])["persons"].sum()
    assert got.astype("int64").to_dict() == asked.astype("int64").to_dict()


def test_two_vehicles_go_out_and_only_on_days_that_are_worked(sample: Frames) -> None:
    rows = of(sample, VEHICLES)
    assert set(rows["vehicle_zh"]) == {"1号车", "2号车"}
    assert not rows.duplicated(["vehicle_zh", "date", "stop"]).any()
    assert (pd.to_datetime(rows["date"]).dt.strftime("%Y%m").astype(int) == rows["month"]).all()
    assert (rows["km"] > 0).all() and (rows["road_minutes"] > 0).all()


def test_experts_on_duty_are_those_whose_visits_were_worked(sample: Frames) -> None:
    visits = sample["visit"]
    visits = visits[visits["mechanism_id"] == ROSTER]
    came = visits[visits["actual_start"].notna()].groupby("visit_date").size()
    on_duty = of(sample, ROSTER).set_index("date")["persons"]
    assert on_duty.sum() == came.sum() and len(on_duty) == visits["visit_date"].nunique()
    assert on_duty[on_duty > 0].astype("int64").tolist() == came.sort_index().tolist()


def test_while_the_account_reports_at_least_three_experts_are_there_and_later_not_always(sample: Frames) -> None:
    rows = of(sample, ROSTER)
    days = pd.to_datetime(rows["date"])
    assert rows.loc[days <= pd.Timestamp("2021-05-19"), "persons"].min() >= 3
    assert rows.loc[days > pd.Timestamp("2021-05-19"), "persons"].min() < 3
    assert days.max() <= pd.Timestamp("2024-12-31")
