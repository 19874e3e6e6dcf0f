"""What relations and tiers of a network are called, and how a tie of each is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from findings.figures import Words
from metrics.evidence.network import Node


@dataclass(frozen=True)
class Relation:
    """A relation: its names, and the line of its tie."""

    zh: str
    en: str
    width: float
    dashed: bool = False


RELATIONS: Final = {
    "trusteeship": Relation("托管", "trusteeship", 3.2),
    "community": Relation("紧密型", "tight community", 1.2),
    "alliance": Relation("医联体", "alliance", 2.2),
    "specialty": Relation("专科联盟", "specialty alliance", 1.2, dashed=True),
    "pairing": Relation("结对", "pairing", 2.2, dashed=True),
}
TIER_NAMES: Final = {
    "province": ("省级医院", "provincial hospitals"),
    "city": ("市级医院", "city hospitals"),
    "county": ("县级机构", "county institutions"),
    "township": ("乡镇卫生院", "township centres"),
    "village": ("村卫生室", "village clinics"),
}
WITH_STREETS: Final = ("乡镇街道机构", "township and street centres")
PAIRED: Final = ("结对机构", "paired institutions")
SPECIALTIES: Final = ("专科", "Specialties")


def name_of(node: Node, words: Words) -> str:
    """Return an institution's name."""
    return words.say(node.name_zh, node.name_en)


def relation_of(node: Node) -> str:
    """Return the relation of a member's tie; that of a community where it is of none that is known."""
    relation = node.link.relation if node.link is not None else ""
    return relation if relation in RELATIONS else "community"


def is_specialty(node: Node) -> bool:
    """Say whether a member is in the network by one of its specialties."""
    return node.link is not None and bool(node.link.specialty) and not node.children


def tier_words(tier: str, nodes: Sequence[Node], words: Words) -> str:
    """Return what the institutions of one tier are called; street centres are named where there are any."""
    if tier == "village" and all(relation_of(node) == "pairing" for node in nodes):
        return words.say(*PAIRED)
    if tier == "township" and any("社区" in node.name_zh for node in nodes):
        return words.say(*WITH_STREETS)
    return words.say(*TIER_NAMES[tier])


def tier_head(nodes: Sequence[Node], words: Words) -> str:
    """Return the head of a column of the tree."""
    if all(is_specialty(node) for node in nodes):
        return words.say(*SPECIALTIES)
    tiers = list(dict.fromkeys(node.tier for node in nodes))
    if len(tiers) > 1:
        return words.say("机构", "Institutions")
    name = tier_words(tiers[0], nodes, words)
    return name[:1].upper() + name[1:]
