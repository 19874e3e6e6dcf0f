"""The sections a pack can hold, in reading order. One module each; a new one is a record in SECTIONS."""

from __future__ import annotations

from reports.sections import circles, coverage, experts, mechanisms, overview, plans, year_on_year
from reports.sections.section import Section

_MODULES = (overview, coverage, circles, experts, year_on_year, plans, mechanisms)
SECTIONS: dict[str, Section] = {module.SECTION.key: module.SECTION for module in _MODULES}

__all__ = ["SECTIONS", "Section"]
