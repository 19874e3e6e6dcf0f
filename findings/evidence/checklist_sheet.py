"""What every layout of a checklist shares: its words, its signs, the names that the finding uses."""

from __future__ import annotations

from dataclasses import dataclass

from faces.blocks.drawing import Dot
from findings.evidence.lettering import month_words, short_month
from findings.figures import Words
from metrics.evidence.checklist import Checklist, Entry, Item, Subject
from words.offices import office_en


@dataclass(frozen=True)
class Sheet:
    """What a layout is made from: the checklist, its words, and the names that the finding uses."""

    checklist: Checklist
    words: Words
    subject: str  # the one the finding names, in Chinese; "" for none
    place: str  # its township's name, "" for none
    corner: str  # what the subjects are, over their column
    counter: str = ""  # 家, 个, 张: how Chinese counts them

    def name(self, subject: Subject) -> str:
        """Return a subject's name."""
        return self.words.say(subject.name_zh, subject.name_en)

    def complete(self, count: int, *, others: bool) -> str:
        """Return the line that stands for subjects where all is in place."""
        head = "其余" if others else ""
        return self.words.say(
            f"{head}{count}{self.counter}全部落实",
            f"{count} others are complete" if others else f"all {count} are complete",
        )

    def item(self, item: Item) -> str:
        """Return a matter's name."""
        return self.words.say(item.name_zh, item.name_en)

    def owner(self, name: str) -> str:
        """Return an office."""
        return self.words.say(name, office_en(name))


def state_words(entry: Entry | None, words: Words, *, short: bool = False) -> tuple[str, str]:
    """Return the two lines of a cell that is not in place: 逾期3个月 and 应2024年6月."""
    if entry is None:
        return words.say("未报", "no report"), ""
    month = short_month if short else month_words
    due = "" if entry.due is None else month(entry.due, words.language)
    if entry.late:
        head = words.say("逾期", "late") if short else words.say(f"逾期{entry.late}个月", f"{entry.late} mo late")
        return head, due if short else words.say(f"应{due}", f"by {due}")
    head = words.say("办理中", "under way") if entry.begun else words.say("未开始", "not begun")
    if short:
        head = words.say("在办" if entry.begun else "未办", "open")
    return head, due if short or not due else words.say(f"期限{due}", f"by {due}")


def sign_of(late: bool, x: float, y: float) -> Dot:
    """Return the sign of an open matter: a diamond once its month has passed, a ring before."""
    return Dot(x, y, 5, "bad_mark", "bad_mark", "diamond") if late else Dot(x, y, 3.5)
