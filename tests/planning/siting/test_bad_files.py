"""Files of a siting question as offices write them: a heading that is none, trailing commas, lost rows, odd numbers.

Four villages, three candidates. A stands 5 minutes from V1, B from V2, C from V3; within 15 minutes A also reaches V4.
"""

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from planning.__main__ import app
from planning.siting.door import siting_problem
from planning.siting.faults import BadLimit, BadNumber, SitingFault, WrongShape
from planning.siting.proof import prove

MATRIX = "v,A,B,C\nV1,5,40,50\nV2,40,5,50\nV3,50,50,5\nV4,15,60,60\n"
DEMAND = "v,n\nV1,100000\nV2,200\nV3,300\nV4,50\n"
COST = "点,万元\nC,300\nA,60\nB,90\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("m.csv", MATRIX), ("d.csv", DEMAND), ("cost.csv", COST)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def site(folder: Path, *options: str) -> Result:
    files = ["--matrix", str(folder / "m.csv"), "--demand", str(folder / "d.csv")]
    model = [] if "--model" in options else ["--model", "mclp", "--limit", "15"]
    return CliRunner().invoke(app, ["site", *files, *model, *options, "--format", "json"])


def without_heading(text: str) -> str:
    return text.split("\n", 1)[1]


def test_costs_without_a_heading_are_refused_and_no_site_becomes_free(folder: Path) -> None:
    """C,300 was taken for the heading: C cost nothing, and a plan of 360 fitted a budget of 100, "proven"."""
    (folder / "cost.csv").write_text(without_heading(COST), encoding="utf-8")
    done = site(folder, "--cost", str(folder / "cost.csv"), "--budget", "100")
    assert done.exit_code == 1 and "cost.csv 的第一行（C、300）是数据，不是表头" in done.stderr


def test_a_budget_is_kept_when_the_costs_have_their_heading(folder: Path) -> None:
    """100 buys A (60, 100,050 people) or B (90, 200): A."""
    answer = json.loads(site(folder, "--cost", str(folder / "cost.csv"), "--budget", "100").stdout)
    assert (answer["sites"], answer["objective"]) == (["A"], 100_050.0)


def test_minutes_and_residents_without_headings_are_refused_and_no_village_vanishes(folder: Path) -> None:
    """V1, where 100,000 live, vanished, and a site was called 50."""
    (folder / "m.csv").write_text(without_heading(MATRIX), encoding="utf-8")
    (folder / "d.csv").write_text(without_heading(DEMAND), encoding="utf-8")
    done = site(folder, "--p", "1")
    assert done.exit_code == 1 and "m.csv 的第一行（V1、5、40）是数据" in done.stderr
    (folder / "m.csv").write_text(MATRIX, encoding="utf-8")
    done = site(folder, "--p", "1")
    assert done.exit_code == 1 and "d.csv 的第一行（V1、100000）是数据" in done.stderr


@pytest.mark.parametrize(
    ("heading", "first", "refused"),
    [
        ("v,1,2,3", "V1", False),  # candidates counted through
        ("v,450223001,450223002,450223003", "V1", False),  # official codes
        (",450223001,450223002,450223003", "V1", False),  # Excel leaves the corner empty
        ("甲村,5,40,50", "乙村", True),  # minutes
        ("甲村,5,,inf", "乙村", True),
        ("甲村,5分钟,40分钟,50分钟", "乙村", True),
        ("V0,1,2,3", "V1", True),  # counted through, and yet a village like those below
        ("450223000,450223001,450223002,450223003", "450223005", True),
    ],
)
def test_a_heading_of_numbers_is_one_only_where_the_numbers_are_codes(
    folder: Path, heading: str, first: str, refused: bool
) -> None:
    (folder / "m.csv").write_text(f"{heading}\n{first},5,40,50\n", encoding="utf-8")
    (folder / "d.csv").write_text(f"v,n\n{first},100\n", encoding="utf-8")
    done = site(folder, "--p", "1")
    assert (done.exit_code == 1 and "表头" in done.stderr) is refused, done.output


def test_trailing_commas_of_a_spreadsheet_add_no_nameless_candidate(folder: Path) -> None:
    """With one comma more on each line a fourth, nameless candidate stood open: 设点 4 个：A、B、C、."""
    (folder / "m.csv").write_text(MATRIX.replace("\n", ",,\n") + ",,,,,\n", encoding="utf-8")
    (folder / "d.csv").write_text(DEMAND.replace("\n", ",\n"), encoding="utf-8")
    assert "可用的候选点只有 3 个" in site(folder, "--p", "4").stderr
    assert json.loads(site(folder, "--p", "3").stdout)["sites"] == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("m.csv", MATRIX.replace("v,A,B,C", "v,A,B,"), "第 4 列有内容，没有表头"),
        ("m.csv", MATRIX.replace("v,A,B,C", "v,A,B,A"), "表头 A 出现了不止一次"),
        ("m.csv", MATRIX.replace("V1,5", "V1,5分钟"), "写的是“5分钟”，不是数字"),
        ("m.csv", MATRIX.replace("V1,5", "V1,1_5"), "写的是“1_5”，不是数字"),
        ("m.csv", MATRIX.replace("V1,5", "V1,9000"), "9000 分钟，超过一天"),
        ("m.csv", MATRIX.replace("V2,", ","), "有 1 行没有写编号"),
        ("m.csv", MATRIX.replace("V2,", '"V2,'), "引号没有成对"),
        ("m.csv", MATRIX + "V5," + "\0" * 3, "不是文本文件"),
        ("m.csv", MATRIX.replace("V2", "V1"), "编号重复：V1"),
        ("d.csv", DEMAND.replace("V1,100000", "V1,1e308"), "1e308"),
        ("d.csv", DEMAND.replace("V1,100000", "V1,inf"), "不是数字"),
        ("d.csv", DEMAND.replace("V1,100000", "V01,100000"), "最接近的是“V1”"),
        ("d.csv", "V1\n", "应为两列"),
        ("d.csv", "", "空文件"),
    ],
)
def test_each_kind_of_bad_file_gets_a_sentence(folder: Path, name: str, content: str, said: str) -> None:
    (folder / name).write_text(content, encoding="utf-8")
    done = site(folder, "--p", "1")
    assert done.exit_code in (1, 2) and said in done.stderr, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_thousands_as_a_spreadsheet_writes_them_are_read(folder: Path) -> None:
    (folder / "d.csv").write_text(DEMAND.replace("100000", '"100,000"'), encoding="utf-8")
    assert json.loads(site(folder, "--p", "1").stdout)["objective"] == 100_050.0


def test_room_without_limit_may_be_written_as_inf(folder: Path) -> None:
    (folder / "room.csv").write_text("点,人\nA,inf\nB,10\n", encoding="utf-8")
    answer = json.loads(site(folder, "--p", "1", "--capacity", str(folder / "room.csv")).stdout)
    assert answer["objective"] == 100_050.0


@pytest.mark.parametrize(
    ("towns", "said"),
    [
        ("村,乡镇\nV1,东\nV2,东\nV3,西\n", "没有写 V4 的乡镇"),
        ("村,乡镇\nV1,东\nV2,东\nV3,西\nV4,西\nV9,西\n", "V9 不在通行时间表中"),
        ("村,乡镇\nV1,东\nV1,西\nV2,东\nV3,西\nV4,西\n", "编号重复：V1"),
        ("V1,东\nV2,东\nV3,西\nV4,西\n", "不是表头"),
    ],
)
def test_a_floor_is_not_judged_on_half_a_list_of_townships(folder: Path, towns: str, said: str) -> None:
    (folder / "t.csv").write_text(towns, encoding="utf-8")
    done = site(folder, "--p", "1", "--townships", str(folder / "t.csv"), "--floor-share", "东=0.5")
    assert done.exit_code == 1 and said in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--cost", "cost.csv", "--budget", "inf"], "预算是 inf"),
        (["--cost", "cost.csv", "--budget", "nan"], "预算是 nan"),
        (["--p", "1", "--time-limit", "-5"], "求解时限是 -5.0 秒"),
        (["--p", "1", "--time-limit", "nan"], "求解时限是 nan 秒"),
        (["--p", "1", "--time-limit", "inf"], "求解时限是 inf 秒"),
        (["--p", "1", "--limit", "nan"], "上限是 nan 分钟"),
        (["--p", "1", "--site-townships", "t.csv", "--floor-sites", "东=nan"], "底线“东=nan”读不懂"),
        (["--p", "1", "--site-townships", "t.csv", "--floor-sites", "东=0.5"], "东 的底线超出范围"),
        (["--p", "1", "--site-townships", "t.csv", "--floor-sites", "东=1", "--floor-sites", "东=0"], "不止一次"),
    ],
)
def test_an_option_that_means_nothing_gets_a_sentence(folder: Path, options: list[str], said: str) -> None:
    """0.5 of a site was cut to 0 and the floor was gone without a word; inf ended in an AssertionError."""
    (folder / "t.csv").write_text("点,乡镇\nA,东\nB,东\nC,西\n", encoding="utf-8")
    words = [str(folder / word) if word.endswith(".csv") else word for word in options]
    done = site(folder, *(["--model", "mclp"] if "--limit" in words else []), *words)
    assert done.exit_code in (1, 2) and said in done.stderr, done.output


def test_the_engine_itself_refuses_what_is_no_table_of_numbers() -> None:
    with pytest.raises(WrongShape):
        siting_problem([[1.0, 2.0], [3.0]], [1, 1], model="p-median", p=1)
    with pytest.raises(BadNumber):
        siting_problem([[1.0, 2.0]], ["many"], model="p-median", p=1)
    with pytest.raises(SitingFault):
        siting_problem([[1.0]], [1], model="mclp", p=1, limit_min=5, candidate_township=["a"], floor_sites={"a": 0.5})
    with pytest.raises(BadLimit):
        prove(siting_problem([[1.0]], [1], model="p-median", p=1), time_limit_s=float("nan"))
