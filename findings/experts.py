"""What the ledger of visits says: the month's bulletin of a township."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from metrics.ledger.words import REASONS, REASONS_EN
from words.phrases import Phrase


def bulletin(row: Mapping[Any, Any]) -> Phrase:
    """Return the month's bulletin (通报) of a row of `monthly_assessment`."""
    met, assessed, exempt = int(row["met"]), int(row["assessed"]), int(row["exempt"])
    lost = tuple(
        Phrase("lost_visits", reason_zh=REASONS[reason], reason_en=REASONS_EN[reason], count=count)
        for reason, count in row["losses"]
    )
    return Phrase(
        "bulletin",
        planned=int(row["planned"]),
        attended=int(row["attended"]),
        counted=int(row["counted"]),
        judged=Phrase("periods_met", assessed=assessed, met=met) if assessed else Phrase("nothing_due"),
        exempt=Phrase("periods_exempt", count=exempt) if exempt else None,
        why=Phrase("not_counted", losses=lost) if lost else None,
    )
