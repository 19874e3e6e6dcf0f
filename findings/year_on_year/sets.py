"""Which indicators 同比指标 offers, and what they are called there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from findings.figures import Words
from metrics.catalogue import CATALOGUE, FAMILIES, get, of_family
from metrics.catalogue.national import FAMILY as NATIONAL_FAMILY
from metrics.catalogue.national import NATIONAL_IDS, official_name
from metrics.definition import Metric
from metrics.named import metric_named
from metrics.reads.mechanisms import MechanismCard
from words.names import FAMILIES_EN

NATIONAL: Final = "national"
OWN: Final = "own"
OPENS_WITH: Final = "in_county_admission_share"


def indicator_sets(
    cards: Mapping[str, Sequence[MechanismCard]], own_indicators: Sequence[Metric] = ()
) -> dict[str, tuple[str, ...]]:
    """Return key → metric ids: the national list, the county's own, each county's mechanisms, then the families.

    cards : county code → its mechanisms. own_indicators : those that the county on screen has defined.
    """
    found: dict[str, tuple[str, ...]] = {NATIONAL: NATIONAL_IDS}
    if own_indicators:
        found[OWN] = tuple(metric.id for metric in own_indicators)
    for county, own in cards.items():
        ids = dict.fromkeys(metric_id for card in own for metric_id in card.metric_ids if metric_id in CATALOGUE)
        if ids:
            found[f"county-{county}"] = tuple(ids)
    for position, family in enumerate(FAMILIES):
        if family != NATIONAL_FAMILY:
            found[f"family-{position}"] = tuple(metric.id for metric in of_family(family))
    return found


def opening_first(metric_ids: Sequence[str]) -> tuple[str, ...]:
    """Return the ids with the one that a page opens first: counted by where people live, so that townships differ."""
    return tuple(sorted(metric_ids, key=lambda metric_id: metric_id != OPENS_WITH))


def set_name(key: str, words: Words) -> str:
    """Return what a set is called: 国家14项, 离石口径, or the family."""
    kind, _, rest = key.partition("-")
    if kind == "county":
        place = words.reference.counties[rest]
        return words.say(f"{place.name_zh.rstrip('县区市旗')}口径", f"{place.name_en}'s own")
    if kind == "family":
        family = FAMILIES[int(rest)]
        return words.say(family, FAMILIES_EN.get(family, family))
    if kind == OWN:
        return words.say("本县口径", "The county's own")
    return words.say("国家14项", "National list")


def indicator_name(metric_id: str, set_key: str, words: Words) -> str:
    """Return an indicator's name; in the national list the list's own."""
    read = metric_named(words.reference, words.county, metric_id)
    listed = official_name(metric_id) if set_key == NATIONAL else None
    if listed is None:
        return words.say(read.name_zh, read.name_en)
    # The list's own name is the list's own; a county that reads it otherwise is told which reading stands here.
    which = "" if read is get(metric_id) else words.say(f"（{read.name_zh}）", f" ({read.name_en})")
    return words.say(listed.name_zh, listed.name_en) + which
