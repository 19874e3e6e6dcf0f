"""What can be wrong with a question. Each error carries the value, what was expected and the nearest match."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, ClassVar

from words.faults import Fault
from words.phrases import Phrase

_FEW = 12  # so many names fit into one line


def nearest(value: str, known: Mapping[str, str]) -> str:
    """Return “code name” of the known thing closest to `value` by code or by name, or ''.

    A name that holds the whole of `value` comes before one that merely looks like it: visits is outpatient_visits.
    """
    by_text = {text: code for code, name in known.items() for text in (code, name)}
    close = sorted((text for text in by_text if len(value) > 1 and value in text), key=len)
    close = close or get_close_matches(value, list(by_text), n=1, cutoff=0.4)
    if not close:
        return ""
    code = by_text[close[0]]
    return f"{code} {known[code]}".strip()


class QuestionError(Fault, ValueError):
    """A question that cannot be answered as asked."""


class QualityFault(Fault, ValueError):
    """Rules of data quality that cannot be read."""


class UnknownName(QuestionError):
    """A metric, county or township that the warehouse does not hold."""

    what: ClassVar[str] = "name"

    def __init__(self, value: str, known: Mapping[str, str]) -> None:
        close = nearest(value, known)
        hint = Phrase("nearest_is", nearest=close) if close else Phrase("choose_from_list")
        if not close and 0 < len(known) <= _FEW:
            hint = Phrase("can_choose", names=tuple(known))
        super().__init__("unknown_name", what=self.what, value=value, hint=hint)
        self.value = value
        self.nearest = close


class UnknownMetric(UnknownName):
    """No metric of this id."""

    what = "metric"


class UnknownEdition(UnknownName):
    """No edition of this code of a metric's definition."""

    what = "edition"


class UnknownCounty(UnknownName):
    """No county of this code."""

    what = "county"


class UnknownTownship(UnknownName):
    """No township of this code in the county."""

    what = "township"


class UnknownMechanism(UnknownName):
    """No mechanism of this id in the county."""

    what = "mechanism"


class UnknownCommand(UnknownName):
    """No command of this name."""

    what = "command"


class UnknownOption(UnknownName):
    """No option of this name."""

    what = "option"


class UnknownFormat(UnknownName):
    """No output format of this name."""

    what = "format"


class MissingValue(QuestionError):
    """An argument or option that was left out, or an option without its value."""

    def __init__(self, name: str) -> None:
        super().__init__("missing_value", name=name)


class UnknownPeriod(QuestionError):
    """A period that cannot be read, or that holds no data. available: what the data reach over, Chinese and English."""

    def __init__(self, value: str, available: tuple[str, str] | None = None) -> None:
        if available is None:
            super().__init__("unreadable_period", value=value)
        else:
            zh, en = available
            super().__init__("period_without_data", value=value, available_zh=zh, available_en=en)
        self.value = value


class UnsupportedSplit(QuestionError):
    """A split that the metric's rows do not carry. name: the metric's, Chinese and English."""

    def __init__(self, name: tuple[str, str], dimension: str, possible: Iterable[str]) -> None:
        listed: Any = "、".join(possible) or Phrase("none")
        super().__init__("unsupported_split", name_zh=name[0], name_en=name[1], dimension=dimension, possible=listed)


class UnknownComparison(QuestionError):
    """A comparison that is not one of the known ones."""

    def __init__(self, value: str, possible: Iterable[str]) -> None:
        super().__init__("unknown_comparison", value=value, possible=tuple(possible))
