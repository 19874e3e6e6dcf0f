"""What stands behind the figures of mechanisms: the catalogue's SQL, their own, and the rows of their evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from findings.evidence.figures import behind
from findings.evidence.shown import Kind, Shown
from findings.mechanisms import Opened
from metrics.catalogue import CATALOGUE
from metrics.definition import Metric
from metrics.reads.evidence_rows import statement_of
from metrics.reads.mechanisms import MechanismCard
from ui import kept
from ui.frame import View
from ui.language import say
from ui.trace import Reading

Readings = Mapping[str, Callable[[], Reading]]


def traced(view: View, mechanisms: Sequence[Opened]) -> tuple[list[str], Readings]:
    """Return the figures that are the county's, by id, and by name how those of single mechanisms are read.

    With several mechanisms a name begins with the mechanism's.
    """
    ids: list[str] = []
    readings: dict[str, Callable[[], Reading]] = {}
    for mechanism in mechanisms:
        card = mechanism.card
        head = "" if len(mechanisms) == 1 else say(f"{card.name_zh}：", f"{card.name_en}: ")
        for metric in () if mechanism.judged is None else mechanism.judged.metrics:
            if metric is CATALOGUE[metric.id]:
                ids.append(metric.id)
            else:
                readings[head + say(metric.name_zh, metric.name_en)] = partial(_own, view, card, metric)
        for kind, shown in mechanism.views:
            if kind.tables and shown.frames:
                name = say(f"{kind.name_zh}的行", f"Rows: {kind.name_en}")
                readings[head + name] = partial(_rows, view, card, kind, shown)
    return list(dict.fromkeys(ids)), readings


def _own(view: View, card: MechanismCard, metric: Metric) -> Reading:
    sql, rows = kept.ask(behind, card, metric.id, view.scope)
    return Reading(sql.removesuffix(";"), rows, say("只计本举措的行。", "Only the mechanism's own rows."))


def _rows(view: View, card: MechanismCard, kind: Kind, shown: Shown) -> Reading:
    sql = ";\n\n".join(statement_of(table, view.scope.county, card.mechanism_id) for table in kind.tables)
    return Reading(sql, shown.frames[0].frame, say("人数过少的格不列。", "Cells with few people are left out."))
