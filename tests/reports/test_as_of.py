"""A pack made as of a load says the figures of then, says so, and is verified as of then, whatever was loaded since."""

from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from sqlalchemy import Connection
from typer.testing import CliRunner

from data_access.loads import load_file
from data_access.parcels import Figures, Parcel
from reports.__main__ import app
from tests.metrics.small_county import COUNTY, NORTH, NORTH_CENTRE

THEN, NOW = "44.8%", "91.5%"  # primary visits of December: 81 of 181; north's 40 corrected to 1,040: 1,081 of 1,181


def complete(connection: Connection, table: str, rows: pd.DataFrame) -> pd.DataFrame:
    return rows


def correct(url: str, visits: float, sha256: str) -> None:
    keys = {"county_code": COUNTY, "township_code": NORTH, "institution_code": NORTH_CENTRE, "month": 202312}
    rows = pd.DataFrame([{**keys, "outpatient_visits": visits}])
    figures = (Figures("institution_month", rows, ("outpatient_visits",)),)
    load_file(url, Parcel(COUNTY, "更正.xlsx", sha256, "f", "1", figures), complete, who="张")


def words_of(file: Path) -> str:
    return "\n".join(paragraph.text for paragraph in Document(str(file)).paragraphs)


def test_a_pack_as_of_a_load_says_the_figures_of_then_and_is_verified_as_of_then(
    own_small_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    correct(own_small_url, 1040.0, "c" * 64)
    monkeypatch.setenv("WAREHOUSE_URL", own_small_url)
    run, made = CliRunner(), {}
    for name, more in {"then": ["--as-of", "0"], "now": []}.items():
        (tmp_path / name).mkdir()
        call = ["--county", COUNTY, "--period", "2023-12", "--section", "overview", "--out", str(tmp_path / name)]
        done = run.invoke(app, ["brief", *call, *more])
        assert done.exit_code == 0, done.output
        made[name] = next((tmp_path / name).iterdir())
    then, now = words_of(made["then"]), words_of(made["now"])
    assert THEN in then and NOW not in then and "~0" in then
    assert NOW in now and "~" not in now
    assert "第一次装载之前" in then and "第一次装载之前" not in now
    assert run.invoke(app, ["verify", str(made["then"])]).exit_code == 0
    correct(own_small_url, 2040.0, "d" * 64)
    # Registers and targets are those of now: a file of another version is told so; made again it says the same.
    for file in made.values():
        verdict = run.invoke(app, ["verify", str(file)])
        assert verdict.exit_code == 1 and "数据" in verdict.output
    again = tmp_path / "again"
    again.mkdir()
    call = ["--county", COUNTY, "--period", "2023-12", "--section", "overview", "--out", str(again)]
    assert run.invoke(app, ["brief", *call, "--as-of", "0"]).exit_code == 0
    said = words_of(next(again.iterdir()))
    assert THEN in said and NOW not in said
    assert run.invoke(app, ["verify", str(next(again.iterdir()))]).exit_code == 0


def test_a_load_that_there_is_not_is_told_and_nothing_is_made(
    own_small_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE_URL", own_small_url)
    out = tmp_path / "out"
    out.mkdir()
    call = ["brief", "--county", COUNTY, "--period", "2023-12", "--as-of", "7", "--out", str(out)]
    done = CliRunner().invoke(app, call)
    assert done.exit_code == 2 and "没有第7次装载" in done.output
    assert list(out.iterdir()) == []
