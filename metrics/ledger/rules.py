"""The rows of table `rule` as records: what one asks of a visit, and what it asks of a place in a period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from metrics.ledger.codes import TITLE_RANK
from metrics.ledger.faults import BadRule, LedgerFault, RepeatedId, UnknownTitle
from metrics.ledger.holidays import CADENCES
from words.phrases import Phrase

COUNTY_WIDE = "county"  # place_kind of a rule that the county meets as a whole; empty = each place on its own
PER_VISIT_UNIT = "小时/次"
HOURS_OF = {"小时/天": "day", "小时/日": "day", "小时/周": "week", "小时/月": "month"}
MOST_HOURS = {"day": 24.0, "week": 168.0, "month": 744.0}
SEPARATORS = re.compile(r"[、，,;；\s]+")


@dataclass(frozen=True)
class Rule:
    """One rule, read.

    visits, persons, period_hours: minima of a place in a period; None = not asked.
    visit_hours: hours a visit must last to count. title_rank: 0 = any title.
    specialties, places (institution codes): empty = any. first, last: months of validity, 202301.
    A rule without minima of a period is a floor: it holds for every visit of its county and mechanism.
    """

    rule_id: str
    county_code: str
    mechanism_id: str
    name_zh: str
    place_kind: str
    cadence: str
    visits: int | None
    persons: int | None
    period_hours: float | None
    visit_hours: float | None
    title_rank: int
    specialties: tuple[str, ...]
    places: tuple[str, ...]
    first: int
    last: int
    name_en: str = ""  # the published rules have one; what a county enters itself keeps its Chinese name

    @property
    def is_requirement(self) -> bool:
        """Whether a place must reach something in each period."""
        return self.cadence in CADENCES and (self.visits, self.persons, self.period_hours) != (None, None, None)


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _whole(value: Any) -> int | None:
    number = _number(value)
    return None if number is None else int(number)


def _several(value: Any) -> tuple[str, ...]:
    if isinstance(value, list | tuple):
        return tuple(str(one) for one in value)
    return tuple(part for part in SEPARATORS.split(_text(value)) if part)


def _month(value: int, *, last: bool) -> int:
    """Return a month of validity; 2023 alone means all of that year."""
    return value * 100 + (12 if last else 1) if value < 10000 else value


def read_rules(rules: pd.DataFrame) -> tuple[list[Rule], list[LedgerFault]]:
    """Return the cadence rules of a frame with the columns of table `rule`, and the faults of the others.

    Optional columns `specialties` and `places` list names or codes, separated by 、 or commas. Thresholds, which have
    no cadence and no minimum, are none of the ledger's business and are left out. minimum_hours is what each visit must
    last, unless the unit is 小时/周 (天, 月): then it is the sum of the period.
    """
    found: list[Rule] = []
    faults: list[LedgerFault] = []
    for row in rules.to_dict("records"):
        rule = _read(row)
        says_nothing = rule.visit_hours is None and not rule.specialties and not _text(row.get("title_floor"))
        if not rule.is_requirement and says_nothing:
            continue
        faults += _faults(rule, row)
        if any(rule.rule_id == other.rule_id for other in found):
            faults.append(RepeatedId("ledger_rule_repeated", Phrase("row_rule", code=rule.rule_id)))
        found.append(rule)
    return found, faults


def _read(row: dict[Any, Any]) -> Rule:
    hours, unit = _number(row.get("minimum_hours")), _text(row.get("unit"))
    by_period = unit in HOURS_OF
    last = _whole(row.get("valid_to"))
    return Rule(
        rule_id=_text(row["rule_id"]),
        county_code=_text(row["county_code"]),
        mechanism_id=_text(row.get("mechanism_id")),
        name_zh=_text(row.get("name_zh")),
        place_kind=_text(row.get("place_kind")),
        cadence=_text(row.get("cadence")),
        visits=_whole(row.get("minimum_visits")),
        persons=_whole(row.get("minimum_persons")),
        period_hours=hours if by_period else None,
        visit_hours=None if by_period else hours,
        title_rank=TITLE_RANK.get(_text(row.get("title_floor")), 0),
        specialties=_several(row.get("specialties")),
        places=_several(row.get("places")),
        first=_month(int(row["valid_from"]), last=False),
        last=999912 if last is None else _month(last, last=True),
        name_en=_text(row.get("name_en")) or _text(row.get("name_zh")),
    )


def _faults(rule: Rule, row: dict[Any, Any]) -> list[LedgerFault]:
    row_at = Phrase("row_rule", code=rule.rule_id)
    title = _text(row.get("title_floor"))
    found: list[LedgerFault] = []
    if title and title not in TITLE_RANK:
        found.append(UnknownTitle("ledger_title_floor", row_at, title=title))
    if rule.last < rule.first:
        found.append(BadRule("ledger_rule_dates", row_at, first=rule.first, last=rule.last))
    minima = (rule.visits, rule.persons, rule.period_hours, rule.visit_hours)
    if any(one is not None and one < 0 for one in minima):
        found.append(BadRule("ledger_minimum", row_at))
    if rule.visit_hours is not None and rule.visit_hours > 24:
        found.append(BadRule("ledger_visit_hours", row_at, hours=rule.visit_hours))
    most = MOST_HOURS.get(rule.cadence)
    if rule.period_hours is not None and most is not None and rule.period_hours > most and rule.persons is None:
        found.append(BadRule("ledger_period_hours", row_at, hours=rule.period_hours, most=most))
    return found


def requirements(rules: Sequence[Rule]) -> list[Rule]:
    """Return the rules that ask something of places in periods."""
    return [rule for rule in rules if rule.is_requirement]


def floors_for(rule: Rule, rules: Sequence[Rule]) -> list[Rule]:
    """Return the floors that hold for visits under a requirement: same county, same mechanism or none."""
    return [
        floor
        for floor in rules
        if not floor.is_requirement
        and floor.county_code == rule.county_code
        and floor.mechanism_id in ("", rule.mechanism_id)
    ]
