"""A county's own rules, changed and added by hand; a rule that could not be read is refused at the door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import URL, Connection, insert, select, update

from data_access import schema
from data_access.changes import (
    BY_HAND,
    ChangeRefused,
    change,
    checked_reason,
    enter_load,
    new_id,
    put_on_record,
    refuse_if_changed,
)

RULE_COLUMNS = (
    "name_zh", "minimum_visits", "minimum_hours", "minimum_persons", "title_floor", "specialties", "places",
    "valid_from", "valid_to",
)  # fmt: skip
MINIMA = ("minimum_visits", "minimum_hours", "minimum_persons")
TITLES = ("初级", "中级", "副高", "正高")
LONGEST_VISIT_HOURS = 24


def _checked_rule(row: Mapping[str, Any]) -> None:
    """Raise ChangeRefused for a rule that the ledger could not read: one bad rule must not take the page away."""
    first, last = row.get("valid_from"), row.get("valid_to")
    for name, month in (("first_month", first), ("last_month", last)):
        # 2022 alone means all of that year, as the published rules write it.
        if not _empty(month) and not (1 <= int(month) % 100 <= 12 or 1900 <= int(month) <= 2999):  # type: ignore[arg-type]
            raise ChangeRefused("no_month", what=name, month=month)
    if _empty(first):
        raise ChangeRefused("no_first_month")
    if not _empty(last) and int(last) < int(first):  # type: ignore[arg-type]
        raise ChangeRefused("rule_ends_before", first=first, last=last)
    if any(not _empty(row.get(name)) and float(row[name]) < 0 for name in MINIMA):
        raise ChangeRefused("minimum_negative")
    if not _empty(row.get("minimum_hours")) and float(row["minimum_hours"]) > LONGEST_VISIT_HOURS:
        raise ChangeRefused("visit_too_long", hours=row["minimum_hours"])
    if not _empty(row.get("title_floor")) and row["title_floor"] not in TITLES:
        raise ChangeRefused("floor_unknown", title=row["title_floor"])


def _empty(value: Any) -> bool:
    return value is None or value == "" or bool(pd.isna(value))


def _known_places(connection: Connection, county: str, places: Any) -> None:
    """Raise ChangeRefused for an institution code that the county does not have."""
    if _empty(places):
        return
    table = schema.institution
    known = set(connection.execute(select(table.c.institution_code).where(table.c.county_code == county)).scalars())
    unknown = [code for code in str(places).split("、") if code not in known]
    if unknown:
        raise ChangeRefused("no_such_institution", codes="、".join(unknown)[:60])


def change_rule(
    url: URL | str,
    county: str,
    rule_id: str,
    values: Mapping[str, Any],
    *,
    who: str,
    reason: str,
    seen: Mapping[str, Any] | None = None,
) -> None:
    """Change a county's own rule. values: some of RULE_COLUMNS. seen: the same columns as the editor saw them.

    Raises ChangeRefused, also where somebody else has changed what was seen; the rule then stays as it was.
    """
    why = checked_reason(reason)
    unknown = [name for name in values if name not in RULE_COLUMNS]
    if unknown:
        raise ChangeRefused("columns_fixed", columns=unknown)
    table = schema.rule

    def work(connection: Connection) -> None:
        own = (table.c.rule_id == rule_id) & (table.c.county_code == county)
        found = connection.execute(select(table).where(own)).one_or_none()
        if found is None:
            raise ChangeRefused("no_such_rule")
        before = found._asdict()
        refuse_if_changed(connection, "rule", rule_id, before, seen)
        _checked_rule({**before, **values})
        _known_places(connection, county, values.get("places"))
        note = f"改规定：{rule_id}"
        if not put_on_record(connection, "rule", rule_id, before, values, who=who, why=why, note_zh=note):
            raise ChangeRefused("nothing_changed")
        connection.execute(update(table).where(own).values(**dict(values)))

    change(url, work)


def add_rule(url: URL | str, county: str, values: Mapping[str, Any], *, who: str, reason: str) -> str:
    """Add a rule of the county's own and return its id. values: columns of `rule`; those left out stay empty."""
    why = checked_reason(reason)
    _checked_rule(values)
    given: list[str] = []

    def work(connection: Connection) -> None:
        _known_places(connection, county, values.get("places"))
        enter_load(connection, who)
        rule_id = f"{county}_own_{new_id(connection, county, dict(values))[:8]}"
        given.append(rule_id)
        fixed = {"rule_id": rule_id, "county_code": county, "basis": "reported", "load_id": BY_HAND}
        connection.execute(insert(schema.rule).values(**{**dict(values), **fixed}))
        note = f"新增规定：{rule_id}"
        put_on_record(connection, "rule", rule_id, {}, dict(values), who=who, why=why, note_zh=note)

    change(url, work)
    return given[0]
