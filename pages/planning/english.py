"""What the siting engine found, in English: composed from its figures, because its own sentences are Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from planning.siting.answers import ScenarioView, WhyNot
from planning.siting.faults import (
    AllForbidden,
    BadLimit,
    BadNumber,
    BadSiteCount,
    Cancelled,
    CapacityTooSmall,
    ContradictoryOptions,
    MissingResidents,
    NoCandidates,
    NoDemand,
    NoFeasiblePlan,
    SeveralFaults,
    SitingFault,
    SolverFailed,
    TimeRanOut,
)
from planning.siting.near_best import Alternative
from planning.siting.outside import OutsideVillage
from planning.siting.problem import Model
from words.numbers import format_number

Names = Mapping[str, str]
"""Label of a village or institution → its English name."""

UNITS: Final[dict[Model, str]] = {
    "lscp": "sites",
    "mclp": "residents",
    "p-median": "person-minutes",
    "p-center": "minutes",
}
_COSTS: Final[dict[Model, str]] = {
    "lscp": "more sites needed",
    "mclp": "fewer residents covered",
    "p-median": "more person-minutes",
    "p-center": "more minutes for the farthest village",
}
_FAULTS: Final[dict[type[SitingFault], tuple[str, str]]] = {
    NoCandidates: ("There is no place where a site could stand.", "Allow some villages or institutions."),
    NoDemand: ("There is no village to serve.", "Choose other townships or another period."),
    MissingResidents: ("Some villages have no residents on record.", "Complete the village register."),
    BadNumber: ("A number is missing, negative or unreadable.", "Correct it in the conditions above."),
    AllForbidden: ("Every candidate is forbidden.", "Allow at least one."),
    BadLimit: ("The time limit must be above zero.", "Choose more minutes."),
    BadSiteCount: ("The number of new sites does not fit the candidates.", "Choose fewer sites, or allow more places."),
    ContradictoryOptions: ("Two conditions exclude each other.", "Drop one of them."),
    CapacityTooSmall: ("All sites together have less room than there are residents.", "Raise capacity or add sites."),
    TimeRanOut: ("No plan was found in time, and none was ruled out.", "Allow more time."),
    SolverFailed: ("The solver gave no result.", "Try again; if it fails again, ask the administrator."),
    Cancelled: ("Stopped before a plan was found.", "Start again when needed."),
    NoFeasiblePlan: (
        "Proven: no choice of sites meets every condition.",
        "Allow more minutes, more sites or a larger budget, or lower the floors.",
    ),
}


def fault_words(fault: SitingFault) -> tuple[str, str]:
    """Return what happened and what to do next, in English."""
    if isinstance(fault, SeveralFaults):
        pairs = [fault_words(one) for one in fault.faults]
        return " ".join(dict.fromkeys(what for what, _ in pairs)), " ".join(dict.fromkeys(then for _, then in pairs))
    for kind, words in _FAULTS.items():
        if isinstance(fault, kind):
            return words
    return "The question cannot be answered as asked.", "Check the conditions above."


def alternative_words(other: Alternative, before: tuple[str, ...], names: Names) -> str:
    """Return what another plan does instead of this one; `before` are the villages that this plan leaves out."""
    swap = f"opens {_joined(other.opens, names)}" if other.opens else "opens nothing else"
    swap += f" instead of {_joined(other.drops, names)}" if other.drops else ""
    cost = f"the objective differs by {other.given_up:.2%}" if other.given_up > 1e-9 else "the objective is the same"
    outside = sorted(set(other.plan.uncovered) - set(before))
    losers = f"; newly left out: {_joined(outside, names)}" if outside and other.plan.model == "mclp" else ""
    return f"This plan {swap}; {len(other.plan.sites)} sites in all, {cost}{losers}."


def outside_words(found: OutsideVillage, names: Names) -> str:
    """Return the least change that brings a village in."""
    parts = []
    if found.extra_site is not None and found.extra_gain is not None:
        gain = format_number(found.extra_gain, 0)
        parts.append(f"one more site at {_name(found.extra_site, names)}: {gain} more residents covered")
    if found.swap is not None and found.swap_loss is not None:
        out, entering = found.swap
        fewer = "fewer" if found.swap_loss > 0 else "more"
        net = format_number(abs(found.swap_loss), 0)
        exchange = f"{_name(entering, names)} instead of {_name(out, names)}"
        parts.append(f"without a further site, {exchange}: {net} residents {fewer}")
    if parts:
        return "; ".join(parts)
    if found.minutes is None:
        return "no open site can be reached by road"
    if found.short_min:
        return f"{found.short_min:.1f} min beyond the limit; allow more minutes or improve the road"
    return "within reach, but the site is full"


def season_words(view: ScenarioView, season: str, model: Model) -> str:
    """Return how the plan does in one season against the best plan for that season alone."""
    if view.achieved is None or view.best_alone is None or view.regret is None:
        return f"{season}: no plan meets the conditions in this season alone."
    unit = UNITS[model]
    if view.regret <= 1e-9 * max(1.0, abs(view.achieved)):
        return f"{season}: this plan is the best ({format_number(view.achieved, 0)} {unit})."
    return (
        f"{season}: this plan {format_number(view.achieved, 0)} {unit}, "
        f"the best for the season alone {format_number(view.best_alone, 0)}."
    )


def why_words(answer: WhyNot, sites: tuple[str, ...], model: Model, names: Names) -> str:
    """Return what is lost when a site is forced in; `sites` are those of this plan."""
    site = _name(answer.site, names)
    if answer.plan is None or answer.loss is None:
        return f"No plan meets the conditions with a site at {site}."
    out = [one for one in sites if one not in answer.plan.sites]
    lead = f"With {site}, {_joined(out, names)} makes way" if out else f"{site} is added"
    if abs(answer.loss) < 1e-9:
        return f"{lead}; the objective stays the same."
    if answer.loss < 0:
        return f"{lead}; better by {format_number(-answer.loss, 1)} {UNITS[model]}."
    proven = "" if answer.plan.proven else " (not both proven)"
    return f"{lead}: {format_number(answer.loss, 1)} {_COSTS[model]}{proven}."


def _name(label: str, names: Names) -> str:
    return names.get(label, label)


def _joined(labels: tuple[str, ...] | list[str], names: Names, most: int = 8) -> str:
    shown = ", ".join(_name(one, names) for one in labels[:most])
    return shown if len(labels) <= most else f"{shown} and {len(labels) - most} more"
