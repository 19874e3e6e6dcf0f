"""The data version is the key of every read: looked up rarely, kept while the warehouse is away, new after a load."""

from dataclasses import replace
from datetime import datetime

import pytest
from streamlit.testing.v1 import AppTest

from data_access.errors import WarehouseDown, WarehouseError
from metrics.period import Period
from metrics.scope import Scope
from ui import kept
from ui.language import set_language


class Clock(datetime):
    """The time, as the test sets it."""

    seconds = 1_000_000.0

    @classmethod
    def now(cls, tz: object = None) -> datetime:
        return datetime.fromtimestamp(cls.seconds)


class FakeWarehouse:
    """A warehouse that counts how often it is asked for its version, and can go away."""

    def __init__(self) -> None:
        self.current, self.is_away, self.asked = "v1", False, 0

    def version(self) -> str:
        self.asked += 1
        if self.is_away:
            raise WarehouseDown
        return self.current


@pytest.fixture
def warehouse(monkeypatch: pytest.MonkeyPatch) -> FakeWarehouse:
    fake = FakeWarehouse()
    monkeypatch.setattr(kept, "_warehouse", lambda: fake)
    monkeypatch.setattr(kept, "datetime", Clock)
    monkeypatch.setattr(Clock, "seconds", 1_000_000.0)
    return fake


def pass_seconds(seconds: float) -> None:
    Clock.seconds += seconds


def test_the_version_is_looked_up_once_in_two_seconds(warehouse: FakeWarehouse):
    assert [kept.data_version() for _ in range(5)] == ["v1"] * 5 and warehouse.asked == 1
    pass_seconds(kept.VERSION_SECONDS - 0.1)
    kept.data_version()
    assert warehouse.asked == 1 and kept.VERSION_SECONDS == 2.0
    pass_seconds(0.2)
    kept.data_version()
    assert warehouse.asked == 2


def test_a_load_is_seen_within_two_seconds(warehouse: FakeWarehouse):
    assert kept.data_version() == "v1"
    warehouse.current = "v2"
    assert kept.data_version() == "v1"
    pass_seconds(2.1)
    assert kept.data_version() == "v2"


def test_looking_again_does_not_wait_for_the_two_seconds(warehouse: FakeWarehouse):
    kept.data_version()
    warehouse.current = "v2"
    kept.look_again()
    assert kept.data_version() == "v2"


def test_while_the_warehouse_is_away_the_last_version_stays_and_the_reason_is_known(warehouse: FakeWarehouse):
    kept.data_version()
    answered = kept.warehouse_state().answered_at
    warehouse.is_away = True
    pass_seconds(60)
    assert kept.data_version() == "v1"
    state = kept.warehouse_state()
    assert isinstance(state.failure, WarehouseDown) and state.answered_at == answered
    warehouse.is_away = False
    pass_seconds(60)
    assert kept.warehouse_state().failure is None and kept.warehouse_state().answered_at == Clock.now()


def test_a_warehouse_that_is_away_is_not_asked_at_every_read(warehouse: FakeWarehouse):
    warehouse.is_away = True
    for _ in range(5):
        with pytest.raises(WarehouseDown):
            kept.data_version()
    assert warehouse.asked == 1


def test_a_failed_read_is_remembered_for_the_note_on_the_page_and_still_raised(warehouse: FakeWarehouse):
    kept.data_version()

    @kept.reads_warehouse
    def read() -> None:
        raise WarehouseDown()

    with pytest.raises(WarehouseError, match="暂时连不上"):
        read()
    failure = kept.warehouse_state().failure
    assert failure is not None and failure.code == "warehouse_down"


def test_what_was_drawn_is_kept_while_the_warehouse_is_away_and_drawn_anew_after_a_load(warehouse: FakeWarehouse):
    drawings: list[int] = []

    def draw() -> int:
        drawings.append(1)
        return len(drawings)

    assert [kept.drawn("coverage", "chart", draw, "450223") for _ in range(3)] == [1, 1, 1]
    warehouse.is_away = True
    pass_seconds(60)
    assert kept.drawn("coverage", "chart", draw, "450223") == 1
    warehouse.is_away, warehouse.current = False, "v2"
    pass_seconds(60)
    assert kept.drawn("coverage", "chart", draw, "450223") == 2


def test_another_page_block_or_choice_is_another_drawing(warehouse: FakeWarehouse):
    scope = Scope("450223", Period(202401, 202412))
    choices = [scope, replace(scope, county="141122"), replace(scope, townships=("450223100",))]
    keys = [
        *(("coverage", "chart", chosen) for chosen in choices),
        ("overview", "chart", scope),
        ("coverage", "map", scope),
    ]
    for page, block, chosen in keys:
        words = f"{page} {block} {chosen}"
        assert kept.drawn(page, block, lambda words=words: words, chosen) == words
        assert kept.drawn(page, block, lambda: "drawn anew", replace(chosen)) == words


def two_languages() -> None:
    import streamlit as st

    from ui import kept
    from ui.language import language, set_language

    for chosen in ("zh", "en", "zh"):
        set_language(chosen)
        st.text(kept.drawn("data", "title", language))


def test_a_drawing_is_kept_for_each_language(warehouse: FakeWarehouse):
    set_language("zh")
    app = AppTest.from_function(two_languages, default_timeout=60).run()
    assert [text.value for text in app.text] == ["zh", "en", "zh"]
