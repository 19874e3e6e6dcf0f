"""A roster from 1 January 2025, a Wednesday: who went out on the two days before has had the visit of that week."""

import datetime as dt
from dataclasses import replace

import pandas as pd

from data_access.engine import open_engine
from metrics.ledger.reads import county_ledger
from metrics.ledger.roster_inputs import roster_inputs
from pages.experts.roster_jobs import RosterChoices, problem_of, tables_of
from planning.roster import check_roster, roster_frame, solve_roster

LISHI = "141102"
FIRST, LAST, SUNDAY = dt.date(2025, 1, 1), dt.date(2025, 1, 10), dt.date(2025, 1, 5)


def test_nobody_goes_twice_in_the_week_of_new_year_and_the_checker_would_see_it(own_light_url: str) -> None:
    """11 of the 44 did, and the checker found nothing."""
    engine = open_engine(own_light_url)
    ledger = county_ledger(engine, LISHI)
    inputs = roster_inputs(engine, ledger, FIRST, LAST)
    engine.dispose()
    before = set(ledger.visits[ledger.visits["visit_date"].between("2024-12-30", "2024-12-31")]["expert_code"])

    def of_them(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[frame["expert_code"].isin(before)].reset_index(drop=True)

    frames = {name: of_them(getattr(inputs, name)) for name in ("experts", "minutes", "leaves", "history")}
    inputs = replace(inputs, **frames)
    problem, tables = problem_of(inputs, RosterChoices()), tables_of(inputs, RosterChoices())
    roster = roster_frame(problem, solve_roster(problem, time_limit_s=5.0).cells)
    assert before and not before & set(roster[roster["visit_date"] <= SUNDAY]["expert_code"])
    assert not check_roster(roster, tables)["blocks"].any()
    blind = replace(problem, elsewhere={})
    twice = roster_frame(blind, solve_roster(blind, time_limit_s=5.0).cells)
    again = before & set(twice[twice["visit_date"] <= SUNDAY]["expert_code"])
    found = check_roster(twice, tables)
    assert again and set(found[found["kind"] == "too_often"]["row"]) == again
