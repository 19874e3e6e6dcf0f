from planning.roster.problem import RosterProblem
from planning.roster.reading import roster_problem
