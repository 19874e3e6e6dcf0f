"""The data version is the key of every read: kept while the warehouse is away, new after a load."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from data_access import read, schema
from data_access.changes import change, new_version
from data_access.errors import WarehouseDown, WarehouseError
from data_access.granted import EVERYTHING, Reach, Within
from data_access.moments import Moment
from metrics.period import Period
from metrics.scope import Scope
from ui import kept
from ui.language import set_language


@pytest.fixture
def small_file(own_small_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The warehouse of a small county, which the test may take away and load anew."""
    monkeypatch.setenv("WAREHOUSE_URL", own_small_url)
    return Path(own_small_url.removeprefix("duckdb:///"))


def test_a_failed_read_is_remembered_for_the_note_on_the_page_and_still_raised(small_file: Path):
    kept.data_version()

    @kept.reads_warehouse
    def read() -> None:
        raise WarehouseDown()

    with pytest.raises(WarehouseError, match="暂时连不上"):
        read()
    failure = kept.lookout().failure
    assert failure is not None and failure.code == "warehouse_down"


def test_what_was_drawn_is_kept_while_the_warehouse_is_away_and_drawn_anew_after_a_load(small_file: Path):
    drawings: list[int] = []

    def draw() -> int:
        drawings.append(1)
        return len(drawings)

    assert [kept.drawn("coverage", "chart", draw, "450223") for _ in range(3)] == [1, 1, 1]
    away = small_file.rename(small_file.with_suffix(".away"))
    kept.look_again()
    assert kept.drawn("coverage", "chart", draw, "450223") == 1
    assert kept.lookout().failure is not None
    away.rename(small_file)
    change(f"duckdb:///{small_file}", lambda connection: new_version(connection, "重报"))
    kept.look_again()
    assert kept.drawn("coverage", "chart", draw, "450223") == 2 and kept.lookout().failure is None


def test_what_was_drawn_of_now_is_not_shown_as_of_a_load(small_file: Path):
    """It was: who looked at a page and then asked for it as of a load saw the drawings of now among figures of then."""
    assert kept.drawn("overview", "sheet", lambda: "of now") == "of now"
    try:
        kept.read_as_of(Moment(0))
        assert kept.drawn("overview", "sheet", lambda: "of then") == "of then"
        assert kept.made("circle interval", 4, lambda: "of then") == "of then"
    finally:
        kept.read_as_of(None)
    assert kept.drawn("overview", "sheet", lambda: "drawn anew") == "of now"


def test_what_one_reader_may_see_is_not_kept_for_another(small_file: Path):
    """The same question of a reader with a narrower grant is asked anew, of an engine that reads no more than it."""
    everybody = kept.source()
    assert kept.drawn("overview", "sheet", lambda: "of all") == "of all"
    try:
        kept.read_within(Reach((Within(("999902",)),)))
        narrow = kept.source()
        assert list(narrow.reference.counties) == [] != list(everybody.reference.counties)
        assert kept.drawn("overview", "sheet", lambda: "of none") == "of none"
        assert narrow.read(counties_read) == [] and everybody.read(counties_read) == ["999901"]
        assert kept.read_now(counties_read) == []
    finally:
        kept.read_within(EVERYTHING)
    assert kept.drawn("overview", "sheet", lambda: "drawn anew") == "of all"


def counties_read(engine: Engine) -> list[str]:
    """The counties that an engine reads."""
    return [row[0] for row in read.rows(engine, select(schema.county.c.county_code))]


def test_another_page_block_or_choice_is_another_drawing(small_file: Path):
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


def test_a_drawing_is_kept_for_each_language(small_file: Path):
    set_language("zh")
    app = AppTest.from_function(two_languages, default_timeout=60).run()
    assert [text.value for text in app.text] == ["zh", "en", "zh"]
