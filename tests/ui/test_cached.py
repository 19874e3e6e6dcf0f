"""The data version is the key of every read: looked up rarely, kept while the warehouse is away, new after a load."""

from datetime import datetime

import pytest
from streamlit.testing.v1 import AppTest

from data_access.errors import WarehouseDown, WarehouseError
from ui import cached
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
    monkeypatch.setattr(cached, "_warehouse", lambda: fake)
    monkeypatch.setattr(cached, "datetime", Clock)
    monkeypatch.setattr(Clock, "seconds", 1_000_000.0)
    return fake


def pass_seconds(seconds: float) -> None:
    Clock.seconds += seconds


def test_the_version_is_looked_up_once_in_two_seconds(warehouse: FakeWarehouse):
    assert [cached.data_version() for _ in range(5)] == ["v1"] * 5 and warehouse.asked == 1
    pass_seconds(cached.VERSION_SECONDS - 0.1)
    cached.data_version()
    assert warehouse.asked == 1 and cached.VERSION_SECONDS == 2.0
    pass_seconds(0.2)
    cached.data_version()
    assert warehouse.asked == 2


def test_a_load_is_seen_within_two_seconds(warehouse: FakeWarehouse):
    assert cached.data_version() == "v1"
    warehouse.current = "v2"
    assert cached.data_version() == "v1"
    pass_seconds(2.1)
    assert cached.data_version() == "v2"


def test_looking_again_does_not_wait_for_the_two_seconds(warehouse: FakeWarehouse):
    cached.data_version()
    warehouse.current = "v2"
    cached.look_again()
    assert cached.data_version() == "v2"


def test_while_the_warehouse_is_away_the_last_version_stays_and_the_reason_is_known(warehouse: FakeWarehouse):
    cached.data_version()
    answered = cached.warehouse_state().answered_at
    warehouse.is_away = True
    pass_seconds(60)
    assert cached.data_version() == "v1"
    state = cached.warehouse_state()
    assert isinstance(state.failure, WarehouseDown) and state.answered_at == answered
    warehouse.is_away = False
    pass_seconds(60)
    assert cached.warehouse_state().failure is None and cached.warehouse_state().answered_at == Clock.now()


def test_a_warehouse_that_is_away_is_not_asked_at_every_read(warehouse: FakeWarehouse):
    warehouse.is_away = True
    for _ in range(5):
        with pytest.raises(WarehouseDown):
            cached.data_version()
    assert warehouse.asked == 1


def test_a_failed_read_is_remembered_for_the_note_on_the_page_and_still_raised(warehouse: FakeWarehouse):
    cached.data_version()

    @cached.reads_warehouse
    def read() -> None:
        raise WarehouseError("读不到。", "请稍后再试。")

    with pytest.raises(WarehouseError, match="读不到"):
        read()
    failure = cached.warehouse_state().failure
    assert failure is not None and failure.happened == "读不到。"


def test_what_was_drawn_is_kept_while_the_warehouse_is_away_and_drawn_anew_after_a_load(warehouse: FakeWarehouse):
    drawings: list[int] = []

    def draw() -> int:
        drawings.append(1)
        return len(drawings)

    assert [cached.drawn(("chart", "450223"), draw) for _ in range(3)] == [1, 1, 1]
    warehouse.is_away = True
    pass_seconds(60)
    assert cached.drawn(("chart", "450223"), draw) == 1
    warehouse.is_away, warehouse.current = False, "v2"
    pass_seconds(60)
    assert cached.drawn(("chart", "450223"), draw) == 2


def test_another_key_is_another_drawing(warehouse: FakeWarehouse):
    assert cached.drawn(("chart", "450223"), lambda: "one") == "one"
    assert cached.drawn(("chart", "141122"), lambda: "two") == "two"


def two_languages() -> None:
    import streamlit as st

    from ui import cached
    from ui.language import language, set_language

    for chosen in ("zh", "en", "zh"):
        set_language(chosen)
        st.text(cached.drawn(("title",), language))


def test_a_drawing_is_kept_for_each_language(warehouse: FakeWarehouse):
    set_language("zh")
    app = AppTest.from_function(two_languages, default_timeout=60).run()
    assert [text.value for text in app.text] == ["zh", "en", "zh"]
