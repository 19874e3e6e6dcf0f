"""What is read and drawn, kept by data version and by what was asked: a new load is seen at once, an old one never.

When the warehouse stops answering, what has been read stays readable: the last version known remains the key.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from inspect import Signature, signature
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd
import streamlit as st
from sqlalchemy import Engine

from data_access import roads
from data_access.as_of import as_of
from data_access.engine import Warehouse
from data_access.errors import WarehouseError
from data_access.granted import EVERYTHING, Reach, granted
from data_access.moments import Moment, read_moment
from data_access.own import address_in_force
from metrics.ask.lineage import FactRows, Lineage, lineage_of, rows_of
from metrics.ask.query import ask as metrics_asked
from metrics.circle.county import ground_of
from metrics.judge import indicator
from metrics.judge.assessment import Assessment
from metrics.judge.assessment import assessment as judged_by_ids
from metrics.named import metric_named, metrics_named
from metrics.reads import reconciliation
from metrics.reference import Reference, load_reference
from metrics.scope import Scope
from metrics.source import Source
from ui.language import language
from ui.lookout import Lookout
from ui.shelves import Shelves, plain

P = ParamSpec("P")
R = TypeVar("R")
# What a function's results may take: circles and networks are large, judged figures many.
USUAL_ENTRIES, DRAWN_ENTRIES = 120, 60
_AS_OF, _REACH = "as_of_moment", "reach"
_ENTRIES: dict[Callable[..., object], int] = {roads.read_network: 12, ground_of: 16, judged_by_ids: 400}


@st.cache_resource
def _warehouse_at(address: str) -> Warehouse:
    return Warehouse(address)


@st.cache_resource
def _lookout_at(address: str) -> Lookout:
    return Lookout(lambda: _warehouse_at(address).version())


def warehouse() -> Warehouse:
    """Return the warehouse that is open now, one for all sessions."""
    return _warehouse_at(address_in_force())


def lookout() -> Lookout:
    """Return what asks the warehouse that is open for its version, one for all sessions."""
    return _lookout_at(address_in_force())


def look_again() -> None:
    """Let the next look at the warehouse be a real one."""
    lookout().look_again()


def data_version() -> str:
    """Return the version that is read: the one in force, or the last one known; after `~` the load it is read as of.

    Raises WarehouseError when none ever answered.
    """
    return _version_at(address_in_force())


def _version_at(address: str) -> str:
    in_force, then = _lookout_at(address).version(), moment()
    return in_force if then is None else f"{in_force}~{then.sequence}"


def moment() -> Moment | None:
    """Return the load after which this reader sees the figures; None for now."""
    found: Moment | None = st.session_state.get(_AS_OF)
    return found


def read_as_of(then: Moment | None) -> None:
    """Let all that this reader is shown from here on be as of a load, or of now."""
    st.session_state[_AS_OF] = then


def reach() -> Reach:
    """Return how far this reader's grants reach."""
    found: Reach = st.session_state.get(_REACH, EVERYTHING)
    return found


def read_within(within: Reach) -> None:
    """Let all that this reader is shown from here on be what some grants reach."""
    st.session_state[_REACH] = within


def moment_named(text: str) -> Moment:
    """Return the load that a link names by number or date. Raises UnknownMoment, WarehouseError."""
    return read_moment(warehouse().engine(), text)


def reads_warehouse(function: Callable[P, R]) -> Callable[P, R]:
    """Note a failure met while reading, so that the page can say that its numbers are not the newest."""

    @wraps(function)
    def reading(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except WarehouseError as error:
            lookout().failure = error
            raise

    return reading


class KeptSource(Source):
    """The warehouse and its places in the version in force; what is read and asked is kept for all sessions.

    Whatever comes back is shared and never changed. The engine is looked for only when something must be read: while
    the warehouse is away, what is kept stays readable.
    """

    address: str
    version: str
    within: Reach

    def __init__(self, reference: Reference, address: str, version: str, within: Reach) -> None:
        object.__setattr__(self, "reference", reference)
        object.__setattr__(self, "address", address)
        object.__setattr__(self, "version", version)
        object.__setattr__(self, "within", within)

    @property
    def engine(self) -> Engine:
        """Return the warehouse in this version. Raises WarehouseError while it is away.

        That of the address where the source began: another may be open by now, and nothing read of it may be kept
        under this version.
        """
        return _engine_of(self.address, self.version, self.within)

    def read(self, work: Callable[Concatenate[Engine, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Return work(engine, …), read once a data version. Raises WarehouseError."""
        return self.keep(work, lambda: work(self.engine, *args, **kwargs), *args, **kwargs)

    def ask(self, work: Callable[Concatenate[Source, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Return work(source, …), asked once a data version. Raises QuestionError, WarehouseError."""
        return self.keep(work, lambda: work(self, *args, **kwargs), *args, **kwargs)

    @property
    def _edition(self) -> str:
        return _edition(self.address, self.version, self.within)

    def keep(self, work: Callable[..., R], make: Callable[[], R], *args: object, **kwargs: object) -> R:
        """Return what `make` gives, made once a data version and arguments of `work`."""
        bound = _signature(work).bind(None, *args, **kwargs)
        bound.apply_defaults()
        key = (plain(bound.args[1:]), plain(bound.kwargs))
        shelf, entries = f"{work.__module__}.{work.__qualname__}", _ENTRIES.get(work, USUAL_ENTRIES)
        found: R = reads_warehouse(_shelves().get)(shelf, entries, self._edition, key, make)
        return found


def _engine_of(address: str, version: str, within: Reach) -> Engine:
    """Return the engine that reads a version within some counties, as of a load where it names one.

    Raises WarehouseError.
    """
    in_force, _, sequence = version.partition("~")
    engine = granted(_warehouse_at(address).engine_of(in_force), within)
    return as_of(engine, int(sequence)) if sequence else engine


@lru_cache(maxsize=256)
def _signature(work: Callable[..., object]) -> Signature:
    return signature(work)


@st.cache_resource
def _shelves() -> Shelves:
    return Shelves()


def _edition(address: str, version: str, within: Reach) -> str:
    """Return what things are kept under: two warehouses, two moments, two readers' reach never meet."""
    in_force, _, sequence = version.partition("~")
    return f"{in_force} {address}~{sequence}~{'' if within == EVERYTHING else within}"


@st.cache_resource(max_entries=16, show_spinner=False)
def _reference(address: str, version: str, within: Reach) -> Reference:
    return load_reference(_engine_of(address, version, within))


@reads_warehouse
def source() -> KeptSource:
    """Return where the figures of the version in force come from. Raises WarehouseError when none ever answered."""
    address = address_in_force()
    version, within = _version_at(address), reach()
    return KeptSource(_reference(address, version, within), address, version, within)


def reference() -> Reference:
    """Return places, targets and reporting gaps of the version in force."""
    return source().reference


def kept(entries: int) -> Callable[[Callable[Concatenate[Source, P], R]], Callable[P, R]]:
    """Keep what a function of a source gives; callers leave the source out, it is that of the version in force."""

    def keep(work: Callable[Concatenate[Source, P], R]) -> Callable[P, R]:
        _ENTRIES[work] = entries

        @wraps(work)
        def asked(*args: P.args, **kwargs: P.kwargs) -> R:
            return source().ask(work, *args, **kwargs)

        return asked

    return keep


def read(work: Callable[Concatenate[Engine, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Return work(engine, …) for the version in force, kept."""
    return source().read(work, *args, **kwargs)


def ask(work: Callable[Concatenate[Source, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Return work(source, …) for the version in force, kept."""
    return source().ask(work, *args, **kwargs)


@reads_warehouse
def read_now(work: Callable[Concatenate[Engine, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Return work(engine, …) without keeping it: for small tables that change without a new data version."""
    return work(granted(warehouse().engine(), reach()), *args, **kwargs)


def assessment(metric_ids: tuple[str, ...], scope: Scope) -> Assessment:
    """Return the judged figures of some metrics, the same that a pack reads."""
    return ask(judged_by_ids, metric_ids, scope)


@kept(entries=400)
def metric_frame(source: Source, metric_ids: tuple[str, ...], scope: Scope, by: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return the metric frame of some metrics."""
    return metrics_asked(source, metrics_named(source.reference, scope.county, metric_ids), scope, by=by)


@kept(entries=64)
def figure_rows(source: Source, metric_id: str, scope: Scope) -> dict[str, FactRows]:
    """Return the rows counted behind a figure, by part."""
    return rows_of(source, metric_named(source.reference, scope.county, metric_id), scope)


@kept(entries=64)
def figure_lineage(source: Source, metric_id: str, scope: Scope) -> Lineage:
    """Return the statements that answer a figure, with what is compared."""
    return lineage_of(source, metric_named(source.reference, scope.county, metric_id), scope)


@kept(entries=200)
def opened_indicator(source: Source, metric_id: str, scope: Scope) -> indicator.Indicator:
    """Return everything the page 同比指标 shows of one indicator."""
    return indicator.indicator(source, metric_named(source.reference, scope.county, metric_id), scope)


@kept(entries=4)
def reconciled(source: Source) -> pd.DataFrame:
    """Return the 219 published figures beside ours."""
    return reconciliation.reconcile(source)


def drawn(page: str, block: str, make: Callable[[], R], *depends: object) -> R:
    """Return what `make` draws – a figure, a map, a page's HTML – made once a data version, language, page and block.

    depends : whatever the drawing depends on beside: the scope, the look, what else was chosen. Shared, never changed.
    """
    return made(f"{page} {block}", DRAWN_ENTRIES, make, language(), *depends)


def made(name: str, entries: int, make: Callable[[], R], *depends: object) -> R:
    """Return what `make` gives, made once a data version and what it depends on; it may show how far it is."""
    address = address_in_force()
    edition = _edition(address, _version_at(address), reach())
    found: R = _shelves().get(name, entries, edition, plain(depends), make)
    return found


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
