"""A roster being made while the page shows how far it is: the search runs beside the page and can be stopped."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import uuid4

import pandas as pd

from metrics.ledger.roster_inputs import RosterInputs
from planning.roster import (
    RosterFault,
    RosterPlan,
    RosterProblem,
    Tables,
    Weights,
    cells_of_frame,
    change_sheet,
    check_roster,
    replan,
    roster_frame,
    roster_problem,
    solve_roster,
)
from planning.roster.faults import EndBeforeStart
from planning.roster_days import on_usual_days
from ui.solvers import SolverDesk, desk
from words.phrases import Phrase

QUEUE_EVERY_S = 0.3
PIN_COLUMNS = ("expert_code", "institution_code", "visit_date")


@dataclass(frozen=True)
class RosterChoices:
    """What the county sets on screen. home_floor: experts of every specialty who stay each day."""

    most_per_week: int = 1
    home_floor: int = 0
    weights: Weights = field(default_factory=Weights)
    pins: tuple[tuple[str, str, dt.date], ...] = ()


def pins_frame(choices: RosterChoices) -> pd.DataFrame:
    """Return the pins as the roster engine takes them."""
    return pd.DataFrame(list(choices.pins), columns=list(PIN_COLUMNS))


def floors(inputs: RosterInputs, choices: RosterChoices) -> dict[str, int]:
    """Return how many of each specialty stay: never more than there are, or nobody could ever go."""
    if not choices.home_floor:
        return {}
    people = inputs.experts["specialty"].value_counts()
    return {str(name): min(choices.home_floor, int(count)) for name, count in people.items()}


def _earlier(inputs: RosterInputs) -> pd.DataFrame:
    """Return the visits beside the roster of those who are at hand: nobody else is sent, so nobody else's count."""
    return inputs.earlier[inputs.earlier["expert_code"].isin(inputs.experts["expert_code"])]


def problem_of(inputs: RosterInputs, choices: RosterChoices) -> RosterProblem:
    """Return the roster question. Raises RosterFault, naming the row."""
    return roster_problem(
        inputs.experts,
        inputs.places,
        inputs.leaves,
        inputs.rules,
        inputs.minutes,
        periods=inputs.periods,
        workdays=inputs.workdays,
        home_floor=floors(inputs, choices),
        most_per_week=choices.most_per_week,
        history=inputs.history,
        earlier=_earlier(inputs),
        pins=pins_frame(choices) if choices.pins else None,
        weights=choices.weights,
    )


def tables_of(
    inputs: RosterInputs,
    choices: RosterChoices,
    *,
    published: pd.DataFrame | None = None,
    frozen_until: dt.date | None = None,
) -> Tables:
    """Return what the independent checker reads: the same frames, not the problem made from them."""
    return Tables(
        inputs.experts,
        inputs.places,
        inputs.leaves,
        inputs.rules,
        inputs.minutes,
        inputs.periods,
        inputs.workdays,
        inputs.first,
        inputs.last,
        home_floor=floors(inputs, choices),
        most_per_week=choices.most_per_week,
        pins=pins_frame(choices) if choices.pins else None,
        earlier=_earlier(inputs),
        published=published,
        frozen_until=frozen_until,
    )


class RosterJob:
    """A search in a thread of its own. `steps` grows while it runs; `stop()` keeps the best roster so far.

    at : the desk that admits it; None is the server's own.
    """

    def __init__(
        self,
        problem: RosterProblem,
        time_limit_s: float,
        usual_days: Mapping[str, int],
        at: SolverDesk | None = None,
    ) -> None:
        self.time_limit_s = time_limit_s
        self._desk = desk() if at is None else at
        self._seen = self._desk.now()
        self.steps: list[tuple[float, float, float]] = []
        self.plan: RosterPlan | None = None
        self.fault: RosterFault | None = None
        self.ahead = 0
        self._stopped = threading.Event()
        self._owner = uuid4().hex
        self._thread = threading.Thread(target=self._run, args=(problem, usual_days), daemon=True)
        self._thread.start()

    def _run(self, problem: RosterProblem, usual_days: Mapping[str, int]) -> None:
        try:
            while not self._is_admitted():
                # The queue hears of this job from its thread, not from its reader: whether he waits is asked here.
                if self._desk.has_left(self._seen) or self._stopped.wait(QUEUE_EVERY_S):
                    self._desk.gives_up(self._owner)
                    return
            self.ahead = 0
            plan = solve_roster(problem, time_limit_s=self.time_limit_s, progress=self._progress)
            self.plan = replace(plan, cells=on_usual_days(problem, plan.cells, usual_days))
        except RosterFault as fault:
            self.fault = fault

    def _is_admitted(self) -> bool:
        return self._desk.admitted(self._owner, lambda: self, lambda _: self.running, lambda _: self.stop()) is not None

    def _progress(self, seconds: float, objective: float, bound: float) -> bool:
        self.steps.append((seconds, objective, bound))
        return not self._stopped.is_set()

    def asked_after(self) -> None:
        """Note that a reader still waits: a search that nobody waits for is stopped."""
        self._seen = self._desk.now()
        self.ahead = self._desk.ahead_of(self._owner)
        self._desk.asked_after(self._owner)

    @property
    def running(self) -> bool:
        """Whether the search still runs."""
        return self._thread.is_alive()

    def has_ended(self, within_s: float) -> bool:
        """Wait for the end, so many seconds at most, and say whether it came."""
        self._thread.join(within_s)
        return not self.running

    def stop(self) -> None:
        """Ask the search to end with the best roster so far."""
        self._stopped.set()


def cells_and_pins(frame: pd.DataFrame, choices: RosterChoices) -> pd.DataFrame:
    """Return a roster's rows with `pinned`: which of them the county had asked for."""
    asked = set(choices.pins)
    rows = zip(frame["expert_code"], frame["institution_code"], frame["visit_date"], strict=True)
    names = ["township_code", "expert_code", "institution_code", "visit_date", "planned_start", "planned_end",
             "travel_time_min"]  # fmt: skip
    return frame[names].assign(pinned=[row in asked for row in rows])


@dataclass(frozen=True)
class SickCall:
    """Who is away from when until when (both included), until when nothing may change, and why."""

    expert: str
    first: dt.date
    last: dt.date
    frozen_until: dt.date | None
    reason: str


@dataclass(frozen=True)
class SickRepair:
    """The repaired roster, its change sheet; changes and the proven fewest of them."""

    call: SickCall
    frame: pd.DataFrame
    sheet: pd.DataFrame
    words: Phrase
    changes: int
    fewest: int


def repair_of(inputs: RosterInputs, choices: RosterChoices, published: pd.DataFrame, call: SickCall) -> SickRepair:
    """Return the roster in force repaired after a sick call with fewest changes. Raises RosterFault.

    Pins are let go: visits that stand are kept by counting changes, and one of the person who is ill cannot be.
    """
    if call.last < call.first:
        raise EndBeforeStart("sick_call_dates_wrong", Phrase("row_leave", name=call.expert))
    after = _with_leave(inputs, call)
    free = replace(choices, pins=())
    problem = problem_of(after, free)
    answer = replan(problem, cells_of_frame(problem, published), frozen_until=call.frozen_until)
    frame = roster_frame(problem, answer.cells)
    return SickRepair(
        call,
        frame,
        change_sheet(problem, answer.changes),
        answer.words(),
        len(answer.changes),
        answer.fewest,
    )


def _with_leave(inputs: RosterInputs, call: SickCall) -> RosterInputs:
    leave = {"leave_id": "sick_call", "expert_code": call.expert, "start_date": call.first, "end_date": call.last}
    return replace(inputs, leaves=pd.DataFrame([*inputs.leaves.to_dict("records"), leave]))


def breaches_of(
    inputs: RosterInputs, choices: RosterChoices, published: pd.DataFrame, repair: SickRepair
) -> pd.DataFrame:
    """Return what the independent checker says of a repair as things stand now, the new leave entered."""
    call = repair.call
    # A visit called off within the frozen days because its expert is away is the call itself and no breach.
    days = pd.to_datetime(published["visit_date"]).dt.date
    called_off = (published["expert_code"] == call.expert) & (days >= call.first) & (days <= call.last)
    tables = tables_of(
        _with_leave(inputs, call),
        replace(choices, pins=()),
        published=published[~called_off],
        frozen_until=call.frozen_until,
    )
    return check_roster(repair.frame, tables)
