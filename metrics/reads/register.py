"""The register of institutions as it stood in a month: each with its level, township and village of that time."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Engine, FromClause, and_, or_, select

from data_access import read
from data_access.schema import institution, institution_history

_OF_TODAY = frozenset({"township_code", "village_code", "level"})


def stood_in(month: int) -> ColumnElement[bool]:
    """Return the condition that a row of institution_history holds in a month."""
    own = institution_history.c
    return and_(own.valid_from <= month, or_(own.valid_to.is_(None), own.valid_to >= month))


def register_in(county: str, month: int) -> FromClause:
    """Return the institutions of a month: the columns of `institution`, with those that change as they were then."""
    own = institution_history.c
    unchanged = [column for column in institution.c if column.name not in _OF_TODAY]
    then = [own[name] for name in sorted(_OF_TODAY)]
    return (
        select(*unchanged, *then)
        .join_from(institution, institution_history, own.institution_code == institution.c.institution_code)
        .where(institution.c.county_code == county, stood_in(month))
        .subquery("register")
    )


def register_names(engine: Engine, county: str, language: str = "zh") -> dict[str, str]:
    """Return the name of every institution that a county has or had, by code. Raises WarehouseError."""
    name = institution.c.name_en if language == "en" else institution.c.name_zh
    found = read.rows(engine, select(institution.c.institution_code, name).where(institution.c.county_code == county))
    return {str(code): str(own) for code, own in found}
