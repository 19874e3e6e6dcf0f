"""What the roster engine found, in English: composed from its figures, because its own sentences are Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from metrics.ledger.roster_inputs import RosterInputs
from pages.experts.names import day_words, names_by_code
from planning.roster import RosterPlan

BREACHES_EN: Final = {
    "bad_row": "incomplete row",
    "repeated_id": "repeated id",
    "unknown_expert": "unknown expert",
    "unknown_place": "unknown place",
    "wrong_township": "township does not fit the place",
    "outside_horizon": "outside the roster's days",
    "weekend": "on a weekend",
    "holiday": "on a holiday",
    "repeated_visit": "same visit twice",
    "two_places": "two places on one day",
    "overlap": "times overlap",
    "end_before_start": "ends before it starts",
    "other_day": "times of another day",
    "too_short": "too short",
    "on_leave": "on leave",
    "on_posting": "on a posting",
    "not_in_service": "not in service",
    "no_road": "no travel time",
    "too_far": "cannot return the same day",
    "title_unknown": "title unknown",
    "title_too_low": "title too low",
    "wrong_specialty": "another specialty",
    "too_often": "too often in a week",
    "home_floor": "too few stay at the hospital",
    "missing_visits": "too few visits for the rule",
    "missing_persons": "too few experts for the rule",
    "missing_hours": "too few hours for the rule",
    "pin_missing": "a pinned visit is missing",
    "frozen_changed": "changed in the frozen days",
}
CHANGES_EN: Final = {"added": "added", "cancelled": "called off", "moved": "moved"}


def plan_sentence(plan: RosterPlan) -> str:
    """Return what a roster holds and how sure its proof is."""
    missing = len(plan.score.missing)
    lacks = f"{missing} demands of the rules unmet" if missing else "every rule met"
    return f"{len(plan.cells)} visits, {lacks}; {cost_words(float(plan.objective), float(plan.bound))}."


def cost_words(cost: float, bound: float) -> str:
    """Return the cost of a roster beside the proven bound: no roster can cost less than that."""
    if cost <= bound:
        return f"cost {cost:,.0f}, proven the least"
    gap = (cost - bound) / max(1.0, abs(cost))
    return f"cost {cost:,.0f}, bound {bound:,.0f}, at most {gap:.1%} above the least"


def missing_sentences(plan: RosterPlan, inputs: RosterInputs) -> list[str]:
    """Return a sentence for each demand the roster does not meet, with its price."""
    problem, names = plan.problem, names_by_code(inputs.places, "institution_code")
    rules = {row["rule_id"]: row["name_en"] or row["name_zh"] for row in inputs.rules.to_dict("records")}
    found = []
    for one in plan.score.missing:
        need = problem.requirements[one.requirement]
        where = "the county" if len(need.places) > 1 else names[problem.places[need.places[0]].code]
        rule = problem.rules[need.rule]
        days = [problem.days[day] for day in need.days]
        span = f"{day_words(days[0])} – {day_words(days[-1])}" if days else "no working day"
        lacking = [f"{one.visits} visits short"] * bool(one.visits) + [f"{one.persons} experts short"] * bool(
            one.persons
        )
        found.append(f"{where}, {span}, “{rules.get(rule.rule_id, rule.name_zh)}”: {', '.join(lacking)}.")
    return found


def version_note(row: Mapping[Any, Any]) -> str:
    """Return why a version was made."""
    told = str(row["note_zh"])
    if told.startswith("改班"):
        return "repaired after a sick call"
    return "an older version again" if told.startswith("恢复") else "new"


def breach_words(row: Mapping[Any, Any], inputs: RosterInputs) -> str:
    """Return whom, where and when a breach is about; the row or rule it names where it is about none of them."""
    experts = names_by_code(inputs.experts, "expert_code")
    places = names_by_code(inputs.places, "institution_code")
    parts = [experts.get(row["expert_code"], ""), places.get(row["institution_code"], "")]
    parts.append(day_words(row["visit_date"]) if pd.notna(row["visit_date"]) else "")
    return ", ".join(filter(None, parts)) or str(row["row"])


def change_message(row: Mapping[Any, Any], inputs: RosterInputs) -> tuple[str, str]:
    """Return an expert's name and what changes for that expert."""
    names = dict(zip(inputs.places["name_zh"], inputs.places["name_en"], strict=True))
    before, after = (names.get(row[column], row[column]) for column in ("before_zh", "after_zh"))
    said = {"cancelled": f"no longer goes to {before}", "added": f"goes to {after}"}
    expert = names_by_code(inputs.experts, "expert_code").get(row["expert_code"], row["expert_zh"])
    return expert, said.get(row["kind"], f"goes to {after} instead of {before}")
