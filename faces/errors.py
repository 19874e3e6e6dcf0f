"""What can be wrong with a pack, in the reader's words: what happened, then what to do next."""

from __future__ import annotations


class ReportError(ValueError):
    """Something about a file or a pack: `happened` and `next_step`, both in plain Chinese."""

    def __init__(self, happened: str, next_step: str) -> None:
        super().__init__(f"{happened}{next_step}")
        self.happened = happened
        self.next_step = next_step


class UnknownSection(ReportError):
    """A section that no pack has was asked for."""


class BadTemplate(ReportError):
    """A template that cannot be filled."""


class NotOurs(ReportError):
    """A file without a stamp of ours."""


class NoChromium(ReportError):
    """No Chromium on this machine, or it did not print."""


class NotWritten(ReportError):
    """A file could not be written; no half file was left."""
