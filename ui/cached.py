"""Cached reads. Keys are plain values and the data version, so a new load is seen at once and an old one never.

When the warehouse stops answering, what has been read stays readable: the last version known remains the key.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import pandas as pd
import streamlit as st

from data_access import roads
from data_access.engine import Warehouse
from data_access.errors import WarehouseError
from metrics.ask.lineage import rows_of
from metrics.ask.query import query
from metrics.catalogue import get_all
from metrics.circle import places as circle_places
from metrics.judge import indicator
from metrics.judge.assessment import Assessment, assess
from metrics.ledger import reads as ledger_reads
from metrics.period import Period
from metrics.plans.saved_plan import saved_plan
from metrics.reads import evidence, mechanisms, places, reconciliation
from metrics.reference import Reference, load_reference
from metrics.scope import Scope, comparison
from metrics.source import Source
from ui.language import language

P = ParamSpec("P")
R = TypeVar("R")
# A data version is looked up at most this often; a load is seen within that time.
VERSION_SECONDS = 2.0
log = logging.getLogger("yilan.cached")


@dataclass
class State:
    """What is known of the warehouse: the version in force, when it last answered, and why it does not now."""

    version: str | None = None
    answered_at: datetime | None = None
    looked_at: float = -1e9
    failure: WarehouseError | None = None


@st.cache_resource
def _warehouse() -> Warehouse:
    return Warehouse()


@st.cache_resource
def _state() -> tuple[State, threading.Lock]:
    return State(), threading.Lock()


def warehouse_state() -> State:
    """Look the version up (at most every VERSION_SECONDS) and return what is known. Never raises."""
    state, lock = _state()
    now = datetime.now()
    with lock:
        if now.timestamp() - state.looked_at < VERSION_SECONDS:
            return state
        state.looked_at = now.timestamp()
        try:
            state.version = _warehouse().version()
            state.answered_at, state.failure = now, None
        except WarehouseError as error:
            if state.failure is None:
                log.warning("warehouse does not answer: %s", error.__cause__ or error)
            state.failure = error
    return state


def look_again() -> None:
    """Forget when the warehouse was last asked, so that the next look is a real one."""
    state, lock = _state()
    with lock:
        state.looked_at = -1e9


def data_version() -> str:
    """Return the version in force, or the last one known. Raises WarehouseError when none ever answered."""
    state = warehouse_state()
    if state.version is None:
        raise state.failure or WarehouseError("数据仓库没有数据。", "请管理员先装载数据。")
    return state.version


def reads_warehouse(function: Callable[P, R]) -> Callable[P, R]:
    """Note a failure met while reading, so that the page can say that its numbers are not the newest."""

    @wraps(function)
    def reading(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except WarehouseError as error:
            _state()[0].failure = error
            raise

    return reading


@st.cache_resource(max_entries=4, show_spinner=False)
def _reference(version: str) -> Reference:
    return load_reference(_warehouse().engine())


@reads_warehouse
def reference() -> Reference:
    """Return places, targets and reporting gaps of the version in force."""
    return _reference(data_version())


def _source(version: str) -> Source:
    return Source(_warehouse().engine(), _reference(version))


@st.cache_resource(max_entries=400, show_spinner=False)
def _assessment(
    version: str, metric_ids: tuple[str, ...], county: str, period: str, townships: tuple[str, ...], compare: str | None
) -> Assessment:
    scope = Scope(county, Period.parse(period), townships, comparison(compare))
    return assess(_source(version), get_all(metric_ids), scope)


@reads_warehouse
def assessment(
    metric_ids: tuple[str, ...], county: str, period: str, townships: tuple[str, ...], compare: str | None
) -> Assessment:
    """Return the judged figures of some metrics. Read-only: the object is shared by all sessions."""
    return _assessment(data_version(), metric_ids, county, period, townships, compare)


@st.cache_data(max_entries=400, show_spinner=False)
def _metric_frame(
    version: str,
    metric_ids: tuple[str, ...],
    county: str,
    period: str,
    by: tuple[str, ...],
    townships: tuple[str, ...],
    compare: str | None,
) -> pd.DataFrame:
    return query(
        _warehouse().engine(),
        _reference(version),
        get_all(metric_ids),
        county=county,
        period=Period.parse(period),
        by=by,
        townships=townships,
        compare=compare,
    )


@reads_warehouse
def metric_frame(
    metric_ids: tuple[str, ...],
    county: str,
    period: str,
    by: tuple[str, ...] = (),
    townships: tuple[str, ...] = (),
    compare: str | None = None,
) -> pd.DataFrame:
    """Return the metric frame of some metrics."""
    return _metric_frame(data_version(), metric_ids, county, period, by, townships, compare)


@st.cache_data(max_entries=64, show_spinner=False)
def _figure_rows(
    version: str, metric_id: str, county: str, period: str, townships: tuple[str, ...]
) -> dict[str, pd.DataFrame]:
    scope = Scope(county, Period.parse(period), townships, None)
    return rows_of(_source(version), get_all([metric_id])[0], scope)


@reads_warehouse
def figure_rows(metric_id: str, county: str, period: str, townships: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """Return the fact rows behind a figure, by part."""
    return _figure_rows(data_version(), metric_id, county, period, townships)


@st.cache_resource(max_entries=120, show_spinner=False)
def _from_engine(version: str, name: str, *arguments: Any) -> Any:
    return _READS[name](_warehouse().engine(), *arguments)


# Reads that need nothing but the engine and plain values.
_READS: dict[str, Callable[..., Any]] = {
    "outlines": places.outlines,
    "villages": places.villages,
    "institutions": places.institutions,
    "gaps": places.care_gaps,
    "mechanisms": mechanisms.mechanism_cards,
    "milestones": mechanisms.milestones,
    "published": mechanisms.published_figures,
    "figure_names": mechanisms.figure_names,
    "loads": places.loads,
    "reporting": places.reporting_grid,
    "evidence": evidence.evidence_of,
    "road_edition": roads.edition_in_force,
    "road_editions": roads.editions,
    "road_network": roads.read_network,
    "circle_villages": circle_places.circle_villages,
    "circle_facilities": circle_places.circle_facilities,
    "expert_ledger": ledger_reads.county_ledger,
    "expert_places": circle_places.expert_places,
    "specialty_need": ledger_reads.specialty_need,
    "central_clinic_villages": circle_places.central_clinic_villages,
    "most_villages_of_central_clinics": circle_places.most_villages_of_central_clinics,
    "doctors_by_institution": circle_places.doctors_by_institution,
    "referrals_up": circle_places.referrals_up,
    "travel_scenarios": roads.saved_scenarios,
    "plan": saved_plan,
}


@reads_warehouse
def read(name: str, *arguments: Any) -> Any:
    """Return one of the named reads of `_READS` for the version in force; the object is shared, never changed."""
    return _from_engine(data_version(), name, *arguments)


@reads_warehouse
def read_now(work: Callable[..., R], *arguments: Any) -> R:
    """Return work(engine, *arguments) without keeping it: for small tables that change without a new data version."""
    return work(_warehouse().engine(), *arguments)


@st.cache_resource(max_entries=200, show_spinner=False)
def _indicator(
    version: str, metric_id: str, county: str, period: str, townships: tuple[str, ...], compare: str | None
) -> indicator.Indicator:
    scope = Scope(county, Period.parse(period), townships, comparison(compare))
    return indicator.indicator(_source(version), get_all([metric_id])[0], scope)


@reads_warehouse
def opened_indicator(
    metric_id: str, county: str, period: str, townships: tuple[str, ...], compare: str | None
) -> indicator.Indicator:
    """Return everything the page 同比指标 shows of one indicator. Read-only: shared by all sessions."""
    return _indicator(data_version(), metric_id, county, period, townships, compare)


@st.cache_data(max_entries=4, show_spinner=False)
def _reconciliation(version: str) -> pd.DataFrame:
    return reconciliation.reconcile(_source(version))


@reads_warehouse
def reconciled() -> pd.DataFrame:
    """Return the 219 published figures beside ours."""
    return _reconciliation(data_version())


@reads_warehouse
def mechanisms_shown(
    county: str, period: str, compare: str | None, fields: tuple[str, ...], states: tuple[str, ...]
) -> list[mechanisms.MechanismCard]:
    """Return the county's mechanisms of the chosen fields and states; an empty choice is all."""
    cards: list[mechanisms.MechanismCard] = read("mechanisms", county)
    evidence = tuple(dict.fromkeys(metric_id for card in cards for metric_id in card.metric_ids))
    rows = assessment(evidence, county, period, (), compare).county
    return [
        card
        for card in cards
        if (not fields or card.field in fields) and (not states or mechanisms.state_of(card, rows) in states)
    ]


@st.cache_resource(max_entries=600, show_spinner=False)
def _drawn(version: str, key: tuple[Any, ...], _make: Callable[[], Any]) -> Any:
    return _make()


def drawn(key: tuple[Any, ...], make: Callable[[], R]) -> R:
    """Return what `make` draws – a figure, a map, a page's HTML – made once a data version, language and key.

    key: everything the drawing depends on beside the data: its name, the filters, theme and phone. The object is shared
    by all sessions and never changed. A Plotly figure cached so costs 30 ms where a plain dict would cost 250.
    """
    made: R = _drawn(data_version(), (language(), *key), make)
    return made


class DrawnMap:
    """A deck whose JSON is made once: pydeck takes 200 ms for what a rerun asks again and again.

    st.pydeck_chart (Streamlit 1.67) needs only these three members of a deck.
    """

    def __init__(self, deck: Any) -> None:
        self._json = deck.to_json()
        self.layers = deck.layers
        self._tooltip = deck._tooltip

    def to_json(self) -> str:
        """Return the deck as JSON."""
        return str(self._json)
