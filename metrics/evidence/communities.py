"""The communities of a network beside each other: the share of their visits that the primary level takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Engine, func, select

from data_access import read
from data_access.schema import institution_month
from metrics.evidence.network import Network, Node
from metrics.statistics.dispersion import dispersion_of_proportions
from metrics.statistics.intervals import wilson

PRIMARY: Final = ("township", "village")
FEWEST: Final = 10
"""Visits from 1 to 9, or all but so many, are hidden."""
Standing = Literal["above", "below", "same"]


@dataclass(frozen=True)
class Share:
    """Visits at the primary level of a community's visits, in per cent with its 95 % interval.

    The interval is Wilson's of 1/φ as many visits (metrics/statistics/dispersion.py): of four communities or fewer none
    can stand apart.
    standing: of the interval against all communities together.
    """

    code: str
    name_zh: str
    name_en: str
    primary: int
    visits: int
    value: float
    lower: float
    upper: float
    standing: Standing


@dataclass(frozen=True)
class Compared:
    """The communities by value, the highest first, and all of them together (per cent); φ by which limits widened."""

    shares: tuple[Share, ...]
    together: float
    dispersion: float = 1.0


def visits_by_institution(engine: Engine, county: str, first: int, last: int) -> dict[str, int]:
    """Return institution code → outpatient visits in the months from first to last. Raises WarehouseError."""
    month = institution_month.c
    found = read.rows(
        engine,
        select(month.institution_code, func.sum(month.outpatient_visits).label("visits"))
        .where(month.county_code == county, month.month >= first, month.month <= last)
        .group_by(month.institution_code)
        .order_by(month.institution_code),
    )
    return {row.institution_code: int(row.visits or 0) for row in found}


def leaders(network: Network) -> tuple[Node, ...]:
    """Return the county's institutions that township-level ones belong to: each stands for its community."""
    nodes = (node for root in network.roots for node in root.walk())
    return tuple(
        node for node in nodes if node.tier == "county" and any(child.tier == "township" for child in node.children)
    )


def compared(network: Network, visits: Mapping[str, int]) -> Compared | None:
    """Return the communities' shares; None with fewer than two of them or where any count would have to be hidden.

    Of two or three communities a hidden one could be worked out from the others and their sum.
    """
    groups = leaders(network)
    if len(groups) < 2:
        return None
    counted = [_counts(group, visits) for group in groups]
    if any(_is_small(primary) or _is_small(total - primary) or total == 0 for primary, total in counted):
        return None
    together = sum(primary for primary, _ in counted) / sum(total for _, total in counted)
    # Visits of the same patients are no independent events: few communities cannot be told apart by them at all.
    primary, total = zip(*counted, strict=True)
    phi = dispersion_of_proportions(primary, total, fewest=2)
    shares = [_share(group, *counts, together, phi) for group, counts in zip(groups, counted, strict=True)]
    return Compared(tuple(sorted(shares, key=lambda share: (-share.value, share.code))), together * 100, phi)


def _counts(group: Node, visits: Mapping[str, int]) -> tuple[int, int]:
    own = {node.code: node.tier for node in group.walk()}
    return (
        sum(visits.get(code, 0) for code, tier in own.items() if tier in PRIMARY),
        sum(visits.get(code, 0) for code in own),
    )


def _is_small(count: int) -> bool:
    return 0 < count < FEWEST


def _share(group: Node, primary: int, total: int, together: float, phi: float) -> Share:
    limits = wilson(primary / phi, total / phi)
    lower, upper = float(limits.lower), float(limits.upper)
    standing: Standing = "above" if lower > together else "below" if upper < together else "same"
    return Share(
        group.code, group.name_zh, group.name_en, primary, total,
        primary / total * 100, lower * 100, upper * 100, standing,
    )  # fmt: skip
