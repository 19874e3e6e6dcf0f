"""网络: who belongs to whom as of a month, since when, and how many of each tier; from one mechanism's rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from sqlalchemy import Engine, select

from data_access import read
from data_access.schema import membership
from metrics.reads.register import register_in

TIERS: Final = ("province", "city", "county", "township", "village")
LEVEL_TIERS: Final = {
    "city_hospital": "city",
    "township_centre": "township",
    "community_centre": "township",
    "central_village_clinic": "village",
    "village_clinic": "village",
}
"""Tier of an institution that has no row of its own in the network, by its level; other levels are the county's."""


@dataclass(frozen=True)
class Link:
    """A member's tie to the one above it: by which relation, since when; is_new: joined within the period."""

    relation: str
    specialty: str
    since: int
    is_new: bool


@dataclass(frozen=True)
class Node:
    """An institution with those below it, by date of joining.

    link     : its tie upwards; None where no row says since when it belongs to the network.
    township : code in the month's edition, "" for none; kept: of the chosen townships, or above or below one of them.
    """

    code: str
    name_zh: str
    name_en: str
    tier: str
    township: str
    link: Link | None
    children: tuple[Node, ...]
    kept: bool = True

    @property
    def depth(self) -> int:
        """Return how many tiers stand below it."""
        return max((child.depth + 1 for child in self.children), default=0)

    def walk(self) -> list[Node]:
        """Return it and all below it."""
        return [self, *(node for child in self.children for node in child.walk())]


@dataclass(frozen=True)
class Network:
    """A mechanism's network as of a month. left: members whose tie ended within the period."""

    month: int
    roots: tuple[Node, ...]
    left: int = 0

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Return every node that belongs to the chosen townships, each as often as it is tied."""
        return tuple(node for root in self.roots for node in root.walk() if node.kept)

    @property
    def members(self) -> tuple[Node, ...]:
        """Return every node that joined."""
        return tuple(node for node in self.nodes if node.link is not None)

    @property
    def by_tier(self) -> dict[str, int]:
        """Return tier → institutions, each counted once however many ties it has; the highest tier first."""
        found = {node.code: node.tier for node in self.nodes}
        tiers = list(found.values())
        return {tier: tiers.count(tier) for tier in TIERS if tier in tiers}

    @property
    def relations(self) -> tuple[str, ...]:
        """Return the relations of the ties upwards, in the order met."""
        below = (node for node in self.members if node not in self.roots)
        return tuple(dict.fromkeys(node.link.relation for node in below if node.link is not None))

    @property
    def depth(self) -> int:
        """Return how many tiers stand below the highest."""
        return max((root.depth for root in self.roots), default=0)


def membership_rows(engine: Engine, county: str, mechanism_id: str) -> pd.DataFrame:
    """Return one mechanism's memberships, each once, in the order of their ids. Raises WarehouseError."""
    table = membership
    return read.frame(
        engine,
        select(table)
        .where(table.c.county_code == county, table.c.mechanism_id == mechanism_id)
        .order_by(table.c.membership_id),
    )


def institution_points(engine: Engine, county: str, month: int) -> pd.DataFrame:
    """Return code, names, level and point (lon, lat) of the institutions that the county has in a month.

    Raises WarehouseError.
    """
    register = register_in(county, month).c
    return read.frame(
        engine,
        select(
            register.institution_code,
            register.name_zh,
            register.name_en,
            register.level,
            register.lon,
            register.lat,
        ).order_by(register.institution_code),
    )


def network_of(
    rows: pd.DataFrame,
    first: int,
    month: int,
    edition: Mapping[str, str],
    townships: Sequence[str] = (),
    levels: Mapping[str, str] | None = None,
) -> Network | None:
    """Return the network as of a month; None where it has no member in the chosen townships by then.

    rows   : one a tie, columns of `membership`; first, month: the period.
    edition: township code → the code that stands for it in the month; levels: institution code → level.
    """
    until = rows["until"].fillna(999912)
    now = rows[(rows["since"] <= month) & (until >= month)]
    if now.empty:
        return None
    ties = [_tie(row, edition) for row in now.to_dict("records")]
    roots = _trees(ties, first, levels or {})
    if townships:
        roots = [_kept(root, frozenset(townships)) for root in roots]
    left = int(((until >= first) & (until < month)).sum())
    network = Network(month, tuple(roots), left)
    return network if network.members else None


def _tie(row: Mapping[Any, Any], edition: Mapping[str, str]) -> dict[str, Any]:
    township = row["township_code"]
    return {**row, "township": edition.get(township, township) if isinstance(township, str) else ""}


def _trees(ties: Sequence[dict[str, Any]], first: int, levels: Mapping[str, str]) -> list[Node]:
    """Return the tops with all below them; a code that stands above itself is not followed a second time."""
    below: dict[str, list[dict[str, Any]]] = {}
    above: dict[str, dict[str, Any]] = {}
    for tie in ties:
        if isinstance(tie["parent_code"], str):
            below.setdefault(tie["parent_code"], []).append(tie)
            above.setdefault(tie["parent_code"], tie)
    members = {tie["member_code"] for tie in ties if isinstance(tie["parent_code"], str)}
    drawn: set[str] = set()

    def under(code: str) -> tuple[Node, ...]:
        if code in drawn:
            return ()
        drawn.add(code)
        children = [node_of(tie) for tie in below.get(code, ())]
        return tuple(sorted(children, key=lambda node: (_since(node), node.code)))

    def node_of(tie: dict[str, Any]) -> Node:
        since = int(tie["since"])
        specialty = tie["specialty_zh"] if isinstance(tie["specialty_zh"], str) else ""
        link = Link(tie["relation"], specialty, since, since >= first)
        own = tie["member_code"], tie["member_zh"], tie["member_en"], tie["tier"], tie["township"]
        return Node(*own, link, under(tie["member_code"]))

    tops = [node_of(tie) for tie in ties if tie["member_code"] not in members]
    known = members | {node.code for node in tops}
    for code, tie in above.items():
        if code not in known:
            tier = LEVEL_TIERS.get(levels[code], "county") if code in levels else "city"
            name_zh = code if _is_empty(tie["parent_zh"]) else tie["parent_zh"]
            name_en = name_zh if _is_empty(tie["parent_en"]) else tie["parent_en"]
            tops.append(Node(code, name_zh, name_en, tier, "", None, under(code)))
    return tops


def _since(node: Node) -> int:
    return 0 if node.link is None else node.link.since


def _kept(node: Node, townships: frozenset[str]) -> Node:
    """Return the node with what lies in the townships, and what stands above that, marked as kept."""
    children = tuple(_kept(child, townships) for child in node.children)
    # A county's hospital stands in some township too, but it is there for those below it.
    is_for_others = bool(children) and node.tier not in ("township", "village")
    kept = any(child.kept for child in children) or (node.township in townships and not is_for_others)
    return Node(node.code, node.name_zh, node.name_en, node.tier, node.township, node.link, children, kept)


def _is_empty(value: object) -> bool:
    """Say whether a text cell is empty."""
    return not isinstance(value, str) or not value
