"""Packs over the sample warehouse, made once a choice, and the readings they come from."""

from collections.abc import Callable
from functools import cache

import pytest
from sqlalchemy import Engine

from data_access.engine import Warehouse
from metrics.reference import Reference, load_reference
from reports.command_line import PlainReadings
from reports.pack import make_pack
from reports.readings import Material
from reports.records import Choice, Pack

COUNTY = "450223"
WHOLE = Choice(COUNTY, "2024-01..2024-09", remark="请各乡镇会前核对本单位数据。\n=1+1")
CHOICES = {
    "county": WHOLE,
    "english": Choice("141122", "2023", language="en"),
    "townships": Choice(COUNTY, "2024Q2", ("450223102", "450223103"), "previous"),
}
MakePack = Callable[[str], Pack]


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


@pytest.fixture(params=list(CHOICES))
def pack(request: pytest.FixtureRequest, pack_of: MakePack) -> Pack:
    """The pack of each choice: a county, another county in English, two townships against the quarter before."""
    return pack_of(request.param)
