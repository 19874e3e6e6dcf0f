"""What-if: add, move, close or upgrade a facility, close or improve a road, change the season; the baseline stays.

A scenario is a list of steps and travels as text, so that a link holds it: "add.141122101201~close.141122T003".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from metrics.circle.circle import Circle, make_circle, make_ground, with_field
from metrics.errors import QuestionError
from travel.network import BoolArray, RoadNetwork
from travel.road_changes import edges_of_ways, with_class
from travel.speeds import SCENARIOS, Scenario
from travel.what_if import add_facilities, close_facilities, move_facility
from words.phrases import Phrase

StepKind = Literal["add", "move", "close", "upgrade", "shut", "improve", "season"]
KINDS: Final[dict[StepKind, int]] = {
    "add": 1,
    "move": 2,
    "close": 1,
    "upgrade": 1,
    "shut": 1,
    "improve": 2,
    "season": 1,
}
"""How many words follow each kind; what it is called stands in words/plans.py."""

STEP_BREAK, WORD_BREAK = "~", "."
MOST_STEPS: Final = 120
"""A link holds them all: at about 20 letters a step it stays under 4,000, which every browser takes."""


class FaultyScenario(QuestionError):
    """A what-if that cannot be read or does not fit this county."""

    def __init__(self, what: str, /, **fields: str | int) -> None:
        """what: code of the phrase that says which step; fields: what fills it."""
        super().__init__("faulty_scenario", what=Phrase(what, **fields))


@dataclass(frozen=True)
class Step:
    """One change. target: village (add), institution (move, close, upgrade), road (shut, improve) or season.

    value: the village moved to, or the class the road is rebuilt to.
    """

    kind: StepKind
    target: str
    value: str = ""

    def text(self) -> str:
        """Return the step as it stands in a link."""
        return WORD_BREAK.join(part for part in (self.kind, self.target, self.value) if part)


def write_steps(steps: Sequence[Step]) -> str:
    """Return steps as the text of a link."""
    return STEP_BREAK.join(step.text() for step in steps)


def read_steps(text: str) -> tuple[Step, ...]:
    """Return the steps of a link's text. Raises FaultyScenario for one that cannot be read."""
    steps = []
    for part in filter(None, text.split(STEP_BREAK)):
        kind, *words = part.split(WORD_BREAK)
        if kind not in KINDS or len(words) != KINDS[kind] or not all(words):
            raise FaultyScenario("what_step", text=part[:40])
        steps.append(Step(kind, *words))
    if len(steps) > MOST_STEPS:
        raise FaultyScenario("too_many_steps", most=MOST_STEPS)
    return tuple(steps)


def changed_roads(network: RoadNetwork, steps: Sequence[Step]) -> tuple[RoadNetwork, BoolArray | None]:
    """Return the network with improved roads, and which edges are shut (None: none). Raises FaultyScenario."""
    closed: BoolArray | None = None
    for step in steps:
        if step.kind not in ("shut", "improve"):
            continue
        try:
            edges = edges_of_ways(network, np.array([int(step.target)]))
            if step.kind == "improve":
                network = with_class(network, edges, step.value)
            else:
                closed = edges if closed is None else closed | edges
        except (KeyError, ValueError) as error:
            raise FaultyScenario("what_road", code=step.target[:20]) from error
    return network, closed


def season_of(steps: Sequence[Step], otherwise: Scenario) -> Scenario:
    """Return the season that the last such step sets."""
    chosen = otherwise
    for step in steps:
        if step.kind == "season":
            if step.target not in SCENARIOS:
                raise FaultyScenario("what_season", code=step.target[:20])
            chosen = step.target
    return chosen


def needs_new_ground(steps: Sequence[Step]) -> bool:
    """Say whether roads or speeds change, so that everything is searched anew."""
    return any(step.kind in ("shut", "improve", "season") for step in steps)


def apply(
    base: Circle, steps: Sequence[Step], villages: pd.DataFrame, facilities: pd.DataFrame, counted: BoolArray
) -> Circle:
    """Return the circle after all steps; `base` is left as it was.

    villages, facilities : the frames of the base's ground. counted : the facilities of the base's circle.
    Raises FaultyScenario for a place or road this county does not have.
    """
    if not steps:
        return base
    circle = base
    if needs_new_ground(steps):
        circle = _on_new_roads(base, steps, villages, facilities, counted)
    for step in steps:
        if step.kind in ("add", "upgrade"):
            circle = _added(circle, step, villages, facilities)
        elif step.kind == "close":
            circle = _closed(circle, step)
        elif step.kind == "move":
            circle = _moved(circle, step, villages)
    return circle


def _on_new_roads(
    base: Circle, steps: Sequence[Step], villages: pd.DataFrame, facilities: pd.DataFrame, counted: BoolArray
) -> Circle:
    network, closed = changed_roads(base.ground.network, steps)
    season = season_of(steps, base.view.scenario)
    ground = make_ground(network, base.view.mode, season, villages, facilities, closed)
    return make_circle(ground, facilities, counted, base.view)


def _village(villages: pd.DataFrame, code: str) -> int:
    found = np.flatnonzero((villages["village_code"] == code).to_numpy())
    if not found.size:
        raise FaultyScenario("what_village", code=code[:20])
    return int(found[0])


def _site(circle: Circle, code: str) -> int:
    found = np.flatnonzero((circle.sites["code"] == code).to_numpy())
    if not found.size:
        raise FaultyScenario("what_institution", code=code[:20])
    return int(found[0])


def _added(circle: Circle, step: Step, villages: pd.DataFrame, facilities: pd.DataFrame) -> Circle:
    """Open a new site in a village, or let a facility count that did not."""
    if step.kind == "add":
        at = _village(villages, step.target)
        points = circle.ground.villages.take(np.array([at]))
        place = villages.iloc[at]
        row = {
            "code": f"new{WORD_BREAK}{step.target}",
            "name_zh": f"新增点（{place['name_zh']}）",
            "name_en": f"new site ({place['name_en']})",
            "township_code": place["township_code"],
            "level": "new",
            "lon": place["lon"],
            "lat": place["lat"],
            "origin": "added",
        }
    else:
        found = np.flatnonzero((facilities["institution_code"] == step.target).to_numpy())
        if not found.size:
            raise FaultyScenario("what_institution", code=step.target[:20])
        points = circle.ground.facilities.take(found[:1])
        place = facilities.iloc[int(found[0])]
        row = {
            "code": place["institution_code"],
            **{name: place[name] for name in ("name_zh", "name_en", "township_code", "level", "lon", "lat")},
            "origin": "upgraded",
        }
    if (circle.sites["code"] == row["code"]).any():
        return circle
    sites = pd.concat([circle.sites, pd.DataFrame([row])], ignore_index=True)
    return with_field(circle, add_facilities(circle.field, points), sites)


def _closed(circle: Circle, step: Step) -> Circle:
    at = _site(circle, step.target)
    shut = np.arange(len(circle.sites)) == at
    sites = circle.sites.assign(origin=circle.sites["origin"].mask(shut, "closed"))
    closed = shut | (circle.sites["origin"] == "closed").to_numpy()
    return with_field(circle, close_facilities(circle.field, closed), sites)


def _moved(circle: Circle, step: Step, villages: pd.DataFrame) -> Circle:
    """Close a site where it stands and open it in a village."""
    at, to = _site(circle, step.target), _village(villages, step.value)
    points = circle.ground.villages.take(np.array([to]))
    sites = circle.sites.copy()
    sites.loc[at, ["lon", "lat"]] = villages.iloc[to][["lon", "lat"]].to_numpy(np.float64)
    sites.loc[at, ["township_code", "origin"]] = [villages.iloc[to]["township_code"], "moved"]
    # Sites closed by an earlier step have lost their place on the road; moving another leaves them closed.
    return with_field(circle, move_facility(circle.field, at, points), sites)


__all__ = [
    "FaultyScenario",
    "Step",
    "apply",
    "read_steps",
    "write_steps",
]
