"""进展: what the plans of the accounts set out to do, place by place, and what was done month by month.

Targets are the printed ones where an account prints them. What was done is taken from the rows that are there already
(inventories, staff events, equipment, activities); only what has no such rows is invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sample_data.mechanisms import SYNTHETIC, county_of, figure, frame_of, origin, townships_of
from sample_data.world import MONTHS, World, allocate, facts, rng

LAST = int(MONTHS[-1])
LONGEST_UNDER_WAY = 5  # months between beginning and finishing at one place
BEGUN_OF_THE_REST = 0.6

Months = dict[int, float]
"""Month → what was done in it."""


@dataclass(frozen=True)
class Place:
    """Where an item is due: names, institution and whether its township is that of the institution; and its share."""

    zh: str
    en: str
    institution: str
    in_township: bool
    target: float
    done: Months


def build(world: World) -> dict[str, pd.DataFrame]:
    """Return plan_item and plan_progress. world: the programme tables must be there already."""
    items: list[dict[str, Any]] = []
    progress: list[dict[str, Any]] = []
    for number, row in enumerate(facts("evidence_plan").to_dict("records"), start=1):
        item = {str(name): str(value) for name, value in row.items()}
        county, kept = county_of(item["mechanism_id"]), _origin(item)
        for place_number, place in enumerate(_places(world, item), start=1):
            named = {
                "plan_item_id": f"{item['mechanism_id']}_{number:02d}_{place_number:03d}",
                "county_code": county,
                "mechanism_id": item["mechanism_id"],
            }
            township = townships_of(world, [place.institution], [int(item["begins"])])[0] if place.in_township else None
            items.append(
                {
                    **named,
                    "township_code": township,
                    "institution_code": place.institution,
                    "place_zh": place.zh,
                    "place_en": place.en,
                    **{name: item[name] for name in ("item_zh", "item_en", "unit_zh", "unit_en")},
                    "target": place.target,
                    "begins": int(item["begins"]),
                    "due": int(item["due"]),
                    **kept,
                }
            )
            progress += [
                {**named, "progress_id": f"{named['plan_item_id']}_{month}", "month": month, "done": done, **SYNTHETIC}
                for month, done in sorted(place.done.items())
            ]
    return {"plan_item": frame_of("plan_item", items), "plan_progress": frame_of("plan_progress", progress)}


def _origin(item: Mapping[str, str]) -> dict[str, str]:
    return origin(figure(item["target"]).load_id) if _is_printed(item) else SYNTHETIC


def _is_printed(item: Mapping[str, str]) -> bool:
    return bool(item["target"]) and not item["target"].isdigit()


def _target(item: Mapping[str, str]) -> float:
    return figure(item["target"]).value if _is_printed(item) else float(item["target"])


def _places(world: World, item: Mapping[str, str]) -> Iterator[Place]:
    """Return where an item is due, by the word in its column `places`."""
    county = county_of(item["mechanism_id"])
    match item["places"]:
        case "lead" | "tcm":
            level = "county_hospital" if item["places"] == "lead" else "tcm_hospital"
            yield _at(world.institutions(county, level).iloc[0], _target(item), _in_all(world, item, _target(item)))
        case "departments":
            yield from _departments(world, item, world.institutions(county, "county_hospital").iloc[0])
        case "activity":
            yield from _by_activity(world, item)
        case "leads":
            for site in world.institutions(county, "county_hospital", "tcm_hospital").itertuples():
                yield _at(site, _target(item), _drawn(item, str(site.institution_code), _target(item)))
        case "each_centre":
            yield from _centres(world, item)
        case _:
            yield from _by_institution(world, item)


def _at(site: Any, target: float, done: Months, *, in_township: bool = False) -> Place:
    return Place(site.name_zh, site.name_en, site.institution_code, in_township, target, done)


def _rows(world: World, item: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows that say what was done of an item: month, amount, institution_code; within its months."""
    table, _, wanted = item["progress"].partition(":")
    frame = world.frames[table]
    frame = frame[frame["mechanism_id"] == item["mechanism_id"]]
    if table == "staff_event":
        kind, education, title = [*wanted.split("/"), "", ""][:3]
        frame = frame[frame["kind"] == kind].assign(amount=frame["persons"])
        frame = frame[frame["education"] == education] if education else frame
        frame = frame[frame["title"] == title] if title else frame
    else:
        amount = {"programme_item": "quantity", "equipment": "units"}[table]
        frame = frame[frame["kind"] == wanted].assign(amount=frame[amount], month=frame["since"])
    within = frame["month"].between(int(item["begins"]), min(int(item["due"]), LAST))
    found: pd.DataFrame = frame.loc[within, ["month", "amount", "institution_code"]]
    return found


def _in_all(world: World, item: Mapping[str, str], target: float) -> Months:
    if item["progress"].startswith("share:"):
        return _drawn(item, "", target)
    return _summed(_rows(world, item))


def _summed(rows: pd.DataFrame) -> Months:
    done = rows.groupby("month")["amount"].sum()
    return dict(zip(done.index.astype(int).tolist(), done.astype(float).tolist(), strict=True))


def _departments(world: World, item: Mapping[str, str], hospital: Any) -> Iterator[Place]:
    """Return an item shared out over the hospital's departments; each lot goes on where the last one stopped."""
    names = facts("evidence_department")
    targets = allocate(int(_target(item)), np.ones(len(names)))
    rows, turn = _rows(world, item).sort_values("month"), 0
    done: list[Months] = [{} for _ in range(len(names))]
    for month, amount in zip(rows["month"], rows["amount"], strict=True):
        for _ in range(int(amount)):
            own = done[turn % len(names)]
            own[int(month)] = own.get(int(month), 0.0) + 1.0
            turn += 1
    for zh, en, target, months in zip(names["name_zh"], names["name_en"], targets, done, strict=True):
        yield Place(str(zh), str(en), hospital["institution_code"], False, float(target), months)


def _by_activity(world: World, item: Mapping[str, str]) -> Iterator[Place]:
    """Return an item whose target is all that the activity's months asked for, institution by institution."""
    rows = world.frames["activity_month"]
    rows = rows[rows["activity_code"] == item["progress"].partition(":")[2]]
    rows = rows[rows["month"].between(int(item["begins"]), int(item["due"]))]
    names = world.frames["institution"].set_index("institution_code", drop=False)
    for code, own in rows.groupby("institution_code"):
        done = own[own["done"] > 0].assign(amount=own["done"])
        yield _at(names.loc[code], float(own["base"].sum()), _summed(done), in_township=True)


def _centres(world: World, item: Mapping[str, str]) -> Iterator[Place]:
    sites = world.institutions(county_of(item["mechanism_id"]), "township_centre")
    share = float(item["progress"].partition(":")[2])
    finished = rng("plan centres", item["item_zh"]).permutation(len(sites)) < round(share * len(sites))
    for site, is_done in zip(sites.itertuples(), finished, strict=True):
        code, target = str(site.institution_code), _target(item)
        if item["stages"] == "2":
            month = int(rng("plan", item["item_zh"], code).choice(_span(item))) if is_done else None
            yield _at(site, target, _staged(item, code, month), in_township=True)
        else:
            yield _at(site, target, _drawn(item, code, target), in_township=True)


def _by_institution(world: World, item: Mapping[str, str]) -> Iterator[Place]:
    """Return one place an institution that the rows name; further ones up to the target, of the same kind."""
    county = county_of(item["mechanism_id"])
    levels = ("township_centre", "community_centre")
    if item["places"] in ("clinics", "each_clinic"):
        levels = ("central_village_clinic", "village_clinic")
    sites = world.institutions(county, *levels).set_index("institution_code", drop=False)
    rows = _rows(world, item)
    done = {str(code): int(month) for code, month in zip(rows["institution_code"], rows["month"], strict=True)}
    wanted = len(sites) if item["places"] == "each_clinic" else int(_target(item))
    rest = [code for code in rng("plan rest", item["item_zh"]).permutation(sites.index) if code not in done]
    for code in sorted([*done, *rest[: max(wanted - len(done), 0)]]):
        finished = done.get(code)
        months = {finished: 1.0} if finished else {}
        if item["stages"] == "2":
            months = _staged(item, code, finished)
        yield _at(sites.loc[code], 1.0, months, in_township=True)


def _span(item: Mapping[str, str]) -> np.ndarray:
    return MONTHS[(int(item["begins"]) <= MONTHS) & (min(int(item["due"]), LAST) >= MONTHS)]


def _staged(item: Mapping[str, str], code: str, finished: int | None) -> Months:
    """Return half at the beginning of the works and half at their end; places without an end may have begun."""
    draw, span = rng("plan stages", item["item_zh"], code), _span(item)
    if finished is None:
        begun = draw.random() < BEGUN_OF_THE_REST
        return {int(span[-1 - int(draw.integers(0, LONGEST_UNDER_WAY))]): 0.5} if begun else {}
    at = int(np.searchsorted(span, finished))
    start = max(at - int(draw.integers(1, LONGEST_UNDER_WAY)), 0)
    return {finished: 1.0} if start == at else {int(span[start]): 0.5, finished: 0.5}


def _drawn(item: Mapping[str, str], code: str, target: float) -> Months:
    """Return an invented course: the share of the target that is done by the end, over the item's months."""
    share, draw = float(item["progress"].partition(":")[2]), rng("plan course", item["item_zh"], code)
    span = _span(item)
    whole = int(np.clip(round(target * (share + draw.normal(0, 0.06))), 0, target))
    parts = allocate(whole, draw.gamma(0.8, 1.0, len(span)))
    return {int(month): float(part) for month, part in zip(span, parts, strict=True) if part}
