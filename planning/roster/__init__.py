"""Expert rosters: who goes where on which day, with a bound, re-plans with fewest changes, and reasons why not."""

from planning.roster.problem import RosterProblem
from planning.roster.reading import roster_problem
from planning.roster.solve import solve_roster
