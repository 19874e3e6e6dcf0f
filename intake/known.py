"""The forms that files are recognised by: those shipped with the product, and a county's own in a folder.

The county's own stand in one folder that page and command line read alike. A form of its own comes before one of the
product, and takes the place of one with the same code and edition.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Protocol, TypeVar

from data_access.own import folder
from intake.faults import BadCall
from intake.forms import Form, forms_in, shipped_forms
from intake.forms.shipped import EDITIONS as FORMS
from intake.ledgers import AgeTable, Ledger, age_tables_in, ledgers_in, shipped_age_tables, shipped_ledgers
from intake.ledgers.shipped import EDITIONS as LEDGERS

SETTING: Final = "YILAN_FORMS"
State = tuple[tuple[str, int, int], ...]


class _Record(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def edition(self) -> str: ...


Record = TypeVar("Record", bound=_Record)


@dataclass(frozen=True)
class KnownForms:
    """Forms of figures, ledgers whose rows are records, deaths by age."""

    forms: tuple[Form, ...]
    ledgers: tuple[Ledger, ...]
    age_tables: tuple[AgeTable, ...]

    def only(self, code: str) -> KnownForms:
        """Return the forms of one code; all for ''. Raises BadCall where no form has it."""
        if not code:
            return self
        found = KnownForms(
            tuple(each for each in self.forms if each.code == code),
            tuple(each for each in self.ledgers if each.code == code),
            tuple(each for each in self.age_tables if each.code == code),
        )
        if not (found.forms or found.ledgers or found.age_tables):
            raise BadCall("intake_no_such_form", form=code, possible=self.codes())
        return found

    def codes(self) -> list[str]:
        """Return the codes of all forms, in order."""
        forms, ledgers, ages = self.forms, self.ledgers, self.age_tables
        return sorted({each.code for each in forms} | {each.code for each in ledgers} | {each.code for each in ages})


def own_folder() -> Path:
    """Return where the county's own forms stand: YILAN_FORMS, else forms/ beside its own warehouses."""
    text = os.environ.get(SETTING, "").strip()
    return Path(text) if text else folder() / "forms"


def forms_state(own: Path | None = None) -> State:
    """Return what tells one state of a folder of forms (None: the county's own) from the next; () for no folder."""
    place = own_folder() if own is None else own
    try:
        files = [(file, file.stat()) for file in sorted(place.glob("*.toml"))]
    except OSError:  # one that is taken away meanwhile, or may not be read: reading it says so
        return ((str(place), -1, -1),)
    return tuple((str(file), stat.st_mtime_ns, stat.st_size) for file, stat in files)


def known_forms(own: Path | None = None) -> KnownForms:
    """Return the forms of a folder (None: the county's own) and those shipped; read anew where a file was changed.

    Raises IntakeFault for a record that cannot be read.
    """
    place = own_folder() if own is None else own
    return _known(place, forms_state(place))


def own_forms() -> KnownForms:
    """Return the county's own forms alone. Raises IntakeFault for a record that cannot be read."""
    place = own_folder()
    return KnownForms(forms_in(place), ledgers_in(place), age_tables_in(place))


def shipped_records() -> dict[str, Path]:
    """Return the records that come with the product, by the names of their files."""
    return {file.name: file for place in (FORMS, LEDGERS) for file in sorted(place.glob("*.toml"))}


@lru_cache(maxsize=8)
def _known(place: Path, state: State) -> KnownForms:
    if not state:
        return KnownForms(shipped_forms(), shipped_ledgers(), shipped_age_tables())
    return KnownForms(
        _before(forms_in(place), shipped_forms()),
        _before(ledgers_in(place), shipped_ledgers()),
        _before(age_tables_in(place), shipped_age_tables()),
    )


def _before(own: Iterable[Record], shipped: Iterable[Record]) -> tuple[Record, ...]:
    """Return a county's own records, then those of the product whose place they do not take."""
    first = tuple(own)
    taken = {(each.code, each.edition) for each in first}
    return (*first, *(each for each in shipped if (each.code, each.edition) not in taken))
