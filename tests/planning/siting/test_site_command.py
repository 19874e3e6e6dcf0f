"""`python -m planning site` answers from files with one JSON object and an exit code that says whose fault it is."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from planning.__main__ import app

MATRIX = "村,a,b,c\n甲村,5,20,40\n乙村,15,15.001,\n丙村,inf,10,3\n丁村,30,9,8\n"
DEMAND = "村,人口\n丁村,40\n甲村,10\n乙村,20\n丙村,30\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "matrix.csv").write_text(MATRIX, encoding="utf-8")
    (tmp_path / "demand.csv").write_text(DEMAND, encoding="utf-8")
    return tmp_path


def run(files, *options, output="json"):
    call = ["site", "--matrix", str(files / "matrix.csv"), "--demand", str(files / "demand.csv"), *options]
    return CliRunner().invoke(app, [*call, "--format", output])


@pytest.mark.parametrize(
    ("options", "objective"),
    [
        (("--model", "lscp", "--limit", "15", "--p", "5"), 2.0),
        (("--model", "mclp", "--limit", "15", "--p", "1"), 70.0),
        (("--model", "p-median", "--p", "2"), 760.0),
        (("--model", "p-center", "--p", "2"), 15.0),
        (("--model", "mclp", "--limit", "15", "--p", "1", "--existing", "a"), 100.0),
        (("--model", "mclp", "--limit", "15", "--p", "1", "--forbidden", "b", "--forbidden", "c"), 30.0),
    ],
)
def test_each_model_prints_its_objective_whatever_the_order_of_the_demand_file(files, options, objective):
    done = run(files, *options)
    answer = json.loads(done.stdout)
    assert done.exit_code == 0 and answer["objective"] == objective
    assert list(answer)[:8] == ["objective", "bound", "gap", "proven", "sites", "assignment", "uncovered", "seconds"]
    assert (answer["bound"], answer["gap"], answer["proven"]) == (objective, 0.0, True)


def test_an_infeasible_question_exits_1_and_names_the_villages(files):
    done = run(files, "--model", "lscp", "--limit", "12")
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["uncovered"], answer["objective"]) == (1, ["乙村"], None)
    assert "乙村（最近 15 分钟）" in done.stderr


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--model", "mclp", "--p", "1", "--limit", "0"), 2, "上限是 0 分钟"),
        (("--model", "mclp", "--p", "4", "--limit", "15"), 2, "可用的候选点只有 3 个"),
        (("--model", "mclp", "--limit", "15"), 2, "需要新设点数 p 或预算"),
        (("--model", "mclp", "--p", "1", "--limit", "15", "--forbidden", "d"), 2, "d 不在通行时间表中"),
        (("--model", "tsp", "--p", "1"), 2, "tsp"),
    ],
)
def test_a_faulty_call_exits_with_the_code_of_whose_fault_it_is(files, options, code, words):
    done = run(files, *options)
    assert done.exit_code == code and words in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("demand.csv", "村,人口\n甲村,10\n乙村,20\n丙村,30\n", "没有人口数：丁村"),
        ("demand.csv", DEMAND + "戊村,5\n", "戊村 不在通行时间表中"),
        ("demand.csv", DEMAND + "甲村,5\n", "编号重复：甲村"),
        ("demand.csv", "村,人口\n甲村,十\n", "是“十”，不是数字"),
        ("matrix.csv", MATRIX.replace("9", "九"), "村 丁村、候选点 b 写的是“九”"),
        ("matrix.csv", MATRIX.replace("9", "nan"), "不是数字"),
        ("matrix.csv", MATRIX.replace("9", "-9"), "是负数"),
        ("matrix.csv", MATRIX + "戊村,1\n", "戊村 有 1 个时间，候选点有 3 个"),
        ("matrix.csv", "村\n甲村\n", "没有候选点"),
    ],
)
def test_faulty_files_exit_1_and_say_where(files, name, content, words):
    (files / name).write_text(content, encoding="utf-8")
    done = run(files, "--model", "mclp", "--p", "1", "--limit", "15")
    assert done.exit_code == 1 and words in done.stderr


def test_a_missing_file_is_the_callers_fault(files):
    (files / "demand.csv").unlink()
    done = run(files, "--model", "mclp", "--p", "1", "--limit", "15")
    assert done.exit_code == 2 and "读不到文件 demand.csv" in done.stderr


def test_a_file_from_excel_on_a_chinese_windows_is_read(files):
    (files / "demand.csv").write_bytes(DEMAND.encode("gb18030"))
    assert run(files, "--model", "mclp", "--p", "1", "--limit", "15").exit_code == 0


def test_room_cost_and_floors_are_read_from_files(files):
    (files / "room.csv").write_text("点,人数\na,30\nb,30\nc,30\n", encoding="utf-8")
    (files / "cost.csv").write_text("点,费用\na,5\nb,6\nc,6\n", encoding="utf-8")
    (files / "town.csv").write_text("村,乡镇\n甲村,东\n乙村,东\n丙村,西\n丁村,西\n", encoding="utf-8")
    base = ("--model", "mclp", "--limit", "15")
    room = run(files, *base, "--p", "2", "--capacity", str(files / "room.csv"))
    money = run(files, *base, "--cost", str(files / "cost.csv"), "--budget", "5")
    floor = run(files, *base, "--p", "1", "--townships", str(files / "town.csv"), "--floor-share", "东=0.6")
    assert [json.loads(done.stdout)["objective"] for done in (room, money, floor)] == [60.0, 30.0, 30.0]


def test_a_second_matrix_is_a_second_scenario(files):
    (files / "snow.csv").write_text(MATRIX.replace("10,3", "10,23").replace("9,8", "9,28"), encoding="utf-8")
    done = run(files, "--matrix", str(files / "snow.csv"), "--model", "mclp", "--p", "1", "--limit", "15")
    answer = json.loads(done.stdout)
    assert answer["sites"] == ["b"] and answer["by_scenario"] == {"matrix": 70.0, "snow": 70.0}


def test_the_table_says_whether_the_plan_is_proven_and_who_stays_out(files):
    shown = run(files, "--model", "mclp", "--p", "1", "--limit", "15", output="table").stdout
    assert "已证明最优" in shown and "未覆盖 2 个村：甲村、乙村" in shown


def test_the_csv_lists_every_village_once(files):
    lines = run(files, "--model", "mclp", "--p", "1", "--limit", "15", output="csv").stdout.splitlines()
    assert lines[0] == "demand_id,site_id,covered"
    assert sorted(line.split(",")[0] for line in lines[1:]) == sorted(["甲村", "乙村", "丙村", "丁村"])


def test_what_the_solver_prints_does_not_reach_a_script_reading_the_answer():
    noisy = "from planning.__main__ import answers_alone_on_stdout as alone; import os; alone(); os.write(1, b'noise')"
    done = subprocess.run([sys.executable, "-c", f"{noisy}; print('answer')"], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"answer\n", b"noise")


def test_the_command_runs_as_a_module(files):
    call = [
        sys.executable,
        "-m",
        "planning",
        "site",
        "--matrix",
        files / "matrix.csv",
        "--demand",
        files / "demand.csv",
    ]
    done = subprocess.run(
        [*call, "--model", "mclp", "--p", "1", "--limit", "15", "--format", "json"], capture_output=True, check=True
    )
    assert json.loads(done.stdout)["objective"] == 70.0
