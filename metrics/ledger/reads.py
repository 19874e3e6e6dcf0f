"""Warehouse rows → the ledger of one county: visits judged, periods met, postings apart, months as pages show them."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine, Select, func, or_, select

from data_access import read, schema
from metrics import ledger
from metrics.ledger import Ledger
from metrics.ledger.compliance import one_promise_a_period, under_a_rule
from words.experts import expert_en

# 离石 and 准格尔 write 乡镇级 into their rules; the register tells centres of townships and of communities apart.
TOWNSHIP_LEVEL = frozenset({"township_centre", "community_centre"})
LONGEST_DAYS = 366 * 60  # the filter bar bounds what is asked; the engine wants a number
TOLD = (
    "visit_id", "planned_start", "planned_end", "actual_start", "actual_end", "activity", "patients", "trainees",
    "stands_in",
)  # fmt: skip
WEEKS_WITHOUT = 2  # weeks in a row from which a township without anyone is named


@dataclass(frozen=True)
class CountyLedger:
    """Everything a page asks of one county's visits and postings. Frames have the columns of their tables.

    experts and rules add name_en; places: institution_code, name_zh, name_en, township_code, county_code, level,
    place_kind, lon, lat, of institutions open at the end of the data. visits are the judged ones, with the times and
    people of their rows.
    """

    county: str
    judged: Ledger
    visits: pd.DataFrame
    experts: pd.DataFrame
    leaves: pd.DataFrame
    rules: pd.DataFrame
    places: pd.DataFrame
    postings: pd.DataFrame
    posting_months: pd.DataFrame


def _all_of(table_name: str, county: str) -> Select[Any]:
    table = schema.metadata.tables[table_name]
    return select(table).where(table.c.county_code == county)


def county_places(engine: Engine, county: str) -> pd.DataFrame:
    """Return the county's institutions with the kind of place that rules know them by."""
    return _with_kind(read.frame(engine, _places_select(county)))


def _places_select(county: str) -> Select[Any]:
    table = schema.institution
    columns = [
        table.c.institution_code,
        table.c.name_zh,
        table.c.name_en,
        table.c.township_code,
        table.c.county_code,
        table.c.level,
        table.c.lon,
        table.c.lat,
        table.c.opened,
        table.c.closed,
    ]
    return select(*columns).where(table.c.county_code == county).order_by(table.c.institution_code)


def _with_kind(places: pd.DataFrame) -> pd.DataFrame:
    kind = np.where(places["level"].isin(list(TOWNSHIP_LEVEL)), "township_level", places["level"])
    return places.assign(place_kind=kind)


def county_experts(engine: Engine, county: str) -> pd.DataFrame:
    """Return the county's experts, and those of other counties who have visited it, by code."""
    return _with_english(read.frame(engine, _experts_select(county)))


def _experts_select(county: str) -> Select[Any]:
    table, visit = schema.expert, schema.visit
    guests = select(visit.c.expert_code).where(visit.c.county_code == county)
    statement = select(table).where(or_(table.c.county_code == county, table.c.expert_code.in_(guests)))
    return statement.order_by(table.c.expert_code)


def _with_english(experts: pd.DataFrame) -> pd.DataFrame:
    return experts.assign(name_en=[expert_en(str(name)) for name in experts["name_zh"]])


def county_rules(engine: Engine, county: str) -> pd.DataFrame:
    """Return the county's rules with the English name of the published figure behind them; '' for the county's own."""
    return read.frame(engine, _rules_select(county))


def _rules_select(county: str) -> Select[Any]:
    rule, figure = schema.rule, schema.published_figure
    return (
        select(rule, func.coalesce(figure.c.indicator_en, "").label("name_en"))
        .select_from(rule.outerjoin(figure, rule.c.figure_id == figure.c.figure_id))
        .where(rule.c.county_code == county)
    )


def expert_names(experts: pd.DataFrame) -> pd.DataFrame:
    """Return expert_code, expert_zh, expert_en, to name visits by."""
    return experts[["expert_code", "name_zh", "name_en"]].rename(
        columns={"name_zh": "expert_zh", "name_en": "expert_en"}
    )


def place_names(places: pd.DataFrame) -> pd.DataFrame:
    """Return institution_code, place_zh, place_en, to name visits by."""
    return places[["institution_code", "name_zh", "name_en"]].rename(
        columns={"name_zh": "place_zh", "name_en": "place_en"}
    )


def ledger_selects(county: str) -> dict[str, Select[Any]]:
    """Return what the ledger of a county reads, by name."""
    tables = {"visits": "visit", "leaves": "expert_leave", "postings": "posting", "posting_months": "posting_month"}
    return {
        **{name: _all_of(table, county) for name, table in tables.items()},
        "rules": _rules_select(county),
        "experts": _experts_select(county),
        "places": _places_select(county),
    }


def county_ledger(engine: Engine, county: str) -> CountyLedger:
    """Return the judged ledger of a county, from its first visit to its last. Raises WarehouseError, LedgerFault."""
    return ledger_of(county, {name: read.frame(engine, one) for name, one in ledger_selects(county).items()})


def ledger_of(county: str, found: Mapping[str, pd.DataFrame]) -> CountyLedger:
    """Return the judged ledger from the rows of `ledger_selects`. Raises LedgerFault."""
    visits, leaves, rules, postings = (found[name] for name in ("visits", "leaves", "rules", "postings"))
    experts, places = _with_english(found["experts"]), _with_kind(found["places"])
    judged = ledger.judge_visits(visits, experts, leaves, rules, postings=postings, places=places)
    whole = judged.visits.merge(visits[list(TOLD)], on="visit_id")
    whole = whole.merge(expert_names(experts), on="expert_code")
    whole = whole.merge(place_names(places), on="institution_code", how="left")
    whole["week"] = whole["iso_year"] * 100 + whole["iso_week"]
    whole["mark"] = _marks(whole)
    whole = whole.sort_values(["visit_date", "institution_code", "expert_code"]).reset_index(drop=True)
    return CountyLedger(county, judged, whole, experts, leaves, rules, places, postings, found["posting_months"])


def _marks(visits: pd.DataFrame) -> np.ndarray:
    """Return the symbol of the roster grid that stands for each visit."""
    counted, attended = visits["counted"] == 1, visits["attended"] == 1
    ruled = under_a_rule(visits) == 1
    return np.select(
        [
            counted & visits["stands_in"].astype(bool),
            counted,
            visits["reason"] == "on_leave",
            attended & ruled,
            attended,
        ],
        ["substitute", "counted", "leave", "attended", "unruled"],
        "absent",
    )


def month_span(month: int) -> tuple[dt.date, dt.date]:
    """Return the first and last day of a month."""
    year, number = divmod(month, 100)
    return dt.date(year, number, 1), dt.date(year, number, calendar.monthrange(year, number)[1])


@dataclass(frozen=True)
class MonthOfVisits:
    """One month of the ledger, of some townships and specialties.

    visits: rows of CountyLedger.visits. losses: attended, reason, reason_zh, visits of those that some rule is about.
    cells: from `compliance_of`, weeks of the month by their Thursday. without:
    townships where nobody came in at least two due weeks in a row that touch the month: township_code, weeks.
    """

    month: int
    visits: pd.DataFrame
    cells: pd.DataFrame
    losses: pd.DataFrame
    without: pd.DataFrame

    @property
    def without_rule(self) -> int:
        """Return the planned visits that no rule is about."""
        return int((under_a_rule(self.visits) == 0).sum())

    @property
    def judged(self) -> int:
        """Return the visits that took place and that some rule is about."""
        return int(((self.visits["attended"] == 1) & (under_a_rule(self.visits) == 1)).sum())

    @property
    def totals(self) -> tuple[int, int, int]:
        """Return planned, attended, counted."""
        return tuple(int(self.visits[name].sum()) for name in ("planned", "attended", "counted"))  # type: ignore[return-value]


def _chosen(frame: pd.DataFrame, townships: Sequence[str], specialty: str) -> pd.DataFrame:
    keep = np.ones(len(frame), dtype=bool)
    if townships:
        keep &= frame["township_code"].isin(list(townships)).to_numpy()
    if specialty:
        keep &= (frame["specialty"] == specialty).to_numpy()
    return frame[keep]


def month_of_visits(
    whole: CountyLedger, month: int, townships: Sequence[str] = (), specialty: str = ""
) -> MonthOfVisits:
    """Return one month of the ledger. Rules are judged over all specialties: a rule asks of the place, not of one."""
    visits = _chosen(whole.visits[whole.visits["month"] == month], townships, specialty)
    cells = compliance_of(whole, month, month, townships)
    lost = visits[(visits["counted"] == 0) & (under_a_rule(visits) == 1)]
    lost = lost.groupby(["attended", "reason", "reason_zh"], as_index=False).size()
    return MonthOfVisits(
        month, visits, cells, lost.rename(columns={"size": "visits"}), _weeks_without(whole, month, townships)
    )


def compliance_of(whole: CountyLedger, first: int, last: int, townships: Sequence[str] = ()) -> pd.DataFrame:
    """Return the cells of `ledger.compliance` whose month lies within first … last.

    Weeks belong to the month of their Thursday, so three days more are judged on either side. Rules that ask the same
    visits for the same period are one promise: a week of a place is assessed once.
    """
    begin, end = month_span(first)[0] - dt.timedelta(days=6), month_span(last)[1] + dt.timedelta(days=6)
    places = whole.places[whole.places["closed"].isna()]
    cells = ledger.compliance(whole.judged, begin, end, places=places, longest=LONGEST_DAYS)
    cells = cells[(cells["month"] >= first) & (cells["month"] <= last)] if len(cells) else cells
    cells = one_promise_a_period(cells, whole.judged.rules)
    return cells[cells["township_code"].isin(list(townships))] if townships and len(cells) else cells


def _weeks_without(whole: CountyLedger, month: int, townships: Sequence[str]) -> pd.DataFrame:
    """Return townships with due weeks in a row without anyone present, the last of them in the month."""
    earlier = month - 1 if month % 100 > 1 else month - 89
    cells = compliance_of(whole, earlier, month, townships)
    weekly = cells[(cells["cadence"] == "week") & (cells["status"].isin(["met", "missed"]))] if len(cells) else cells
    if not len(weekly):
        return pd.DataFrame({"township_code": [], "weeks": []})
    by = weekly.groupby(["township_code", "period"], as_index=False).agg(
        attended=("attended", "max"), month=("month", "max")
    )
    found = []
    for code, own in by.sort_values("period").groupby("township_code"):
        run = longest = 0
        for attended, when in zip(own["attended"], own["month"], strict=True):
            run = 0 if attended else run + 1
            longest = max(longest, run if when == month else 0)
        if longest >= WEEKS_WITHOUT:
            found.append((code, longest))
    table = pd.DataFrame(found, columns=["township_code", "weeks"])
    return table.sort_values(["weeks", "township_code"], ascending=[False, True]).reset_index(drop=True)


def by_expert_of_month(one: MonthOfVisits, limit_places: int = 3) -> pd.DataFrame:
    """Return one row an expert of the month's visits: names, title, specialty, places, planned, attended, counted."""
    visits = one.visits.assign(ruled=one.visits["planned"] * under_a_rule(one.visits))
    named = visits.groupby(["expert_code", "expert_zh", "expert_en", "title", "specialty"], as_index=False).agg(
        planned=("planned", "sum"),
        ruled=("ruled", "sum"),
        attended=("attended", "sum"),
        counted=("counted", "sum"),
        townships=("township_code", lambda codes: tuple(dict.fromkeys(codes))[:limit_places]),
    )
    return named.sort_values(["specialty", "expert_code"]).reset_index(drop=True)


def posted_people(whole: CountyLedger, first: int, last: int) -> pd.DataFrame:
    """Return one row a month: people posted and present (days_present > 0), and what they did there."""
    rows = whole.posting_months
    rows = rows[(rows["month"] >= first) & (rows["month"] <= last)]
    return ledger.posting_outputs(rows, ["month"])


def posting_sums(whole: CountyLedger, first: int, last: int) -> pd.DataFrame:
    """Return the work of postings over some months by receiving institution, with its name."""
    rows = whole.posting_months
    rows = rows[(rows["month"] >= first) & (rows["month"] <= last)]
    rows = rows.merge(whole.postings[["posting_id", "to_institution_code"]], on="posting_id", how="left")
    done = ledger.posting_outputs(rows, ["to_institution_code"])
    names = whole.places[["institution_code", "name_zh", "name_en"]]
    return done.merge(names, left_on="to_institution_code", right_on="institution_code", how="left")


def present_floor(whole: CountyLedger) -> float | None:
    """Return how many posted people a rule asks for each month (鹿寨: 20), None where no rule says so."""
    own = whole.rules[(whole.rules["unit"] == "人/月") & (whole.rules["cadence"] == "month")]
    return float(own["value"].iloc[0]) if len(own) else None


def specialty_need(engine: Engine, county: str, month: int) -> pd.DataFrame:
    """Return township_code, specialty, burden for what the warehouse counts by township.

    Source of burden: known patients by disease (chronic_month), children and residents of 65 and over (resident_month).
    The unit is people; each specialty is compared with itself only through its share of all of them.
    """
    chronic, people = schema.chronic_month, schema.resident_month
    sick = read.frame(
        engine,
        select(chronic.c.township_code, chronic.c.disease, chronic.c.patients).where(
            chronic.c.county_code == county, chronic.c.month == month
        ),
    )
    sick = sick.assign(specialty=sick["disease"].map(SPECIALTY_OF_DISEASE)).dropna(subset=["specialty"])
    children = read.frame(
        engine,
        select(people.c.township_code, people.c.residents_0_14.label("patients")).where(
            people.c.county_code == county, people.c.month == month
        ),
    ).assign(specialty="儿科")
    both = pd.concat([sick[["township_code", "specialty", "patients"]], children], ignore_index=True)
    need = both.groupby(["township_code", "specialty"], as_index=False)[["patients"]].sum()
    return need.rename(columns={"patients": "burden"})


SPECIALTY_OF_DISEASE = {
    "hypertension": "心内科",
    "diabetes": "内分泌科",
    "stroke": "神经内科",
    "copd": "呼吸科",
}


def grid_cells(one: MonthOfVisits, cadence: str) -> pd.DataFrame:
    """Return one row a township and column of the period grid.

    Columns: status, planned, attended, counted, met, assessed, exempt.

    Columns are weeks for rules by the week or day, else the rule's own periods. Over several rules and institutions the
    worst status stands (missed, unknown, partial, met, exempt); visits are those of one rule: each rule sees them all.
    column: ISO week 202305, or the period's key. exempt: (holidays, working days) where one is exempt, else None.
    """
    names = ["township_code", "column", "start", "end", "status", "planned", "attended", "counted", "met", "assessed",
             "exempt"]  # fmt: skip
    own = one.cells[one.cells["cadence"] == cadence] if len(one.cells) else one.cells
    if not len(own):
        return pd.DataFrame({name: [] for name in names})
    start = pd.to_datetime(own["start"])
    calendar_weeks = start.dt.isocalendar()
    by_week = cadence in ("day", "week")
    own = own.assign(
        column=(calendar_weeks["year"] * 100 + calendar_weeks["week"]) if by_week else own["period"],
        rank=own["status"].map({"missed": 0, "unknown": 1, "partial": 2, "met": 3, "exempt": 4}),
        met=(own["status"] == "met").astype(np.int64),
        assessed=own["status"].isin(["met", "missed"]).astype(np.int64),
    )
    exempt = [
        (holidays, int(workdays)) if status == "exempt" else None
        for holidays, workdays, status in zip(own["holidays"], own["workdays"], own["status"], strict=True)
    ]
    own = own.assign(exempt=pd.Series(exempt, index=own.index, dtype=object))
    keys = ["township_code", "column"]
    judged = own.groupby(keys, as_index=False).agg(
        start=("start", "min"),
        end=("end", "max"),
        rank=("rank", "min"),
        met=("met", "sum"),
        assessed=("assessed", "sum"),
        exempt=("exempt", lambda found: max(found.dropna(), default=None)),
    )
    first_rule = own[own["rule_id"] == own["rule_id"].iloc[0]]
    sums = first_rule.groupby(keys, as_index=False)[["planned", "attended", "counted"]].sum()
    status = judged["rank"].map({0: "missed", 1: "unknown", 2: "partial", 3: "met", 4: "exempt"})
    return judged.assign(status=status).merge(sums, on=keys, how="left")[names]


def standing_of(one: MonthOfVisits) -> pd.DataFrame:
    """Return met, missed, exempt, partial and the share met with its interval, over all the month's periods."""
    if not len(one.cells):
        return pd.DataFrame({"met": [], "missed": []})
    return ledger.compliance_by(one.cells, ["county_code"])


def visits_by_place(roster: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the visits of each place of a roster, places by their code."""
    return [own for _, own in roster.groupby("institution_code", sort=True)]


def column_spans(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the first and last day of each column of `grid_cells`: column, start, end; in their order."""
    spans = cells.groupby("column", as_index=False).agg(start=("start", "min"), end=("end", "max"))
    return spans.sort_values("column")


def most_missed(missed: pd.DataFrame) -> tuple[str, int]:
    """Return the township that missed most periods of a rule, and how many. missed : at least one cell."""
    by = missed.groupby("township_code").size()
    return str(by.idxmax()), int(by.max())


def worst_place(one: MonthOfVisits) -> tuple[str, int, int] | None:
    """Return the township with most visits that do not count under a rule, how many, and how many there are in all.

    None where all count.

    A visit that no rule is about is not lost: nobody judged it.
    """
    lost = one.visits[(one.visits["counted"] == 0) & (under_a_rule(one.visits) == 1)].groupby("township_code").size()
    return None if lost.empty else (str(lost.idxmax()), int(lost.max()), int(lost.sum()))


def within(whole: CountyLedger, first: int, last: int, townships: Sequence[str] = ()) -> Ledger:
    """Return the ledger of some months and townships, for sums over visits (not for periods)."""
    visits = whole.judged.visits
    keep = (visits["month"] >= first) & (visits["month"] <= last)
    if townships:
        keep &= visits["township_code"].isin(list(townships))
    return replace(whole.judged, visits=visits[keep].reset_index(drop=True), qualifies={})


def remote_places(kilometres: pd.DataFrame) -> list[str]:
    """Return the institutions in the farthest quarter by the nearest expert's road."""
    if not len(kilometres):
        return []
    near = kilometres.groupby("institution_code")["km"].min()
    return [str(code) for code in near[near >= near.quantile(0.75)].index]
