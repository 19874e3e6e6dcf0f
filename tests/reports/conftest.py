"""Packs over the sample warehouse, made once a choice, and the readings they come from."""

from collections.abc import Callable
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pytest

from data_access.engine import Warehouse
from faces.blocks.pack import Choice, MadeBy, Pack
from faces.deck.deck import make_deck
from faces.document.brief import make_brief, make_bulletin
from faces.seal import Stamp
from faces.workbook import make_workbook
from findings.material import Material
from metrics.reference import load_reference
from metrics.source import Source
from reports.pack import make_pack
from tests.kept_sample import only_one

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


class Remembered(Source):
    """A source that asks the warehouse each question once: many tests make the same pack again."""

    @cached_property
    def _known(self) -> dict[Any, Any]:
        return {}

    def read(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Return work(engine, …), read once."""
        return self._once(work, lambda: work(self.engine, *args, **kwargs), *args, *kwargs.items())

    def ask(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Return work(source, …), asked once."""
        return self._once(work, lambda: work(self, *args, **kwargs), *args, *kwargs.items())

    def _once(self, work: Callable[..., Any], make: Callable[[], Any], *key: Any) -> Any:
        known = (work, *key)
        if known not in self._known:
            self._known[known] = make()
        return self._known[known]

    def pack_again(self, choice: Choice, faults: tuple[str, ...] = (), made_by: MadeBy | None = None) -> Pack:
        """The pack of a choice made from the warehouse anew, apart from the one whose files are looked at."""
        known = (make_pack, repr((choice, faults, made_by)))
        if known not in self._known:
            self._known[known] = make_pack(Material(choice, self), faults=faults, made_by=made_by)
        return self._known[known]

    def rebuilt(self, stamp: Stamp) -> Pack:
        """What a file's stamp says it holds, as `reports verify` makes it from the warehouse."""
        return self.pack_again(stamp.choice, stamp.faults, stamp.made_by)


@pytest.fixture(scope="session")
def readings(sample_duckdb_url: str) -> Remembered:
    """Uncached readings from this worker's copy of the sample."""
    engine = Warehouse(sample_duckdb_url).engine()
    return Remembered(engine, load_reference(engine))


@pytest.fixture(scope="session")
def pack_of(readings: Source) -> MakePack:
    """A function: name of a choice → its pack."""

    @cache
    def make(name: str) -> Pack:
        return make_pack(Material(CHOICES[name], readings))

    return make


@pytest.fixture(scope="session")
def whole(pack_of: MakePack) -> Pack:
    """The pack of a whole county."""
    return pack_of("county")


@pytest.fixture(scope="session")
def file_of(pack_of: MakePack, folder_of_this_run: Path) -> FileOf:
    """A function: kind of file, name of a choice → the file, made once for all workers; by default the county's."""

    @cache
    def make(kind: str, name: str = "county") -> bytes:
        file = folder_of_this_run / f"{name}.{kind}"
        with only_one(file):
            if not file.exists():
                unfinished = file.with_name(f"{file.name}.unfinished")
                unfinished.write_bytes(MAKERS[kind](pack_of(name)))
                unfinished.rename(file)
        return file.read_bytes()

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
