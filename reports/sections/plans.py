"""规划: a plan is saved by a planner, not drawn from the figures; the part says so on its own page."""

from __future__ import annotations

from reports.readings import Material
from reports.records import SectionContent
from reports.sections.section import NothingToSay, Section


def build(material: Material) -> SectionContent:
    """Say why there is no plan in the pack and where it is found."""
    words = material.words
    raise NothingToSay(
        words.say("汇报材料还不带选点方案：方案要在“规划”页上算出并确认。", "No plan: see the page Planning. "),
        words.say("请在“规划”页上演示，或在那里下载方案。", "Present or download it there."),
    )


SECTION = Section("planning", "规划", "Planning", build)
