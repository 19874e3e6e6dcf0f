"""What enters and no built-in indicator reads: said when it is loaded, and read by an indicator of the county's own."""

from pathlib import Path

import pytest

from data_access.engine import opened
from data_access.schema import LOAD_KEYS
from intake.start import start
from intake.told import READ_BY_OWN
from metrics.ask.query import query
from metrics.catalogue import CATALOGUE
from metrics.own_indicators import define
from metrics.period import Period
from metrics.reference import load_reference
from tests.intake.files_of_offices import xlsx
from tests.intake.test_own_warehouse import run
from tests.intake.twelve_files import SETTLEMENTS, institutions

FUND = """
id = "own_fund_local"
name_zh = "医保基金支出本县机构占比"
unit = "%"
better = "higher"
source = "医保按机构汇总"
owner = "县医疗保障局"
[numerator]
table = "fund_month"
columns = ["fund_yuan"]
said = "期内本县机构的基金支出"
where = { care = ["own"], kind = ["institution"] }
[denominator]
table = "fund_month"
columns = ["fund_yuan"]
said = "期内各机构的基金支出，不含药店"
where = { kind = ["institution"] }
"""


def test_what_the_fund_paid_by_institution_is_read_by_an_indicator_of_the_county_s_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """201.37, 9.05 and 6.02万 in the county, 70.5万 outside, pharmacies left out: 216.44 of 286.94."""
    url = f"duckdb:///{tmp_path / 'own.duckdb'}"
    monkeypatch.setenv("WAREHOUSE_URL", url)
    start(url, "450223", since=202409, who="张")
    (tmp_path / "名册.xlsx").write_bytes(institutions())
    (tmp_path / "医保.xlsx").write_bytes(xlsx({"Sheet1": SETTLEMENTS}))
    (tmp_path / "答复.toml").write_text('[places]\n"H45022300013" = "T3"\n', "utf-8")
    who = ("--county", "450223", "--who", "张")
    assert run("institutions", tmp_path / "名册.xlsx", *who, "--since", 202409)[0] == 0
    code, said = run("load", tmp_path / "医保.xlsx", *who, "--answers", tmp_path / "答复.toml", "--format", "json")
    assert code == 0 and "内置的指标都不读" in said
    define(url, "450223", FUND, who="张", reason="局务会议定")
    with opened(url) as engine:
        reference = load_reference(engine)
        metric = reference.own["450223"][0]
        frame = query(engine, reference, [metric], county="450223", period=Period(202409, 202409))
    assert frame["value"].tolist() == pytest.approx([100 * 216.44 / 286.94])


def test_tables_that_are_said_to_be_read_by_own_indicators_alone_are_read_by_no_other():
    read = {name for metric in CATALOGUE.values() for measure in metric.measures for name in measure.table_names}
    assert not read & READ_BY_OWN and set(LOAD_KEYS) > READ_BY_OWN
