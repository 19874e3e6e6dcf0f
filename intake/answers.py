"""What a county has answered once and is not asked again: places, headings, estimates, corrections."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from intake.faults import BadCall
from metrics.quality import shipped_rules

IGNORED: Final = "ignore"  # a heading or a name that the county says it does not want to keep
TAKE: Final = "take"
LEAVE: Final = "leave"
DIGITS_OF_A_FILE: Final = 16  # of its SHA-256: cells of two files are not taken for each other
_PARTS: Final = {"places", "columns", "words", "accept", "cells"}
_ACCEPTED: Final = {"estimate", "negative", "whole_ledger", "incomplete"}
_KEY: Final = re.compile(r"[a-z0-9_]+(?::[^:]*){3}")  # rule:place:month:column, as the question names it


@dataclass(frozen=True)
class Answers:
    """What is not asked again.

    places : name as written → code, or `ignore`; a ledger's place outside the county → `outside`.
    columns: `form:heading/heading` → code of a field, or `ignore`.
    words  : `ledger:column:word` → code of the column's list.
    accept : kinds of cells, codes of rules, and keys of what a rule asked for (`metrics.quality.Problem.key`);
             whole_ledger: who is not in a ledger has 0; incomplete: rows that say nothing may be left out.
    cells  : `key_of_cell` of one cell of one file → take or leave.
    """

    places: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    accept: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)

    def of_cell(self, sha256: str, sheet: str, cell: str) -> Literal["take", "leave", ""]:
        """Return what was said of one cell of one file; '' for nothing."""
        said = self.cells.get(key_of_cell(sha256, sheet, cell))
        return "take" if said == TAKE else "leave" if said == LEAVE else ""

    def with_more(self, more: Answers) -> Answers:
        """Return these answers and others, which stand where both say something."""
        return Answers(
            {**self.places, **more.places},
            {**self.columns, **more.columns},
            self.accept | more.accept,
            {**self.words, **more.words},
            {**self.cells, **more.cells},
        )

    def __bool__(self) -> bool:
        """Say whether anything was answered."""
        return bool(self.places or self.columns or self.accept or self.words or self.cells)


def key_of_cell(sha256: str, sheet: str, cell: str) -> str:
    """Return how one cell of one file is named: the file's first digits, sheet!cell."""
    return f"{sha256[:DIGITS_OF_A_FILE]}:{sheet}!{cell}"


def answers_of(text: str, name: str) -> Answers:
    """Return the answers that a TOML text gives. Raises BadCall that names what it cannot use."""
    try:
        record = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadCall("intake_form_no_toml", name=name, reason=str(error)) from error
    unknown = sorted(set(record) - _PARTS)
    if unknown:
        raise BadCall("intake_form_unknown_item", name=name, item=unknown[0], possible=sorted(_PARTS))
    accept = record.get("accept", [])
    kinds = {*_ACCEPTED, *(rule.code for rule in shipped_rules().rules)}
    wrong = [item for item in accept if not _is_accepted(item, kinds)] if isinstance(accept, list) else [accept]
    if wrong:
        raise BadCall("intake_form_unknown_item", name=name, item=str(wrong[0]), possible=sorted(kinds))
    for part in ("places", "columns", "words", "cells"):
        pairs = record.get(part, {})
        if not isinstance(pairs, dict) or not all(isinstance(value, str) for value in pairs.values()):
            raise BadCall("intake_form_unknown_item", name=name, item=part, possible=['名称 = "代码"'])
    return Answers(
        record.get("places", {}),
        record.get("columns", {}),
        frozenset(accept),
        record.get("words", {}),
        record.get("cells", {}),
    )


def _is_accepted(item: object, kinds: Collection[str]) -> bool:
    return isinstance(item, str) and (item in kinds or bool(_KEY.fullmatch(item)))


def as_toml(answers: Answers) -> str:
    """Return answers as the TOML text that `answers_of` reads. Those of single cells belong to one file and stay."""
    lines = [f"accept = [{', '.join(_quoted(kind) for kind in sorted(answers.accept))}]"]
    for part, pairs in (("places", answers.places), ("columns", answers.columns), ("words", answers.words)):
        lines += ["", f"[{part}]", *(f"{_quoted(name)} = {_quoted(said)}" for name, said in sorted(pairs.items()))]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    # A JSON text is a TOML text, but for the one control sign that JSON leaves bare.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
