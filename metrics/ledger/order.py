"""The order in which experts are listed: where they come from and what they practise, never how much they did."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def experts_unranked(rows: pd.DataFrame, experts: pd.DataFrame, *, within: Sequence[str] = ()) -> pd.DataFrame:
    """Return rows of experts by dispatching hospital, then specialty, then code.

    How often each went has no interval and hangs on the rota, so that an order by it would rank people by chance.
    rows: expert_code and anything else, one or several an expert. experts: expert_code, home_institution_code,
    specialty. within: columns of `rows` that go before, ascending. Those without a hospital in the county stand last.
    """
    about = experts.drop_duplicates("expert_code").set_index("expert_code")
    keys = {f"_{name}": rows["expert_code"].map(about[name]) for name in ("home_institution_code", "specialty")}
    ordered = rows.assign(**keys).sort_values([*within, *keys, "expert_code"], na_position="last", kind="stable")
    return ordered[list(rows.columns)].reset_index(drop=True)
