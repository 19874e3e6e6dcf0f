"""Packs over the sample warehouse, made once a choice, and the readings they come from."""

from collections.abc import Callable
from functools import cache

import pytest

from data_access.engine import Warehouse
from metrics.reference import load_reference
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


@pytest.fixture(scope="session")
def readings(sample_duckdb_url: str) -> PlainReadings:
    """Uncached readings from this worker's copy of the sample."""
    engine = Warehouse(sample_duckdb_url).engine()
    return PlainReadings(engine, load_reference(engine))


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
