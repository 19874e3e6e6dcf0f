"""A mechanism's own figures: its metrics, limited to its rows, judged for the scope."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from findings.evidence.shown import Asked, State
from findings.figures import Words
from findings.rows import has_base, is_shown
from metrics.ask.lineage import lineage_of, rows_of
from metrics.definition import Metric
from metrics.judge.assessment import Assessment, assess
from metrics.judge.many import together
from metrics.own import own_metrics
from metrics.reads.mechanisms import MechanismCard
from metrics.scope import Scope
from metrics.source import Source
from metrics.statistics.verdict import Verdict


def judged_of(source: Source, card: MechanismCard, scope: Scope) -> Assessment:
    """Return the card's metrics judged, each over the mechanism's own rows. Raises QuestionError, WarehouseError."""
    return assess(source, own_metrics(source, card.county, card.mechanism_id, card.metric_ids), scope)


def figures_of(asked: Asked) -> Assessment:
    """Return what was asked as judged figures, kept where the source keeps."""
    return asked.source.ask(judged_of, asked.card, asked.scope)


def with_figure(judged: Assessment) -> list[Metric]:
    """Return the metrics that have a figure for the scope."""
    return [metric for metric in judged.metrics if is_shown(judged.headline(metric.id))]


def leading(judged: Assessment) -> Metric | None:
    """Return the metric that says why a mechanism is in its state: one clearly changed, the worse first.

    Without any, the first that has a figure; None where none has. "Flat" beside "improving" would be read as a
    contradiction.
    """
    order = {"bad": 0, "good": 1}
    return min(
        with_figure(judged),
        key=lambda metric: order.get(judged.headline(metric.id)["judgement"], 2),
        default=None,
    )


def told_of(judged: Assessment) -> list[str]:
    """Return the judgements of the figures that have a direction and could be judged: "good", "bad" or "neutral"."""
    rows = [judged.headline(metric.id) for metric in with_figure(judged) if metric.better != "neutral"]
    return [str(row["judgement"]) for row in rows if row["verdict"] != Verdict.TOO_LITTLE_DATA]


def state_of(judged: Assessment) -> State:
    """Return how the figures together stand: better or worse only where more of them are than chance explains."""
    shown = with_figure(judged)
    found = {"bad": State.DUE, "good": State.BETTER}.get(together(told_of(judged)))
    if found is not None:
        return found
    if not shown:
        return State.NOTHING
    compared = any(has_base(judged.headline(metric.id), judged) for metric in shown)
    return State.STILL if compared else State.USUAL


def short_of_a_verdict(judged: Assessment, words: Words) -> str:
    """Return why clearly changed figures make a mechanism neither better nor worse; '' where they do, or none is."""
    told = told_of(judged)
    good, bad = told.count("good"), told.count("bad")
    if together(told) != "neutral" or not good + bad:
        return ""
    parts = [
        words.say(f"{count}项{zh}", f"{count} {en}")
        for count, zh, en in ((good, "明显变好", "clearly better"), (bad, "明显变差", "clearly worse"))
        if count
    ]
    listed = words.say("、", ", ").join(parts)
    return words.say(
        f"可判断的{len(told)}项中{listed}，不足以说整项举措向好或变差",
        f"of {len(told)} figures judged {listed}: not enough to call the mechanism better or worse",
    )


def behind(source: Source, card: MechanismCard, metric_id: str, scope: Scope) -> tuple[str, pd.DataFrame]:
    """Return the SQL and the rows of a figure limited to its mechanism.

    The rows are the numerator's, or its townships with small counts left out. Raises QuestionError, WarehouseError.
    """
    metric = own_metrics(source, card.county, card.mechanism_id, [metric_id])[0]
    rows = rows_of(source, metric, replace(scope, compare=None))
    return lineage_of(source, metric, scope).text, next(iter(rows.values())).frame
