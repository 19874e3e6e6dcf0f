"""Any county of the national list begins from nothing: its townships, its institutions, its files in every layout."""

from pathlib import Path

import pytest
from sqlalchemy import select

from data_access import schema
from data_access.engine import opened
from intake import divisions
from intake.assemble import assemble
from intake.divisions import counties, kind_of, townships
from intake.faults import BadCall
from intake.forms import shipped_forms
from intake.match import register_of
from intake.reading.open import book_of
from intake.start import county_names, start
from metrics.ask.query import query
from metrics.catalogue import get
from metrics.period import Period
from metrics.reference import load_reference
from tests.intake import grid
from tests.intake.files_of_offices import xlsx
from tests.intake.test_own_warehouse import LIST_HEAD, run

COUNTIES = {"522722": "荔波县", "653125": "莎车县", "469023": "澄迈县"}  # 贵州, 新疆, and 海南 without a prefecture
SEPTEMBER = Period(202409, 202409)


def institutions(code: str) -> list[list[object]]:
    """A county hospital, and a centre in each town and country township."""
    towns = [(town, name) for town, name in townships(code) if kind_of(name) in ("镇", "乡")]
    rows: list[list[object]] = [["H1", f"{COUNTIES[code]}人民医院", towns[0][1], "综合医院", 109.5, 25.25]]
    return rows + [
        [f"T{at}", f"{name}卫生院", name, "乡镇卫生院", 109.6, 25.5] for at, (_, name) in enumerate(towns, 1)
    ]


@pytest.mark.parametrize("code", COUNTIES)
def test_a_county_outside_the_sample_begins_from_nothing(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    url = f"duckdb:///{tmp_path / 'own.duckdb'}"
    monkeypatch.setenv("WAREHOUSE_URL", url)
    own, names = institutions(code), [name for _, name in townships(code)]
    work = [["2024年9月工作量"], ["机构名称", "门诊人次", "出院人数"], *[[row[1], 100, 5] for row in own]]
    people = [["2024年9月常住人口"], ["乡镇", "常住人口"], *[[name, 9_000] for name in names]]
    files = {"机构名册": [LIST_HEAD, *own], "工作量": work, "人口": people}
    for name, rows in files.items():
        (tmp_path / f"{name}.xlsx").write_bytes(xlsx({"Sheet1": rows}))
    for words in (
        ("start", "--since", 202409),
        ("institutions", tmp_path / "机构名册.xlsx", "--since", 202409),
        ("load", tmp_path / "工作量.xlsx"),
        ("load", tmp_path / "人口.xlsx"),
    ):
        status, said = run(*map(str, words), "--county", code, "--who", "张")
        assert status == 0, said
    with opened(url) as engine:
        reference = load_reference(engine)
        values = {
            name: query(engine, reference, [get(name)], county=code, period=SEPTEMBER)["value"].item()
            for name in ("outpatient_visits", "residents")
        }
        table = schema.township
        with engine.connect() as connection:
            placed = set(
                connection.execute(
                    select(table.c.lon, table.c.lat).where(table.c.position_basis == "approximate")
                ).all()
            )
            stood = connection.execute(select(table.c.name_zh).where(table.c.position_basis == "seat")).scalars().all()
    assert values == {"outpatient_visits": 100 * len(own), "residents": 9_000 * len(names)}
    assert {tuple(row) for row in placed} == {(109.6, 25.5)}
    assert set(stood) == {name for name in names if kind_of(name) not in ("镇", "乡")}


@pytest.mark.parametrize("code", COUNTIES)
def test_every_layout_is_read_by_the_places_of_the_county(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The layouts of the grid with the names of another county's institutions: every figure, and no question."""
    url = f"duckdb:///{tmp_path / 'own.duckdb'}"
    monkeypatch.setenv("WAREHOUSE_URL", url)
    own = institutions(code)[:5]
    (tmp_path / "机构名册.xlsx").write_bytes(xlsx({"Sheet1": [LIST_HEAD, *own]}))
    for words in (
        ("start", "--since", "202301"),
        ("institutions", str(tmp_path / "机构名册.xlsx"), "--since", "202301"),
    ):
        assert run(*words, "--county", code, "--who", "张")[0] == 0
    centres = {str(row[0]): str(row[1]) for row in own}
    with opened(url) as engine:
        register = register_of(engine, code)
    for layout in grid.LAYOUTS:
        file = grid.made(layout, "as_is", 0, centres)
        found = assemble(book_of(file.content, file.name), shipped_forms(), register)
        got = {(value.institution, value.month, value.column): value.value for value in found.values}
        assert got == pytest.approx(file.figures), layout
        assert not found.questions, layout


def test_the_list_holds_each_county_with_its_townships_once():
    codes = [code for county in COUNTIES for code, _ in townships(county)]
    assert len(codes) == len(set(codes)) > 40
    assert len(counties()) > 2_800
    assert townships("522722")[0] == ("522722001", "玉屏街道")
    assert county_names()["450223"] == ("广西壮族自治区柳州市鹿寨县", "Luzhai County")
    assert county_names()["469023"][0] == "海南省澄迈县"


def test_a_county_whose_seat_nobody_has_said_is_asked_for_it(tmp_path: Path):
    code = next(code for code, county in counties().items() if county.seat is None)
    url = f"duckdb:///{tmp_path / 'own.duckdb'}"
    with pytest.raises(BadCall) as fault:
        start(url, code, since=202401, who="张")
    assert fault.value.code == "intake_no_seat"
    assert start(url, code, since=202401, who="张", seat=(115.2, 37.9)) == len(townships(code))
    with pytest.raises(BadCall) as unknown:
        start(url, "522799", since=202401, who="张")
    assert unknown.value.code == "intake_county_not_listed"
    assert "荔波县（522722）" in str(unknown.value)


def test_what_a_township_is_follows_from_its_name():
    said = {name: kind_of(name) for name in ("玉屏街道", "茂兰镇", "瑶山瑶族乡", "巴彦苏木", "国营红华农场")}
    assert list(said.values()) == ["街道", "镇", "乡", "苏木", divisions.OTHER_KIND]
