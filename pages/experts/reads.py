"""The ledger, the roster's inputs and the rosters for the page 专家下沉, kept by data version and plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pandas as pd
import streamlit as st

from data_access import changes, rosters
from data_access.errors import WarehouseError
from metrics.ledger import roster_inputs
from metrics.ledger.faults import LedgerFault
from metrics.ledger.reads import CountyLedger, MonthOfVisits, month_of_visits
from ui import cached
from ui.language import say
from ui.messages import show_state

_SAID = "experts_said"


def ledger_of(county: str) -> CountyLedger:
    """Return the county's judged ledger. Raises WarehouseError; a row that cannot be judged is told as one."""
    try:
        whole: CountyLedger = cached.read("expert_ledger", county)
    except LedgerFault as fault:
        raise WarehouseError(f"台账里有不能用的行：{fault}", "请在数据页改正后重新装载。") from fault
    return whole


@st.cache_resource(max_entries=60, show_spinner=False)
def _month(version: str, county: str, month: int, townships: tuple[str, ...], specialty: str) -> MonthOfVisits:
    return month_of_visits(cached.read("expert_ledger", county), month, townships, specialty)


def month_of(county: str, month: int, townships: tuple[str, ...], specialty: str) -> MonthOfVisits:
    """Return one month of the ledger. Read-only: shared by all sessions."""
    return _month(cached.data_version(), county, month, townships, specialty)


@st.cache_resource(max_entries=12, show_spinner=False)
def _inputs(version: str, county: str, first: dt.date, last: dt.date) -> roster_inputs.RosterInputs:
    whole = cached.read("expert_ledger", county)
    return cached.read_now(roster_inputs.roster_inputs, whole, first, last)


def inputs_of(county: str, first: dt.date, last: dt.date) -> roster_inputs.RosterInputs:
    """Return what a roster of a span is made from. Read-only: shared by all sessions."""
    return _inputs(cached.data_version(), county, first, last)


def rosters_of(county: str) -> pd.DataFrame:
    """Return the county's drafts and published versions, newest first."""
    return cached.read_now(rosters.rosters_of, county)


def visits_of_roster(roster_id: str) -> pd.DataFrame:
    """Return the visits of a roster."""
    return cached.read_now(rosters.visits_of_roster, roster_id)


def published_editions(county: str) -> pd.DataFrame:
    """Return every published version's visits, in the order of publication."""
    return cached.read_now(rosters.published_editions, county)


def changes_by_hand(table: str) -> pd.DataFrame:
    """Return what was changed by hand in a table, newest first."""
    return cached.read_now(changes.changes_by_hand, table)


def changed(work: Callable[[], object], done: str) -> None:
    """Make a change, then draw the page again with it; a refusal is shown instead and changes nothing."""
    try:
        work()
    except WarehouseError as error:
        show_state("failed", error.happened, error.next_step)
        return
    except OSError as error:
        show_state(
            "failed",
            say(f"没有保存：{error.strerror or error}", f"Not saved: {error.strerror or error}"),
            say("请清理磁盘后重试。", "Free some disk space and try again."),
        )
        return
    cached.look_again()
    st.session_state[_SAID] = done
    st.rerun()


def show_done() -> None:
    """Say once what the last change did."""
    done = st.session_state.pop(_SAID, None)
    if done:
        show_state(
            "information", done, say("改动已记入日志，图表已更新。", "The change is on record; figures are updated.")
        )
