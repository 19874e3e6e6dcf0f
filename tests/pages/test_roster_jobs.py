"""A roster's search at the desk of all solvers: it waits its turn, and ends where its reader has left."""

from __future__ import annotations

import pytest

from benchmarks.roster import county
from pages.experts.roster_jobs import RosterJob
from planning.roster import RosterProblem
from tests.planning.roster.small_roster import Question
from tests.ui.test_solvers import Clock, ask
from ui.solvers import SolverDesk

SECONDS = 5.0
PATIENCE_S = 60.0
"""More than a busy machine needs for what happens within a second."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(clock: Clock) -> SolverDesk:
    return SolverDesk(most=1, left_after_s=30, clock=clock)


@pytest.fixture(scope="module")
def easy() -> RosterProblem:
    return Question(experts=[("副高", "内科")], minutes=[[20.0]]).problem()


def test_a_search_waits_until_another_readers_has_ended(desk: SolverDesk, easy: RosterProblem) -> None:
    other = ask(desk, "甲")
    assert other is not None
    job = RosterJob(easy, SECONDS, {}, desk)
    job.asked_after()
    # Ten rounds of asking for its turn.
    assert not job.has_ended(3.0) and job.plan is None and job.steps == []
    other.runs = False
    assert job.has_ended(PATIENCE_S) and job.plan is not None and job.fault is None


def test_a_search_whose_reader_left_the_queue_never_begins(desk: SolverDesk, clock: Clock, easy: RosterProblem) -> None:
    """Its own thread asks for its turn three times a second; that is no reader who waits."""
    busy = ask(desk, "甲")
    assert busy is not None
    job = RosterJob(easy, SECONDS, {}, desk)
    clock.now = 29
    desk.asked_after("甲")
    job.asked_after()
    clock.now = 58
    desk.asked_after("甲")
    assert not job.has_ended(1.0)
    clock.now = 60
    assert job.has_ended(PATIENCE_S) and job.plan is None and job.steps == []
    busy.runs = False
    # Nobody stands before the next reader, not even for the 30 seconds after which a reader counts as gone.
    assert ask(desk, "丙") is not None


def test_a_search_that_its_reader_stopped_in_the_queue_makes_room_at_once(
    desk: SolverDesk, easy: RosterProblem
) -> None:
    busy = ask(desk, "甲")
    assert busy is not None
    job = RosterJob(easy, SECONDS, {}, desk)
    job.stop()
    assert job.has_ended(PATIENCE_S) and job.plan is None
    busy.runs = False
    assert ask(desk, "丙") is not None


def test_a_search_at_work_is_stopped_when_nobody_asks_after_it(desk: SolverDesk, clock: Clock) -> None:
    """A quarter of 20 townships and 60 experts (that of the benchmark): a proof takes minutes, and ten are given."""
    hard = county(weeks=13)
    job = RosterJob(hard, 600.0, {}, desk)
    while not job.steps:
        assert not job.has_ended(0.1)
    job.asked_after()
    clock.now = 29
    assert desk.look() == 1 and job.running
    clock.now = 31
    assert desk.look() == 0
    # It keeps the best roster so far, and its place is the next reader's.
    assert job.has_ended(PATIENCE_S) and job.plan is not None
    assert ask(desk, "丙") is not None
