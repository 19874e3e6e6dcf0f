"""The version in force is looked up rarely and remembered while the warehouse is away; a load is seen soon."""

from datetime import datetime

import pytest

from data_access.errors import WarehouseDown
from ui.lookout import VERSION_SECONDS, Lookout


class Clock:
    """The time, as the test sets it."""

    seconds = 1_000_000.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds)


class Answers:
    """What a warehouse says when it is asked for its version; it counts how often, and can go away."""

    def __init__(self) -> None:
        self.current, self.is_away, self.asked = "v1", False, 0

    def version(self) -> str:
        self.asked += 1
        if self.is_away:
            raise WarehouseDown
        return self.current


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def lookout(answers: Answers, clock: Clock) -> Lookout:
    return Lookout(answers.version, clock.now)


def test_the_version_is_looked_up_once_in_two_seconds(lookout: Lookout, answers: Answers, clock: Clock):
    assert [lookout.version() for _ in range(5)] == ["v1"] * 5 and answers.asked == 1
    clock.seconds += 1.9
    lookout.version()
    assert answers.asked == 1 and VERSION_SECONDS == 2.0
    clock.seconds += 0.2
    lookout.version()
    assert answers.asked == 2


def test_a_load_is_seen_within_two_seconds(lookout: Lookout, answers: Answers, clock: Clock):
    assert lookout.version() == "v1"
    answers.current = "v2"
    assert lookout.version() == "v1"
    clock.seconds += 2.1
    assert lookout.version() == "v2"


def test_looking_again_does_not_wait_for_the_two_seconds(lookout: Lookout, answers: Answers):
    lookout.version()
    answers.current = "v2"
    lookout.look_again()
    assert lookout.version() == "v2"


def test_while_the_warehouse_is_away_the_last_version_stays_and_the_reason_is_known(
    lookout: Lookout, answers: Answers, clock: Clock
):
    lookout.version()
    answered = clock.now()
    answers.is_away = True
    clock.seconds += 60
    assert lookout.version() == "v1"
    assert isinstance(lookout.look().failure, WarehouseDown) and lookout.answered_at == answered
    answers.is_away = False
    clock.seconds += 60
    assert lookout.look().failure is None and lookout.answered_at == clock.now()


def test_a_warehouse_that_is_away_is_not_asked_at_every_read(lookout: Lookout, answers: Answers):
    answers.is_away = True
    for _ in range(5):
        with pytest.raises(WarehouseDown):
            lookout.version()
    assert answers.asked == 1
