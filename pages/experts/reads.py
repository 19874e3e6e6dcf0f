"""The ledger, the roster's inputs and the rosters for the page 专家下沉, kept by data version."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from data_access import changes, rosters
from data_access.errors import WarehouseError
from metrics.ledger import roster_inputs
from metrics.ledger.faults import LedgerFault
from metrics.ledger.reads import CountyLedger, MonthOfVisits, county_ledger, month_of_visits
from metrics.source import Source
from ui import kept


def ledger_of(county: str) -> CountyLedger:
    """Return the county's judged ledger. Raises WarehouseError; a row that cannot be judged is told as one."""
    try:
        return kept.read(county_ledger, county)
    except LedgerFault as fault:
        raise WarehouseError("ledger_unusable", fault=fault) from fault


@kept.kept(entries=60)
def month_of(source: Source, county: str, month: int, townships: tuple[str, ...], specialty: str) -> MonthOfVisits:
    """Return one month of the ledger."""
    return month_of_visits(source.read(county_ledger, county), month, townships, specialty)


@kept.kept(entries=12)
def inputs_of(source: Source, county: str, first: dt.date, last: dt.date) -> roster_inputs.RosterInputs:
    """Return what a roster of a span is made from."""
    return roster_inputs.roster_inputs(source.engine, source.read(county_ledger, county), first, last)


def rosters_of(county: str) -> pd.DataFrame:
    """Return the county's drafts and published versions, newest first."""
    return kept.read_now(rosters.rosters_of, county)


def visits_of_roster(roster_id: str) -> pd.DataFrame:
    """Return the visits of a roster that the reader may list."""
    return kept.reach().listed(kept.read_now(rosters.visits_of_roster, roster_id))


def published_editions(county: str) -> pd.DataFrame:
    """Return every published version's visits, in the order of publication: also those the reader may not list.

    What was called off follows from all of them; `feed_file` takes the townships that its feed is of.
    """
    return kept.read_now(rosters.published_editions, county)


def changes_by_hand(table: str, county: str) -> pd.DataFrame:
    """Return what was changed by hand in a table, newest first; of visits, those of a county that may be listed."""
    found = kept.read_now(changes.changes_by_hand, table)
    if table == "visit" and kept.reach().townships_in(county) is not None:
        listed = kept.reach().listed(ledger_of(county).visits)
        found = found[found["row_key"].isin(listed["visit_id"])]
    return found
