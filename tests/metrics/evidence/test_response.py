"""Response times counted: within the limit means at most the limit, and few are never told."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.evidence.response import class_width, classes, responses, slowest, tens, timed

START = pd.Timestamp(2023, 3, 1, 8)


def events(minutes: dict[str, list[float]], road: float | None = None, treated: bool = False) -> pd.DataFrame:
    """Township → minutes of each of its events, asked at eight on 1 March 2023."""
    rows: list[dict[str, Any]] = [
        {
            "township_code": place, "institution_code": "H", "responder_zh": "站", "responder_en": "station",
            "kind_zh": "院前急救", "kind_en": "Runs", "month": 202303, "asked_at": START,
            "answered_at": START + pd.Timedelta(minutes=5 if treated else taken) if taken == taken else pd.NaT,
            "treated_at": START + pd.Timedelta(minutes=taken) if treated else pd.NaT,
            "road_minutes": road, "reason_zh": None,
        }
        for place, listed in minutes.items() for taken in listed
    ]  # fmt: skip
    return timed(pd.DataFrame(rows), {})[0]


def test_an_event_of_exactly_the_limit_is_within_it() -> None:
    """20 events of 30 minutes and 10 of 31: 20 of 30."""
    found = responses(events({"A": [30.0] * 20 + [31.0] * 10}), None, 30, False)
    assert found.whole.within == 20 and found.whole.count == 30


def test_shares_carry_wilsons_interval_and_stand_against_the_county() -> None:
    """A 40 of 50, B 10 of 50: 50 % together. Wilson of 40/50 is 67.0–88.8 %, of 10/50 11.2–33.0 %."""
    found = responses(events({"A": [10.0] * 40 + [40.0] * 10, "B": [10.0] * 10 + [40.0] * 40}), None, 30, False)
    first, second = found.townships
    assert (first.place, first.standing, second.place, second.standing) == ("A", "above", "B", "below")
    ends = [round(end or 0, 3) for end in (first.lower, first.upper, second.lower, second.upper)]
    assert ends == [0.670, 0.888, 0.112, 0.330]


def test_fewer_than_ten_events_are_hidden_and_another_township_with_them() -> None:
    """Alone, A's 6 were the county's 66 less B's 30 and C's 30."""
    found = responses(
        events({"A": [10.0] * 6, "B": [10.0] * 15 + [40.0] * 15, "C": [10.0] * 15 + [40.0] * 15}), None, 30, False
    )
    by_place = {group.place: group for group in found.townships}
    assert by_place["A"].count is None and by_place["A"].median is None
    hidden = [group for group in found.townships if group.count is None]
    assert len(hidden) == 2


def test_a_share_with_few_on_one_side_is_hidden_but_its_median_is_not() -> None:
    """A: 3 of 40 late. B: 20 of 40 late, C: 15 of 40; one of them hides its share, too."""
    found = responses(
        events({"A": [10.0] * 37 + [40.0] * 3, "B": [10.0] * 20 + [40.0] * 20, "C": [10.0] * 25 + [40.0] * 15}),
        None, 30, False,
    )  # fmt: skip
    by_place = {group.place: group for group in found.townships}
    assert by_place["A"].share is None and by_place["A"].within is None and by_place["A"].median == 10
    assert by_place["A"].count == 40
    assert sum(group.share is None for group in found.townships) == 2


def test_what_is_hidden_does_not_hang_on_the_townships_chosen() -> None:
    rows = events({"A": [10.0] * 6, "B": [10.0] * 30, "C": [10.0] * 15 + [40.0] * 15})
    every = {group.place: group for group in responses(rows, None, 30, False).townships}
    for place, group in every.items():
        assert responses(rows, None, 30, False, (place,)).townships == (group,)


def test_a_chosen_township_whose_share_is_hidden_lists_no_slowest_and_no_class_that_ends_at_the_limit() -> None:
    rows = events({"A": [10.0] * 37 + [40.0] * 3, "B": [10.0] * 20 + [40.0] * 20, "C": [10.0] * 25 + [40.0] * 15})
    found = responses(rows, None, 30, False, ("A",))
    assert found.chosen.share is None and found.slowest == ()
    assert all(part.end != 30 and part.start != 30 for part in found.classes)


def test_what_waits_for_an_answer_is_counted_apart_and_has_no_minutes() -> None:
    found = responses(events({"A": [10.0] * 20 + [float("nan")] * 12}), None, 30, False)
    assert found.waiting == 12 and found.whole.count == 20


def test_minutes_run_to_the_treatment_where_treatments_are_kept() -> None:
    rows = events({"A": [90.0] * 12}, treated=True)
    assert rows["minutes"].tolist() == [90.0] * 12


def test_a_merged_township_counts_under_its_successor() -> None:
    raw = events({"old": [10.0] * 12, "south": [20.0] * 12}).drop(columns=["place", "minutes"])
    rows, _ = timed(raw, {"old": "south"})
    assert set(rows["place"]) == {"south"}


def test_the_change_since_the_base_is_a_difference_of_shares() -> None:
    """80 of 100 now, 60 of 100 then: 20 points more."""
    now, base = events({"A": [10.0] * 80 + [40.0] * 20}), events({"A": [10.0] * 60 + [40.0] * 40})
    found = responses(now, base, 30, False)
    assert found.change is not None and found.change[0] == pytest.approx(0.2)
    assert 0 < found.change[1] < 0.2 < found.change[2]


@pytest.mark.parametrize(("limit", "width"), [(30, 5), (60, 5), (120, 10), (1440, 120), (37, 9.25)])
def test_classes_divide_the_limit(limit: float, width: float) -> None:
    assert class_width(limit) == width


def test_a_class_of_few_is_joined_to_the_next() -> None:
    """By fives: 4 up to 5 minutes, 12 up to 10, 20 up to 15: the first two are one of 16."""
    minutes = np.array([3.0] * 4 + [8.0] * 12 + [12.0] * 20)
    found = [(part.start, part.end, part.count) for part in classes(minutes, 30) if part.count]
    assert found == [(0.0, 10.0, 16), (10.0, 15.0, 20)]


@settings(max_examples=60)
@given(st.lists(st.floats(1, 200), min_size=10, max_size=120))
def test_classes_hold_every_event_once_and_none_holds_a_few(minutes: list[float]) -> None:
    found = classes(np.array(minutes), 30, told_apart=False)
    assert sum(part.count for part in found) == len(minutes)
    assert all(part.count == 0 or part.count >= 10 for part in found)
    assert all(left.end == right.start for left, right in pairwise(found))


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from("ABCD"), st.lists(st.floats(1, 90), min_size=1, max_size=40), min_size=1))
def test_places_add_to_the_county_where_none_is_hidden(minutes: dict[str, list[float]]) -> None:
    found = responses(events(minutes), None, 30, False)
    counts = [group.count for group in found.townships]
    if None not in counts and found.whole.count is not None:
        assert sum(count or 0 for count in counts) == found.whole.count
    inside = [group.within for group in found.townships]
    if None not in inside and found.whole.within is not None:
        assert sum(count or 0 for count in inside) == found.whole.within


def test_the_slowest_comes_first_with_the_part_of_its_day() -> None:
    rows = events({"A": [10.0, 50.0, 20.0]})
    first, second, _ = slowest(rows)
    assert (first.minutes, second.minutes, first.part_of_day, first.month) == (50.0, 20.0, 1, 202303)


def test_ten_events_of_a_township_make_a_dot_and_the_rest_of_it_none() -> None:
    assert tens(events({"A": [20.0] * 13, "B": [20.0] * 9}, road=12.0)) == ((12.0, 20.0),)


def of_kinds(kinds: dict[str, list[float]]) -> pd.DataFrame:
    """Kind → minutes of its events, all of one township."""
    parts = [events({"A": minutes}).assign(kind_zh=kind, kind_en=kind.upper()) for kind, minutes in kinds.items()]
    return pd.concat(parts, ignore_index=True)


def test_centres_are_told_apart_with_the_most_events_first() -> None:
    """胸痛 20 of 20 within 30 minutes, 卒中 15 of 30: median 35 of fifteen 10s and fifteen 60s."""
    rows = of_kinds({"胸痛": [10.0] * 20, "卒中": [10.0] * 15 + [60.0] * 15})
    first, second = responses(rows, None, 30, False).parts
    assert (first.zh, first.group.count, first.group.share, first.group.median) == ("卒中", 30, 0.5, 35.0)
    assert (second.zh, second.group.count, second.group.share, second.group.median) == ("胸痛", 20, 1.0, 10.0)


def test_a_centre_of_few_events_is_hidden_and_so_is_who_would_tell_them() -> None:
    rows = of_kinds({"胸痛": [10.0] * 4, "卒中": [10.0] * 20, "创伤": [10.0] * 30})
    by_kind = {part.zh: part.group for part in responses(rows, None, 30, False).parts}
    assert by_kind["胸痛"].count is None
    assert sum(group.count is None for group in by_kind.values()) == 2


def test_events_of_one_kind_and_one_responder_have_no_parts() -> None:
    assert responses(events({"A": [10.0] * 20}), None, 30, False).parts == ()


def test_the_parts_add_to_all_events() -> None:
    rows = of_kinds({"胸痛": [10.0] * 20, "卒中": [10.0] * 30, "创伤": [40.0] * 12})
    found = responses(rows, None, 30, False)
    assert sum(part.group.count or 0 for part in found.parts) == found.whole.count == 62
