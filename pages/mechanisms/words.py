"""A county's mechanisms → the list of 改革举措: one row each, opening to its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd

from faces.blocks import Cell, Column, Row
from faces.blocks.sheet import certainty
from faces.look.tokens import Theme
from findings.figures import base_words, change_words, value_words
from findings.mechanisms import STATE_WORDS, main_metric
from findings.published import kind_words, plain_figure
from metrics.catalogue import get
from metrics.judge.assessment import Assessment
from metrics.reads.mechanisms import BETTER, MIXED, NOTHING, STILL, WORSE, MechanismCard, state_of
from metrics.reference import Reference
from metrics.scope import Scope
from pages.mechanisms.sparkline import sparkline_image
from ui.headline import arrow
from ui.language import language, say
from ui.tables import plain_table
from ui.words import office_words
from words.names import FIELDS_EN, PAGES_EN, VERDICTS
from words.numbers import is_missing
from words.speech import Speech

# How a state is drawn: judgement, arrow, certainty.
STATES = {
    BETTER: ("good", "up", "clear"),
    MIXED: ("neutral", "flat", "unclear"),
    WORSE: ("bad", "down", "clear"),
    STILL: ("neutral", "flat", "unclear"),
    NOTHING: ("neutral", "flat", "unknown"),
}


def state_words(state: str) -> str:
    """Return what a mechanism's figures say together, in the reader's language."""
    return say(*STATE_WORDS[state])


def field_words(field: str) -> str:
    """Return the name of a field, in the reader's language where it is known in it."""
    return say(field, FIELDS_EN.get(field, field))


def counts_html(counts: Mapping[str, int]) -> str:
    """Return the counts as one line of large figures."""
    parts = "".join(
        f'<span class="{STATES[state][0]}"><b>{count}</b>{escape(state_words(state))}</span>'
        for state, count in counts.items()
    )
    return f'<div class="yl yl-counts">{parts}</div>'


def published_by_id(reconciled: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the reconciliation's rows by figure."""
    return {row["figure_id"]: row for _, row in reconciled.iterrows()}


def mechanism_list(
    cards: Sequence[MechanismCard],
    assessment: Assessment,
    published: Mapping[str, pd.Series],
    names: Mapping[str, tuple[str, str]],
    filters: Scope,
    reference: Reference,
    theme: Theme,
) -> str:
    """Return the list: a heading for each field, then one opening row a mechanism."""
    parts = []
    for field in dict.fromkeys(card.field for card in cards):
        rows = [
            _row(card, assessment, published, names, filters, reference, theme) for card in cards if card.field == field
        ]
        heading = f'<div class="yl-field">{escape(field_words(field))}</div>'
        parts.append(f'{heading}<div class="yl-mechs">{"".join(rows)}</div>')
    return f'<div class="yl">{"".join(parts)}</div>'


def _row(
    card: MechanismCard,
    assessment: Assessment,
    published: Mapping[str, pd.Series],
    names: Mapping[str, tuple[str, str]],
    filters: Scope,
    reference: Reference,
    theme: Theme,
) -> str:
    state = state_of(card, assessment.county)
    judgement, direction, sure = STATES[state]
    mark = arrow(direction, sure) if direction != "flat" else ""
    year = min(assessment.period.last, reference.last_month) // 100
    shown = main_metric(card, assessment)
    figure = "" if shown is None else _main_figure(shown, assessment)
    line = ""
    # The line is of the figure beside it; another indicator's months would be read as this one's.
    if shown is not None and get(shown).can_be_split_by("month"):
        name = say(get(shown).name_zh, get(shown).name_en)
        line = sparkline_image(assessment.months_of(shown, year), assessment.months_of(shown, year - 1), name, theme)
    return (
        f"<details><summary><b>{escape(say(card.name_zh, card.name_en))}</b>"
        f'<span class="who">{escape(office_words(card.owner))}</span>'
        f'<span class="when">{escape(figure)}</span><span class="line">{line}</span>'
        f'<span class="state {judgement}">{mark}{escape(state_words(state))}</span></summary>'
        f'<div class="inside">{_inside(card, assessment, published, names)}</div></details>'
    )


def _main_figure(metric_id: str, assessment: Assessment) -> str:
    metric = get(metric_id)
    return f"{say(metric.name_zh, metric.name_en)} {value_words(assessment.headline(metric_id), metric, language())}"


def _inside(
    card: MechanismCard,
    assessment: Assessment,
    published: Mapping[str, pd.Series],
    names: Mapping[str, tuple[str, str]],
) -> str:
    where = say(
        f"显示在：{card.page}；牵头：{card.owner}",
        f"Shown on: {PAGES_EN.get(card.page, card.page)}; owner: {office_words(card.owner)}",
    )
    # What to look at is written in Chinese only; in English the evidence below says it.
    shows = f"<p>{escape(f'看什么：{card.shows_zh}')}</p>" if language() == "zh" else ""
    parts = [shows, f"<p>{escape(where)}</p>"]
    if card.metric_ids:
        parts.append(_figures(card, assessment))
    if card.figure_ids:
        parts.append(_published(card, published, names))
    return "".join(parts)


def _figures(card: MechanismCard, assessment: Assessment) -> str:
    columns = [
        Column(say("佐证指标", "Evidence"), kind="text"),
        Column(say("本期", "Value")),
        Column(say("对比期", "Base"), phone=False),
        Column(say("变化", "Change")),
        Column(say("判断", "Verdict"), kind="text", phone=False),
    ]
    rows = []
    for metric_id in card.metric_ids:
        metric, row = get(metric_id), assessment.headline(metric_id)
        has_base = assessment.compare is not None and not is_missing(row["compare_value"])
        shown = row["status"] in ("shown", "incomplete")
        rows.append(
            Row(
                [
                    say(metric.name_zh, metric.name_en),
                    Cell(value_words(row, metric, language()), strong=True, status=row["status"]),
                    base_words(row, metric, language()) if has_base else "",
                    Cell(
                        change_words(row, metric, assessment.compare, language()) if has_base and shown else "",
                        judgement=row["judgement"],
                        certainty=certainty(row["verdict"]),
                    ),
                    say(*VERDICTS[row["verdict"]]) if has_base and shown else "",
                ]
            )
        )
    return plain_table(columns, rows, name=say("佐证指标", "Evidence"), framed=False)


def _published(card: MechanismCard, published: Mapping[str, pd.Series], names: Mapping[str, tuple[str, str]]) -> str:
    columns = [
        Column(say("公布数", "Published figure"), kind="text"),
        Column(say("公布", "Published")),
        Column(say("本系统", "Ours")),
        Column(say("依据", "Kind"), kind="text", phone=False),
    ]
    rows, speech = [], Speech(language())
    for figure_id in card.figure_ids:
        row = published.get(figure_id)
        if row is None:
            continue
        rows.append(
            Row(
                [
                    say(*names.get(figure_id, (figure_id, figure_id))),
                    plain_figure(row["published"], speech),
                    plain_figure(row["computed"], speech),
                    kind_words(row["status"], speech),
                ]
            )
        )
    return plain_table(columns, rows, name=say("与公布数对照", "Published figures"), framed=False) if rows else ""


def timeline(milestones: pd.DataFrame) -> str:
    """Return the county's milestones as a dated list."""
    items = "".join(
        f"<div><b>{escape(row['date'])}</b>{escape(say(row['event_zh'], row['event_en']))}</div>"
        for row in milestones.to_dict("records")
    )
    return f'<div class="yl yl-time">{items}</div>'
