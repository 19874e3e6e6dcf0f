"""Where institutions stood and what they were, month by month, and the stretches of months that this makes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample_data.clinics import CENTRAL_SINCE
from sample_data.world import LAST_MONTH_OF_OLD_EDITION, World, provenance, whole


def site_month_township(world: World) -> np.ndarray:
    """Return the township code of every site in every month's edition, shape (n_sites, n_months)."""
    sites = world.sites
    last = sites["county_code"].map(LAST_MONTH_OF_OLD_EDITION).to_numpy()[:, None]
    old, new = (sites[name].to_numpy(dtype=object)[:, None] for name in ("old_township", "new_township"))
    return np.where(world.months[None, :] <= last, old, new)


def site_month_level(world: World) -> np.ndarray:
    """Return the level of every site in every month: central clinics were ordinary ones at first."""
    sites = world.sites
    since = sites["county_code"].map(CENTRAL_SINCE).fillna(201601).to_numpy()[:, None]
    level = sites["level"].to_numpy(dtype=object)[:, None]
    before = (level == "central_village_clinic") & (world.months[None, :] < since)
    return np.where(before, "village_clinic", np.broadcast_to(level, before.shape))


def site_month_village(world: World) -> np.ndarray:
    """Return the village code of every site in every month's edition, None for those that stand in none."""
    sites = world.sites
    last = sites["county_code"].map(LAST_MONTH_OF_OLD_EDITION).to_numpy()[:, None]
    old, new = (sites[name].to_numpy(dtype=object)[:, None] for name in ("old_village_code", "village_code"))
    codes = np.where(world.months[None, :] <= last, old, new)
    codes[pd.isna(codes)] = None
    return np.asarray(codes, dtype=object)


def institution_history(world: World) -> pd.DataFrame:
    """Return one row an institution and stretch of months at one level in one township and village.

    Mergers of townships and the months in which clinics became central ones begin a stretch; the last has no end.
    """
    level, township, village = (of(world) for of in (site_month_level, site_month_township, site_month_village))
    begins = np.ones(level.shape, dtype=bool)
    begins[:, 1:] = False
    for state in (level, township, village):
        begins[:, 1:] |= state[:, 1:] != state[:, :-1]
    site, month = np.nonzero(begins)
    register = world.frames["institution"]
    opened = register["opened"].to_numpy()
    frame = pd.DataFrame(
        {
            "institution_code": world.sites["institution_code"].to_numpy()[site],
            "valid_from": np.where(month == 0, opened[site], world.months[month]),
            "valid_to": None,
            "county_code": world.sites["county_code"].to_numpy()[site],
            "township_code": township[site, month],
            "village_code": village[site, month],
            "level": level[site, month],
        }
    )
    goes_on = np.append(site[1:] == site[:-1], False)
    ends = np.append(frame["valid_from"].to_numpy()[1:], 0)
    lasts = [_month_before(int(end)) if more else None for end, more in zip(ends, goes_on, strict=True)]
    frame["valid_to"] = whole(np.array(lasts, dtype=object))
    frame["valid_from"] = frame["valid_from"].astype("int64")
    frame = provenance(frame)
    own = register.set_index("institution_code").loc[frame["institution_code"], ["basis", "load_id"]]
    return frame.assign(basis=own["basis"].to_numpy(), load_id=own["load_id"].to_numpy())


def _month_before(month: int) -> int:
    return month - 1 if month % 100 > 1 else month - 89
