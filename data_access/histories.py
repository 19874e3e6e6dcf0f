"""A register without a history: what it says of today has then always been so."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from data_access import schema

_SAME = ("institution_code", "county_code", "township_code", "village_code", "level", "basis", "load_id")


def with_histories(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the frames, with a row of institution_history for every institution that has none.

    It stood where the register has it from its opening to its closing. Whoever knows better brings the rows along.
    """
    register, known = frames.get("institution"), frames.get("institution_history")
    if register is None or register.empty:
        return dict(frames)
    told = set() if known is None else set(known["institution_code"])
    silent = register[~register["institution_code"].isin(told)]
    if silent.empty:
        return dict(frames)
    own = silent.reindex(columns=[*_SAME, "opened", "closed"])
    own = own.rename(columns={"opened": "valid_from", "closed": "valid_to"})
    own = own.astype({name: object for name in ("village_code", "valid_to")})
    own = own.where(own.notna(), None)[[column.name for column in schema.institution_history.columns]]
    both = own if known is None else pd.concat([known, own], ignore_index=True)
    both["valid_to"] = both["valid_to"].astype("Int64")
    return {**frames, "institution_history": both}
