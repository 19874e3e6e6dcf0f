"""How the visits are spread: continuity for the township, specialties against need, burden on the experts."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from metrics.ledger.holidays import day_kinds
from metrics.ledger.visits import Ledger
from metrics.statistics.intervals import count_interval


def continuity(ledger: Ledger) -> pd.DataFrame:
    """Return one row a township: counted visits, experts, the usual expert's share, and the Bice–Boxerman index.

    continuity: (Σ nᵢ² − N) ÷ (N (N − 1)), 1 = always the same expert, 0 = never twice the same; NaN below two visits.
    Source: Bice & Boxerman (1977), Medical Care 15:347–349.
    """
    counted = ledger.visits[ledger.visits["counted"] == 1]
    each = counted.groupby(["county_code", "township_code", "expert_code"], as_index=False).size()
    each["squared"] = each["size"] ** 2
    table = each.groupby(["county_code", "township_code"], as_index=False).agg(
        visits=("size", "sum"), experts=("size", "count"), most=("size", "max"), squares=("squared", "sum")
    )
    pairs = (table["visits"] * (table["visits"] - 1)).to_numpy(dtype=np.float64)
    index = np.divide(
        (table["squares"] - table["visits"]).to_numpy(dtype=np.float64),
        pairs,
        out=np.full(len(pairs), np.nan),
        where=pairs > 0,
    )
    table = table.assign(usual_share=table["most"] / table["visits"], continuity=index)
    return table.drop(columns=["most", "squares"])


def specialty_gaps(ledger: Ledger, burden: pd.DataFrame) -> pd.DataFrame:
    """Return one row a township and specialty of the burden: counted visits, visits its share of need would give, gap.

    burden: township_code, specialty, burden (cases or days, any unit, ≥ 0). The county's counted visits of all listed
    specialties are shared out in proportion; gap > 0 means fewer than that. never: no counted visit at all.
    lower, upper: 95 % limits of the visits as of a count; short: they lie below what the need would give.
    """
    counted = ledger.visits[ledger.visits["counted"] == 1]
    seen = counted.groupby(["township_code", "specialty"], as_index=False).size().rename(columns={"size": "visits"})
    table = burden.merge(seen, on=["township_code", "specialty"], how="left")
    table["visits"] = table["visits"].fillna(0).astype(np.int64)
    whole = float(table["burden"].sum())
    share = table["burden"] / whole if whole > 0 else table["burden"] * 0.0
    expected = share * float(table["visits"].sum())
    limits = count_interval(table["visits"].to_numpy(np.float64))
    return table.assign(
        expected=expected,
        gap=expected - table["visits"],
        never=(table["visits"] == 0) & (share > 0),
        lower=limits.lower,
        upper=limits.upper,
        short=limits.upper < expected.to_numpy(np.float64),
    )


def fairness(
    ledger: Ledger,
    experts: pd.DataFrame,
    *,
    kilometres: pd.DataFrame | None = None,
    remote: Collection[str] = (),
) -> pd.DataFrame:
    """Return one row an expert, those who never went included: visits, hours, weekend and remote visits, kilometres.

    experts: expert_code, specialty. kilometres: expert_code, institution_code, km one way; both ways are counted.
    remote: institution codes held to be remote. visits counts attended ones, since the burden was borne even where the
    visit does not count. against_median: visits ÷ the median of the same specialty, NaN where that is 0.
    """
    went = ledger.visits[ledger.visits["attended"] == 1]
    kinds = day_kinds(went["visit_date"].to_numpy().astype("datetime64[D]"))
    rows = went[["expert_code", "institution_code", "hours"]].assign(
        visits=1,
        rest_days=np.isin(kinds, ("weekend", "holiday")).astype(np.int64),
        remote_visits=went["institution_code"].isin(list(remote)).astype(np.int64),
    )
    columns = ["visits", "hours", "rest_days", "remote_visits"]
    if kilometres is not None:
        rows = rows.merge(kilometres, on=["expert_code", "institution_code"], how="left")
        # A distance nobody gave is unknown, not zero: the expert's sum is then unknown too.
        rows["kilometres"] = rows["km"] * 2
        columns.append("kilometres")
    sums = rows.groupby("expert_code")[columns].sum(skipna=False)
    table = experts[["expert_code", "specialty"]].merge(sums, left_on="expert_code", right_index=True, how="left")
    absent = ~table["expert_code"].isin(went["expert_code"])
    table.loc[absent, columns] = 0
    median = table.groupby("specialty")["visits"].transform("median")
    return table.assign(against_median=(table["visits"] / median.where(median > 0))).reset_index(drop=True)


def gini(values: pd.Series) -> float:
    """Return the Gini coefficient of a burden: 0 = all alike, towards 1 = one bears all; NaN where the sum is 0."""
    ordered = np.sort(values.to_numpy(dtype=np.float64))
    total = float(ordered.sum())
    if total <= 0:
        return float("nan")
    place = np.arange(1, len(ordered) + 1)
    return float(((2 * place - len(ordered) - 1) * ordered).sum() / (len(ordered) * total))
