"""What a filter change costs the warehouse: nothing where anybody asked before, and few statements where nobody did.

0.3.0 sent 16 to 24 statements for one overview and had no answer for those who came while it worked (found.md, V4).
Times are the bench's (`make bench`); statements do not depend on how busy the machine is.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

from tests.pages.conftest import OpenApp
from tests.pages.reading import faults_of, words_of

MOST_STATEMENTS = 24
LUZHAI = {"county": "450223", "period": "2022"}


@contextmanager
def statements() -> Iterator[list[str]]:
    """What any warehouse is asked meanwhile; the look at the version, at most one in two seconds, is not of it."""
    asked: list[str] = []

    def heard(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if "FROM data_version" not in statement:
            asked.append(statement)

    event.listen(Engine, "before_cursor_execute", heard)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", heard)


def test_what_one_reader_was_told_costs_the_next_no_statement(open_app: OpenApp):
    first = open_app("", **LUZHAI)
    with statements() as asked:
        again = open_app("", **LUZHAI)
    assert faults_of(first) == faults_of(again) == [] and words_of(first) == words_of(again)
    assert asked == []


def test_going_back_to_a_period_costs_no_statement(open_app: OpenApp):
    app = open_app("", **LUZHAI)
    app.query_params["period"] = "2021"
    app.run()
    app.query_params["period"] = LUZHAI["period"]
    with statements() as asked:
        app.run()
    assert faults_of(app) == [] and "2022年" in words_of(app) and asked == []


def test_a_period_that_nobody_asked_for_costs_a_bounded_number_of_statements_whatever_the_county(open_app: OpenApp):
    """Eight figures, their months, townships and bases: one statement a table, not one a figure or a township."""
    counts = {}
    for county in ("450223", "141102"):  # nine townships and fourteen
        open_app("", county=county, period="2022")
        with statements() as asked:
            app = open_app("", county=county, period="2019")
        assert faults_of(app) == []
        counts[county] = len(asked)
    assert 0 < counts["450223"] <= MOST_STATEMENTS and counts["141102"] <= counts["450223"] + 2
