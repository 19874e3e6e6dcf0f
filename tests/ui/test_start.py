"""What the server keeps for good is walked by no later collection, and no page waits for a full one."""

import gc
import threading
import tomllib
import weakref
from pathlib import Path

import pytest

from ui.start import ROUNDS_DUE, THAW_EVERY, Tidying, settle

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def thawed_afterwards():
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


def test_what_was_made_at_the_start_is_walked_by_no_later_collection(thawed_afterwards):
    kept = [{"county": code} for code in range(10)]
    settle.cache_clear()
    settle()
    assert not any(found is kept for found in gc.get_objects()) and gc.get_freeze_count() > 0


def test_only_the_first_page_of_a_server_settles(thawed_afterwards):
    settle.cache_clear()
    settle()
    later = [{"county": code} for code in range(10)]
    settle()
    assert any(found is later for found in gc.get_objects())


def test_no_full_collection_follows_a_script_run():
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["runner"]["postScriptGC"] is False


class Ring:
    """Something that only a collection finds once nobody holds it, as a session that ended."""

    def __init__(self) -> None:
        self.itself = self


def full_rounds_during(work) -> int:
    found = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start" and info["generation"] == 2:
            found.append(info)

    gc.callbacks.append(note)
    try:
        work()
    finally:
        gc.callbacks.remove(note)
    return len(found)


def read_much() -> list[list[int]]:
    """What a reader's new questions leave behind: far more than starts a full round by itself."""
    return [[number] for number in range(700 * 10 * (ROUNDS_DUE + 20))]


def test_no_page_waits_for_a_full_collection(thawed_afterwards):
    """The page of a network waited 0.6 s: the round walked a million objects that were kept for other readers."""
    settle.cache_clear()
    settle()
    assert full_rounds_during(read_much) == 0


def test_the_round_comes_after_the_page_that_made_it_due(thawed_afterwards):
    settle.cache_clear()
    settle()
    tidying = Tidying()
    kept = read_much()
    assert full_rounds_during(lambda: (tidying.when_due(after_s=0.0), wait_for_timers())) == 1
    assert not any(found is kept[0] for found in gc.get_objects())


def wait_for_timers() -> None:
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join()


def test_no_round_follows_a_page_that_left_little(thawed_afterwards):
    settle.cache_clear()
    settle()
    assert full_rounds_during(lambda: (Tidying().when_due(after_s=0.0), wait_for_timers())) == 0


def test_a_session_that_ended_while_frozen_is_found_again(thawed_afterwards):
    tidying = Tidying()
    session = Ring()
    ended = weakref.ref(session)
    tidying.tidy()
    del session
    for _ in range(THAW_EVERY):
        tidying.tidy()
    assert ended() is None
