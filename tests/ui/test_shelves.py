"""Shelves find a thing by what was asked, make it once, and let go of the least used and of old data."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Barrier

import pandas as pd
import pytest

from metrics.catalogue import get
from metrics.period import Period
from metrics.scope import Scope
from ui.shelves import Shelves, plain

SCOPE = Scope("450223", Period(202401, 202412), ("450223100",), "previous")


@dataclass(frozen=True)
class Other:
    """A record of the same fields as a period."""

    first: int
    last: int


def test_equal_questions_have_equal_keys_and_any_other_field_another():
    changed = [
        {"county": "141122"},
        {"period": Period(202401, 202411)},
        {"townships": ()},
        {"compare": None},
    ]
    assert plain(SCOPE) == plain(replace(SCOPE))
    assert len({plain(SCOPE), *(plain(replace(SCOPE, **change)) for change in changed)}) == 5


def test_records_of_two_kinds_never_share_a_key():
    assert plain(Period(202401, 202412)) != plain(Other(202401, 202412))


def test_a_metric_is_its_id_and_a_frame_is_no_key():
    assert plain((get("contract_rate"),)) == ("contract_rate",)
    with pytest.raises(TypeError, match="DataFrame"):
        plain(pd.DataFrame())


def test_a_thing_is_made_once_also_when_many_ask_at_once():
    shelves, begin, made = Shelves(), Barrier(8), []

    def ask(_: int) -> object:
        begin.wait()
        return shelves.get("maps", 9, "v1", ("a",), lambda: made.append(1) or object())

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(8)))) == 1
    assert made == [1]


def test_what_could_not_be_made_is_tried_again():
    shelves = Shelves()
    with pytest.raises(ZeroDivisionError):
        shelves.get("maps", 9, "v1", ("a",), lambda: 1 // 0)
    assert shelves.get("maps", 9, "v1", ("a",), lambda: 1) == 1


def test_the_least_used_goes_first_and_shelves_do_not_press_on_each_other():
    shelves = Shelves()

    def ask(shelf: str, key: str, thing: str) -> str:
        found: str = shelves.get(shelf, 2, "v1", key, lambda: thing)
        return found

    for key in ("a", "b"):
        ask("maps", key, "first")
    assert ask("maps", "a", "second") == "first"
    ask("maps", "c", "first"), ask("tables", "d", "first")
    assert [ask("maps", key, "second") for key in ("a", "b")] == ["first", "second"]


def test_two_data_versions_are_kept_and_older_ones_let_go():
    shelves = Shelves()
    for version in ("v1", "v2"):
        shelves.get("maps", 9, version, "a", lambda version=version: version)
    assert shelves.get("maps", 9, "v1", "a", lambda: "anew") == "v1"
    shelves.get("maps", 9, "v3", "a", lambda: "v3")
    assert shelves.get("maps", 9, "v2", "a", lambda: "anew") == "v2"
    assert shelves.get("maps", 9, "v1", "a", lambda: "anew") == "anew"
