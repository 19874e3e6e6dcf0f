"""Money of a mechanism: budgets, what was paid of them by a month, the year's path, and the spread of pay by tier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from sqlalchemy import Engine, func, select

from data_access import read, schema
from metrics.hiding.suppression import USUAL_THRESHOLD, hide_in_line

EARLIER_YEARS: Final = 2
TIERS: Final = ("county", "township", "village")


@dataclass(frozen=True)
class Use:
    """What is paid for: set aside for the whole year, paid by the month asked about, and by the same month last year.

    before_budget, before_paid : of last year, None where it had no such use.
    """

    name_zh: str
    name_en: str
    budget: float
    paid: float
    before_budget: float | None = None
    before_paid: float | None = None

    @property
    def left(self) -> float:
        """Return what is left of the budget; below zero where more was paid."""
        return self.budget - self.paid

    @property
    def rate(self) -> float | None:
        """Return per cent of the budget that is paid, None without a budget."""
        return self.paid / self.budget * 100 if self.budget > 0 else None

    @property
    def rate_before(self) -> float | None:
        """Return last year's rate by the same month."""
        if self.before_budget is None or self.before_paid is None or self.before_budget <= 0:
            return None
        return self.before_paid / self.before_budget * 100


@dataclass(frozen=True)
class Spending:
    """Budget and payments of one year up to a month, or of all years where this one set nothing aside.

    first_year, year : equal for one year; month: 1–12, the last one counted.
    uses             : lowest rate first; whole: their sum; earlier: whole years before, newest first, names empty.
    path, path_before: paid from January to each month: of the year up to `month`, of last year to December; () where
                       several years are shown together, or last year had nothing.
    """

    first_year: int
    year: int
    month: int
    uses: tuple[Use, ...]
    whole: Use
    earlier: tuple[tuple[int, Use], ...]
    path: tuple[float, ...]
    path_before: tuple[float, ...]

    @property
    def is_one_year(self) -> bool:
        """Say whether it is about one year."""
        return self.first_year == self.year and bool(self.path)


@dataclass(frozen=True)
class Group:
    """Pay of the posts of a tier or institution in one year (yuan a year); every number None where it is hidden.

    posts : how many; quartiles: of performance pay, lower, median, upper; share: performance of all pay, per cent.
    """

    name: str
    year: int
    posts: int | None
    quartiles: tuple[float, float, float] | None
    share: float | None

    @property
    def is_hidden(self) -> bool:
        """Say whether there are too few posts to show anything of them."""
        return self.posts is None


@dataclass(frozen=True)
class Pay:
    """The spread of performance pay in a year and the year before, by tier; by institution in that year.

    institutions : names are codes, by tier and then by code; tier_of: institution → tier.
    """

    year: int
    tiers: tuple[Group, ...]
    institutions: tuple[Group, ...]
    tier_of: dict[str, str]


def budget_rows(engine: Engine, county: str, mechanism_id: str) -> pd.DataFrame:
    """Return the mechanism's budget rows. Raises WarehouseError."""
    row = schema.budget
    wanted = [column for column in row.columns if column.name not in ("county_code", "mechanism_id", "load_id")]
    own = select(*wanted).where(row.c.county_code == county, row.c.mechanism_id == mechanism_id)
    return read.frame(engine, own.order_by(row.c.year, row.c.budget_id))


def payment_rows(engine: Engine, county: str, mechanism_id: str) -> pd.DataFrame:
    """Return the mechanism's payments. Raises WarehouseError."""
    row = schema.payment
    own = select(row.c.budget_id, row.c.month, row.c.paid_yuan)
    own = own.where(row.c.county_code == county, row.c.mechanism_id == mechanism_id)
    return read.frame(engine, own.order_by(row.c.month, row.c.payment_id))


def pay_rows(engine: Engine, county: str, mechanism_id: str) -> pd.DataFrame:
    """Return the mechanism's posts and what each is paid, with the names of institutions. Raises WarehouseError."""
    row, place = schema.pay, schema.institution
    own = select(
        row.c.township_code, row.c.institution_code, row.c.tier, row.c.year, row.c.base_yuan, row.c.performance_yuan,
        place.c.name_zh, place.c.name_en,
    ).select_from(row.outerjoin(place, row.c.institution_code == place.c.institution_code))  # fmt: skip
    own = own.where(row.c.county_code == county, row.c.mechanism_id == mechanism_id)
    return read.frame(engine, own.order_by(row.c.year, row.c.pay_id))


def residents(engine: Engine, county: str, month: int) -> int | None:
    """Return the county's residents of a month, None where they are not known. Raises WarehouseError."""
    row = schema.resident_month
    asked = select(func.sum(row.c.residents)).where(row.c.county_code == county, row.c.month == month)
    found = read.rows(engine, asked)[0][0]
    return None if found is None else int(found)


def spending(budgets: pd.DataFrame, payments: pd.DataFrame, month: int) -> Spending | None:
    """Return budget and payments of the month's year up to the month; None where nothing was ever set aside.

    Where that year set nothing aside, all earlier years together: a project that is over stays to be seen.
    month : YYYYMM. Payments of no known budget row are of no use and left out.
    """
    year, last = divmod(month, 100)
    budgets = budgets[budgets["year"] <= year]
    if budgets.empty:
        return None
    paid = payments.merge(budgets[["budget_id", "year"]], on="budget_id")
    paid = paid[paid["month"] <= month]
    if not (budgets["year"] == year).any():
        return _of_all_years(budgets, paid)
    now = _by_use(budgets[budgets["year"] == year], paid[paid["year"] == year])
    before_budgets = budgets[budgets["year"] == year - 1]
    before_paid = paid[(paid["year"] == year - 1) & (paid["month"] <= month - 100)]
    before = _by_use(before_budgets, before_paid)
    uses = [_use(name, now, before) for name in now.index]
    earlier = [_year(budgets, paid, each) for each in range(year - 1, year - 1 - EARLIER_YEARS, -1)]
    last_year = paid[paid["year"] == year - 1]
    return Spending(
        year,
        year,
        last,
        _lowest_first(uses),
        _sum(uses, None if before_budgets.empty else before),
        tuple(each for each in earlier if each is not None),
        _path(paid[paid["year"] == year], last),
        () if before_budgets.empty else _path(last_year, 12),
    )


def _of_all_years(budgets: pd.DataFrame, paid: pd.DataFrame) -> Spending:
    by_use = _by_use(budgets, paid)
    uses = [_use(name, by_use, by_use.iloc[:0]) for name in by_use.index]
    years = sorted((int(year) for year in budgets["year"].unique()), reverse=True)
    earlier = [found for year in years if (found := _year(budgets, paid, year)) is not None]
    return Spending(years[-1], years[0], 12, _lowest_first(uses), _sum(uses, None), tuple(earlier), (), ())


def _by_use(budgets: pd.DataFrame, paid: pd.DataFrame) -> pd.DataFrame:
    """Return budget, paid and use_en by use; budgets are summed first, so that payments count none of them twice."""
    own = budgets.groupby("use_zh").agg(budget=("budget_yuan", "sum"), use_en=("use_en", "first"))
    use_of = budgets.set_index("budget_id")["use_zh"]
    sums = paid.groupby(paid["budget_id"].map(use_of))["paid_yuan"].sum()
    return own.assign(paid=sums.reindex(own.index).fillna(0.0))


def _use(name: str, now: pd.DataFrame, before: pd.DataFrame) -> Use:
    had = name in before.index
    return Use(
        str(name),
        str(now["use_en"][name]),
        float(now["budget"][name]),
        float(now["paid"][name]),
        float(before["budget"][name]) if had else None,
        float(before["paid"][name]) if had else None,
    )


def _sum(uses: Sequence[Use], before: pd.DataFrame | None) -> Use:
    whole = (None, None) if before is None else (float(before["budget"].sum()), float(before["paid"].sum()))
    return Use("", "", sum(use.budget for use in uses), sum(use.paid for use in uses), *whole)


def _year(budgets: pd.DataFrame, paid: pd.DataFrame, year: int) -> tuple[int, Use] | None:
    own = budgets.loc[budgets["year"] == year, "budget_yuan"]
    return None if own.empty else (year, Use("", "", own.sum(), paid.loc[paid["year"] == year, "paid_yuan"].sum()))


def _lowest_first(uses: Sequence[Use]) -> tuple[Use, ...]:
    """Return uses by rate, lowest first; those without a budget last."""
    return tuple(sorted(uses, key=lambda use: (101.0 if use.rate is None else use.rate, -use.budget, use.name_zh)))


def _path(paid: pd.DataFrame, last: int) -> tuple[float, ...]:
    months = paid.groupby(paid["month"] % 100)["paid_yuan"].sum()
    return tuple(float(value) for value in months.reindex(range(1, last + 1), fill_value=0.0).cumsum())


def pay_of(rows: pd.DataFrame, month: int, edition: dict[str, str], townships: Sequence[str]) -> Pay | None:
    """Return the spread of performance pay in the last whole year by `month`; None without rows of any.

    rows    : as of `pay_rows`; edition: township codes → those of today.
    Fewer than 10 posts are hidden, and a second institution of the tier where its sum would tell the first; which ones
    does not depend on the townships chosen. A tier of chosen townships with a hidden institution in it is hidden.
    """
    whole = month // 100 if month % 100 == 12 else month // 100 - 1
    rows = rows[rows["year"] <= whole]
    if rows.empty:
        return None
    year = int(rows["year"].max())
    rows = rows[rows["year"].isin([year, year - 1])]
    hidden = _hidden(rows)
    if townships:
        rows = rows[rows["township_code"].map(lambda code: edition.get(code, code)).isin(list(townships))]
    if rows.empty:
        return None
    tiers: list[Group] = []
    for tier in TIERS:
        for each in (year, year - 1):
            own = rows[(rows["tier"] == tier) & (rows["year"] == each)]
            if not own.empty:
                some_hidden = any((code, each) in hidden for code in own["institution_code"].unique())
                tiers.append(_group(tier, each, own, (tier, each) in hidden or (bool(townships) and some_hidden)))
    now = rows[(rows["year"] == year) & rows["institution_code"].notna()]
    tier_of = {str(code): str(tier) for code, tier in zip(now["institution_code"], now["tier"], strict=True)}
    codes = sorted(tier_of, key=lambda code: (TIERS.index(tier_of[code]) if tier_of[code] in TIERS else 9, code))
    institutions = tuple(
        _group(code, year, now[now["institution_code"] == code], (code, year) in hidden) for code in codes
    )
    return Pay(year, tuple(tiers), institutions, tier_of)


def _hidden(rows: pd.DataFrame) -> set[tuple[str, int]]:
    """Return institutions and years whose posts are hidden: a tier's posts are the sum of its institutions'.

    The tier too, where only its sum would keep a small count apart.
    """
    hidden: set[tuple[str, int]] = set()
    for year in rows["year"].unique():
        for tier in rows["tier"].unique():
            own = rows[(rows["tier"] == tier) & (rows["year"] == year)]
            posts = own.groupby("institution_code").size()
            gone, whole_too = hide_in_line(posts.to_numpy(dtype=np.float64))
            hidden |= {(str(code), int(year)) for code in posts.index[gone]}
            hidden |= {(str(tier), int(year))} if whole_too else set()
    return hidden


def _group(name: str, year: int, rows: pd.DataFrame, is_hidden: bool) -> Group:
    if is_hidden or len(rows) < USUAL_THRESHOLD:
        return Group(name, year, None, None, None)
    performance = rows["performance_yuan"].to_numpy(dtype=np.float64)
    low, middle, high = (float(value) for value in np.quantile(performance, (0.25, 0.5, 0.75)))
    share = float(performance.sum() / (performance.sum() + rows["base_yuan"].sum()) * 100)
    return Group(name, year, len(rows), (low, middle, high), share)
