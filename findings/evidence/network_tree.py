"""网络 laid out as a tree: tiers left to right, members by date of joining; on a phone an indented list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from faces.blocks.drawing import Bar, Dot, Drawing, Mark, Stroke, Text
from faces.blocks.tables import Table
from findings.evidence.lettering import SMALL, TABLE, fitted, month_words, right, underline, width_of
from findings.evidence.network_words import RELATIONS, is_specialty, name_of, relation_of, tier_head
from findings.figures import Words
from metrics.evidence.network import Network, Node
from words.experts import specialty_en

PHONE: Final = 358.0
GAP: Final = 40.0
"""Between two columns of trees."""
WIDE_GAP: Final = 60.0
NARROW_GAP: Final = 28.0
NARROW_BOX: Final = 150.0
LEAF_MOST: Final = 300.0
COUNTS: Final = 90.0
LEAST: Final = 480.0
ROW: Final = 25.0
BOX: Final = 40.0
BOX_ROW: Final = 48.0
TREE_GAP: Final = 12.0
MOST_LEAVES: Final = 24
"""More members than these in the last tier are counted at the one above them, not drawn."""
TWO_COLUMNS: Final = 14
HEAD: Final = 54.0
PHONE_ROW: Final = 26.0


@dataclass(frozen=True)
class Pruned:
    """The trees that are drawn, and how many members of which tier are only counted under which code."""

    roots: tuple[Node, ...]
    counted: dict[str, int] = field(default_factory=dict)
    tier: str = ""


def pruned(network: Network) -> Pruned:
    """Return the trees without a last tier that is too long to be drawn."""
    roots, counted, tier = network.roots, {}, ""
    while roots and (depth := max(root.depth for root in roots)):
        last = [node for root in roots for node in _at(root, depth)]
        if len(last) <= MOST_LEAVES:
            break
        tier = last[0].tier
        counted = {
            node.code: sum(child.kept for child in node.children) for root in roots for node in _at(root, depth - 1)
        }
        roots = tuple(_cut(root, depth) for root in roots)
    return Pruned(roots, counted, tier)


def _at(node: Node, depth: int) -> list[Node]:
    return [node] if depth == 0 else [found for child in node.children for found in _at(child, depth - 1)]


def _cut(node: Node, depth: int) -> Node:
    children = () if depth == 1 else tuple(_cut(child, depth - 1) for child in node.children)
    return replace(node, children=children)


@dataclass(frozen=True)
class Columns:
    """Where the tiers of some trees stand: left edges and box widths by depth, where dates and counts end."""

    lefts: tuple[float, ...]
    boxes: tuple[float, ...]
    date_x: float
    count_x: float


def columns_of(
    roots: Sequence[Node], depth: int, words: Words, x: float, *, narrow: bool, counts: bool, below: Mapping[str, int]
) -> Columns:
    """Return columns as wide as their words, from x on. narrow: two of them stand beside each other."""
    gap, most = (NARROW_GAP, NARROW_BOX) if narrow else (WIDE_GAP, 260.0)
    lefts, boxes = [x], []
    for tier in range(depth):
        nodes = [node for root in roots for node in _at(root, tier)]
        lines = [width_of(name_of(node, words)) for node in nodes]
        lines += [width_of(under_words(node, tier, below, words), SMALL) for node in nodes]
        head = width_of(tier_head(nodes, words), SMALL) + 8 - gap if nodes else 0
        boxes.append(max(min(max(max(lines, default=0) + 18, 118), most), head))
        lefts.append(lefts[-1] + boxes[-1] + gap)
    leaves = [node for root in roots for node in _at(root, depth)]
    wide = max((_leaf_width(node, words) for node in leaves), default=60.0)
    head = width_of(tier_head(leaves, words), SMALL) if leaves else 0.0
    end = lefts[-1] + 16 + max(min(wide, LEAF_MOST), head) + 20 + width_of(month_words(202412, words.language))
    return Columns(tuple(lefts), tuple(boxes), end, end + (COUNTS if counts else 0))


def under_words(node: Node, depth: int, counted: Mapping[str, int], words: Words) -> str:
    """Return the second line of a box: by which relation since when, and how many are below.

    counted: members that are only counted, by the code above them; empty where they have a column of their own.
    """
    parts: list[str] = []
    if depth and node.link is not None:
        relation = RELATIONS[relation_of(node)]
        since = month_words(node.link.since, words.language)
        parts.append(words.say(f"{relation.zh}{since}", f"{relation.en} {since}"))
    below = [child for child in node.children if child.kept]
    if below:
        kinds = words.say("个专科" if all(is_specialty(child) for child in below) else "家", "")
        parts.append(words.say(f"下联{len(below)}{kinds}", f"{len(below)} below"))
    many = sum(counted.get(child.code, 0) for child in node.children)
    if many:
        parts.append(words.say(f"村级{many}家", f"{many} clinics"))
    if node.children and not below:
        parts.append(words.say("所选乡镇无成员", "none in the townships chosen"))
    return words.say("　", ", ").join(parts) or words.say("无下属", "none below")


def _leaf_width(node: Node, words: Words) -> float:
    text, more = leaf_words(node, words)
    return width_of(text) + (width_of(more, SMALL) + 8 if more else 0)


@dataclass
class Layout:
    """Marks of one column of trees; lines are drawn under boxes and names.

    named: code and specialty of the member the finding names; place: its township's name. plain: who has one member
    each stands as words in a row.
    """

    words: Words
    counted: Mapping[str, int]
    depth: int
    columns: Columns
    named: tuple[str, str]
    place: str
    plain: bool = False
    lines: list[Mark] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    @property
    def row(self) -> float:
        """Return the height that a box takes, with the air round it."""
        return ROW if self.plain else BOX_ROW

    @property
    def has_counts(self) -> bool:
        """Say whether members carry a column of how many are below them."""
        return self.columns.count_x > self.columns.date_x

    @property
    def below(self) -> Mapping[str, int]:
        """Return what boxes say of members that are only counted."""
        return {} if self.has_counts else self.counted

    def place_node(self, node: Node, depth: int, y: float) -> tuple[float, float]:
        """Draw a node and all below it from y on; return where it ends and the height of its middle."""
        if depth and depth == self.depth:
            self._leaf(node, y + ROW / 2)
            return y + ROW, y + ROW / 2
        top, middles = y, []
        if depth + 1 == self.depth:
            y += max((self.row - ROW * len(node.children)) / 2, 0) if node.children else 0
        for child in node.children:
            y, middle = self.place_node(child, depth + 1, y)
            middles.append(middle)
            if child.children:
                y += TREE_GAP
        bottom = max(y, top + self.row)
        middle = (middles[0] + middles[-1]) / 2 if middles else top + self.row / 2
        middle = max(middle, top + self.row / 2)
        self._box(node, depth, middle)
        for child, at in zip(node.children, middles, strict=True):
            self._tie(child, depth, middle, at)
        return max(bottom, middle + self.row / 2), middle

    def _tie(self, child: Node, depth: int, start: float, end: float) -> None:
        relation = relation_of(child)
        first, last = self.columns.lefts[depth] + self.columns.boxes[depth], self.columns.lefts[depth + 1]
        bend = (first + last) / 2
        self.lines.append(
            Stroke(
                ((first, start), (bend, start), (bend, end), (last, end)),
                "ink_2" if child.kept else "line",
                RELATIONS[relation].width,
                RELATIONS[relation].dashed,
            )
        )

    def _box(self, node: Node, depth: int, middle: float) -> None:
        left, box, ink = self.columns.lefts[depth], self.columns.boxes[depth], "ink" if node.kept else "line_strong"
        if self.plain:
            name = fitted(name_of(node, self.words), box)
            self.marks.append(Text(name, left, middle + 5, TABLE, ink, title=name_of(node, self.words)))
            return
        self.marks.append(Bar(left, middle - BOX / 2, box, BOX, "surface", "ink_2" if node.kept else "line"))
        name = fitted(name_of(node, self.words), box - 16)
        self.marks.append(Text(name, left + 8, middle - 3, TABLE, ink, True, title=name_of(node, self.words)))
        line = fitted(under_words(node, depth, self.below, self.words), box - 16, SMALL)
        self.marks.append(
            Text(line, left + 8, middle + 13, SMALL, "ink_2" if node.kept else "line_strong", _is_new(node))
        )
        if (node.code, _specialty(node)) == self.named:
            self.marks.append(underline(name, self.place, left + 8, middle - 4))

    def _leaf(self, node: Node, middle: float) -> None:
        left, words, date_x = self.columns.lefts[self.depth], self.words, self.columns.date_x
        ink = "ink" if node.kept else "line_strong"
        is_named = (node.code, _specialty(node)) == self.named
        if is_named:
            self.marks.append(Dot(left + 3, middle, 8, edge="point"))
        self.marks.append(Dot(left + 3, middle, 3.5, ink, ink))
        since = "" if node.link is None else month_words(node.link.since, words.language)
        room = date_x - width_of(since) - 14 - left - 16
        text, more = leaf_words(node, words)
        name = fitted(text, room)
        self.marks.append(Text(name, left + 16, middle + 5, TABLE, ink, is_named, title=text))
        used = width_of(name) + 8
        if more and room - used > 40:
            more = fitted(more, room - used, SMALL)
            self.marks.append(Text(more, left + 16 + used, middle + 5, SMALL, "ink_2" if node.kept else "line_strong"))
        if is_named:
            self.marks.append(underline(name, self.place, left + 16, middle + 5))
        self.marks.append(right(since, date_x, middle + 5, ink, bold=_is_new(node)))
        if self.has_counts:
            count = self.counted.get(node.code, 0)
            self.marks.append(right(str(count), self.columns.count_x, middle + 5, ink))


def leaf_words(node: Node, words: Words) -> tuple[str, str]:
    """Return what stands for a member in the last tier, and what stands small beside it."""
    if is_specialty(node):
        specialty = _specialty(node)
        return words.say(specialty, specialty_en(specialty)), name_of(node, words)
    return name_of(node, words), ""


def _specialty(node: Node) -> str:
    return node.link.specialty if node.link is not None else ""


def _is_new(node: Node) -> bool:
    return node.link is not None and node.link.is_new


def tree(network: Network, words: Words, named: tuple[str, str], place: str, title: str, table: Table) -> Drawing:
    """Return the network as of the period's end; what is not of the chosen townships is pale."""
    cut = pruned(network)
    depth = max(max(root.depth for root in cut.roots), 1)
    plain = depth == 1 and all(len(root.children) == 1 for root in cut.roots) and len(cut.roots) > 1
    rows = sum(max(len(root.children), 2) for root in cut.roots)
    fits = all(width_of(name_of(root, words)) + 18 <= NARROW_BOX for root in cut.roots)
    two = depth == 1 and rows > TWO_COLUMNS and len(cut.roots) > 1 and fits and not plain
    lines: list[Mark] = []
    marks: list[Mark] = _key(network, words)
    bottom, x = HEAD, 0.0
    for roots in _halves(cut.roots) if two else [cut.roots]:
        counts = bool(cut.counted) and not two
        below = {} if counts else cut.counted
        columns = columns_of(roots, depth, words, x, narrow=two, counts=counts, below=below)
        layout = Layout(words, cut.counted, depth, columns, named, place, plain)
        marks += _heads(layout, roots)
        y = HEAD + 6
        for root in roots:
            y, _ = layout.place_node(root, 0, y)
            y += 0 if plain else TREE_GAP
        lines += layout.lines
        marks += layout.marks
        bottom, x = max(bottom, y), columns.count_x + GAP
    wide = max(x - GAP, LEAST)
    phone = _phone(cut, words, named, place, title, table)
    return Drawing(title, wide, bottom, (*lines, *marks), table, phone)


def _halves(roots: Sequence[Node]) -> list[tuple[Node, ...]]:
    """Return the trees in two columns of about the same height, in their order."""
    total = sum(len(root.children) + 2 for root in roots)
    so_far, first = 0, 0
    for root in roots[:-1]:
        if so_far + (len(root.children) + 2) / 2 > total / 2:
            break
        so_far += len(root.children) + 2
        first += 1
    first = max(first, 1)
    return [tuple(roots[:first]), tuple(roots[first:])]


def _key(network: Network, words: Words) -> list[Mark]:
    marks: list[Mark] = []
    x = 0.0
    for code in network.relations:
        relation = RELATIONS[code]
        text = words.say(relation.zh, relation.en)
        marks.append(Stroke(((x, 10), (x + 26, 10)), "ink_2", relation.width, relation.dashed))
        marks.append(Text(text, x + 32, 14, SMALL, "ink_2"))
        x += 32 + width_of(text, SMALL) + 18
    if any(_is_new(node) for node in network.members):
        marks.append(Text(words.say("粗体：本期加入", "bold: joined in the period"), x, 14, SMALL, "ink_2", True))
    return marks


def _heads(layout: Layout, roots: Sequence[Node]) -> list[Mark]:
    words, at = layout.words, layout.columns
    marks: list[Mark] = []
    for depth in range(layout.depth + 1):
        nodes = [node for root in roots for node in _at(root, depth)]
        if nodes:
            left = at.lefts[depth] + (16 if depth == layout.depth else 0)
            marks.append(Text(tier_head(nodes, words), left, HEAD - 8, SMALL, "ink_2", True))
    marks.append(right(words.say("加入", "Joined"), at.date_x, HEAD - 8, "ink_2", size=SMALL, bold=True))
    if layout.has_counts:
        marks.append(right(words.say("下属（家）", "Below"), at.count_x, HEAD - 8, "ink_2", size=SMALL, bold=True))
    marks.append(Stroke(((at.lefts[0], HEAD), (at.count_x, HEAD)), "line"))
    return marks


def _phone(cut: Pruned, words: Words, named: tuple[str, str], place: str, title: str, table: Table) -> Drawing:
    """Return an indented list, dates at the right."""
    marks: list[Mark] = []
    y = 0.0

    def line(node: Node, depth: int) -> None:
        nonlocal y
        ink = "ink" if node.kept else "line_strong"
        since = "" if node.link is None else month_words(node.link.since, words.language)
        text, more = leaf_words(node, words) if not node.children else (name_of(node, words), "")
        left = depth * 14.0 + (12 if depth else 0)
        name = fitted(text, PHONE - left - width_of(since) - 10)
        if depth:
            marks.append(Dot(left - 7, y + 13, 2.5, ink, ink))
        marks.append(Text(name, left, y + 18, TABLE, ink, not depth))
        if (node.code, _specialty(node)) == named:
            marks.append(underline(name, place, left, y + 18))
        at = left + width_of(name) + 8
        if more and PHONE - at - width_of(since) - 10 > 40:
            more = fitted(more, PHONE - at - width_of(since) - 10, SMALL)
            marks.append(Text(more, at, y + 18, SMALL, "ink_2" if node.kept else "line_strong"))
        marks.append(right(since, PHONE, y + 18, ink, bold=_is_new(node)))
        y += PHONE_ROW
        marks.append(Stroke(((0, y), (PHONE, y)), "line"))
        for child in node.children:
            line(child, depth + 1)

    for root in cut.roots:
        line(root, 0)
    return Drawing(title, PHONE, y + 2, tuple(marks), table)
