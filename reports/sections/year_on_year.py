"""同比指标: what changed against the base, how sure that is, and where."""

from __future__ import annotations

from faces.blocks import Cell, Column, Intervals, Row, Table
from faces.blocks.marks import IntervalRow, Standing
from faces.blocks.pack import NamedFrame, Paragraph, SectionContent, Slide
from findings.cells import change_cell, full_cell, verdict_cell
from findings.charts import by_month, contributions
from findings.figures import change_places, change_unit_en, metric_of
from findings.indicators import HEADLINE
from findings.material import Material
from findings.overview import INDICATORS as OVERVIEW
from findings.overview import MOVEMENTS
from findings.rows import has_base, is_shown, number_or_none, shown_columns
from metrics.judge.assessment import Assessment, largest_movements
from metrics.statistics.verdict import Verdict
from reports.sections.section import NothingToSay, Section, present
from words.names import chart_name
from words.numbers import format_number

KEY = "year_on_year"
INDICATORS = (
    "primary_visit_share",
    "in_county_visit_share",
    "in_county_admission_share",
    "fund_in_county_share",
    "outpatient_visits",
    "admissions",
    "cost_per_discharge",
    "average_stay",
    "bed_use_rate",
    "contract_rate",
    "chronic_managed_rate",
    "remote_diagnoses",
)
IN_DETAIL = 3
_STANDINGS: dict[str, Standing] = {Verdict.CLEAR_RISE: "above", Verdict.CLEAR_FALL: "below"}


def build(material: Material) -> SectionContent:
    """Return the section. Raises NothingToSay without a comparison, or where nothing can be compared."""
    words = material.words
    if material.choice.compare is None:
        raise NothingToSay(
            words.say("没有选对比期，无从比较。", "No comparison was chosen. "),
            words.say("请在筛选栏选“上年同期”或“上一时期”。", "Choose the year before or the period before."),
        )
    judged = material.judged(INDICATORS)
    if not any(has_base(row, judged) and is_shown(row) for _, row in judged.county.iterrows()):
        raise NothingToSay(
            words.say("这个时期没有对比期的数。", "The base period has no figures. "),
            words.say("请改选较近的时期。", "Choose a more recent period."),
        )
    moved = largest_movements(judged, IN_DETAIL)
    told = _told_before(material)
    detailed = [one for one in largest_movements(judged, len(INDICATORS)) if one not in told][:IN_DETAIL]
    slides = [_table_slide(judged, material)]
    slides += [_detail_slide(judged, metric_id, material, number) for number, metric_id in enumerate(detailed, start=2)]
    name = SECTION.name(words.language)
    sentences = [words.movement(judged, metric.id)[0] for metric in judged.metrics]
    paragraphs = [Paragraph(name, 1), Paragraph(words.verdict_counts(judged) + words.say("。", "."))]
    paragraphs += [Paragraph(words.say("逐项", "Indicator by indicator"), 2)]
    paragraphs += [
        Paragraph(f"{number}.{'' if words.language == 'zh' else ' '}{text}")
        for number, text in enumerate(sentences, start=1)
    ]
    frames = (
        NamedFrame(words.say("同比 全县", "change county"), shown_columns(judged.county)),
        NamedFrame(words.say("同比 乡镇", "change townships"), shown_columns(judged.townships)),
    )
    highlights = tuple(words.movement(judged, metric_id)[0] for metric_id in moved)
    return SectionContent(KEY, name, tuple(slides), tuple(paragraphs), frames, judged.metrics, highlights=highlights)


def _told_before(material: Material) -> frozenset[str]:
    """Return the metrics whose movement the part 总览 of the same pack shows on slides of their own."""
    sections = material.choice.sections
    if "overview" not in sections or sections.index("overview") > sections.index(KEY):
        return frozenset()
    return frozenset(largest_movements(material.judged(OVERVIEW).only(HEADLINE), MOVEMENTS))


def _table_slide(judged: Assessment, material: Material) -> Slide:
    words = material.words
    columns = (
        Column(words.say("指标", "Indicator"), kind="text", weight=1.6),
        Column(words.period(judged.period)),
        Column(words.base_period(judged.period, judged.compare)),
        Column(words.say("变化", "Change"), kind="text", weight=1.4),
        Column(words.say("变化的95%区间", "95% interval of the change"), weight=1.4),
        Column(words.say("判断", "Verdict"), kind="text", weight=1.2),
    )
    rows = []
    for metric in judged.metrics:
        row = judged.headline(metric.id)
        compared = has_base(row, judged) and is_shown(row)
        rows.append(
            Row(
                (
                    Cell(words.name(metric)),
                    full_cell(row, metric, words),
                    Cell(words.base(row, metric) if compared else ""),
                    change_cell(row, metric, judged, words),
                    Cell(words.change_interval(row, metric, judged.compare) if compared else ""),
                    verdict_cell(row, judged, words),
                )
            )
        )
    title = words.say(
        f"{words.period(judged.period)}与{words.base_period(judged.period, judged.compare)}相比，"
        f"{words.verdict_counts(judged)}。",
        f"{words.period(judged.period)} against {words.base_period(judged.period, judged.compare)}: "
        f"{words.verdict_counts(judged)}.",
    )
    source = words.say("可比口径：两期都报全的月份", "Months complete on both sides")
    notes = tuple(words.definition(metric) for metric in judged.metrics)
    return Slide(f"{KEY}.1", KEY, title, (Table("", columns, tuple(rows)),), "", source, notes)


def _detail_slide(judged: Assessment, metric_id: str, material: Material, number: int) -> Slide:
    words, metric = material.words, metric_of(judged, metric_id)
    title, place = words.movement(judged, metric_id)
    changes = change_chart(judged, metric_id, material, point=place)
    # Where hardly a township's own figure moved, the county's moved by their weights: the contributions say more.
    if changes is not None and sum(bool(row.value) for row in changes.rows) < 2:
        split = contributions(judged, metric_id, material.words, point=place)
        blocks = present(split, by_month(judged, metric_id, material.words))
    else:
        blocks = present(changes, by_month(judged, metric_id, material.words))
    source = words.source_line(metric)
    if not blocks:
        row = judged.headline(metric_id)
        table = Table(
            "",
            (Column(words.name(metric), kind="text"), Column(words.say("变化", "Change"), kind="text")),
            (Row((full_cell(row, metric, words), change_cell(row, metric, judged, words))),),
        )
        blocks = (table,)
    return Slide(f"{KEY}.{number}", KEY, title, blocks, place, source, (words.definition(metric),))


def change_chart(judged: Assessment, metric_id: str, material: Material, *, point: str = "") -> Intervals | None:
    """Return the townships' changes with their intervals round the county's change; None without any."""
    words, metric = material.words, metric_of(judged, metric_id)
    total = judged.headline(metric_id)
    places = change_places(metric, total["change_unit"])
    rows = []
    for _, row in judged.of_townships(metric_id).iterrows():
        change = number_or_none(row["change"]) if is_shown(row) else None
        lower, upper = number_or_none(row["change_lower"]), number_or_none(row["change_upper"])
        sure = lower is not None and upper is not None and change is not None
        name = words.township(row["township_code"])
        rows.append(
            IntervalRow(
                name=chart_name(name),
                value=change,
                lower=lower if sure else None,
                upper=upper if sure else None,
                value_text=words.say("无可比数", "no base")
                if change is None
                else format_number(change, places, signed=True),
                interval_text=words.change_interval(row, metric, judged.compare) if sure else "",
                standing=_STANDINGS.get(row["verdict"], "same"),
                is_point=bool(point) and name == point,
            )
        )
    if not any(row.value is not None for row in rows):
        return None
    unit = total["change_unit"] if words.language == "zh" else change_unit_en(metric, total["change_unit"])
    return Intervals(
        title=words.say("各乡镇的变化与95%区间", "Change of each township with 95% interval"),
        rows=tuple(sorted(rows, key=lambda row: (row.value is None, -(row.value or 0)))),
        county_value=number_or_none(total["change"]),
        county_text=words.say(words.scope, words.scope.capitalize())
        + " "
        + words.change(total, metric, judged.compare),
        axis_title=words.say(f"变化（{unit}）", f"change ({unit})"),
        unit=total["change_unit"],
        better=metric.better,
        decimals=places,
    )


SECTION = Section(KEY, "同比指标", "Year on year", build)
