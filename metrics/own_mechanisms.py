"""Files of a county's own mechanisms, with the codes that a county may choose from, the catalogue's among them."""

from __future__ import annotations

from sqlalchemy import Engine

from data_access.mechanisms import Mechanism
from data_access.mechanisms.files import blank, exported, mechanism_of
from data_access.mechanisms.parcel import Examined, Parcel, examine
from data_access.mechanisms.workbook import code_lists
from metrics.entries import known_metrics


def mechanism_file(engine: Engine, mechanism_id: str, suffix: str) -> bytes:
    """Return a mechanism with its rows as a .toml or .xlsx file. Raises ChangeRefused for an unknown one."""
    if suffix == ".toml":
        return exported(engine, mechanism_id, suffix)
    county = mechanism_of(engine, mechanism_id).county
    return exported(engine, mechanism_id, suffix, code_lists(engine, county, known_metrics()))


def blank_form(engine: Engine, mechanism_id: str) -> bytes:
    """Return the blank form of a mechanism's kinds. Raises ChangeRefused for an unknown mechanism."""
    record = mechanism_of(engine, mechanism_id)
    return blank(record, code_lists(engine, record.county, known_metrics()))


def first_form(engine: Engine, county: str, views: tuple[str, ...]) -> bytes:
    """Return the blank form of a county's next mechanism."""
    record = Mechanism(county, name_zh="", field="", owner="", views=views)
    return blank(record, code_lists(engine, county, known_metrics()))


def examined(engine: Engine, parcel: Parcel) -> Examined:
    """Return what loading a file would do, held against the catalogue; nothing is changed."""
    return examine(engine, parcel, known_metrics())
