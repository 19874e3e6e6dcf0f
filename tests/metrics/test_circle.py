"""Service circles on one straight road: every minute is worked out by hand, 3 minutes a kilometre."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.circle.access import (
    FACTORS,
    Side,
    coverage_parts,
    criticality,
    doctors_within_reach,
    referral_minutes,
    scores_by_township,
)
from metrics.circle.circle import (
    CircleView,
    UnknownCircle,
    alone,
    checked_view,
    counted_facilities,
    make_circle,
    make_ground,
)
from metrics.circle.figures import (
    coverage_by_township,
    curve,
    flipping_villages,
    gain,
    interval,
    spread,
    village_rows,
    whole,
)
from metrics.circle.roads import people_by_way, road_list, village_metres, village_route
from metrics.circle.what_if import MOST_STEPS, FaultyScenario, Step, apply, read_steps, write_steps
from travel.graph import build_graph
from travel.network import CLASS_CODE, RoadNetwork

KM = 1 / 111.19508  # degrees of longitude on the equator


def road(kilometres: int = 40, road_class: str = "村道") -> RoadNetwork:
    """A road along the equator, a node and a road number every kilometre."""
    node = np.arange(1, kilometres + 2)
    return RoadNetwork(
        node_id=node,
        lon=np.arange(kilometres + 1) * KM,
        lat=np.zeros(kilometres + 1),
        from_node=node[:-1],
        to_node=node[1:],
        way_id=np.arange(1, kilometres + 1),
        road_class=np.full(kilometres, CLASS_CODE[road_class], dtype=np.int8),
        metres=np.full(kilometres, 1000.0),
        one_way=np.zeros(kilometres, dtype=bool),
        surface=np.full(kilometres, None, dtype=object),
        maxspeed_kmh=np.full(kilometres, np.nan),
        name=np.full(kilometres, None, dtype=object),
    )


def villages() -> pd.DataFrame:
    """甲 0 km, 乙 5 km (15 minutes from 0), 丙 12 km, 丁 40 km; 戊 lies in the wilderness, 50 km from the road."""
    return pd.DataFrame(
        {
            "village_code": list("abcde"),
            "township_code": ["t1", "t1", "t2", "t2", "t2"],
            "name_zh": ["甲村", "乙村", "丙村", "丁村", "戊村"],
            "name_en": ["A", "B", "C", "D", "E"],
            "lon": [0, 5 * KM, 12 * KM, 40 * KM, 20 * KM],
            "lat": [0, 0, 0, 0, 0.45],
            "residents": [100, 50, 30, 20, 7],
        }
    )


def facilities() -> pd.DataFrame:
    """A hospital at 0 km, a centre at 20 km that meets the standard, one at 39 km that does not."""
    return pd.DataFrame(
        {
            "institution_code": ["H", "S", "U"],
            "name_zh": ["县医院", "中心卫生院", "未达标卫生院"],
            "name_en": ["hospital", "centre", "below"],
            "township_code": ["t1", "t2", "t2"],
            "level": ["county_hospital", "township_centre", "township_centre"],
            "lon": [0, 20 * KM, 39 * KM],
            "lat": [0.0, 0.0, 0.0],
            "standardised": [False, True, False],
            "telemedicine": [True, False, False],
            "ambulances": [True, False, False],
        }
    )


def circle(view: CircleView | None = None, network: RoadNetwork | None = None):
    view = view or CircleView()
    ground = make_ground(network or road(), view.mode, view.scenario, villages(), facilities())
    return make_circle(ground, facilities(), counted_facilities(facilities(), view), view)


def rows(limit: float, steps: str = "") -> pd.DataFrame:
    base = circle()
    counted = counted_facilities(facilities(), base.view)
    return village_rows(apply(base, read_steps(steps), villages(), facilities(), counted), villages(), limit)


def test_minutes_are_three_a_kilometre_to_the_nearest_that_counts():
    found = rows(30)
    assert found["minutes"].round(6).tolist()[:4] == [0, 15, 24, 60]
    assert found["nearest_code"].tolist() == ["H", "H", "S", "S", ""]
    assert found["state"].tolist() == ["inside", "inside", "inside", "outside", "unreachable"]


@pytest.mark.parametrize(("limit", "inside"), [(14.999, False), (15, True), (15.001, True)])
def test_a_village_exactly_15_minutes_away_is_covered(limit, inside):
    assert (rows(limit)["state"].iloc[1] == "inside") is inside


@given(st.floats(min_value=0.5, max_value=90))
def test_covered_uncovered_and_unreachable_are_all_residents(limit):
    by_township = coverage_by_township(rows(limit))
    assert (by_township[["covered", "uncovered", "unreachable"]].sum(axis=1) == by_township["residents"]).all()
    assert whole(by_township)["residents"] == 207


def test_the_county_is_the_ratio_of_sums_and_names_most_uncovered_first():
    by_township = coverage_by_township(rows(30))
    assert by_township["township_code"].tolist() == ["t2", "t1"]
    assert by_township["outside"].tolist() == [27, 0]
    assert whole(by_township)["share"] == pytest.approx(100 * 180 / 207)
    assert by_township["share"].mean() != pytest.approx(100 * 180 / 207)


def test_an_unknown_circle_in_a_link_is_named():
    with pytest.raises(UnknownCircle, match="没有这种服务圈"):
        checked_view("city", "car", "normal")


def test_an_expert_counts_only_on_the_day_of_the_clinic():
    experts = pd.DataFrame({"institution_code": ["S", "H"], "weekday": [2, 0], "specialty": ["心内科", "骨科"]})

    def counted(weekday, specialty="any"):
        view = CircleView("expert", weekday=weekday, specialty=specialty)
        return counted_facilities(facilities(), view, experts).tolist()

    assert counted(2) == [False, True, False]
    assert counted(2, "骨科") == [False, False, False]
    assert counted(0, "骨科") == [True, False, False]


def test_one_sites_catchment_leaves_the_others_out():
    field = alone(circle(), "H")
    assert field is not None and field.seconds[20] == pytest.approx(20 * 180, rel=1e-6)
    assert alone(circle(), "nowhere") is None


def test_the_curve_climbs_at_15_24_and_60_minutes():
    shape = curve(circle(), villages()["residents"].to_numpy(float))
    share = dict(zip(shape.minutes.tolist(), shape.share.tolist(), strict=True))
    assert share[14] == pytest.approx(100 * 100 / 207)
    assert share[15] == pytest.approx(100 * 150 / 207)
    assert share[24] == pytest.approx(100 * 180 / 207)
    assert share[90] == pytest.approx(100 * 200 / 207)
    # 15 % faster roads bring 乙村 (15 minutes) in at 14; 15 % slower ones put it out at 15.
    assert shape.faster[14] == pytest.approx(share[15]) and shape.slower[15] == pytest.approx(share[14])


def test_the_interval_names_the_village_on_the_line():
    found = interval(circle(), villages()["residents"].to_numpy(float), 15)
    assert found.lower <= found.share <= found.upper
    assert flipping_villages(rows(15), found)["name_zh"].tolist() == ["乙村"]


def test_spread_by_hand():
    found = spread(circle(), villages())
    # 100 people 0, 50 people 15, 30 people 24, 20 people 60 minutes: 2,670 minutes for 200 people.
    assert found.mean == pytest.approx(2670 / 200)
    assert found.median == pytest.approx(15)  # the 104th of 207
    assert found.worst_tenth == pytest.approx(60)
    # 戊's seven stand in the median and in no mean: said beside them, for they are worse off than the worst tenth.
    assert found.unreached == 7
    assert sum(found.theil_by_township.values()) == pytest.approx(found.theil)


def test_steps_survive_a_link():
    steps = (Step("add", "d"), Step("move", "S", "c"), Step("improve", "7", "县道"), Step("season", "snow"))
    assert read_steps(write_steps(steps)) == steps
    long = [Step("add", "d")] * MOST_STEPS
    assert read_steps(write_steps(long)) == tuple(long)
    for wrong in ("paint.d", "add", "move.S", "add..", write_steps([*long, Step("add", "d")])):
        with pytest.raises(FaultyScenario):
            read_steps(wrong)


@pytest.mark.parametrize("steps", ["add.zz", "close.zz", "move.S.zz", "upgrade.zz", "shut.999", "season.autumn"])
def test_a_step_that_does_not_fit_the_county_is_named(steps):
    with pytest.raises(FaultyScenario, match="假设方案里有一步用不了"):
        rows(30, steps)


def test_a_new_site_covers_its_village_and_lengthens_no_way():
    before, after = rows(30), rows(30, "add.d")
    assert after["minutes"].iloc[3] == 0 and after["state"].iloc[3] == "inside"
    assert (after["minutes"].fillna(1e9) <= before["minutes"].fillna(1e9) + 1e-9).all()
    found = gain(before, after)
    assert found.people == (20, 0)
    assert found.by_township.to_dict("records") == [{"township_code": "t2", "gained": 20, "lost": 0, "net": 20}]


def test_closing_shortens_no_way_and_the_villages_fall_to_the_next_site():
    after = rows(30, "close.S")
    assert after["minutes"].round(6).tolist()[:4] == [0, 15, 36, 120]
    assert gain(rows(30), after).people == (0, 30)


def test_moving_a_site_closes_it_where_it_stood():
    after = rows(30, "move.S.d")
    # 丙村 at 12 km: 36 minutes back to the hospital, 丁村 has the centre at its door.
    assert after["minutes"].round(6).tolist()[:4] == [0, 15, 36, 0]


def test_upgrading_lets_a_centre_below_standard_count():
    assert rows(30, "upgrade.U")["minutes"].round(6).iloc[3] == pytest.approx(3)


def test_a_better_road_and_a_closed_one_change_the_way():
    # Kilometres 13 to 20 as 县道 (40 km/h, 1.5 minutes each): 丙村 to the centre in 8 × 1.5 = 12 minutes.
    better = "~".join(f"improve.{way}.县道" for way in range(13, 21))
    assert rows(30, better)["minutes"].round(6).iloc[2] == pytest.approx(12)
    # Kilometre 15 shut: 丙村 can only go back to the hospital, 12 km; beyond it the road is an island of its own.
    assert rows(30, "shut.15")["nearest_code"].iloc[2] in ("H", "S")


def test_snow_slows_everything_by_the_speed_table():
    # 村道 20 km/h becomes 13 km/h.
    assert rows(30, "season.snow")["minutes"].iloc[1] == pytest.approx(15 * 20 / 13)


def test_a_what_if_leaves_the_baseline_as_it_was():
    base = circle()
    minutes, sites = base.minutes.copy(), base.sites.copy()
    counted = counted_facilities(facilities(), base.view)
    for steps in ("add.d", "close.S", "move.S.d", "add.d~close.S~upgrade.U", "season.snow~add.c"):
        apply(base, read_steps(steps), villages(), facilities(), counted)
    assert (base.minutes == minutes).all() and base.sites.equals(sites)


def test_who_cannot_be_spared_by_hand():
    found = criticality(circle(), villages(), 30).set_index("code")
    # 甲 and 乙 have only the hospital within 30 minutes, 丙 only the centre.
    assert found.loc["H", ["people", "villages", "served"]].tolist() == [150, 2, 150]
    assert found.loc["S", ["people", "villages", "served"]].tolist() == [30, 1, 50]


def test_doctors_are_handed_out_once():
    ground = circle().ground
    scores = doctors_within_reach(ground, villages(), facilities(), {"H": 3.0, "S": 2.0}, 30)
    for name in ("two_step", "enhanced"):
        handed_out = (scores[name] * scores["residents"]).sum() / 1000
        assert handed_out == pytest.approx(5.0), name
    # 丁村 and 戊村 reach nobody within 30 minutes.
    assert scores_by_township(scores).set_index("township_code").loc["t2", "without"] == 27


def test_townships_are_banded_by_what_all_three_methods_say_and_not_ranked():
    """The county's mean is 1 by each. A lies 20 % below by all three, B by two of them only, C 50 % above, D on it."""
    rows = [("A", 10, 0.8, 0.7, 0.8), ("B", 10, 0.5, 0.79, 0.81), ("C", 10, 1.5, 1.5, 1.5), ("D", 10, 1.2, 1.01, 0.89)]
    scores = pd.DataFrame(rows, columns=["township_code", "residents", "two_step", "enhanced", "balanced"])
    found = scores_by_township(scores.iloc[::-1])
    assert dict(zip(found["township_code"], found["band"], strict=True)) == {
        "A": "low",
        "B": "middle",
        "D": "middle",
        "C": "high",
    }
    assert found["township_code"].tolist() == ["A", "B", "D", "C"]


def test_referrals_stand_beside_the_way_to_the_hospital():
    found = referral_minutes(circle().ground, facilities(), {"S": 40.0}).set_index("institution_code")
    assert found.loc["S", "minutes"] == pytest.approx(60) and found.loc["S", "referrals"] == 40
    # U lies beyond the hour; S in the band of 30 to 60 minutes, the hour itself included.
    assert found["band"].to_dict() == {"U": "over_60", "S": "over_30"}


def test_roads_are_ranked_by_who_uses_them():
    people = people_by_way(circle(), villages()["residents"].to_numpy(float))
    # Kilometres 1–5 carry 乙村 (50), 13–20 丙村 (30), 21–40 丁村 (20).
    assert people[3] == 50 and people[13] == 30 and people[25] == 20
    listed = road_list(circle(), villages(), most=5)
    assert set(listed["way_id"]) == {1, 2, 3, 4, 5} and listed["kilometres"].tolist() == [1.0] * 5


def test_the_way_has_a_length_and_a_line():
    assert village_metres(circle())[1] == pytest.approx(5000, abs=1)
    line = village_route(circle(), 1)
    assert line[0] == pytest.approx((5 * KM, 0), abs=1e-4) and line[-1] == pytest.approx((0, 0), abs=1e-4)
    assert village_route(circle(), 4) == []


def side(**changes):
    own = facilities().assign(**changes)
    return Side(villages(), own)


def test_what_changed_adds_up_and_is_given_to_its_cause():
    """A year ago the centre at 20 km was below standard: 丙村 was 36 minutes away. Nothing else changed."""
    graphs = {"before": build_graph(road()), "now": build_graph(road())}
    before, now, parts = coverage_parts(side(standardised=[False, False, False]), side(), graphs, CircleView(), 30)
    assert (before, now) == (pytest.approx(100 * 150 / 207), pytest.approx(100 * 180 / 207))
    assert parts["staffing"] == pytest.approx(100 * 30 / 207)
    assert all(parts[name] == 0 for name in FACTORS if name != "staffing")


def test_roads_and_residents_share_a_change_without_a_rest():
    graphs = {"before": build_graph(road()), "now": build_graph(road(road_class="县道"))}
    moved = Side(villages().assign(residents=[90, 60, 30, 40, 7]), facilities())
    before, now, parts = coverage_parts(side(), moved, graphs, CircleView(), 30)
    assert sum(parts.values()) == pytest.approx(now - before)
    assert parts["roads"] > 0 and parts["residents"] != 0 and parts["facilities"] == 0
