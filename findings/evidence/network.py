"""网络: who has joined whom, since when, and where they are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import pandas as pd

from faces.blocks import Block, Column, Row, Table
from faces.blocks.drawing import Drawing
from faces.blocks.pack import NamedFrame
from findings.evidence.lettering import county_only, month_words
from findings.evidence.network_compared import compared_block, compared_note
from findings.evidence.network_map import box_of, network_map, placed
from findings.evidence.network_tree import leaf_words, tree
from findings.evidence.network_words import RELATIONS, is_specialty, name_of, relation_of, tier_words
from findings.evidence.shown import Asked, Kind, Shown, State
from findings.evidence.step_curve import Steps, count_at, step_drawing
from findings.figures import Words
from metrics.evidence.communities import communities_compared, leaders, metrics_compared
from metrics.evidence.network import Network, Node, institution_points, membership_rows, network_of
from metrics.period import Period
from metrics.reads.places import outlines
from words.names import chart_name
from words.numbers import is_missing

NOBODY = ("", "")


def show(asked: Asked) -> Shown | None:
    """Return the finding, the tree and the map; None where nobody has joined by the period's end."""
    scope, source, words = asked.scope, asked.source, asked.words
    rows = source.read(membership_rows, scope.county, asked.card.mechanism_id)
    if rows.empty:
        return None
    places = source.read(institution_points, scope.county, asked.month)
    edition = source.reference.in_edition(scope.county, asked.month)
    levels = dict(zip(places["institution_code"], places["level"], strict=True))
    network = network_of(rows, scope.period.first, asked.month, edition, scope.townships, levels)
    if network is None:
        return None
    last = _last(network)
    finding, place = _finding(network, last, words)
    note = _note(network, asked)
    frames = (NamedFrame(words.say("网络", "network"), _frame(network)),)
    if len(network.members) == 1:
        return Shown(finding, place, State.USUAL, (), note, frames)
    named = NOBODY if not last else (last[0].code, last[0].link.specialty if last[0].link else "")
    title = _title(network, words)
    blocks: list[Block] = [tree(network, words, named, place, title, _table(network, last, title, words))]
    on_map = _map(asked, network, places, named[0])
    second = on_map or _path(network, asked)
    if second is not None:
        blocks.append(second)
    if not scope.townships and len(leaders(network)) > 1:
        metrics = metrics_compared(source, scope.county, asked.card.mechanism_id, asked.card.metric_ids)
        period = Period(scope.period.first, asked.month)
        beside = communities_compared(source, network, metrics, scope.county, period)
        if beside:
            names = {leader.code: (leader.name_zh, leader.name_en) for leader in leaders(network)}
            blocks.append(compared_block(beside, names, words))
            note += words.say("", " ") + compared_note(beside, words) + _unreported(network, asked)
    return Shown(finding, place, State.USUAL, tuple(blocks), note, frames)


def _joined(network: Network) -> tuple[Node, ...]:
    """Return the members below another, village clinics only where there is nobody else; the tops without any."""
    below = tuple(node for node in network.members if node not in network.roots) or network.members
    return tuple(node for node in below if node.tier != "village") or below


def _last(network: Network) -> tuple[Node, ...]:
    """Return the members that joined last; () where all joined in the same month."""
    joined = _joined(network)
    months = {node.link.since for node in joined if node.link is not None}
    if len(months) < 2:
        return ()
    latest = max(months)
    return tuple(node for node in joined if node.link is not None and node.link.since == latest)


def _finding(network: Network, last: Sequence[Node], words: Words) -> tuple[str, str]:
    """Return `a家市级、b家县级、c家乡镇卫生院已连成网络；…最后加入。` and the township it names."""
    parts = []
    for tier, count in network.by_tier.items():
        name = tier_words(tier, [node for node in network.nodes if node.tier == tier], words)
        parts.append(words.say(f"{count}家{name}", f"{count} {name}"))
    specialties = sum(is_specialty(node) for node in network.members)
    head = words.say("、", ", ").join(parts)
    if specialties:
        head += words.say(f"已连成{specialties}个专科联盟", f" joined in {specialties} specialty alliances")
    else:
        head += words.say("已连成网络", " joined in one network")
    tail, place = _last_words(network, last, words)
    return head + tail + _moves(network, words) + words.say("。", "."), place


def _last_words(network: Network, last: Sequence[Node], words: Words) -> tuple[str, str]:
    joined = _joined(network)
    if not last:
        month = next(node.link.since for node in joined if node.link is not None)
        when = month_words(month, words.language)
        return words.say(f"；都在{when}加入", f"; all joined in {when}"), ""
    first, link = last[0], last[0].link
    assert link is not None
    when, name = month_words(link.since, words.language), leaf_words(first, words)[0]
    many = len(last)
    who = words.say(f"{name}等{many}家" if many > 1 else name, f"{name} and {many - 1} more" if many > 1 else name)
    if is_specialty(first) and many > 1:
        who = words.say(f"{name}等{many}个", who)
    tail = words.say(f"；{who}{when}最后加入", f"; {who} joined last, in {when}")
    place = words.township_or_code(first.township) if first.township else ""
    return tail, place if place and place in tail else ""


def _moves(network: Network, words: Words) -> str:
    joined = _joined(network)
    new = sum(node.link is not None and node.link.is_new for node in joined)
    parts = []
    if 0 < new < len(joined):
        parts.append(words.say(f"本期加入{new}家", f"{new} joined in the period"))
    if network.left:
        parts.append(words.say(f"本期退出{network.left}家", f"{network.left} left in the period"))
    return "".join(words.say("，", ", ") + part for part in parts)


def _title(network: Network, words: Words) -> str:
    when = month_words(network.month, words.language)
    tops = [root for root in network.roots if root.kept]
    top = name_of(tops[0], words) if len(tops) == 1 else words.say(f"{len(tops)}家", f"{len(tops)} at the top")
    below = [node for node in network.members if node not in network.roots]
    specialties = sum(is_specialty(node) for node in below)
    if not below or specialties:
        many = specialties or len(tops)
        kind = words.say("个专科" if specialties else "家机构", "specialties" if specialties else "institutions")
        return words.say(f"截至{when}，{top}之下共{many}{kind}", f"As of {when}: {many} {kind} below {top}")
    parts = []
    for tier in dict.fromkeys(node.tier for node in below):
        own = {node.code: node for node in below if node.tier == tier}
        name = tier_words(tier, list(own.values()), words)
        parts.append(words.say(f"{len(own)}家{name}", f"{len(own)} {name}"))
    listed = words.say("、", ", ").join(parts)
    return words.say(f"截至{when}，{top}之下连着{listed}", f"As of {when}, below {top}: {listed}")


def _table(network: Network, last: Sequence[Node], title: str, words: Words) -> Table:
    columns = (
        Column(words.say("机构", "Institution"), kind="text", weight=1.6),
        Column(words.say("上级", "Belongs to"), kind="text", weight=1.6),
        Column(words.say("关系", "Relation"), kind="text"),
        Column(words.say("专科", "Specialty"), kind="text"),
        Column(words.say("加入", "Joined"), kind="text"),
    )
    rows: list[Row] = []

    def add(node: Node, above: str) -> None:
        if not node.kept:
            return
        relation = RELATIONS[relation_of(node)]
        since = "" if node.link is None else month_words(node.link.since, words.language)
        specialty = leaf_words(node, words)[0] if is_specialty(node) else ""
        cells = [name_of(node, words), above, words.say(relation.zh, relation.en) if above else "", specialty, since]
        rows.append(Row(cells, is_point=bool(last) and node == last[0]))
        for child in node.children:
            add(child, name_of(node, words))

    for root in network.roots:
        add(root, "")
    return Table(title, columns, tuple(rows))


def _unreported(network: Network, asked: Asked) -> str:
    """Return how many members miss a month of the period, "" for none: their communities are compared without it."""
    codes = {node.code for node in network.nodes}
    missing = {
        code
        for county, code, month in asked.source.reference.unreported
        if county == asked.scope.county and code in codes and asked.scope.period.first <= month <= asked.month
    }
    if not missing:
        return ""
    return asked.words.say(
        f"对照不含{len(missing)}家未报的月份。",
        f" Comparisons are without the months that {len(missing)} did not report.",
    )


def _map(asked: Asked, network: Network, places: pd.DataFrame, named: str) -> Drawing | None:
    county, words = asked.scope.county, asked.words
    now = {
        place.code: chart_name(words.place(place)) for place in asked.source.reference.townships_of(county, asked.month)
    }
    shapes = {code: shape for code, shape in asked.source.read(outlines, county).items() if code in now}
    points = {
        row["institution_code"]: (float(row["lon"]), float(row["lat"]))
        for row in places.to_dict("records")
        if not is_missing(row["lon"]) and not is_missing(row["lat"])
    }
    ties = placed(network, points, box_of(shapes))
    return network_map(ties, shapes, now, words, named)


def _path(network: Network, asked: Asked) -> Drawing | None:
    """Return how many had joined by then, where no map can be drawn; None where all joined at once."""
    words, joined = asked.words, _joined(network)
    months = sorted(node.link.since for node in joined if node.link is not None)
    if len(set(months)) < 2:
        return None
    path = tuple((month, bisect_right(months, month)) for month in dict.fromkeys(months))
    counter = words.say("个" if any(is_specialty(node) for node in joined) else "家", "")
    new = sum(node.link is not None and node.link.is_new for node in joined)
    in_period = words.say(f"本期{new}{counter}" if new else "本期没有新加入", f"{new or 'none'} of them in the period")
    title = words.say(f"累计加入{len(months)}{counter}，{in_period}", f"{len(months)} joined so far, {in_period}")
    base, before, before_text = asked.scope.base, None, ""
    if base is not None and base.last >= months[0]:
        before = (base.last, count_at(path, base.last))
        name = words.compare(asked.scope.compare)
        before_text = words.say(f"{name}{before[1]}{counter}", f"{name}: {before[1]}")
    steps = Steps(path, network.month, len(months), f"{len(months)}{counter}", before=before, before_text=before_text)
    return step_drawing(steps, title, words, words.language)


def _note(network: Network, asked: Asked) -> str:
    words = asked.words
    parts = [
        words.say(
            f"截至{month_words(network.month)}，同一上级之下按加入年月排列",
            f"As of {month_words(network.month, 'en')}; members of one institution by month of joining",
        )
    ]
    if asked.scope.townships:
        parts.append(words.say("浅色为所选乡镇以外的成员", "pale: members outside the chosen townships"))
    if not any(node.township for node in network.nodes):
        parts.append(county_only(asked.source.reference.county(asked.scope.county).name_zh, words))
    return words.say("；", "; ").join(parts) + words.say("。", ".")


def _frame(network: Network) -> pd.DataFrame:
    """Return one row a member of the chosen townships as of the month."""
    rows: list[dict[str, object]] = []

    def add(node: Node, above: Node | None) -> None:
        if node.kept and node.link is not None:
            rows.append(
                {
                    "township_code": node.township or None,
                    "member_code": node.code,
                    "member_zh": node.name_zh,
                    "member_en": node.name_en,
                    "tier": node.tier,
                    "parent_code": above.code if above else None,
                    "parent_zh": above.name_zh if above else None,
                    "parent_en": above.name_en if above else None,
                    "relation": node.link.relation,
                    "specialty_zh": node.link.specialty or None,
                    "since": node.link.since,
                }
            )
        for child in node.children:
            add(child, node)

    for root in network.roots:
        add(root, None)
    return pd.DataFrame(rows)


KIND = Kind("network", "网络", "Network", ("membership",), show)
