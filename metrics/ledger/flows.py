"""Who goes where, and how steadily: visits from each hospital to each place, and a township's counts week by week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.judge.series import rules_of
from metrics.ledger.holidays import period_keys, periods
from metrics.ledger.reads import LONGEST_DAYS, CountyLedger, compliance_of, month_span
from metrics.period import add_months
from metrics.statistics.spc import ControlChart, point_judgements, xmr

WEEKS_SHOWN, MONTHS_SHOWN = 52, 24
EXEMPT_COLUMNS = ("cadence", "period", "holidays", "workdays")
Exemption = tuple[tuple[str, ...], int]
"""The holidays of a period, by their Chinese names, and how many of its days are worked."""
Standing = Literal["met", "missed", "none"]


def flows(
    whole: CountyLedger, first: int, last: int, townships: Sequence[str] = (), specialty: str = ""
) -> pd.DataFrame:
    """Return one row a home hospital and place of the visits in some months, by their codes; from outside last.

    Columns: home_institution_code ('' = from outside the county), home_zh, home_en, home_lon, home_lat,
    institution_code, place_zh, place_en, township_code, lon, lat, experts, planned, attended, counted, met, assessed,
    standing. met and assessed are the place's periods over all visits; standing: met (every due period), missed, none
    (nothing due).
    """
    visits = whole.visits[whole.visits["month"].between(first, last)]
    if townships:
        visits = visits[visits["township_code"].isin(list(townships))]
    if specialty:
        visits = visits[visits["specialty"] == specialty]
    spots = whole.places[["institution_code", "name_zh", "name_en", "lon", "lat"]]
    home = whole.experts[["expert_code", "home_institution_code"]]
    rows = visits.merge(home, on="expert_code", how="left")
    known = rows["home_institution_code"].isin(spots["institution_code"])
    rows = rows.assign(home_institution_code=rows["home_institution_code"].where(known, ""))
    keys = ["home_institution_code", "institution_code", "township_code", "place_zh", "place_en"]
    table = rows.groupby(keys, as_index=False).agg(
        experts=("expert_code", "nunique"),
        planned=("planned", "sum"),
        attended=("attended", "sum"),
        counted=("counted", "sum"),
    )
    table = table.merge(spots[["institution_code", "lon", "lat"]], on="institution_code", how="left")
    table = table.merge(_from(spots), on="home_institution_code", how="left")
    table = table.merge(_periods_met(whole, first, last), on="institution_code", how="left")
    table[["met", "assessed"]] = table[["met", "assessed"]].fillna(0).astype(np.int64)
    standing = np.select([table["assessed"] == 0, table["met"] == table["assessed"]], ["none", "met"], "missed").astype(
        object
    )
    table = table.assign(standing=standing, home_zh=table["home_zh"].fillna(""), home_en=table["home_en"].fillna(""))
    # No order by visits: they follow the rota and the size of the place, and have no interval.
    elsewhere = table.assign(elsewhere=table["home_institution_code"] == "")
    ordered = elsewhere.sort_values(["elsewhere", "home_institution_code", "township_code", "institution_code"])
    return ordered.drop(columns="elsewhere").reset_index(drop=True)


def _from(spots: pd.DataFrame) -> pd.DataFrame:
    names = {"institution_code": "home_institution_code", "name_zh": "home_zh", "name_en": "home_en"}
    return spots.rename(columns={**names, "lon": "home_lon", "lat": "home_lat"})


def _periods_met(whole: CountyLedger, first: int, last: int) -> pd.DataFrame:
    cells = compliance_of(whole, first, last)
    own = pd.DataFrame(
        {
            "institution_code": cells["institution_code"].astype(object),
            "met": (cells["status"] == "met").astype(np.int64),
            "assessed": cells["status"].isin(["met", "missed"]).astype(np.int64),
        }
    )
    return own.groupby("institution_code", as_index=False)[["met", "assessed"]].sum()


@dataclass(frozen=True)
class VisitSeries:
    """Counted visits to a township period by period, with XmR limits.

    cadence: week or month. starts, periods: first day and key of each period. values: NaN in an exempt period, which
    takes no part in the limits. exempt: its holidays and working days, None elsewhere. judgement: good, bad,
    '' as `spc` says.
    """

    cadence: Literal["week", "month"]
    starts: tuple[dt.date, ...]
    periods: tuple[int, ...]
    values: npt.NDArray[np.float64]
    exempt: tuple[Exemption | None, ...]
    chart: ControlChart
    judgement: npt.NDArray[np.str_]

    def rules(self, position: int) -> tuple[str, ...]:
        """Return the rules that name a period a special cause; nothing for an ordinary one."""
        return rules_of(self.chart, position)


def counted_by_township(table: pd.DataFrame) -> pd.Series:
    """Return how many visits count in each township, by its code, from rows of `flows`."""
    return table.groupby("township_code")["counted"].sum()


def visit_series(whole: CountyLedger, township: str, last: int) -> VisitSeries:
    """Return the counted visits to a township of the last year by ISO week, or of two years by month.

    By week where the county has a weekly or daily rule, else by month: where one visit a month is asked, weeks would be
    a row of noughts and ones. last: the last month. Periods that the data's first visit cuts off are left out.
    """
    cadence: Literal["week", "month"] = "week" if whole.rules["cadence"].isin(["week", "day"]).any() else "month"
    end = month_span(last)[1]
    begin = end - dt.timedelta(weeks=WEEKS_SHOWN) + dt.timedelta(days=1)
    begin = begin if cadence == "week" else month_span(add_months(last, 1 - MONTHS_SHOWN))[0]
    begin = max(begin, whole.visits["visit_date"].min().date())
    spans = periods(begin, end, cadence, longest=LONGEST_DAYS)
    spans = spans[spans["whole"]].reset_index(drop=True)
    own = whole.visits[(whole.visits["township_code"] == township) & (whole.visits["counted"] == 1)]
    keys = period_keys(own["visit_date"].to_numpy().astype("datetime64[D]"), cadence)
    counts = pd.Series(keys).value_counts()
    found = spans["period"].map(counts).fillna(0)
    values: npt.NDArray[np.float64] = np.array(found, dtype=np.float64)
    exempt = spans["exempt"].to_numpy(dtype=bool)
    values[exempt] = np.nan
    chart = xmr(values)
    return VisitSeries(
        cadence,
        tuple(pd.Timestamp(day).date() for day in spans["start"]),
        tuple(int(key) for key in spans["period"]),
        values,
        tuple(
            (tuple(names), int(days)) if off else None
            for names, days, off in zip(spans["holidays"], spans["workdays"], exempt, strict=True)
        ),
        chart,
        point_judgements(chart, "higher"),
    )


def exempt_periods(whole: CountyLedger, first: int, last: int) -> pd.DataFrame:
    """Return the periods in some months that holidays exempt from every rule of a cadence: EXEMPT_COLUMNS."""
    cells = compliance_of(whole, first, last)
    exempt = cells[cells["status"] == "exempt"] if len(cells) else cells
    if not len(exempt):
        return pd.DataFrame({name: [] for name in EXEMPT_COLUMNS})
    named = exempt[exempt["cadence"] != "day"].sort_values(["start", "cadence"])
    return named[list(EXEMPT_COLUMNS)].drop_duplicates().reset_index(drop=True)
