"""What can be wrong with a pack; `words.faults` says it."""

from __future__ import annotations

from words.faults import Fault


class ReportError(Fault, ValueError):
    """Something about a file or a pack."""


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
