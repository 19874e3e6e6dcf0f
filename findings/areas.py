"""Townships, villages and institutions as maps draw them, wherever the map is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from faces.areas import MAP_TIERS, area_step, middle_of, polygons_of, step_words
from faces.blocks.marks import FacilityMark, TownshipArea, VillageDot
from faces.look.tokens import even_bounds
from findings.figures import Words
from findings.rows import is_shown, mark_words
from metrics.definition import Metric
from metrics.judge.assessment import Assessment
from words.numbers import is_missing

HOSPITALS = "hospital"
WHOLE = 100.0
FEW_STEPS = 3
"""Shares on no more steps of ten per cent than these are close together."""


def township_areas(
    judged: Assessment,
    metric: Metric,
    outlines: Mapping[str, Any],
    words: Words,
    *,
    point: str = "",
    chosen: Sequence[str] = (),
    near: bool = False,
) -> tuple[tuple[TownshipArea, ...], tuple[str, ...]]:
    """Return the townships as areas coloured by ten steps, and the ten words of the key; none without outlines.

    point : the township that the finding names; chosen: codes of those that the reader chose, outlined as well.
    near  : shares that lie close together get steps of their own: on tens of per cent they would all look alike.
    """
    rows = {row["township_code"]: row for _, row in judged.of_townships(metric.id).iterrows()}
    known = [float(row["value"]) for row in rows.values() if is_shown(row)]
    by_tens = metric.unit == "%" and not (near and len({area_step(value, None) for value in known}) <= FEW_STEPS)
    alike = metric.unit == "%" and len(set(known)) < 2
    bounds = None if by_tens or alike or not known else even_bounds(known)
    if bounds is not None and metric.unit == "%" and max(known) <= WHOLE <= bounds[-1]:
        bounds = _below_the_whole(bounds)
    areas = []
    for code, row in rows.items():
        value, name = float(row["value"]) if is_shown(row) else None, words.township(code)
        for rings in polygons_of(outlines.get(code)):
            areas.append(
                TownshipArea(
                    code=code,
                    name=name,
                    rings=rings,
                    label_at=middle_of(rings[0]),
                    value=value,
                    value_text=mark_words(row, metric, words),
                    step=None if value is None else area_step(value, bounds),
                    status=row["status"],
                    is_point=(bool(point) and name == point) or code in chosen,
                )
            )
    return tuple(areas), step_words(bounds)


def _below_the_whole(bounds: Sequence[float]) -> tuple[float, ...]:
    """Return steps as wide, the last of which ends at 100 %: no share lies above."""
    width = bounds[1] - bounds[0]
    return tuple(round(WHOLE - width * (len(bounds) - number), 6) for number in range(len(bounds)))


def facility_marks(institutions: pd.DataFrame, words: Words, *, within: Sequence[str] = ()) -> tuple[FacilityMark, ...]:
    """Return hospitals, township-level institutions and central clinics; hollow where below the standard.

    within : codes of townships whose institutions are wanted, () is all.
    """
    return tuple(
        FacilityMark(
            name=words.say(row["name_zh"], row["name_en"]),
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            tier=MAP_TIERS[row["level"]],
            # The standard is one of township and village institutions; a hospital is never drawn as below it.
            qualified=MAP_TIERS[row["level"]] == HOSPITALS
            or is_missing(row["meets_standard"])
            or bool(row["meets_standard"]),
        )
        for row in institutions.to_dict("records")
        if row["level"] in MAP_TIERS
        and not is_missing(row["lon"])
        and not is_missing(row["lat"])
        and (not within or row["township_code"] in within)
    )


def village_dots(
    villages: pd.DataFrame, lacking: frozenset[str], words: Words, *, within: Sequence[str] = ()
) -> tuple[VillageDot, ...]:
    """Return the villages that people live in; those in `lacking` (codes) as rings, without a clinic or cover."""
    return tuple(
        VillageDot(
            name=words.say(row["name_zh"], row["name_en"]),
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            residents=int(row["residents"]),
            state="outside" if row["village_code"] in lacking else "inside",
            detail=words.say("没有卫生室覆盖", "no clinic")
            if row["village_code"] in lacking
            else words.say("有卫生室覆盖", "covered"),
        )
        for row in villages.to_dict("records")
        if row["residents"] > 0
        and not is_missing(row["lon"])
        and not is_missing(row["lat"])
        and (not within or row["township_code"] in within)
    )
