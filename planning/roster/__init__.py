"""Expert rosters: who goes where on which day, with a bound, re-plans with fewest changes, and reasons why not."""

from planning.roster.checker import Tables, check_roster
from planning.roster.explain import Conflict, Repair, explain
from planning.roster.faults import RosterFault, SeveralRosterFaults
from planning.roster.plan import RosterPlan
from planning.roster.problem import Cell, Leave, RosterProblem, Weights
from planning.roster.reading import roster_problem
from planning.roster.replan import Change, Replan, changes_between, replan
from planning.roster.score import Score, score
from planning.roster.sheets import (
    by_expert,
    by_township,
    cells_of_frame,
    change_sheet,
    residents_notice,
    roster_frame,
    wall_roster,
)
from planning.roster.solve import solve_roster

__all__ = [
    "Cell",
    "Change",
    "Conflict",
    "Leave",
    "Repair",
    "Replan",
    "RosterFault",
    "RosterPlan",
    "RosterProblem",
    "Score",
    "SeveralRosterFaults",
    "Tables",
    "Weights",
    "by_expert",
    "by_township",
    "cells_of_frame",
    "change_sheet",
    "changes_between",
    "check_roster",
    "explain",
    "replan",
    "residents_notice",
    "roster_frame",
    "roster_problem",
    "score",
    "solve_roster",
    "wall_roster",
]
