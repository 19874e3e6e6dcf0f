"""What a link may ask of the planning page: no more than a reader could."""

import pytest

from pages.planning.inputs import LONGEST_S, read_question


@pytest.mark.parametrize("asked", ["600", "86400", "1e8"])
def test_a_link_asks_for_no_more_than_two_minutes_of_the_server(asked: str) -> None:
    """Links could ask for ten minutes, and the search went on after its reader had left."""
    question, faults = read_question({"plan_seconds": [asked]})
    assert question.seconds == LONGEST_S == 120 and faults == []


@pytest.mark.parametrize("asked", ["inf", "nan", "-5", "ten"])
def test_a_time_that_is_none_is_named_and_the_usual_one_stands(asked: str) -> None:
    question, faults = read_question({"plan_seconds": [asked]})
    assert question.seconds == read_question({})[0].seconds and len(faults) == 1
