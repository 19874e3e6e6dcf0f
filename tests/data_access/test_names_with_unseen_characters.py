"""Names that were pasted from a PDF: no page, deck, brief or workbook meets the characters that XML forbids."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import select, update

from data_access import read, schema
from data_access.build import change_warehouse, write_warehouse
from data_access.engine import opened
from faces.blocks.kinds import Table
from faces.deck.deck import make_deck
from faces.document.brief import make_brief
from faces.kinds import read_stamp
from faces.workbook import make_workbook
from metrics.reference import load_reference
from tests.faces.test_held import EXAMPLES, pack_of
from tests.metrics.small_county import COUNTY, NORTH, frames

PASTED = "北\x02镇\ufffe卫\x0b生"


@pytest.fixture
def url(tmp_path: Path) -> str:
    address = f"duckdb:///{tmp_path / 'small.duckdb'}"
    write_warehouse(address, frames())
    table = schema.township
    renamed = update(table).where(table.c.township_code == NORTH).values(name_zh=PASTED)
    change_warehouse(address, lambda connection: connection.execute(renamed) and None)
    return address


def test_a_name_is_read_without_them_as_rows_and_as_a_frame(url: str) -> None:
    table = schema.township
    statement = select(table.c.township_code, table.c.name_zh).where(table.c.township_code == NORTH)
    with opened(url) as engine:
        (row,) = read.rows(engine, statement)
        assert (row.township_code, row.name_zh, row[1]) == (NORTH, "北镇卫\n生", "北镇卫\n生")
        assert dict(row._mapping) == {"township_code": NORTH, "name_zh": "北镇卫\n生"}
        assert read.frame(engine, statement).to_dict("records") == [dict(row._mapping)]
        assert load_reference(engine).townships[NORTH].name_zh == "北镇卫\n生"


def test_files_that_name_it_are_well_formed_and_their_seals_can_be_read(url: str) -> None:
    """U+FFFE wrote a workbook that asked to be repaired and whose seal verify could not read."""
    with opened(url) as engine:
        name = load_reference(engine).townships[NORTH].name_zh
    pack = pack_of(EXAMPLES[Table])
    choice = replace(pack.choice, county=COUNTY)
    named = replace(pack, county_name=name, scope=name, title=f"{name}评议", choice=choice)
    for content in (make_deck(named), make_brief(named), make_workbook(named)):
        assert read_stamp(content).choice.county == COUNTY
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.namelist():
                if part.endswith((".xml", ".rels")):
                    etree.fromstring(archive.read(part))
