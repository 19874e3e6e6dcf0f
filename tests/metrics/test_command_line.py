"""python -m metrics: what it prints, how it ends, and the name it offers for one it does not know."""

import io
import json
import subprocess
import sys

import pandas as pd
import pytest

from metrics import __main__ as command_line
from metrics.ask.query import FRAME_COLUMNS
from metrics.catalogue import CATALOGUE
from metrics.reads.reconciliation import MECHANISM_COLUMNS, RECONCILIATION_COLUMNS
from metrics.reads.whole_answer import ADDED
from ops.environment import ROOT

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def over_the_sample(sample_duckdb_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_URL", sample_duckdb_url)


def run(*arguments: str) -> int:
    """Run a command in this process and return its exit code."""
    try:
        command_line.main(list(arguments))
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def table(capture: Capture, *arguments: str) -> pd.DataFrame:
    assert run(*arguments, "--format", "csv") == 0
    return pd.read_csv(io.StringIO(capture.readouterr().out), dtype={"county_code": str, "township_code": str})


def show(capture: Capture, *arguments: str, metric: str = "outpatient_visits") -> pd.DataFrame:
    return table(capture, "show", metric, "--county", "450223", *arguments)


def test_list_names_every_metric_once(capsys: Capture):
    found = table(capsys, "list")
    assert list(found["metric_id"]) == list(CATALOGUE)
    assert (
        found[["name_zh", "name_en", "family", "better", "definition_zh", "source", "edition"]].notna().all(axis=None)
    )


def test_show_gives_the_published_visits_of_luzhai_as_a_csv_with_the_frames_columns(capsys: Capture):
    found = show(capsys, "--period", "2017", "--compare", "yoy")
    assert tuple(found.columns) == (*FRAME_COLUMNS, *ADDED)
    assert found.loc[0, "value"] == 1_373_400 and found.loc[0, "compare_period"] == 2016


def test_show_gives_limits_calibre_and_editions_in_the_same_call(capsys: Capture):
    """Row 23: value, numerator, denominator, interval, 同比, SPC, calibre text and edition, as CSV and as JSON."""
    asked = ("show", "contract_rate", "--county", "450223", "--period", "2024-09", "--compare", "yoy", "--format")
    assert run(*asked, "json") == 0
    row = json.loads(capsys.readouterr().out)[0]
    metric = CATALOGUE["contract_rate"]
    assert (row["definition_zh"], row["edition"]) == (metric.definition_zh, metric.source.edition)
    assert row["spc_month"] == "2024-09" and row["spc_lower"] <= row["spc_centre"] <= row["spc_upper"]
    assert len(row["data_version"]) == len(row["settings_version"]) == len(row["code_version"]) == 12
    assert run(*asked, "csv") == 0
    again = pd.read_csv(io.StringIO(capsys.readouterr().out)).iloc[0]
    assert set(again.index) == set(row) and again["spc_upper"] == pytest.approx(row["spc_upper"])


def test_limits_of_a_month_are_the_same_in_a_row_of_its_own_and_among_others(capsys: Capture):
    alone = show(capsys, "--period", "2024-09").iloc[0]
    among = show(capsys, "--period", "2024-01..2024-09", "--by", "month").set_index("period").loc["2024-09"]
    columns = ["spc_lower", "spc_centre", "spc_upper"]
    assert alone[columns].tolist() == pytest.approx(among[columns].tolist())
    by_level = show(capsys, "--period", "2024-09", "--by", "level")
    assert by_level[columns].isna().all(axis=None)


@pytest.mark.parametrize(
    ("period", "months"), [("2017", 12), ("2017-06", 1), ("2017Q2", 3), ("2017H1", 6), ("2017-01..2017-06", 6)]
)
def test_every_form_of_a_period_is_the_sum_of_its_months(capsys: Capture, period: str, months: int):
    whole, parts = show(capsys, "--period", period), show(capsys, "--period", period, "--by", "month")
    assert len(parts) == months and whole.loc[0, "value"] == parts["value"].sum()


def test_townships_can_be_listed_after_one_option_or_after_several(capsys: Capture):
    every = show(capsys, "--period", "2017", "--by", "township")
    first, second = every["township_code"][:2]
    once = show(capsys, "--period", "2017", "--township", first, second)
    twice = show(capsys, "--period", "2017", "--township", first, "--township", second)
    pd.testing.assert_frame_equal(once, twice)
    assert once.loc[0, "value"] == every["value"][:2].sum()
    assert every["value"].sum() == 1_373_400


def test_a_township_can_be_called_by_its_name(capsys: Capture):
    by_name = show(capsys, "--period", "2017", "--township", "鹿寨镇")
    by_code = show(capsys, "--period", "2017", "--township", "450223100")
    pd.testing.assert_frame_equal(by_name, by_code)
    named_county = table(capsys, "show", "outpatient_visits", "--county", "鹿寨县", "--period", "2017")
    assert named_county.loc[0, "value"] == 1_373_400


def test_two_splits_give_a_row_for_each_pair(capsys: Capture):
    cells = show(capsys, "--period", "2017", "--by", "township", "month")
    assert len(cells) == 12 * cells["township_code"].nunique() and cells["value"].sum() == 1_373_400
    institutions = show(capsys, "--period", "2017", "--by", "institution")
    assert "institution_code" in institutions and institutions["value"].sum() == 1_373_400


def test_json_is_json(capsys: Capture):
    assert run("show", "contract_rate", "--county", "141122", "--period", "2023", "--format", "json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == 1 and set(rows[0]) == {*FRAME_COLUMNS, *ADDED}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["contract_rat", "--county", "450223", "--period", "2017"], ["contract_rate 常住人口签约率"]),
        (["contract_rate", "--county", "450224", "--period", "2017"], ["450223 鹿寨县"]),
        (["contract_rate", "--county", "鹿塞县", "--period", "2017"], ["450223 鹿寨县"]),
        (["contract_rate", "--county", "450223", "--period", "2017", "--township", "鹿塞镇"], ["450223100 鹿寨镇"]),
        (["contract_rate", "--county", "450223", "--period", "2017", "--township", "140781100"], ["没有这个乡镇"]),
        (["contract_rate", "--county", "450223", "--period", "2017Q5"], ["看不懂这个时期", "2017Q2"]),
        (["contract_rate", "--county", "450223", "--period", "1999"], ["1999", "2016—2024年"]),
        (["contract_rate", "--county", "450223", "--period", "2017", "--by", "disease"], ["不能按", "township"]),
        (["contract_rate", "--county", "450223", "--period", "2017", "--compare", "同比"], ["没有这种对比", "yoy"]),
        (["contract_rate", "--county", "'; DROP TABLE county; --", "--period", "2017"], ["没有这个县"]),
    ],
)
def test_what_is_unknown_ends_with_two_and_the_nearest_match_in_chinese(
    capsys: Capture, arguments: list[str], words: list[str]
):
    assert run("show", *arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and len(captured.err.strip().splitlines()) == 1
    assert all(word in captured.err for word in words), captured.err


@pytest.mark.parametrize("arguments", [["show"], ["show", "contract_rate"], ["nothing"], ["list", "--format", "xml"]])
def test_a_call_that_is_incomplete_ends_with_two(capsys: Capture, arguments: list[str]):
    assert run(*arguments) == 2


@pytest.mark.parametrize(
    "command", [["reconcile"], ["mechanisms"], ["show", "teams", "--county", "1", "--period", "2017"]]
)
def test_without_a_warehouse_it_ends_with_one_and_the_next_step(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, command: list[str]
):
    monkeypatch.setenv("WAREHOUSE_URL", "duckdb:////nowhere/none.duckdb")
    assert run(*command) == 1
    assert "找不到数据仓库（none.duckdb）" in capsys.readouterr().err


def test_reconcile_has_a_row_for_each_of_219_figures_and_computes_what_can_be_computed(capsys: Capture):
    found = table(capsys, "reconcile")
    assert tuple(found.columns) == RECONCILIATION_COLUMNS and len(found) == found["figure_id"].nunique() == 219
    assert set(found["status"]) <= {"computed", "rule", "recorded"} and (found["status"] == "recorded").sum() == 1
    computed = found[found["status"] == "computed"]
    assert computed["computed"].notna().all() and computed["metric_id"].isin(CATALOGUE).all()


def test_mechanisms_has_a_row_for_each_of_71_and_rows_behind_each(capsys: Capture):
    found = table(capsys, "mechanisms")
    assert tuple(found.columns) == MECHANISM_COLUMNS and len(found) == found["mechanism_id"].nunique() == 71
    assert (found["rows"] > 0).all() and found["page"].notna().all() and found["tables"].notna().all()
    listed = {metric_id for text in found["metric_ids"].dropna() for metric_id in text.split(";")}
    assert listed <= set(CATALOGUE)
    assert {"views", "rows_by_view", "address"} <= set(MECHANISM_COLUMNS)
    assert {code for views in found["views"] for code in views.split()} == {
        *("checklist", "network", "appraisal", "flows", "response", "outings"),
        *("money", "plan", "programme", "series", "map", "ledger"),
    }
    by_view = [dict(part.split("=") for part in own.split()) for own in found["rows_by_view"]]
    assert [list(own) for own in by_view] == [views.split() for views in found["views"]]
    assert all(int(count) > 0 for own in by_view for count in own.values())
    assert found["address"].str.match(r"/mechanisms\?mechanism=\w+&county=\d{6}$").all()


def test_lists_are_spread_only_after_the_options_that_take_them():
    spread = command_line.spread_lists
    assert spread(["show", "x", "--township", "a", "b", "--by", "c", "d", "--county", "e"]) == [
        *("show", "x", "--township", "a", "--township", "b", "--by", "c", "--by", "d", "--county", "e")
    ]
    assert spread(["list", "--format", "csv"]) == ["list", "--format", "csv"]


def test_the_command_starts_as_a_module():
    done = subprocess.run(
        [sys.executable, "-m", "metrics", "show", "contract_rate", "--county", "000000", "--period", "2017"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 2 and "没有这个县" in done.stderr and "Traceback" not in done.stderr


def test_a_year_of_few_cases_is_printed_with_the_two_years_before_it(capsys: Capture) -> None:
    assert run("show", "infant_mortality", "--county", "450223", "--period", "2023") == 0
    assert "2023年5例，例数少，一年的率多半随机波动；2021—2023年合计22例" in capsys.readouterr().out
    assert run("show", "infant_mortality", "--county", "450223", "--period", "2023", "--by", "township") == 0
    assert "例数少" not in capsys.readouterr().out
