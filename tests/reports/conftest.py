"""Packs over the sample warehouse, made once a choice, and the readings they come from."""

from collections.abc import Callable
from functools import cache

import pytest
from sqlalchemy import Engine

from data_access.engine import Warehouse
from faces.blocks.pack import Choice, Pack
from faces.deck.deck import make_deck
from faces.document.brief import make_brief, make_bulletin
from faces.workbook import make_workbook
from findings.material import Material
from metrics.reference import Reference, load_reference
from reports.command_line import PlainReadings
from reports.pack import make_pack

COUNTY = "450223"
WHOLE = Choice(COUNTY, "2024-01..2024-09", remark="请各乡镇会前核对本单位数据。\n=1+1")
CHOICES = {
    "county": WHOLE,
    "english": Choice("141122", "2023", language="en"),
    "townships": Choice(COUNTY, "2024Q2", ("450223102", "450223103"), "previous"),
}
MAKERS: dict[str, Callable[[Pack], bytes]] = {
    "deck": make_deck,
    "brief": make_brief,
    "bulletin": make_bulletin,
    "workbook": make_workbook,
}
MakePack = Callable[[str], Pack]
FileOf = Callable[..., bytes]


class Remembered(PlainReadings):
    """Plain readings that ask the warehouse each question once: many tests make the same pack again."""

    def __init__(self, engine: Engine, reference: Reference) -> None:
        super().__init__(engine, reference)
        for name in ("assessment", "metric_frame", "read"):
            object.__setattr__(self, name, cache(getattr(super(), name)))


@pytest.fixture(scope="session")
def readings(sample_duckdb_url: str) -> PlainReadings:
    """Uncached readings from this worker's copy of the sample."""
    engine = Warehouse(sample_duckdb_url).engine()
    return Remembered(engine, load_reference(engine))


@pytest.fixture(scope="session")
def pack_of(readings: PlainReadings) -> MakePack:
    """A function: name of a choice → its pack."""

    @cache
    def make(name: str) -> Pack:
        return make_pack(Material(CHOICES[name], readings.reference, readings))

    return make


@pytest.fixture(scope="session")
def whole(pack_of: MakePack) -> Pack:
    """The pack of a whole county."""
    return pack_of("county")


@pytest.fixture(scope="session")
def file_of(pack_of: MakePack) -> FileOf:
    """A function: kind of file, name of a choice → the file, made once; by default the whole county's."""

    @cache
    def make(kind: str, name: str = "county") -> bytes:
        return MAKERS[kind](pack_of(name))

    return make


@pytest.fixture(params=list(CHOICES))
def choice_name(request: pytest.FixtureRequest) -> str:
    """Each choice: a county, another county in English, two townships against the quarter before."""
    name: str = request.param
    return name


@pytest.fixture
def pack(choice_name: str, pack_of: MakePack) -> Pack:
    """The pack of each choice."""
    return pack_of(choice_name)
