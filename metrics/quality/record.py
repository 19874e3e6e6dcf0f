"""Rules of data quality as records, read from TOML: those shipped, and what a county changes in them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, get_args

from metrics.errors import QualityFault

Kind = Literal["part", "ratio", "slip", "unit", "township", "twice", "form"]
Severity = Literal["refuse", "ask", "note", "off"]
"""refuse: the file stops; ask: the figure waits for an answer; note: it is printed; off: the rule does not run."""

SHIPPED: Final = Path(__file__).with_name("rules.toml")
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "part": ("table", "part", "whole"),
    "ratio": ("table", "part", "whole", "least", "most"),
    "slip": ("table", "columns"),
    "unit": (),
    "township": (),
    "twice": (),
    "form": (),
}


@dataclass(frozen=True)
class Rule:
    """One rule.

    part, whole : columns of the table; times_days: the whole is multiplied by the days of the month.
    slack       : share of the whole by which a part may exceed it.
    least, most : bounds of part ÷ whole, of a ratio.
    columns     : those that are held against their own past.
    amount_yuan : what one patient adds to an amount, so that revenue of three visits is judged as three visits.
    """

    code: str
    kind: Kind
    severity: Severity
    table: str = ""
    part: str = ""
    whole: str = ""
    columns: tuple[str, ...] = ()
    times_days: bool = False
    slack: float = 0.0
    least: float = 0.0
    most: float = float("inf")
    amount_yuan: float = 1.0

    @property
    def named(self) -> tuple[str, ...]:
        """The columns that the rule speaks of."""
        return self.columns or tuple(name for name in (self.part, self.whole) if name)


@dataclass(frozen=True)
class Rules:
    """The rules in force, and what columns are called: `table.column` → Chinese, English."""

    rules: tuple[Rule, ...]
    columns: Mapping[str, tuple[str, str]]

    def of_kind(self, kind: Kind) -> tuple[Rule, ...]:
        """Return the rules of a kind that run."""
        return tuple(rule for rule in self.rules if rule.kind == kind and rule.severity != "off")

    def of_code(self, code: str) -> Rule | None:
        """Return a rule by its code; None for none."""
        return next((rule for rule in self.rules if rule.code == code), None)

    def column(self, table: str, name: str) -> tuple[str, str]:
        """Return what a column is called in Chinese and English; its own name where nobody has named it."""
        return self.columns.get(f"{table}.{name}", (name, name))

    def amended(self, other: Rules) -> Rules:
        """Return these rules with another's in place of those of the same code, and its further ones after them."""
        theirs = {rule.code: rule for rule in other.rules}
        own = tuple(theirs.pop(rule.code, rule) for rule in self.rules)
        return replace(self, rules=(*own, *theirs.values()), columns={**self.columns, **other.columns})


@cache
def shipped_rules() -> Rules:
    """Return the rules that come with the product."""
    return rules_of(SHIPPED.read_text("utf-8"), SHIPPED.name)


def rules_of(text: str, name: str) -> Rules:
    """Return the rules that a TOML text says. Raises QualityFault that names the file and what is wrong in it."""
    try:
        record = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise QualityFault("quality_no_toml", name=name, reason=str(error)) from error
    for item in sorted(set(record) - {"rule", "columns"}):
        raise QualityFault("quality_unknown_item", name=name, item=item, possible=["rule", "columns"])
    rules = tuple(_rule(item, name) for item in record.get("rule", ()))
    columns = {key: (str(words[0]), str(words[-1])) for key, words in record.get("columns", {}).items()}
    return Rules(rules, columns)


def _rule(item: Mapping[str, Any], name: str) -> Rule:
    possible = set(Rule.__dataclass_fields__)
    for key in sorted(set(item) - possible):
        raise QualityFault("quality_unknown_item", name=name, item=key, possible=sorted(possible))
    for key, allowed in (("kind", get_args(Kind)), ("severity", get_args(Severity))):
        if item.get(key) not in allowed:
            raise QualityFault("quality_unknown_item", name=name, item=str(item.get(key)), possible=list(allowed))
    for key in ("code", *_NEEDED[item["kind"]]):
        if key not in item:
            raise QualityFault("quality_lacks_item", name=name, rule=str(item.get("code", "")), item=key)
    return Rule(**{**item, "columns": tuple(item.get("columns", ()))})
