"""A reader with the sum of two hidden counts cannot tell which of them is the small one, whatever draws them.

The attacker reads every word, number, place in an order and mark of a mechanism's page. Two counties are shown to him:
in one the first place has 1 and the second 10, in the other it is the other way round. Of both he knows the sum, 11.
With <10 beside the 1 and 已隐藏 beside the 10 he knew both; what he reads must be the same.
"""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from findings.evidence.by_group import by_group
from findings.evidence.flows import show as show_flows
from findings.evidence.outings import show as show_outings
from findings.evidence.programme import show as show_programmes
from findings.evidence.response import show as show_response
from findings.evidence.shown import Shown
from metrics.catalogue import CATALOGUE
from metrics.evidence.flows import Count
from metrics.evidence.grids import grid_sizes
from metrics.evidence.programme import Places
from metrics.hiding.suppression import hide_in_line
from tests.findings.evidence.small_asked import asked
from tests.findings.evidence.small_evidence import asked_of, everything_said, source_with
from tests.findings.evidence.test_by_group import signed
from tests.findings.evidence.test_flows import row as flow
from tests.findings.evidence.test_outings import outing
from tests.findings.evidence.test_programme import row as programme
from tests.findings.evidence.test_response import runs
from tests.metrics.evidence.test_flow_groups import groups_of
from tests.metrics.small_county import HOSPITAL, NORTH, NORTH_CENTRE, SOUTH, SOUTH_CENTRE

HIDDEN = (1, 10)


def readings(counts: dict[int, bool]) -> list[tuple[int, int]]:
    """The pairs that sum to 11 and fit what is said of each: small (1–9) or hidden with it (10 and more)."""
    first, second = counts.values()
    return [(count, 11 - count) for count in range(1, 11) if (count < 10) == first and (11 - count < 10) == second]


def test_of_1_and_10_two_signs_tell_both_and_a_single_sign_leaves_ten_readings() -> None:
    assert hide_in_line([*HIDDEN, 40])[0].tolist() == [True, True, False]
    assert readings({0: True, 1: False}) == [(1, 10)]
    alike = {
        pair for signs in ((True, True), (True, False), (False, True)) for pair in readings(dict(enumerate(signs)))
    }
    assert len(alike) == 10


def said(shown: Shown | None) -> str:
    assert shown is not None
    return everything_said(shown)


def of_responses(folder: Path, north: int, south: int) -> str:
    rows = runs(NORTH, [20] * north) + runs(SOUTH, [20] * south)
    return said(show_response(asked_of(source_with(folder, "response_event", rows), limit=30)))


def of_programmes(folder: Path, north: int, south: int) -> str:
    rows = [programme(NORTH, 202312, 400, north, 0), programme(SOUTH, 202312, 400, south, 0)]
    return said(show_programmes(asked(folder, {"programme_month": rows})))


def of_flows(folder: Path, north: int, south: int) -> str:
    """Both ends of a square of hidden cells: 7 and 40 in one row, 40 and 7 in the other."""
    first, second = (7, 40) if north < south else (40, 7)
    rows = [flow(1, NORTH_CENTRE, HOSPITAL, first), flow(2, NORTH_CENTRE, "X", second)]
    rows += [flow(3, SOUTH_CENTRE, HOSPITAL, second), flow(4, SOUTH_CENTRE, "X", first)]
    return said(show_flows(asked_of(source_with(folder, "flow", rows))))


def of_outings(folder: Path, north: int, south: int) -> str:
    rows = [outing(1, "2023-12-04", SOUTH, north), outing(2, "2023-12-05", SOUTH, south)]
    return said(show_outings(asked(folder, {"outing": rows})))


def of_groups(folder: Path, north: int, south: int) -> str:
    rows = [signed(NORTH, "elderly_65", 400, 300), signed(NORTH, "child_0_6", 100, north)]
    rows += [signed(SOUTH, "elderly_65", 300, 200), signed(SOUTH, "child_0_6", 100, south)]
    return repr(by_group(asked(folder, {"contract_month": rows}), CATALOGUE["key_group_contract_rate"]))


@pytest.mark.parametrize("drawn", [of_responses, of_programmes, of_flows, of_outings, of_groups])
def test_the_page_reads_the_same_whichever_of_two_places_is_the_small_one(tmp_path: Path, drawn: Any) -> None:
    pages = []
    for number, counts in enumerate(permutations(HIDDEN)):
        folder = tmp_path / str(number)
        folder.mkdir()
        pages.append(drawn(folder, *counts))
    assert pages[0] == pages[1]
    assert "已隐藏" in pages[0] or "不足10" in pages[0]


def test_grids_read_the_same() -> None:
    here = Places({NORTH: NORTH, SOUTH: SOUTH}, {NORTH: NORTH, SOUTH: SOUTH})
    frames = [
        pd.DataFrame({"township_code": [NORTH, SOUTH], "grids": [1, 1], "patients": list(counts)})
        for counts in permutations(HIDDEN)
    ]
    assert grid_sizes(frames[0], here) == grid_sizes(frames[1], here)


def test_groups_that_are_hidden_stand_by_name_since_their_order_by_size_would_tell() -> None:
    """Of 27, the second of two in order of size has at most 13; and one of them is below 10: the second."""
    found = [
        groups_of(
            [("上转", "内科", "person", 50), ("上转", "外科", "person", first), ("上转", "儿科", "person", second)]
        )
        for first, second in ((20, 7), (7, 20))
    ]
    assert found[0] == found[1] and found[0] is not None
    assert [group.name_zh for group in found[0].groups] == ["内科", "儿科", "外科"]
    assert found[0].groups[1].total == Count(None)
