"""What numbers mean. The names that others build on are offered here, each loaded when it is first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from metrics.ask.query import query
    from metrics.judge.assessment import assess
    from metrics.period import Period
    from metrics.reference import Reference, load_reference
    from metrics.scope import Scope
    from metrics.source import Source
    from metrics.statistics.spc import xmr

_HOMES = {
    "Period": "metrics.period",
    "Reference": "metrics.reference",
    "Scope": "metrics.scope",
    "Source": "metrics.source",
    "assess": "metrics.judge.assessment",
    "load_reference": "metrics.reference",
    "query": "metrics.ask.query",
    "xmr": "metrics.statistics.spc",
}


def __getattr__(name: str) -> Any:
    """Return an offered name from its module (PEP 562): what is not asked for is not loaded."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


__all__ = ["Period", "Reference", "Scope", "Source", "assess", "load_reference", "query", "xmr"]
