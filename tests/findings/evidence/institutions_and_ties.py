"""The small county with a mechanism's rows, asked of as a page asks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from data_access import schema
from data_access.build import change_warehouse, insert_frame, write_warehouse
from data_access.engine import open_engine
from faces.blocks.drawing import Area, Bar, Dot, Drawing, Stroke, Text
from faces.measure import SCREEN_LATIN, text_width
from findings.evidence.shown import Asked
from findings.figures import Words
from metrics.period import Period
from metrics.reads.mechanisms import Evidence, MechanismCard
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from sample_data.mechanisms import frame_of
from tests.metrics.small_county import COUNTY, frames
from words.numbers import Language

CARD = MechanismCard("m", "举措", "Mechanism", "组织管理", "办公室", "改革举措", "清单", ())
KEPT = {"county_code": COUNTY, "mechanism_id": "m", "basis": "synthetic", "load_id": "test"}


@cache
def _small(folder: Path) -> Path:
    """Return the file of the small county's warehouse, made once a run: making one takes a second."""
    made = folder / "small.duckdb"
    write_warehouse(f"duckdb:///{made}", frames())
    return made


@contextmanager
def asking(
    folder: Path,
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    period: str = "2023",
    townships: tuple[str, ...] = (),
    language: Language = "zh",
    metrics: Sequence[str] = (),
) -> Iterator[Asked]:
    """Ask of a warehouse that holds the small county and these rows. metrics: those that the mechanism names."""
    own = {name: frame_of(name, pd.DataFrame([{**KEPT, **row} for row in rows])) for name, rows in tables.items()}
    shutil.copy(_small(folder.parent), folder / "own.duckdb")
    url = f"duckdb:///{folder / 'own.duckdb'}"

    def fill(connection: Connection) -> None:
        for name, frame in own.items():
            if not frame.empty:
                insert_frame(connection, schema.metadata.tables[name], frame)

    change_warehouse(url, fill)
    engine = open_engine(url)
    reference = load_reference(engine)
    scope = Scope(COUNTY, Period.parse(period), townships).in_edition(reference)
    card = replace(CARD, evidence=tuple(Evidence(metric_id, None, "", "") for metric_id in metrics))
    yield Asked(card, scope, Source(engine, reference), Words(language, reference, scope.townships))
    engine.dispose()


def overflow(drawing: Drawing) -> list[str]:
    """What of a drawing lies outside its ground: words by their width, marks by their edges."""
    found = []
    for mark in drawing.marks:
        match mark:
            case Text():
                wide = text_width(mark.words, latin=SCREEN_LATIN) * mark.size
                left = mark.x - {"start": 0.0, "middle": wide / 2, "end": wide}[mark.anchor]
                edges = (left, left + wide, mark.y - mark.size * 0.8, mark.y + mark.size * 0.2)
            case Bar():
                edges = (mark.x, mark.x + mark.w, mark.y, mark.y + mark.h)
            case Dot():
                edges = (mark.x - mark.r, mark.x + mark.r, mark.y - mark.r, mark.y + mark.r)
            case Stroke() | Area():
                across, down = [x for x, _ in mark.points], [y for _, y in mark.points]
                edges = (min(across), max(across), min(down), max(down))
        if edges[0] < -6 or edges[1] > drawing.width + 1 or edges[2] < -1 or edges[3] > drawing.height + 1:
            found.append(str(mark))
    return found


def touching(drawing: Drawing) -> list[tuple[str, str]]:
    """Words that lie over other words."""
    boxes = []
    for mark in drawing.marks:
        if isinstance(mark, Text) and mark.words:
            wide = text_width(mark.words, latin=SCREEN_LATIN) * mark.size
            left = mark.x - {"start": 0.0, "middle": wide / 2, "end": wide}[mark.anchor]
            boxes.append((left, left + wide, mark.y - mark.size * 0.75, mark.y, mark.words))
    return [
        (words, others)
        for number, (left, end, top, bottom, words) in enumerate(boxes)
        for left_2, end_2, top_2, bottom_2, others in boxes[number + 1 :]
        if left < end_2 and left_2 < end and top < bottom_2 and top_2 < bottom
    ]
