"""What can be wrong with a question. Each error names the value, what was expected and the nearest match."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

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


class QuestionError(ValueError):
    """A question that cannot be answered as asked: `happened` and `next_step`, both in plain Chinese."""

    def __init__(self, happened: str, next_step: str) -> None:
        super().__init__(f"{happened}{next_step}")
        self.happened = happened
        self.next_step = next_step


class UnknownName(QuestionError):
    """A metric, county or township that the warehouse does not hold."""

    what_zh = "名称"

    def __init__(self, value: str, known: Mapping[str, str]) -> None:
        self.value = value
        self.nearest = nearest(value, known)
        hint = f"最接近的是“{self.nearest}”。" if self.nearest else "请从列表中选择。"
        if not self.nearest and 0 < len(known) <= _FEW:
            hint = f"可以选：{'、'.join(known)}。"
        super().__init__(f"没有这个{self.what_zh}：“{value}”。", hint)


class UnknownMetric(UnknownName):
    """No metric of this id."""

    what_zh = "指标"


class UnknownCounty(UnknownName):
    """No county of this code."""

    what_zh = "县（市、区）"


class UnknownTownship(UnknownName):
    """No township of this code in the county."""

    what_zh = "乡镇"


class UnknownCommand(UnknownName):
    """No command of this name."""

    what_zh = "命令"


class UnknownOption(UnknownName):
    """No option of this name."""

    what_zh = "选项"


class UnknownFormat(UnknownName):
    """No output format of this name."""

    what_zh = "输出格式"


class MissingValue(QuestionError):
    """An argument or option that was left out, or an option without its value."""

    def __init__(self, name: str) -> None:
        super().__init__(f"缺少“{name}”的值。", "加 --help 可以看用法。")


class UnknownPeriod(QuestionError):
    """A period that cannot be read, or that holds no data."""

    def __init__(self, value: str, available: str = "") -> None:
        self.value = value
        reach = f"数据范围为{available}。" if available else ""
        super().__init__(
            f"看不懂这个时期：“{value}”。" if not available else f"时期“{value}”没有数据。",
            reach or "可以写成 2017、2017-06、2017Q2、2017H1 或 2017-01..2017-06。",
        )


class UnsupportedSplit(QuestionError):
    """A split that the metric's rows do not carry."""

    def __init__(self, metric_name: str, dimension: str, possible: Iterable[str]) -> None:
        listed = "、".join(possible) or "无"
        super().__init__(f"“{metric_name}”不能按“{dimension}”分组。", f"可以按：{listed}。")


class UnknownComparison(QuestionError):
    """A comparison that is not one of the known ones."""

    def __init__(self, value: str, possible: Iterable[str]) -> None:
        super().__init__(f"没有这种对比：“{value}”。", f"可以选：{'、'.join(possible)}。")
