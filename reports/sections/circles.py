"""服务圈: how many residents reach care in 15 and 30 minutes, and where those live who do not."""

from __future__ import annotations

from metrics.assessment import Assessment
from metrics.figure_words import metric_of
from metrics.number_words import format_value
from reports.parts import areas_of, is_shown
from reports.readings import Material
from reports.records import MapBlock, SectionContent, Slide, WordsBlock
from reports.sections.coverage import facility_marks
from reports.sections.section import Section
from reports.sections.standard import content_of, figures_table, judged_or_nothing, where_slide

KEY = "circles"
FIRST, BEYOND = "coverage_30_min", "residents_beyond_30_min"
INDICATORS = (
    FIRST,
    "coverage_15_min",
    "coverage_15_min_village",
    "coverage_60_min_county",
    "coverage_30_min_snow",
    "coverage_30_min_elderly",
    "villages_within_30_min",
    BEYOND,
    "residents_unreachable",
    "mean_minutes",
)


def build(material: Material) -> SectionContent:
    """Return the section. Raises NothingToSay where no travel time is loaded."""
    words = material.words
    judged = judged_or_nothing(material, INDICATORS, SECTION.name_zh, SECTION.name_en)
    title, place = finding(judged, material)
    first = metric_of(judged, judged.metrics[0].id)
    source = words.say("来源：", "Source: ") + first.source.name
    notes = tuple(words.definition(metric) for metric in judged.metrics)
    table = figures_table(judged, material, words.say("服务圈指标", "Service-circle indicators"))
    slides = [
        Slide(f"{KEY}.1", KEY, title, (_map(judged, first.id, material, place),), place, source, notes),
        Slide(f"{KEY}.2", KEY, words.verdict_counts(judged) + words.say("。", "."), (table,), "", source, notes),
        where_slide(judged, first.id, material, f"{KEY}.3", KEY),
    ]
    kept = [slide for slide in slides if slide is not None]
    return content_of(judged, kept, material, KEY, SECTION.name(words.language), (title,))


def finding(judged: Assessment, material: Material) -> tuple[str, str]:
    """Return how many residents are within 30 minutes, how many are not, and the township with most of those."""
    words, ids = material.words, {metric.id for metric in judged.metrics}
    if not {FIRST, BEYOND} <= ids:
        return words.finding(judged, judged.metrics[0].id)
    share = words.value(judged.headline(FIRST), metric_of(judged, FIRST))
    beyond = judged.headline(BEYOND)
    head = words.say(
        f"{words.scope}{share}的居民30分钟内能到合格机构", f"{share} of residents of {words.scope} within 30 minutes"
    )
    if float(beyond["value"]) == 0:
        return head + words.say("。", "."), ""
    count = format_value(beyond["value"], "人", language=words.language, unit_en="residents")
    rows = judged.of_townships(BEYOND)
    shown = rows[[is_shown(row) for _, row in rows.iterrows()]]
    if shown.empty or len(material.choice.townships) == 1:
        return head + words.say(f"，{count}不能。", f"; {count} are not."), ""
    worst = shown.loc[shown["value"].idxmax()]
    name = words.township(worst["township_code"])
    own = format_value(worst["value"], "人", language=words.language, unit_en="residents")
    return head + words.say(f"；未覆盖的{count}中，{name}占{own}。", f"; of {count} beyond, {own} in {name}."), name


def _map(judged: Assessment, metric_id: str, material: Material, place: str) -> MapBlock | WordsBlock:
    words, metric, county = material.words, metric_of(judged, metric_id), material.choice.county
    areas, key = areas_of(judged, metric, material.readings.read("outlines", county), material, place)
    if not areas:
        missing = words.say("仓库里没有这个县的乡镇边界或坐标。", "The warehouse holds no outlines for this county.")
        advice = words.say("请管理员装载边界后再做；其余各页不受影响。", "Load the outlines; other pages stand.")
        return WordsBlock(words.say("没有地图", "No map"), (missing, advice))
    return MapBlock(
        title=words.say(f"{metric.name_zh}，各乡镇（示意边界）", f"{metric.name_en} (schematic outlines)"),
        areas=areas,
        key=key,
        unit=words.unit(metric),
        facilities=facility_marks(material.readings.read("institutions", county, material.month), material),
    )


SECTION = Section(KEY, "服务圈", "Service circles", build)
