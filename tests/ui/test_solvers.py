"""Solvers of all readers at one desk: so many at once, in order, and none for a reader who has left."""

import pytest

from ui.solvers import SolverDesk


class Clock:
    """A clock that goes when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Work:
    """A calculation that runs until it is stopped or ends."""

    def __init__(self) -> None:
        self.runs = True
        self.stopped = False

    def stop(self) -> None:
        self.runs, self.stopped = False, True


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(clock: Clock) -> SolverDesk:
    return SolverDesk(most=2, left_after_s=30, clock=clock)


def ask(desk: SolverDesk, owner: str) -> Work | None:
    return desk.admitted(owner, Work, lambda work: work.runs, Work.stop)


def test_a_third_waits_until_one_of_two_has_ended(desk: SolverDesk) -> None:
    first, second = ask(desk, "甲"), ask(desk, "乙")
    assert first is not None and second is not None and ask(desk, "丙") is None
    first.runs = False
    assert ask(desk, "丙") is not None and ask(desk, "丁") is None


def test_whoever_came_first_is_next(desk: SolverDesk) -> None:
    running = [ask(desk, "甲"), ask(desk, "乙")]
    assert ask(desk, "丙") is None and ask(desk, "丁") is None
    assert (desk.ahead_of("丙"), desk.ahead_of("丁")) == (0, 1)
    running[0].runs = False  # type: ignore[union-attr]
    assert ask(desk, "丁") is None and ask(desk, "丙") is not None


def test_work_that_nobody_asks_after_is_stopped_and_its_place_is_the_next_ones(desk: SolverDesk, clock: Clock) -> None:
    """A solver went on after its reader had left, for more than 36 s; links could ask for 600."""
    left, stays = ask(desk, "甲"), ask(desk, "乙")
    clock.now = 20
    desk.asked_after("乙")
    clock.now = 31
    assert desk.look() == 1
    assert left is not None and left.stopped and stays is not None and not stays.stopped
    assert ask(desk, "丙") is not None


def test_one_who_waited_and_left_holds_nobody_up(desk: SolverDesk, clock: Clock) -> None:
    running = [ask(desk, "甲"), ask(desk, "乙")]
    assert ask(desk, "丙") is None
    clock.now = 25
    for owner in "甲乙":
        desk.asked_after(owner)
    clock.now = 31
    running[0].runs = False  # type: ignore[union-attr]
    assert ask(desk, "丁") is not None
