"""A folder of records as TOML: each text with its name, and whatever is wrong with one said by that name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from intake.faults import IntakeFault


def texts_in(folder: Path) -> list[tuple[str, str]]:
    """Return the text and name of each TOML file of a folder, by name. Raises IntakeFault."""
    return [(_text(file), file.name) for file in sorted(folder.glob("*.toml"))]


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except UnicodeError as error:
        raise IntakeFault("intake_form_no_toml", name=file.name, reason="UTF-8") from error
    except OSError as error:
        raise IntakeFault("intake_no_such_file", name=file.name) from error


TEXTS: Final = ("code", "edition", "name_zh", "name_en", "table", "source")


def named_edition(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what every record says of its edition: its names, from when to when it holds, its titles, its source."""
    return {
        **{item: record[item] for item in ("code", "edition", "name_zh", "name_en", "valid_from")},
        "valid_to": record.get("valid_to"),
        "titles": tuple(record.get("titles", ())),
        "source": record.get("source", ""),
    }


def check_texts(record: Mapping[str, Any], name: str) -> None:
    """Raise IntakeFault where an item that is a name is none."""
    for item in TEXTS:
        if not isinstance(record.get(item, ""), str):
            raise IntakeFault("intake_form_wrong_kind", name=name, reason=f"{item} = {record[item]}")


@contextmanager
def record_of(name: str) -> Iterator[None]:
    """Say of which file an item is missing, or is a number where a text or a list is wanted. Raises IntakeFault."""
    try:
        yield
    except KeyError as error:
        raise IntakeFault("intake_form_lacks_item", name=name, item=str(error.args[0])) from error
    except (TypeError, AttributeError) as error:
        raise IntakeFault("intake_form_wrong_kind", name=name, reason=str(error)) from error
