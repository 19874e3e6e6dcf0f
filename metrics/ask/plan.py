"""A question → what is read to answer it: the statements, and the months of both sides that they compare."""

from __future__ import annotations

from dataclasses import dataclass, replace

from metrics.ask.answers import selects_of
from metrics.ask.comparison_months import Matching, matching
from metrics.ask.compiler import BoundSelect
from metrics.ask.question import Question, check
from metrics.definition import Metric
from metrics.editions import in_editions
from metrics.period import Period
from metrics.reference import Reference
from metrics.source import Source


@dataclass(frozen=True, eq=False)
class Planned:
    """Metrics whose series allow the same months to be compared: they share a statement for each fact table.

    question : with these metrics alone; now, base, months : the periods asked for, and what of them is compared.
    """

    question: Question
    now: Period
    base: Period | None
    months: Matching
    selects: tuple[BoundSelect, ...]


def checked(reference: Reference, question: Question) -> tuple[Question, Period]:
    """Return the question as it is answered, and the part of its period that holds data. Raises QuestionError."""
    question = replace(question, metrics=in_editions(reference, question.counties, question.metrics))
    check(question, reference)
    now = reference.check_period(question.period)
    if question.townships:
        # A township that has merged by then stands for its successor, as its rows do.
        edition = reference.in_edition(question.counties[0], now.last)
        question = replace(question, townships=tuple(dict.fromkeys(edition[code] for code in question.townships)))
    return question, now


def planned(source: Source, question: Question, now: Period) -> list[Planned]:
    """Return what the compiled metrics of a question read. Raises WarehouseError."""
    base = question.base_of(now)
    compiled = [metric for metric in question.metrics if metric.computed is None]
    matched = matching(source, question, compiled, now, base)
    groups: dict[Matching, list[Metric]] = {}
    for metric in compiled:
        groups.setdefault(matched[metric.id], []).append(metric)
    found = []
    for months, metrics in groups.items():
        own = replace(question, metrics=tuple(metrics))
        selects = selects_of(source.reference, own, now, base, months.if_fewer_than(now, base))
        found.append(Planned(own, now, base, months, selects))
    return found
