"""The sections a pack can hold, in reading order. One module each; a new one is a record in SECTIONS."""

from __future__ import annotations

from reports.sections import absent, coverage, mechanisms, overview, year_on_year
from reports.sections.section import Section

SECTIONS: dict[str, Section] = {
    section.key: section
    for section in (
        overview.SECTION,
        coverage.SECTION,
        *absent.before_comparison(),
        year_on_year.SECTION,
        *absent.after_comparison(),
        mechanisms.SECTION,
    )
}

__all__ = ["SECTIONS", "Section"]
