"""Records of forms from their files: those shipped with the product, and a county's own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args

from intake.faults import IntakeFault
from intake.forms.folder import check_texts, named_edition, record_of, texts_in
from intake.forms.record import Field, FieldKind, Form, Key

EDITIONS: Final = Path(__file__).with_name("editions")
_LEDGER: Final = re.compile(r"""^kind\s*=\s*["'](?:ledger|age_table)["']""", re.MULTILINE)  # read by intake.ledgers
_MONEY: Final = ("元", "千元", "万元")
_FORM_ITEMS: Final = {
    "code",
    "edition",
    "name_zh",
    "name_en",
    "table",
    "valid_from",
    "valid_to",
    "titles",
    "keys",
    "field",
    "months",
    "money",
    "least",
    "source",
}
_FIELD_ITEMS: Final = {
    *("code", "kind", "names", "column", "where", "unit", "at_most", "sum_of", "rate_of", "table", "since", "until"),
}


@cache
def shipped_forms() -> tuple[Form, ...]:
    """Return the forms that come with the product."""
    return forms_in(EDITIONS)


def forms_in(folder: Path) -> tuple[Form, ...]:
    """Return the forms of a folder of TOML files, by name. Raises IntakeFault that names file and item."""
    return tuple(form_of(text, name) for text, name in texts_in(folder) if not _LEDGER.search(text))


def form_of(text: str, name: str) -> Form:
    """Return the form that a TOML text says. Raises IntakeFault."""
    with record_of(name):
        return _form_of(text, name)


def _form_of(text: str, name: str) -> Form:
    try:
        record = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise IntakeFault("intake_form_no_toml", name=name, reason=str(error)) from error
    _check_items(record, _FORM_ITEMS, name)
    check_texts(record, name)
    fields = []
    for item in record.get("field", ()):
        _check_items(item, _FIELD_ITEMS, name)
        fields.append(_field(item, name))
    unknown = set(record.get("keys", {})) - set(get_args(Key))
    if unknown:
        raise IntakeFault("intake_form_unknown_item", name=name, item=sorted(unknown)[0], possible=list(get_args(Key)))
    if record.get("money", "元") not in _MONEY:
        raise IntakeFault("intake_form_unknown_item", name=name, item=record["money"], possible=list(_MONEY))
    return Form(
        **named_edition(record),
        table=record["table"],
        keys={key: tuple(names) for key, names in record["keys"].items()},
        fields=tuple(fields),
        months=record.get("months", 1),
        money=record.get("money", "元"),
        least=record.get("least", 2),
    )


def _field(item: Mapping[str, Any], name: str) -> Field:
    if item.get("kind") not in get_args(FieldKind):
        raise IntakeFault(
            "intake_form_unknown_item", name=name, item=str(item.get("kind")), possible=list(get_args(FieldKind))
        )
    try:
        return Field(
            code=item["code"],
            kind=item["kind"],
            names=tuple(item["names"]),
            column=item.get("column", "" if item["kind"] == "check" else item["code"]),
            where=tuple(sorted(item.get("where", {}).items())),
            unit=item.get("unit", ""),
            at_most=item.get("at_most", ""),
            sum_of=tuple(item.get("sum_of", ())),
            rate_of=tuple(item.get("rate_of", ())),
            table=item.get("table", ""),
            since=item.get("since"),
            until=item.get("until"),
        )
    except KeyError as error:
        raise IntakeFault("intake_form_lacks_item", name=name, item=str(error.args[0])) from error


def _check_items(record: Mapping[str, Any], possible: set[str], name: str) -> None:
    for item in record:
        if item not in possible:
            raise IntakeFault("intake_form_unknown_item", name=name, item=item, possible=sorted(possible))
