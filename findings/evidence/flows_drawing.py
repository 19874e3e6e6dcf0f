"""The matrix of senders against receivers, laid out: counts with bars, margins, what was sent less what came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from faces.blocks import Cell, Column, Drawing, Row, Table
from faces.blocks.drawing import Anchor, Bar, Mark, Stroke, Text
from faces.measure import text_width
from findings.evidence.fitting import hidden_note, hidden_sign
from metrics.evidence.flows import Count, FlowTable, Node
from words.names import STATUSES
from words.numbers import format_number
from words.speech import Says

WIDE, PHONE = 860.0, 358.0
ROW, SIZE, SMALL = 28.0, 13.0, 12.0
HEAD_LINES, LINE = 3, 15.0
MARGIN, BALANCE = 62.0, 124.0
NARROWEST, WIDEST = 38.0, 110.0
PHONE_COLUMNS: Final = 5
NARROWEST_MATRIX: Final = 430.0


@dataclass(frozen=True)
class Named:
    """How nodes are called: in full at a row, short over a column. chosen: codes of those asked for, () is all.

    ways: what is said in Chinese of who sends and who receives.
    """

    full: dict[str, str]
    short: dict[str, str]
    point: str = ""
    chosen: frozenset[str] = frozenset()
    ways: tuple[str, str] = ("派出", "接收")

    def drawn(self, sender: Node, receiver: Node) -> bool:
        """Say whether a cell belongs to what was asked for."""
        return not self.chosen or sender.code in self.chosen or receiver.code in self.chosen


def matrix(title: str, table: FlowTable, named: Named, unit: str, words: Says) -> Drawing:
    """Return the matrix for 860 px, with its phone's own layout and the table of what it shows."""
    shown = matrix_table(title, table, named, unit, words)
    if len(table.senders) <= PHONE_COLUMNS:
        phone = _laid_out(title, _turned(table), named, unit, words, shown, phone=True)
    else:
        phone = _list(title, table, named, unit, words, shown)
    wide = _laid_out(title, table, named, unit, words, shown, phone=False)
    return Drawing(title, wide.width, wide.height, wide.marks, shown, phone)


def _turned(table: FlowTable) -> FlowTable:
    """Return the table with receivers down and senders across."""
    cells = tuple(tuple(line[column] for line in table.cells) for column in range(len(table.receivers)))
    own = frozenset((column, row) for row, column in table.own)
    return FlowTable(table.unit, table.receivers, table.senders, cells, table.received, table.sent, table.total, own)


@dataclass
class _Sheet:
    """Marks as they are laid out."""

    marks: list[Mark] = field(default_factory=list)

    def text(
        self,
        words: str,
        x: float,
        y: float,
        *,
        size: float = SIZE,
        ink: str = "ink",
        bold: bool = False,
        anchor: Anchor = "start",
        title: str = "",
    ) -> None:
        if words:
            self.marks.append(Text(words, x, y, size, ink, bold, anchor, title))

    def rule(self, y: float, width: float, ink: str = "line") -> None:
        self.marks.append(Stroke(((0, y), (width, y)), ink))

    def count(
        self, count: Count, right: float, top: float, width: float, *, bold: bool = False, bar: float = 0
    ) -> None:
        """A count right-aligned in its box; hidden ones hatched. bar: 0–1, the length of the bar under it."""
        if count.number is None:
            self.marks.append(Bar(right - width + 3, top + 3, width - 6, ROW - 6, "", "", hatched=True))
            return
        if count.number:
            self.text(format_number(count.number, 0), right - 7, top + 17, bold=bold, anchor="end")
        if bar > 0:
            length = max((width - 14) * bar, 1.5)
            self.marks.append(Bar(right - 7 - length, top + 21.5, length, 3, "neutral_mark"))


def fitted(words: str, width: float, size: float = SIZE) -> str:
    """Return words cut to a width, with a sign that something was cut."""
    if text_width(words) * size <= width:
        return words
    while words and text_width(words + "…") * size > width:
        words = words[:-1]
    return words + "…"


def wrapped(words: str, width: float, size: float = SMALL, lines: int = HEAD_LINES) -> tuple[str, ...]:
    """Return words on at most some lines, as even as can be: English at its spaces, Chinese anywhere."""
    spaced = words.isascii()
    pieces, joint = (words.split(" "), " ") if spaced else (list(words), "")
    whole = text_width(words) * size
    target = min(width, max(whole / max(-(-whole // width), 1) + size * 0.5, size * 2))
    found: list[str] = []
    for piece in pieces:
        longer = found[-1] + joint + piece if found else piece
        if found and text_width(longer) * size <= target:
            found[-1] = longer
        else:
            found.append(piece)
    if len(found) > lines:
        found = [*found[: lines - 1], joint.join(found[lines - 1 :])]
    return tuple(fitted(line, width, size) for line in found)


def _laid_out(
    title: str, table: FlowTable, named: Named, unit: str, words: Says, shown: Table, *, phone: bool
) -> Drawing:
    """Return a grid of cells with margins; what was sent less what came only where there is room for it."""
    room = PHONE if phone else WIDE
    both = not phone and bool({node.code for node in table.senders} & {node.code for node in table.receivers})
    margins = (52.0 if phone else MARGIN) * (2 if both else 1) + (BALANCE if both else 0)
    longest = max(text_width(named.full[node.code]) * SIZE for node in table.senders) + 14
    name_w = min(longest, 96.0 if phone else 190.0)
    edges = _edges(table, name_w, room - name_w - margins)
    width = edges[-1] + margins
    sheet = _Sheet()
    top = _heads(sheet, table, named, unit, words, edges, both, phone)
    largest = max((cell.number or 0 for line in table.cells for cell in line), default=0)
    for number, sender in enumerate(table.senders):
        y = top + number * ROW
        _row_name(sheet, sender, named, y, name_w)
        for column, receiver in enumerate(table.receivers):
            left, right = edges[column], edges[column + 1]
            if (number, column) in table.own:
                sheet.marks.append(Bar(left, y, right - left, ROW, "neutral_soft"))
            elif named.drawn(sender, receiver):
                cell = table.cells[number][column]
                sheet.count(cell, right, y, right - left, bar=(cell.number or 0) / largest if largest else 0)
        _margins(sheet, table, number, y, edges[-1], both, phone)
        last = number + 1 == len(table.senders)
        sheet.rule(y + ROW, width, "line_strong" if last or _new_group(table.senders, number) else "line")
    y = top + len(table.senders) * ROW
    _sum_row(sheet, table, _sum_name(named, words, phone), y, edges, width, phone)
    height = _key(sheet, table, words, y + ROW, width)
    # A matrix of a single column is not drawn larger than others.
    return Drawing(title, width if phone else max(width, NARROWEST_MATRIX), height, tuple(sheet.marks), shown)


def _edges(table: FlowTable, left: float, room: float) -> tuple[float, ...]:
    """Return where columns begin and end: equal ones, wider where a sum would not fit."""
    usual = min(max(room / len(table.receivers), NARROWEST), WIDEST)
    edges = [left]
    for count in table.received:
        edges.append(edges[-1] + max(usual, text_width(format_number(count.number or 0, 0)) * SIZE + 12))
    return tuple(edges)


def _new_group(nodes: Sequence[Node], number: int) -> bool:
    return number + 1 < len(nodes) and nodes[number].community != nodes[number + 1].community


def _row_name(sheet: _Sheet, node: Node, named: Named, y: float, name_w: float) -> None:
    name = fitted(named.full[node.code], name_w - 8)
    pale = bool(named.chosen) and node.code not in named.chosen
    sheet.text(
        name, 0, y + 18, ink="ink_3" if pale else "ink", bold=node.code == named.point, title=named.full[node.code]
    )
    if node.code == named.point:
        sheet.marks.append(Stroke(((0, y + 23), (text_width(name) * SIZE, y + 23)), "point", 2))


def _heads(
    sheet: _Sheet,
    table: FlowTable,
    named: Named,
    unit: str,
    words: Says,
    edges: Sequence[float],
    both: bool,
    phone: bool,
) -> float:
    """Set the heads of the columns, their last lines on one level; return where the rows begin."""
    level = HEAD_LINES * LINE + 2
    sends, gets = named.ways
    down, across = (words.say(gets, "to"), words.say(sends, "from"))
    if not phone:
        down, across = across, down
    sheet.text(
        f"{down} ↓　{across} →" if words.say("zh", "en") == "zh" else f"{down} ↓ {across} →",
        0,
        LINE,
        size=SMALL,
        ink="ink_2",
    )
    sheet.text(unit, 0, 2 * LINE + 2, size=SMALL, ink="ink_2")
    for column, node in enumerate(table.receivers):
        left, right = edges[column], edges[column + 1]
        lines = wrapped(named.short[node.code], right - left - 4)
        for number, line in enumerate(reversed(lines)):
            x = (left + right) / 2
            sheet.text(
                line, x, level - number * LINE, size=SMALL, ink="ink_2", anchor="middle", title=named.full[node.code]
            )
    right = edges[-1]
    step = 52.0 if phone else MARGIN
    heads = [words.say("合计", "All")]
    if not phone:
        heads = [words.say(f"{sends}合计", "Sent")] + ([words.say(f"{gets}合计", "Received")] if both else [])
    for number, head in enumerate(heads):
        sheet.text(head, right + step * (number + 1) - 4, level, size=SMALL, ink="ink_2", anchor="end")
    if both:
        middle = right + 2 * step + BALANCE / 2
        told = words.say(f"{sends}减{gets}", "Sent − received")
        sheet.text(told, middle, level, size=SMALL, ink="ink_2", anchor="middle")
    sheet.rule(level + 7, right + step * len(heads) + (BALANCE if both else 0), "line_strong")
    return level + 8


def _margins(sheet: _Sheet, table: FlowTable, number: int, y: float, left: float, both: bool, phone: bool) -> None:
    step = 52.0 if phone else MARGIN
    node = table.senders[number]
    sheet.count(table.sent[number], left + step, y, step, bold=True)
    if not both:
        return
    codes = [receiver.code for receiver in table.receivers]
    if node.code in codes:
        sheet.count(table.received[codes.index(node.code)], left + 2 * step, y, step, bold=True)
    widest = max((abs(table.balance(other) or 0) for other in table.senders), default=0)
    _balance(sheet, table.balance(node), widest, left + 2 * step, y)


def _balance(sheet: _Sheet, balance: int | None, widest: int, left: float, y: float, room: float = BALANCE) -> None:
    """A bar from the middle, its number at the outer end; nothing where it is hidden."""
    zero = left + room / 2
    sheet.marks.append(Stroke(((zero, y), (zero, y + ROW)), "line_strong"))
    if balance is None:
        return
    length = (room / 2 - 48) * abs(balance) / widest if widest else 0
    if balance:
        sheet.marks.append(Bar(zero if balance > 0 else zero - length, y + 9, length, 10, "neutral_mark"))
    words = format_number(balance, 0, signed=True)
    if balance >= 0:
        sheet.text(words, zero + length + 4, y + 18, size=SMALL)
    else:
        sheet.text(words, zero - length - 4, y + 18, size=SMALL, anchor="end")


def _sum_name(named: Named, words: Says, phone: bool) -> str:
    sends, gets = named.ways
    return words.say(f"{sends}合计", "Sent") if phone else words.say(f"{gets}合计", "Received")


def _sum_row(
    sheet: _Sheet, table: FlowTable, name: str, y: float, edges: Sequence[float], width: float, phone: bool
) -> None:
    sheet.marks.append(Bar(0, y, width, ROW, "neutral_soft"))
    sheet.text(name, 0, y + 18, bold=True)
    for column in range(len(table.receivers)):
        sheet.count(table.received[column], edges[column + 1], y, edges[column + 1] - edges[column], bold=True)
    step = 52.0 if phone else MARGIN
    sheet.count(table.total, edges[-1] + step, y, step, bold=True)


def _key(sheet: _Sheet, table: FlowTable, words: Says, y: float, width: float) -> float:
    """Set what signs mean, a line each; return where the drawing ends."""
    y += 8
    hidden = any(cell.number is None for line in table.cells for cell in line)
    for sign, wanted, said in (
        (
            "neutral_soft",
            bool(table.own),
            words.say("本机构或本共同体内，不算", "own institution or community: not counted"),
        ),
        (
            "",
            hidden,
            hidden_note(words),
        ),
    ):
        if wanted:
            sheet.marks.append(Bar(0, y + 4, 14, 12, sign, "line", hatched=not sign))
            sheet.text(fitted(said, width - 22, SMALL), 20, y + 14, size=SMALL, ink="ink_2")
            y += 20
    return y + 4


def _list(title: str, table: FlowTable, named: Named, unit: str, words: Says, shown: Table) -> Drawing:
    """Return the margins alone for a phone: a line each, what was sent, what came, and the difference."""
    nodes = list(dict.fromkeys((*table.senders, *table.receivers)))
    if named.chosen:
        nodes = [node for node in nodes if node.code in named.chosen]
    sheet, step, room = _Sheet(), 52.0, 126.0
    name_w = PHONE - 2 * step - room
    sends, gets = named.ways
    for words_of, right in (
        (words.say(sends, "Sent"), name_w + step),
        (words.say(gets, "Received"), name_w + 2 * step),
    ):
        sheet.text(words_of, right - 7, LINE, size=SMALL, ink="ink_2", anchor="end")
    sheet.text(unit, 0, LINE, size=SMALL, ink="ink_2")
    told = words.say(f"{sends}减{gets}", "Difference")
    sheet.text(told, PHONE - room / 2, LINE, size=SMALL, ink="ink_2", anchor="middle")
    top = LINE + 8
    sheet.rule(top, PHONE, "line_strong")
    widest = max((abs(table.balance(node) or 0) for node in nodes), default=0)
    for number, node in enumerate(nodes):
        y = top + number * ROW
        _row_name(sheet, node, named, y, name_w)
        if node in table.senders:
            sheet.count(table.sent[table.senders.index(node)], name_w + step, y, step)
        if node in table.receivers:
            sheet.count(table.received[table.receivers.index(node)], name_w + 2 * step, y, step)
        _balance(sheet, table.balance(node), widest, name_w + 2 * step, y, room)
        sheet.rule(y + ROW, PHONE)
    return Drawing(title, PHONE, _key(sheet, table, words, top + len(nodes) * ROW, PHONE), tuple(sheet.marks), shown)


def matrix_table(title: str, table: FlowTable, named: Named, unit: str, words: Says) -> Table:
    """Return the matrix as a table: what the drawing shows, and nothing that it hides."""
    senders = [
        (number, node) for number, node in enumerate(table.senders)
        if not named.chosen or node.code in named.chosen or any(other.code in named.chosen for other in table.receivers)
    ]  # fmt: skip
    sends, gets = named.ways
    columns = (
        Column(words.say(f"{sends}＼{gets}", "From \\ to"), unit, kind="text", weight=1.6),
        *(Column(named.short[node.code]) for node in table.receivers),
        Column(words.say(f"{sends}合计", "Sent")),
    )
    rows = [
        Row(
            [
                named.full[node.code],
                *(
                    count_cell(cell, words) if named.drawn(node, receiver) else Cell("")
                    for cell, receiver in zip(table.cells[number], table.receivers, strict=True)
                ),
                count_cell(table.sent[number], words),
            ],
            is_point=node.code == named.point,
        )
        for number, node in senders
    ]
    received = [count_cell(count, words) for count in (*table.received, table.total)]
    rows.append(Row([words.say(f"{gets}合计", "Received"), *received], is_sum=True))
    return Table(title, columns, tuple(rows))


def count_cell(count: Count, words: Says) -> Cell:
    """Return a count as a cell, or the sign that stands for a hidden one."""
    if count.number is None:
        return Cell(hidden_sign(words), status="hidden", title=words.say(*STATUSES["hidden"]))
    return Cell(format_number(count.number, 0), float(count.number))
