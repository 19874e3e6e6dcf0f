"""Records of ledgers from their files: those shipped with the product, and a county's own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args

from data_access import schema
from intake.faults import IntakeFault
from intake.forms.folder import check_texts, named_edition, record_of, texts_in
from intake.ledgers.record import ColumnKind, Counted, Entry, Ledger, LedgerColumn, LeftOut

EDITIONS: Final = Path(__file__).with_name("editions")
ENTRIES: Final[dict[str, set[str]]] = {
    "flow": {"mechanism_id", "date", "kind", "from", "to", "group", "unit"},
    "posting": {"mechanism_id", "doctor", "staff_number", "title", "specialty", "from", "to", "start", "end", "span"},
}
"""What an entry may name."""
_LEDGER: Final = {
    *("kind", "code", "edition", "name_zh", "name_en", "valid_from", "valid_to", "titles", "least", "money", "refunds"),
    *("dated_by", "titled", "source", "dropped", "column", "figure", "entry", "left_out"),
}
_COLUMN: Final = {"code", "kind", "names", "needed", "words", "otherwise", "unit", "of", "unless"}
_COUNTED: Final = {"table", "column", "place", "date", "only", "sum", "where", "needs", "zeros", "without"}
_ENTRY: Final = {"enters", "items", "words"}
_LEFT_OUT: Final = {"code", "only"}


@cache
def shipped_ledgers() -> tuple[Ledger, ...]:
    """Return the ledgers that come with the product."""
    return ledgers_in(EDITIONS)


def ledgers_in(folder: Path) -> tuple[Ledger, ...]:
    """Return the ledgers among a folder's TOML files, by name. Raises IntakeFault that names file and item."""
    return tuple(ledger_of(text, name) for text, name in texts_in(folder) if is_ledger(text, name))


def is_ledger(text: str, name: str) -> bool:
    """Say whether a TOML text is the record of a ledger. Raises IntakeFault where it is no TOML."""
    try:
        return tomllib.loads(text).get("kind") == "ledger"
    except tomllib.TOMLDecodeError as error:
        raise IntakeFault("intake_form_no_toml", name=name, reason=str(error)) from error


def ledger_of(text: str, name: str) -> Ledger:
    """Return the ledger that a TOML text says. Raises IntakeFault that names the item."""
    with record_of(name):
        return _ledger_of(text, name)


def _ledger_of(text: str, name: str) -> Ledger:
    record = tomllib.loads(text)
    _check(record, _LEDGER, name)
    check_texts(record, name)
    ledger = Ledger(
        **named_edition(record),
        columns=tuple(_column(item, name) for item in record["column"]),
        counted=tuple(_counted(item, name) for item in record.get("figure", ())),
        entries=tuple(_entry(item, name) for item in record.get("entry", ())),
        left_out=tuple(_left_out(item, name) for item in record.get("left_out", ())),
        dropped=tuple(record.get("dropped", ())),
        least=record.get("least", 3),
        money=record.get("money", "元"),
        refunds=record.get("refunds", ""),
        dated_by=tuple(record["dated_by"]),
        titled=record.get("titled", False),
    )
    _check_columns(ledger, name)
    return ledger


def _column(item: Mapping[str, Any], name: str) -> LedgerColumn:
    _check(item, _COLUMN, name)
    _check([item["kind"]], get_args(ColumnKind), name)
    words = {code: tuple(words) for code, words in item.get("words", {}).items()}
    return LedgerColumn(
        item["code"],
        item["kind"],
        tuple(item.get("names", ())),
        item.get("needed", False),
        words,
        item.get("otherwise"),
        item.get("unit", ""),
        item.get("of", ""),
        _codes(item.get("unless", {})),
    )


def _counted(item: Mapping[str, Any], name: str) -> Counted:
    _check(item, _COUNTED, name)
    return Counted(
        item["table"],
        item["column"],
        item["place"],
        item["date"],
        _codes(item.get("only", {})),
        item.get("sum", ""),
        item.get("where", {}),
        _codes(item.get("needs", {})),
        item.get("zeros", False),
        item.get("without", ""),
    )


def _entry(item: Mapping[str, Any], name: str) -> Entry:
    _check(item, _ENTRY, name)
    _check([item["enters"]], ENTRIES, name)
    _check(item["items"], ENTRIES[item["enters"]], name)
    return Entry(item["enters"], item["items"], item.get("words", {}))


def _left_out(item: Mapping[str, Any], name: str) -> LeftOut:
    _check(item, _LEFT_OUT, name)
    return LeftOut(item["code"], _codes(item["only"]))


def _codes(only: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {code: (value,) if isinstance(value, str) else tuple(value) for code, value in only.items()}


def _check_columns(ledger: Ledger, name: str) -> None:
    """Raise IntakeFault where a record counts in a column or a table that there is not."""
    possible = {column.code for column in ledger.columns}
    for counted in ledger.counted:
        if counted.table not in schema.LOAD_KEYS:
            raise IntakeFault(
                "intake_form_unknown_item", name=name, item=counted.table, possible=sorted(schema.LOAD_KEYS)
            )
        table = schema.metadata.tables[counted.table]
        _check([counted.column, *counted.where], table.c.keys(), name)
        read = [value[1:] for value in counted.where.values() if value.startswith("@")]
        used = [counted.place, counted.date, *counted.only, *counted.needs, *read, *filter(None, [counted.sum])]
        _check(used, possible, name)
        if "institution_code" not in table.c and ledger.column(counted.place).kind != "township":
            raise IntakeFault("intake_form_unknown_item", name=name, item=counted.place, possible=["township"])
    _check(ledger.dated_by, possible, name)
    for left in ledger.left_out:
        _check(left.only, possible, name)


def _check(items: Iterable[str], possible: Iterable[str], name: str) -> None:
    allowed = sorted(possible)
    for item in items:
        if item not in allowed:
            raise IntakeFault("intake_form_unknown_item", name=name, item=item, possible=allowed)
