"""How far first reports are usually put right, in a sentence."""

from __future__ import annotations

from typing import Final

LATER: Final = {"after_1": ("一个月后", "one month"), "after_3": ("三个月后", "three months")}


def revision_words(
    after: str, months: int, unit: str, median: float | None, lowest: float | None, highest: float | None
) -> tuple[str, str]:
    """Return a usual revision, Chinese and English. unit: % or 百分点; without a median it is not known yet."""
    later_zh, later_en = LATER[after]
    if median is None or lowest is None or highest is None:
        return (
            f"初报{later_zh}通常改多少：还不知道（只有{months}个月有前后两个数）。",
            f"Usual revision of a first report after {later_en}: not known yet ({months} months have both figures).",
        )
    unit_en = " percentage points" if unit == "百分点" else "%"
    return (
        f"初报{later_zh}通常改{median:+.1f}{unit}（{months}个月，{lowest:+.1f}到{highest:+.1f}）。",
        f"Usual revision of a first report after {later_en}: {median:+.1f}{unit_en} ({months} months, {lowest:+.1f} to "
        f"{highest:+.1f}).",
    )
