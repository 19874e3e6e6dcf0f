"""资金: budgets and payments of the reforms' projects, and what posts are paid, summing to what is there already."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from sample_data.activities import activity_months_of
from sample_data.funding import funding
from sample_data.mechanisms import SYNTHETIC, frame_of, townships_of
from sample_data.world import World, allocate, facts, rng

SALARIES: Final = ("salary_tenured", "salary_retired")
PAY_MECHANISM: Final = "jungar_pay_reform"
PAY_ACTIVITY: Final = "performance_pay"


def build(world: World) -> dict[str, pd.DataFrame]:
    """Return budget, payment and pay. world: institutions and what follows from them must be there already."""
    lines = _lines()
    payments = _payments(lines)
    return {
        "budget": _budgets(payments),
        "payment": frame_of("payment", payments),
        "pay": _pay(world),
    }


def _lines() -> pd.DataFrame:
    """Return what was paid by mechanism, project, use, source and month; a project's uses add to its funding row."""
    uses = facts("evidence_money")
    money = funding()
    keys = ["mechanism_id", "purpose"]
    parts: list[pd.DataFrame] = []
    for (mechanism_id, purpose, funded_as), wanted in uses.groupby([*keys, "funded_as"], sort=False):
        own = money[(money["mechanism_id"] == mechanism_id) & (money["purpose"] == purpose)]
        own = own[own["project_zh"] == funded_as] if funded_as else own
        weights = np.tile(wanted["parts"].to_numpy(dtype=np.float64), (len(own), 1))
        shares = allocate(own["amount_yuan"].round().to_numpy(dtype=np.int64), weights)
        for column, use in enumerate(wanted.to_dict("records")):
            named = {name: use[name] for name in ("use_zh", "use_en", "source_zh", "source_en")}
            taken = own[["county_code", *keys, "project_zh", "month", "basis", "load_id"]]
            taken = taken.assign(project_zh=use["project_zh"] or taken["project_zh"])
            parts.append(taken.assign(paid_yuan=shares[:, column].astype(np.float64), **named))
    lines = pd.concat(parts, ignore_index=True)
    numbers = {use: position + 1 for position, use in enumerate(uses["use_zh"])}
    year = (lines["month"] // 100).astype(int)
    number = lines["use_zh"].map(numbers).astype(str)
    return lines.assign(year=year, budget_id=lines["mechanism_id"] + "_b" + number + "_" + year.astype(str))


def _payments(lines: pd.DataFrame) -> pd.DataFrame:
    paid = lines[lines["paid_yuan"] > 0]
    return paid.assign(payment_id=paid["budget_id"] + "_" + (paid["month"] % 100).astype(str))


def _budgets(payments: pd.DataFrame) -> pd.DataFrame:
    """Return what was set aside: what was paid where the account prints it or the year is spent, salaries above it."""
    texts = ["county_code", "mechanism_id", "year", "project_zh", "use_zh", "use_en", "source_zh", "source_en"]
    kept = payments.groupby("budget_id", sort=False)[[*texts, "purpose", "basis", "load_id"]].first()
    paid = payments.groupby("budget_id", sort=False)["paid_yuan"].sum()
    above = rng("salary budgets").uniform(1.004, 1.035, len(paid))
    planned = np.ceil(paid * above / 10_000) * 10_000
    rows = kept.assign(budget_yuan=paid.where(~kept["purpose"].isin(SALARIES), planned))
    return frame_of("budget", rows.reset_index())


def _pay(world: World) -> pd.DataFrame:
    """Return a row a post and year; an institution's posts add to its performance pay and its whole pay of the year."""
    months = activity_months_of(world, PAY_ACTIVITY)
    months = months.assign(year=months["month"] // 100)
    years = months.groupby(["institution_code", "year"], sort=True)[["done", "amount_yuan", "base_yuan"]].sum()
    level = world.frames["institution"].set_index("institution_code")["level"]
    rows: list[dict[str, Any]] = []
    for whole in years.reset_index().to_dict("records"):
        code, year = str(whole["institution_code"]), int(whole["year"])
        posts = max(1, round(whole["done"] / 12))
        generator = rng("pay", code, year)
        rank = generator.lognormal(0, 0.2, posts)
        base = allocate(int(whole["base_yuan"] - whole["amount_yuan"]), rank * generator.lognormal(0, 0.06, posts))
        performance = allocate(int(whole["amount_yuan"]), rank**1.6 * generator.lognormal(0, 0.25, posts))
        tier = "county" if str(level[code]).endswith("hospital") else "township"
        rows += [
            {
                "pay_id": f"pay_{code}_{year}_{number + 1}",
                "county_code": code[:6],
                "mechanism_id": PAY_MECHANISM,
                "institution_code": code,
                "tier": tier,
                "year": year,
                "base_yuan": float(base[number]),
                "performance_yuan": float(performance[number]),
                **SYNTHETIC,
            }
            for number in range(posts)
        ]
    frame = pd.DataFrame(rows)
    townships = townships_of(world, frame["institution_code"], frame["year"] * 100 + 12)
    return frame_of("pay", frame.assign(township_code=townships))
