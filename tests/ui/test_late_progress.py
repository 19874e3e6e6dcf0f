"""A progress bar appears only for work long enough to be watched, and goes away."""

import pytest

from ui.slow_work import late_progress


class Slot:
    """Stands in for the place on the page."""

    def __init__(self) -> None:
        self.shown: list[tuple[float, str]] = []
        self.emptied = 0

    def progress(self, share: float, text: str) -> None:
        self.shown.append((share, text))

    def empty(self) -> None:
        self.emptied += 1


def drawn(seconds_a_step: float) -> Slot:
    slot, now = Slot(), [0.0]
    with late_progress(lambda done, total: f"{done}/{total}", clock=lambda: now[0], slot=slot) as report:
        for step in range(1, 5):
            now[0] += seconds_a_step
            report(step, 4)
    return slot


def test_work_of_a_blink_draws_nothing():
    slot = drawn(0.01)
    assert slot.shown == [] and slot.emptied == 0


def test_work_of_seconds_shows_how_far_it_is_and_the_bar_goes_away():
    slot = drawn(0.2)
    assert slot.shown == [(0.5, "2/4"), (0.75, "3/4"), (1.0, "4/4")] and slot.emptied == 1


def test_the_bar_goes_away_when_the_work_fails():
    slot = Slot()
    with (
        pytest.raises(RuntimeError),
        late_progress(lambda *_: "", clock=iter([0.0, 9.0]).__next__, slot=slot) as report,
    ):
        report(1, 2)
        raise RuntimeError
    assert slot.emptied == 1
