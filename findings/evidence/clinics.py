"""Village doctors by township, and the drugs of each village clinic against the floor: parts of a mechanism's map."""

from __future__ import annotations

from typing import Final

import pandas as pd

from faces.blocks import Cell, Column, Drawing, Row, Table
from faces.blocks.drawing import Bar, Dot, Mark, Stroke, Text
from faces.measure import axis_range
from findings.evidence.fitting import fit
from findings.evidence.shown import Asked
from findings.figures import Words
from metrics.evidence.clinics import (
    DrugsHeld,
    TownshipDoctors,
    VillageDoctors,
    drugs_held,
    read_clinics,
    read_floor,
    read_hired,
    village_doctors,
)
from words.names import chart_name
from words.numbers import format_number

DOCTORS: Final = "village_doctors_per_1000"
MANAGED: Final = "group_clinics_share"
"""Metrics that a mechanism of village doctors, and one of clinics handed over, name."""
SIDE: Final = 430.0
LISTED: Final = 30
NAME, TOLD, ROW, MOST = 104.0, 122.0, 24.0, 16


def doctors_of(asked: Asked) -> VillageDoctors | None:
    """Return the village doctors of a mechanism that is about them; None for any other. Raises WarehouseError."""
    if DOCTORS not in asked.card.metric_ids:
        return None
    scope, source = asked.scope, asked.source
    hired = source.read(read_hired, scope.county, asked.card.mechanism_id, asked.month)
    if not hired and MANAGED not in asked.card.metric_ids:
        return None
    edition = source.reference.in_edition(scope.county, asked.month)
    return village_doctors(source.read(read_clinics, scope.county, asked.month), hired, edition, asked.scope.townships)


def doctors_sentence(found: VillageDoctors, words: Words) -> str:
    """Return how many of the village doctors count, and where the fewest do."""
    whole, lowest = found.whole, found.behind
    what = _what(found, words)
    share = format_number(whole.share or 0.0, 1)
    head = words.say(
        f"乡村医生{whole.doctors}人，{what}{whole.counted}人，占{share}%",
        f"{whole.counted} of {whole.doctors} village doctors ({share}%) {what}",
    )
    if lowest is None:
        plain = len(found.townships) < 2 or whole.counted == whole.doctors
        return (
            head
            + ("" if plain else words.say("，没有乡镇明显落后", ", no township clearly behind"))
            + words.say("。", ".")
        )
    name, least = words.township_or_code(lowest.township), format_number(lowest.share or 0.0, 1)
    return head + words.say(
        f"；{name}{least}%，明显低于{words.whole}。", f"; {name} {least}%, clearly below the county."
    )


def _what(found: VillageDoctors, words: Words) -> str:
    if found.is_hiring:
        return words.say("统一招聘", "are hired by the county")
    return words.say("由集团管理", "work in clinics that the group manages")


def doctors_drawing(found: VillageDoctors, words: Words) -> Drawing:
    """Return a bar a township: the share of its village doctors that counts; a mark: that of its clinics."""
    room = SIDE - NAME - TOLD
    marks: list[Mark] = []
    y = 0.0
    for part in found.townships[:MOST]:
        name = fit(chart_name(words.township_or_code(part.township)), NAME - 8, 13)
        marks += [Text(name, 0, y + 17, 13), Bar(NAME, y + 5, room, 14, "neutral_soft")]
        if part.counted:
            marks.append(Bar(NAME, y + 5, max(room * (part.share or 0.0) / 100, 1), 14, "neutral_mark"))
        if not found.is_hiring and part.clinic_share is not None:
            marks.append(Dot(NAME + room * part.clinic_share / 100, y + 12, 4, "surface", "ink", "square"))
        marks.append(Text(_told(part, words), SIDE, y + 17, 13, anchor="end"))
        y += ROW
    share = found.whole.share
    if share is not None and len(found.townships) > 1:
        at = NAME + room * share / 100
        marks.append(Stroke(((at, 0), (at, y)), "ink", 1.5, dashed=True))
    marks += _doctors_key(found, y, words)
    return Drawing(_doctors_title(found, words), SIDE, y + 26, tuple(marks), doctors_table(found, words))


def _told(part: TownshipDoctors, words: Words) -> str:
    if part.share is None:
        return words.say("没有乡村医生", "no village doctor")
    share = format_number(part.share, 1)
    return words.say(f"{part.counted}／{part.doctors}人 {share}%", f"{part.counted}/{part.doctors} {share}%")


def _doctors_key(found: VillageDoctors, y: float, words: Words) -> list[Mark]:
    own = (
        words.say("统一招聘", "hired by the county")
        if found.is_hiring
        else words.say("集团管理", "managed by the group")
    )
    marks: list[Mark] = [
        Bar(0, y + 10, 14, 10, "neutral_mark"),
        Text(words.say(f"{own}的乡村医生", f"village doctors {own}"), 20, y + 20, 12, "ink_2"),
    ]
    if not found.is_hiring:
        marks.append(Dot(247, y + 15, 4, "surface", "ink", "square"))
        marks.append(Text(words.say("村卫生室", "clinics"), 258, y + 20, 12, "ink_2"))
    marks.append(Stroke(((330, y + 15), (350, y + 15)), "ink", 1.5, dashed=True))
    marks.append(Text(words.say(words.whole, "county"), 356, y + 20, 12, "ink_2"))
    return marks


def _doctors_title(found: VillageDoctors, words: Words) -> str:
    if found.is_hiring:
        return words.say("各乡镇统一招聘的乡村医生占比", "village doctors hired by the county, by township")
    return words.say(
        "各乡镇由集团管理的乡村医生和村卫生室占比", "village doctors and clinics that the group manages, by township"
    )


def doctors_table(found: VillageDoctors, words: Words) -> Table:
    """Return the township's clinics and village doctors, those that count, and their shares."""
    own = words.say("统一招聘", "Hired") if found.is_hiring else words.say("集团管理", "Managed")
    columns = [
        Column(words.say("乡镇", "Township"), kind="text", weight=1.4),
        Column(words.say("乡村医生", "Village doctors"), words.say("人", "")),
        Column(own, words.say("人", "")),
        Column(words.say("占比", "Share"), "%"),
        Column(words.say("村卫生室", "Clinics"), words.say("个", ""), phone=False),
    ]
    if not found.is_hiring:
        columns.append(Column(words.say("移交集团", "Handed over"), words.say("个", ""), phone=False))
        columns.append(Column(words.say("村卫生室占比", "Share of clinics"), "%", phone=False))
    rows = [Row(_doctors_cells(words.township_or_code(part.township), part, found)) for part in found.townships]
    if len(rows) > 1:
        rows.append(Row(_doctors_cells(words.say("合计", "Total"), found.whole, found), is_sum=True))
    return Table(_doctors_title(found, words), tuple(columns), tuple(rows))


def _doctors_cells(name: str, part: TownshipDoctors, found: VillageDoctors) -> list[str | Cell]:
    cells: list[str | Cell] = [
        name,
        _number(part.doctors),
        _number(part.counted),
        _share(part.share),
        _number(part.clinics),
    ]
    return cells if found.is_hiring else [*cells, _number(part.managed), _share(part.clinic_share)]


def _number(count: int) -> Cell:
    return Cell(format_number(count, 0), count)


def _share(share: float | None) -> Cell:
    return Cell("") if share is None else Cell(format_number(share, 1), share, 1)


def drugs_of(asked: Asked) -> DrugsHeld | None:
    """Return the clinics' drugs where the mechanism has a floor for them; None otherwise. Raises WarehouseError."""
    scope, source = asked.scope, asked.source
    floor = source.read(read_floor, scope.county, asked.card.mechanism_id, asked.month)
    if floor is None:
        return None
    edition = source.reference.in_edition(scope.county, asked.month)
    return drugs_held(source.read(read_clinics, scope.county, asked.month), floor, edition, scope.townships)


def drugs_sentence(found: DrugsHeld, words: Words) -> str:
    """Return how many clinics hold less than the floor, and the one that holds least."""
    floor, least = format_number(found.floor, 0), found.clinics[0]
    name, count = words.say(least.zh, least.en), len(found.clinics)
    if not found.below:
        return words.say(
            f"{count}个村卫生室的药品都不少于{floor}种，最少的{name}{least.varieties}种。",
            f"All {count} village clinics hold at least {floor} drugs; {name} holds fewest, {least.varieties}.",
        )
    return words.say(
        f"{count}个村卫生室中{len(found.below)}个不足{floor}种，{name}最少，{least.varieties}种。",
        f"{len(found.below)} of {count} village clinics hold fewer than {floor} drugs; {name} fewest, "
        f"{least.varieties}.",
    )


def drugs_drawing(found: DrugsHeld, words: Words) -> Drawing:
    """Return a dot a clinic along the varieties it holds, township by township, with the floor as a line."""
    held = [clinic.varieties for clinic in found.clinics]
    low, high, step = axis_range([*map(float, held), found.floor])
    scale = (SIDE - NAME - 20) / (high - low)
    x = NAME + (found.floor - low) * scale
    marks: list[Mark] = [
        Text(words.say(f"{format_number(found.floor, 0)}种", format_number(found.floor, 0)), x, 14, 12, anchor="middle")
    ]
    y = 22.0
    for code in found.townships[:MOST]:
        name = fit(chart_name(words.township_or_code(code)), NAME - 10, 13)
        marks += [Text(name, 0, y + 17, 13), Stroke(((NAME, y + 12), (SIDE - 20, y + 12)))]
        for clinic in found.clinics:
            if clinic.township == code:
                ink = "bad_mark" if clinic.varieties < found.floor else "neutral_mark"
                marks.append(Dot(NAME + (clinic.varieties - low) * scale, y + 12, 3.5, "", ink))
        y += ROW
    marks.append(Stroke(((x, 20), (x, y)), "ink", 1.5))
    value = low
    while value <= high + 1e-9:
        marks.append(Text(format_number(value, 0), NAME + (value - low) * scale, y + 14, 12, "ink_3", anchor="middle"))
        value += step
    if len(found.townships) > MOST:
        rest = len(found.townships) - MOST
        marks.append(Text(words.say(f"其余{rest}个乡镇见表", f"{rest} more in the table"), 0, y + 32, 12, "ink_2"))
        y += 18
    return Drawing(_drugs_title(found, words), SIDE, y + 20, tuple(marks), drugs_table(found, words))


def _drugs_title(found: DrugsHeld, words: Words) -> str:
    floor = format_number(found.floor, 0)
    if not found.below:
        return words.say(
            f"每个村卫生室的药品品种数，没有一个不足{floor}种",
            f"drugs held by each village clinic: none below {floor}",
        )
    return words.say(
        f"每个村卫生室的药品品种数，{len(found.below)}个不足{floor}种",
        f"drugs held by each village clinic: {len(found.below)} below {floor}",
    )


def drugs_table(found: DrugsHeld, words: Words) -> Table:
    """Return the clinics with the fewest varieties and their distance from the floor: the workbook holds all."""
    columns = (
        Column(words.say("村卫生室", "Village clinic"), kind="text", weight=1.8),
        Column(words.say("乡镇", "Township"), kind="text"),
        Column(words.say("药品品种", "Drugs"), words.say("种", "")),
        Column(words.say(f"比{format_number(found.floor, 0)}种", f"Against {format_number(found.floor, 0)}")),
    )
    rows = [
        Row(
            [
                words.say(clinic.zh, clinic.en),
                words.township_or_code(clinic.township),
                Cell(
                    format_number(clinic.varieties, 0),
                    clinic.varieties,
                    judgement="bad" if clinic.varieties < found.floor else None,
                ),
                Cell(f"{clinic.varieties - found.floor:+.0f}", clinic.varieties - found.floor),
            ]
        )
        for clinic in found.clinics[:LISTED]
    ]
    if len(found.clinics) > LISTED:
        rest, least = len(found.clinics) - LISTED, found.clinics[LISTED].varieties
        told = words.say(f"其余{rest}个，都不少于{least}种", f"{rest} more, none below {least}")
        rows.append(Row([told, "", "", ""], is_sum=True))
    return Table(_drugs_title(found, words), columns, tuple(rows))


def drugs_frame(found: DrugsHeld, words: Words) -> pd.DataFrame:
    """Return every clinic for the workbook."""
    return pd.DataFrame(
        {
            words.say("村卫生室", "Village clinic"): [words.say(clinic.zh, clinic.en) for clinic in found.clinics],
            words.say("乡镇", "Township"): [words.township_or_code(clinic.township) for clinic in found.clinics],
            words.say("药品品种", "Drugs"): [clinic.varieties for clinic in found.clinics],
        }
    )


def unreported_note(count: int, words: Words) -> str:
    """Return how many clinics are missing for want of a return; "" for none."""
    return words.say(f"{count}个村卫生室本月未报，不计", f"{count} clinics without a return left out") if count else ""
