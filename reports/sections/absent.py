"""Parts of a meeting's pack whose figures the metrics do not hold: each says so on its own page."""

from __future__ import annotations

from collections.abc import Callable

from reports.readings import Material
from reports.records import SectionContent
from reports.sections.section import NothingToSay, Section


def _says_why(name_zh: str, name_en: str) -> Callable[[Material], SectionContent]:
    def build(material: Material) -> SectionContent:
        words = material.words
        raise NothingToSay(
            words.say(f"{name_zh}没有可用于汇报的指标。", f"{name_en}: no figures for a pack. "),
            words.say("请在看板的相应页面上查看，或先装载这部分数据。", "See the page, or load its data first."),
        )

    return build


def before_comparison() -> tuple[Section, ...]:
    """Return the sections that stand between coverage and the comparison."""
    return (
        Section("circles", "服务圈", "Service circles", _says_why("服务圈", "Service circles")),
        Section("experts", "专家下沉", "Experts", _says_why("专家下沉", "Experts")),
    )


def after_comparison() -> tuple[Section, ...]:
    """Return the sections that stand between the comparison and the mechanisms."""
    return (Section("planning", "规划", "Planning", _says_why("规划", "Planning")),)
