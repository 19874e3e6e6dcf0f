"""A plan kept by 规划 or 服务圈, counted anew: who is covered before and after, who stays outside, what was built.

Counted on the same circles as both pages, so a file and a page say the same of one plan.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from data_access.roads import saved_scenarios
from metrics.circle.circle import Circle, CircleQuestion, CircleView, alone, checked_view
from metrics.circle.county import CountyCircle, known_circle
from metrics.circle.figures import covered_share, village_rows
from metrics.circle.what_if import Step, apply, read_steps
from metrics.errors import QuestionError
from metrics.plans.review import plan_review
from metrics.plans.siting_inputs import SITING_TIERS, Weight, siting_ground
from metrics.source import Source
from travel.network import FloatArray
from travel.shortest import nearest_for_points, within

PEOPLE: Final[dict[str, Weight]] = {"all": "residents", "elderly": "residents_65_up", "chronic": "chronic_patients"}
SITE_STEPS: Final = ("add", "upgrade")
PROOF: Final = "proof"
"""Where a saved view says how sure its plan was when it was kept."""


class NoPlan(QuestionError):
    """A plan is asked for that is not, or no longer, kept."""


@dataclass(frozen=True)
class PlanProof:
    """How sure a plan was when it was kept. objective and bound in the model's unit; gap: share of the objective."""

    model: str
    objective: float
    bound: float | None
    gap: float | None
    proven: bool


@dataclass(frozen=True, eq=False)
class SavedPlan:
    """A kept plan. before, after: `village_rows` of the plan's month; people: the column that its figures count.

    sites  : one row a new site, the one that adds most first: number, code, name_zh, name_en, township_code, lon, lat,
             step (add | upgrade), adds, serves (people), villages, farthest_min (NaN where nobody goes there).
    review : `plan_review` at review_month; None for a tier that no plan is made for.
    shares : per cent covered in the plan's month, with the plan, and at review_month.
    """

    name: str
    month: int
    saved_by: str
    saved_on: str  # YYYY-MM-DD
    edition: str
    limit: int
    view: CircleView
    people: Weight
    steps: tuple[Step, ...]
    proof: PlanProof | None
    before: pd.DataFrame
    after: pd.DataFrame
    sites: pd.DataFrame
    circle_after: Circle
    facilities: pd.DataFrame
    review: pd.DataFrame | None
    review_month: int
    shares: tuple[float, float, float]


def plan_list(engine: Engine, county: str) -> list[tuple[str, str, int]]:
    """Return (id, name, month) of the county's kept plans, newest first."""
    kept = saved_scenarios(engine, county)
    columns = (kept["scenario_id"].astype(str), kept["name_zh"].astype(str), kept["month"].astype(int))
    return list(zip(*(column.tolist() for column in columns), strict=True))


def saved_plan(source: Source, county: str, plan_id: str, review_month: int) -> SavedPlan:
    """Return a kept plan counted anew. Raises NoPlan, FaultyScenario, QuestionError, WarehouseError."""
    kept = saved_scenarios(source.engine, county)
    found = kept[kept["scenario_id"] == plan_id]
    if found.empty:
        raise NoPlan("plan_gone")
    row = found.iloc[0]
    words: dict[str, Any] = json.loads(row["view_json"])
    view = checked_view(words.get("tier", "township"), words.get("travel", "car"), words.get("season", "normal"))
    limit, steps = int(words.get("limit", 30)), read_steps(str(row["steps_json"]))
    people = PEOPLE.get(str(words.get("plan_people", "all")), "residents")
    then = known_circle(source, CircleQuestion(county, int(row["month"]), view))
    now = (
        known_circle(source, CircleQuestion(county, review_month, view)) if int(row["month"]) != review_month else then
    )
    if then is None or now is None:
        raise NoPlan("plan_without_roads")
    planned = _after(then, steps)
    return SavedPlan(
        name=str(row["name_zh"]),
        month=int(row["month"]),
        saved_by=str(row["saved_by"]),
        saved_on=f"{pd.Timestamp(row['saved_at']):%Y-%m-%d}",
        edition=then.edition,
        limit=limit,
        view=view,
        people=people,
        steps=steps,
        proof=_proof(words.get(PROOF)),
        before=village_rows(then.circle, then.villages, limit),
        after=village_rows(planned, then.villages, limit),
        sites=_sites(then, planned, steps, limit, people),
        circle_after=planned,
        facilities=then.facilities,
        review=_review(then, now, steps, county, review_month),
        review_month=review_month,
        shares=(
            _share(then.circle, then.villages, people, limit),
            _share(planned, then.villages, people, limit),
            _share(now.circle, now.villages, people, limit),
        ),
    )


def _proof(words: Any) -> PlanProof | None:
    if not isinstance(words, dict):
        return None
    numbers = {name: None if words.get(name) is None else float(words[name]) for name in ("bound", "gap")}
    return PlanProof(str(words["model"]), float(words["objective"]), **numbers, proven=bool(words["proven"]))


def _share(circle: Circle, villages: pd.DataFrame, people: Weight, limit: int) -> float:
    return covered_share(circle.minutes, villages[people].to_numpy(np.float64), limit)


def _after(then: CountyCircle, steps: tuple[Step, ...]) -> Circle:
    counted = then.facilities["institution_code"].isin(then.circle.sites["code"]).to_numpy()
    return apply(then.circle, steps, then.villages, then.facilities, counted)


def _sites(then: CountyCircle, planned: Circle, steps: tuple[Step, ...], limit: int, people: Weight) -> pd.DataFrame:
    """Return the new sites, the one that adds most first; nobody is counted twice."""
    own = planned.sites[planned.sites["origin"].isin(["added", "upgraded"])]
    minutes = {code: _minutes_to(planned, code) for code in own["code"]}
    others = _after(then, tuple(step for step in steps if step.kind not in SITE_STEPS))
    weight = then.villages[people].to_numpy(np.float64)
    covered, owners = within(others.minutes, limit), planned.owner_codes()
    rows, left = [], list(own["code"])
    while left:
        adds = [float(weight[within(minutes[code], limit) & ~covered].sum()) for code in left]
        best = int(np.argmax(adds))
        code = left.pop(best)
        covered = covered | within(minutes[code], limit)
        goes = owners == code
        farthest = float(minutes[code][goes].max()) if goes.any() else float("nan")
        rows.append((code, adds[best], float(weight[goes].sum()), int(goes.sum()), farthest))
    table = pd.DataFrame(rows, columns=["code", "adds", "serves", "villages", "farthest_min"])
    kept = own[["code", "name_zh", "name_en", "township_code", "lon", "lat", "origin"]].merge(table, on="code")
    ordered = table[["code"]].merge(kept, on="code")
    # A site in a village is called by the village; what-ifs call it 新增点（…）.
    names = then.villages.assign(code="new." + then.villages["village_code"]).set_index("code")
    for name in ("name_zh", "name_en"):
        ordered[name] = ordered["code"].map(names[name]).fillna(ordered[name])
    return ordered.assign(number=range(1, len(ordered) + 1))


def _minutes_to(circle: Circle, code: str) -> FloatArray:
    field = alone(circle, code)
    if field is None:
        return np.full(len(circle.minutes), np.inf)
    return nearest_for_points(field, circle.ground.villages).minutes


def _review(
    then: CountyCircle, now: CountyCircle, steps: tuple[Step, ...], county: str, month: int
) -> pd.DataFrame | None:
    view = now.circle.view
    if view.tier not in SITING_TIERS or not any(step.kind in SITE_STEPS for step in steps):
        return None
    ground = siting_ground(
        [now.circle.ground],
        now.villages,
        now.facilities,
        county=county,
        month=month,
        tier=view.tier,
        mode=view.mode,
        seasons=(view.scenario,),
    )
    return plan_review(ground, steps, then.circle.sites["code"].tolist())
