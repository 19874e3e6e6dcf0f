"""Where clinics go: a siting question in, a plan and its proof out."""

from planning.siting.answers import CurvePoint, Stability, WhyNot, knee, marginal_curve, stability, why_not
from planning.siting.checker import check_plan
from planning.siting.door import siting_problem
from planning.siting.faults import NoFeasiblePlan, SitingFault, TimeRanOut
from planning.siting.gains import SiteGain, site_gains
from planning.siting.job import JobState, SitingJob
from planning.siting.near_best import Alternative, Alternatives, alternatives
from planning.siting.outside import OutsideVillage, outside_villages
from planning.siting.plan import SitingPlan
from planning.siting.problem import SitingProblem
from planning.siting.proof import Progress, first_answer, prove, solve
from planning.siting.study import Study, StudyJob
from planning.siting.visits import Visit, VisitPlan, plan_visits

__all__ = [
    "Alternative",
    "Alternatives",
    "CurvePoint",
    "JobState",
    "NoFeasiblePlan",
    "OutsideVillage",
    "Progress",
    "SiteGain",
    "SitingFault",
    "SitingJob",
    "SitingPlan",
    "SitingProblem",
    "Stability",
    "Study",
    "StudyJob",
    "TimeRanOut",
    "Visit",
    "VisitPlan",
    "WhyNot",
    "alternatives",
    "check_plan",
    "first_answer",
    "knee",
    "marginal_curve",
    "outside_villages",
    "plan_visits",
    "prove",
    "site_gains",
    "siting_problem",
    "solve",
    "stability",
    "why_not",
]
