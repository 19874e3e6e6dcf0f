"""The sample's events agree with the months' counts and minutes, and with the roads."""

from __future__ import annotations

import pandas as pd
import pytest

Frames = dict[str, pd.DataFrame]


def _events(sample: Frames, mechanism: str) -> pd.DataFrame:
    events = sample["response_event"]
    return events[events["mechanism_id"] == mechanism]


def _minutes(start: pd.Series, end: pd.Series) -> pd.Series:
    return (pd.to_datetime(end) - pd.to_datetime(start)).dt.total_seconds() / 60


def test_every_mechanism_that_shows_response_times_has_events_and_a_limit(sample: Frames) -> None:
    mechanism = sample["mechanism"]
    shows = mechanism[mechanism["views"].str.split().map(lambda views: "response" in views)]
    assert set(shows["mechanism_id"]) == set(sample["response_event"]["mechanism_id"])
    assert (shows["limit_minutes"] > 0).all()


def test_ambulance_runs_by_township_and_month_are_those_of_the_activity(sample: Frames) -> None:
    work = sample["activity_month"]
    work = work[(work["activity_code"] == "ambulance_dispatch") & (work["month"] >= 202201) & (work["done"] > 0)]
    events = _events(sample, "jiaocheng_prehospital")
    expected = work.groupby(["township_code", "month"])["done"].sum()
    assert events.groupby(["township_code", "month"]).size().to_dict() == expected.to_dict()


def test_minutes_to_the_arrival_add_to_those_of_the_activity(sample: Frames) -> None:
    """Whole minutes a run: each institution's month is rounded once, so a year is off by at most half of 120 months."""
    work = sample["activity_month"]
    work = work[(work["activity_code"] == "ambulance_dispatch") & (work["month"] // 100 == 2024)]
    events = _events(sample, "jiaocheng_prehospital")
    events = events[events["month"] // 100 == 2024]
    assert _minutes(events["asked_at"], events["answered_at"]).sum() == pytest.approx(work["minutes"].sum(), rel=0.02)


def test_minutes_from_arrival_to_treatment_add_to_those_of_the_activity(sample: Frames) -> None:
    work = sample["activity_month"]
    work = work[(work["activity_code"] == "emergency_case") & (work["month"] >= 202301)]
    events = _events(sample, "jungar_emergency_centres")
    assert len(events) == work["done"].sum()
    found = _minutes(events["answered_at"], events["treated_at"]).sum()
    assert found == pytest.approx(work["minutes"].sum(), abs=0.5 * len(work))


def test_consultations_are_those_of_the_monthly_reports(sample: Frames) -> None:
    reports = sample["institution_month"]
    own = reports[(reports["county_code"] == "150622") & (reports["month"] >= 202201)]
    expected = own.groupby(["township_code", "month"])["remote_consultations"].sum()
    found = _events(sample, "jungar_remote_diagnosis").groupby(["township_code", "month"]).size()
    assert found.to_dict() == expected[expected > 0].to_dict()


@pytest.mark.parametrize(
    ("mechanism", "activity"),
    [("jiaocheng_one_order", "one_order"), ("jiexiu_six_unified_centres", "business_centre_work")],
)
def test_what_is_kept_one_by_one_is_a_part_of_the_months_work(sample: Frames, mechanism: str, activity: str) -> None:
    work = sample["activity_month"]
    work = work[work["activity_code"] == activity].groupby("month")[["done", "minutes"]].sum()
    events = _events(sample, mechanism)
    took = _minutes(events["asked_at"], events["answered_at"]).groupby(events["month"]).agg(["size", "sum"])
    assert (took["size"] < work.loc[took.index, "done"]).all()
    assert (took["sum"] < work.loc[took.index, "minutes"]).all()


def test_nothing_is_answered_before_it_is_asked_nor_treated_before_it_arrives(sample: Frames) -> None:
    events = sample["response_event"]
    assert (_minutes(events["asked_at"], events["answered_at"]) > 0).all()
    assert (_minutes(events["answered_at"], events["treated_at"]).dropna() > 0).all()
    assert pd.to_datetime(events["answered_at"]).max() < pd.Timestamp(2025, 1, 1)


def test_no_ambulance_is_faster_than_its_road(sample: Frames) -> None:
    events = _events(sample, "jiaocheng_prehospital")
    took = _minutes(events["asked_at"], events["answered_at"])
    assert events["road_minutes"].notna().all() and (took >= events["road_minutes"] * 0.9).all()


def test_a_reason_stands_only_with_what_took_longer_than_the_limit(sample: Frames) -> None:
    limits = sample["mechanism"].set_index("mechanism_id")["limit_minutes"]
    events = sample["response_event"]
    with_reason = events[events["reason_zh"].notna()]
    took = _minutes(with_reason["asked_at"], with_reason["treated_at"].fillna(with_reason["answered_at"]))
    assert (took > with_reason["mechanism_id"].map(limits)).all()
