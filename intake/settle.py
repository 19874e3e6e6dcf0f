"""Figures over several months become those of their last month; each figure stands once, or is asked."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from typing import TYPE_CHECKING

from intake.answers import TAKE
from intake.rows import Question, SetAside, Value
from intake.stored import Stored

if TYPE_CHECKING:
    from intake.assemble import Assembly


def settled(assembly: Assembly, stored: Stored) -> tuple[Value, ...]:
    """Return the figures of a file, each once: cumulative ones differenced, institutions of a township summed."""
    single = _once(assembly, assembly.values)
    by_key = {value.key: value for value in single}
    for value, months in sorted(assembly.spanned, key=lambda each: each[0].month):
        own = _differenced(assembly, value, months[:-1], by_key, stored)
        if own is not None:
            by_key[own.key] = own
    return tuple(by_key.values())


def _differenced(
    assembly: Assembly,
    value: Value,
    before: tuple[int, ...],
    by_key: dict[tuple[object, ...], Value],
    stored: Stored,
) -> Value | None:
    """Return the figure of the last month; None, with the reason, where earlier months lack or exceed it."""
    known = dict(stored.months(value, before))
    for month in before:
        same = by_key.get(_at(value, month, value.value).key)
        if same is not None:
            known[month] = same.value
    missing = [month for month in before if month not in known]
    if missing:
        assembly.set_aside.append(
            SetAside(
                "cumulative_months_missing", value.sheet, value.cell, f"{value.value:g}", {"months": tuple(missing)}
            )
        )
        return None
    own = value.value - sum(known.values())
    said = assembly.answers.of_cell(assembly.book.sha256, value.sheet, value.cell)
    if own < 0 and "negative" not in assembly.answers.accept and said != TAKE:
        assembly.set_aside.append(
            SetAside("cumulative_falls", value.sheet, value.cell, f"{value.value:g}", {"month": own})
        )
        if not said:
            assembly.questions.append(Question("cumulative", value.column_said, value.sheet, value.cell))
        return None
    return _at(value, value.month, own)


def _at(value: Value, month: int, amount: float) -> Value:
    return dataclasses.replace(value, month=month, value=amount)


def _once(assembly: Assembly, values: list[Value]) -> list[Value]:
    """Return each figure once, by place and month. Two that differ are asked, and neither enters."""
    by_source: dict[tuple[object, ...], list[Value]] = defaultdict(list)
    for value in values:
        by_source[(*value.key, value.source)].append(value)
    by_key: dict[tuple[object, ...], list[Value]] = defaultdict(list)
    for same in by_source.values():
        first = same[0]
        if len({value.value for value in same}) == 1:
            by_key[first.key].append(first)
            continue
        said = [assembly.answers.of_cell(assembly.book.sha256, value.sheet, value.cell) for value in same]
        chosen = [value for value, word in zip(same, said, strict=True) if word == TAKE]
        if len(chosen) == 1:
            by_key[first.key].append(chosen[0])
            continue
        if all(said):
            assembly.set_aside.extend(SetAside("twice", value.sheet, value.cell, f"{value.value:g}") for value in same)
            continue
        possible = tuple((f"{value.sheet}!{value.cell}", f"{value.value:g}") for value in same)
        assembly.questions.append(Question("twice", first.column_said, first.sheet, first.cell, possible))
        assembly.set_aside.extend(SetAside("twice", value.sheet, value.cell, f"{value.value:g}") for value in same)
    return [single for parts in by_key.values() if (single := _whole(assembly, parts)) is not None]


def _whole(assembly: Assembly, parts: list[Value]) -> Value | None:
    """Return a township's figure from those of its institutions; None, with the reason, where one of them lacks."""
    first = parts[0]
    if first.institution or first.source == first.township:
        return first
    given = {value.source for value in parts}
    missing = assembly.register.centres(first.township, first.month) - given
    if missing:
        assembly.set_aside.append(
            SetAside(
                "township_incomplete", first.sheet, first.cell, first.column_said, {"missing": tuple(sorted(missing))}
            )
        )
        return None
    return _at(first, first.month, sum(value.value for value in parts))
