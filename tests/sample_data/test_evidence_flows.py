"""The sample's flows are parts of sums that other tables hold: they add up to them, and to what the accounts print."""

from __future__ import annotations

import pandas as pd
import pytest

from sample_data.mechanisms import printed

Frames = dict[str, pd.DataFrame]


def _flows(sample: Frames, mechanism: str, kind: str | None = None) -> pd.DataFrame:
    flow = sample["flow"]
    own = flow[flow["mechanism_id"] == mechanism]
    return own if kind is None else own[own["kind_zh"] == kind]


def test_every_mechanism_that_shows_flows_has_rows(sample: Frames) -> None:
    mechanism = sample["mechanism"]
    shows = mechanism.loc[mechanism["views"].str.split().map(lambda views: "flows" in views), "mechanism_id"]
    assert set(shows) == set(sample["flow"]["mechanism_id"])


@pytest.mark.parametrize("mechanism", ["lishi_tiered_care", "luzhai_referral"])
@pytest.mark.parametrize(
    ("kind", "column"), [("上转", "referrals_up"), ("下转", "referrals_down"), ("县外转诊", "referrals_out_of_county")]
)
def test_referrals_by_sender_and_month_are_those_of_the_monthly_reports(
    sample: Frames, mechanism: str, kind: str, column: str
) -> None:
    flows = _flows(sample, mechanism, kind)
    county = flows["county_code"].iloc[0]
    reports = sample["institution_month"]
    reports = reports[(reports["county_code"] == county) & (reports["month"] >= flows["month"].min())]
    expected = reports[reports[column] > 0].set_index(["institution_code", "month"])[column].sort_index()
    found = flows.groupby(["from_code", "month"])["count"].sum().sort_index()
    assert found.to_dict() == expected.to_dict()


def test_the_referrals_of_2017_are_those_that_luzhai_printed(sample: Frames) -> None:
    flows = _flows(sample, "luzhai_referral")
    of_2017 = flows[flows["month"] // 100 == 2017].groupby("kind_zh")["count"].sum()
    assert of_2017["上转"] == printed("luzhai_upward_referrals") == 1278
    assert of_2017["县外转诊"] == printed("luzhai_out_of_county_referrals") == 1834


def test_cross_clinics_are_the_worked_visits_of_their_own_mechanism_and_no_others(sample: Frames) -> None:
    visit = sample["visit"]
    worked = visit[(visit["mechanism_id"] == "jungar_cross_alliance") & visit["actual_start"].notna()]
    flows = _flows(sample, "jungar_cross_alliance")
    assert flows.groupby("month")["count"].sum().to_dict() == worked.groupby("month").size().to_dict()
    assert flows.groupby("to_code")["count"].sum().to_dict() == worked.groupby("institution_code").size().to_dict()


@pytest.mark.parametrize(
    ("mechanism", "kind", "event"),
    [
        ("luzhai_two_way_staff", "上派进修", "training_up"),
        ("luzhai_two_way_staff", "接收进修", "training_received"),
        ("jiexiu_two_down_two_use", "挂职", "assignment"),
        ("jiexiu_epidemic", "疫情调配", "deployment"),
    ],
)
def test_staff_who_moved_are_those_of_the_staff_events(sample: Frames, mechanism: str, kind: str, event: str) -> None:
    events = sample["staff_event"]
    events = events[(events["mechanism_id"] == mechanism) & (events["kind"] == event)]
    found = _flows(sample, mechanism, kind).groupby("month")["count"].sum()
    assert found.to_dict() == events.groupby("month")["persons"].sum().to_dict()


def test_the_staff_deployed_in_2020_and_2021_are_those_that_jiexiu_printed(sample: Frames) -> None:
    flows = _flows(sample, "jiexiu_epidemic")
    assert flows.loc[flows["month"].between(202001, 202112), "count"].sum() == printed("jiexiu_covid_staff") == 2467


@pytest.mark.parametrize("mechanism", ["jiaocheng_expert_posting", "luzhai_secondment"])
def test_days_posted_are_those_of_the_postings(sample: Frames, mechanism: str) -> None:
    posted = sample["posting_month"]
    months = posted[posted["mechanism_id"] == mechanism].groupby("month")["days_present"].sum()
    assert _flows(sample, mechanism).groupby("month")["count"].sum().to_dict() == months.to_dict()


def test_days_sent_down_are_those_of_the_activity_by_township_and_month(sample: Frames) -> None:
    work = sample["activity_month"]
    work = work[(work["activity_code"] == "staff_sharing") & (work["done"] > 0)]
    flows = _flows(sample, "jiexiu_two_down_two_use")
    flows = flows[flows["unit"] == "day"]
    expected = work.groupby(["township_code", "month"])["done"].sum()
    assert flows.groupby(["to_township", "month"])["count"].sum().to_dict() == expected.to_dict()


def test_imaging_by_patient_group_adds_up_to_the_examinations_and_the_fee_waived_of_the_activity(
    sample: Frames,
) -> None:
    """The account halves the fee: of 260 yuan an examination 130 are waived."""
    work = sample["activity_month"]
    work = work[work["activity_code"] == "ct_examination"].groupby("month")[["done", "amount_yuan"]].sum()
    examined = _flows(sample, "lishi_ct_half_fee", "CT检查").groupby(["month", "group_zh"])["count"].sum()
    waived = _flows(sample, "lishi_ct_half_fee", "减免费用").groupby(["month", "group_zh"])["count"].sum()
    assert examined.groupby("month").sum().to_dict() == work["done"].to_dict()
    assert waived.groupby("month").sum().to_dict() == work["amount_yuan"].to_dict()
    assert (waived == examined * 130).all() and examined.index.unique("group_zh").size == 5


def test_results_by_examination_add_up_to_what_was_recognised_and_what_could_have_been(sample: Frames) -> None:
    keys = ["institution_code", "month"]
    work = sample["activity_month"]
    work = work[work["activity_code"] == "result_recognition"].set_index(keys)
    flows = _flows(sample, "luzhai_result_recognition").rename(columns={"to_code": "institution_code"})
    recognised = flows[flows["kind_zh"] == "互认免重复检查"].groupby(keys)["count"].sum()
    both = flows.groupby(keys)["count"].sum()
    assert recognised.to_dict() == work.loc[work["done"] > 0, "done"].to_dict()
    assert both.to_dict() == work.loc[work["base"] > 0, "base"].to_dict()
    assert flows["group_zh"].nunique() == 5 and set(flows["unit"]) == {"result"}


def test_nobody_moves_to_where_he_is_and_every_row_holds_somebody(sample: Frames) -> None:
    flow = sample["flow"]
    assert (flow["from_code"] != flow["to_code"]).all() and (flow["count"] > 0).all()
    assert flow["flow_id"].is_unique and flow[["from_zh", "to_zh", "from_en", "to_en", "group_en"]].notna().all().all()
    assert flow["month"].max() == 202412


def test_townships_are_those_of_the_edition_of_the_month(sample: Frames) -> None:
    township = sample["township"].set_index("township_code")
    for column in ("from_township", "to_township"):
        rows = sample["flow"].dropna(subset=[column])
        known = township.loc[rows[column]]
        ended = known["valid_to"].fillna(999912).astype(int).to_numpy()
        assert (known["valid_from"].to_numpy() <= rows["month"].to_numpy()).all()
        assert (rows["month"].to_numpy() <= ended).all()
