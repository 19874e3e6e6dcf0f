"""Roster files as offices write them: dates of a spreadsheet, ids without zeros, blank cells, words for numbers.

Two experts and one place: 001 lives 20 minutes away, 002 an hour. One visit a week is asked for, so 001 goes, unless
001 is on leave all week: then 002.
"""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import Result
from typer.testing import CliRunner

from planning.__main__ import app

FILES = {
    "experts": "expert_code,name_zh,title,specialty\n001,张一,副高,内科\n002,李二,副高,内科\n",
    "places": "institution_code,township_code,name_zh\nP1,T1,甲卫生院\n",
    "rules": "rule_id,name_zh,cadence,unit,minimum_visits,minimum_persons,minimum_hours,title_floor,valid_from,"
    "valid_to\n"
    "R1,每周一次,week,次,1,,,副高,2026,\n",
    "minutes": "expert_code,institution_code,travel_time_min\n001,P1,20\n002,P1,60\n",
    "leaves": "leave_id,expert_code,start_date,end_date\nL1,001,2026-03-02,2026-03-06\n",
}
WEEK = ["--from", "2026-03-02", "--to", "2026-03-06"]
VISIT = "expert_code,institution_code,visit_date\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def run(*words: object) -> Result:
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def roster(folder: Path, *more: object) -> Result:
    return run("roster", folder, *WEEK, "--seconds", "2", "--format", "csv", *more)


def change(folder: Path, name: str, before: str, after: str) -> None:
    assert before in FILES[name]
    (folder / f"{name}.csv").write_text(FILES[name].replace(before, after), encoding="utf-8")


WRITINGS = [
    ("2026-03-02", "2026-03-06"),
    ("46083", "46087"),  # Excel: 1 is 1 January 1900
    ("46083.0", "46087.75"),
    ("20260302", "20260306"),
    ("2026年3月2日", "2026年3月6日"),
    ("2026/3/2", "2026/03/06"),
    ("2026.3.2", "2026-3-6 00:00:00"),
    ("２０２６年３月２日", "2026-03-06T00:00:00.000Z"),
]


@pytest.mark.parametrize("days", WRITINGS)
def test_a_leave_is_kept_however_its_days_are_written(folder: Path, days: tuple[str, str]) -> None:
    """46083 and 20260302 were read as nanoseconds of 1970: the expert was sent while on leave, "已证明"."""
    change(folder, "leaves", "2026-03-02,2026-03-06", ",".join(days))
    done = roster(folder)
    assert done.exit_code == 0 and [line.split(",")[5] for line in done.stdout.splitlines()[1:]] == ["002"]


@pytest.mark.parametrize("days", WRITINGS)
def test_the_independent_checker_reads_each_writing_by_itself(
    folder: Path, days: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It objects to the visit on leave; and it does so where the planner's own reading of dates is out of order."""
    change(folder, "leaves", "2026-03-02,2026-03-06", ",".join(days))
    (folder / "pub.csv").write_text(f"{VISIT}001,P1,{days[0]}\n", encoding="utf-8")

    def broken(value: Any) -> Any:
        raise AssertionError("the checker must not read dates as the planner does")

    monkeypatch.setattr("planning.cells.date_of", broken)
    monkeypatch.setattr("planning.roster.rows.date_of", broken)
    done = run("check", folder, folder / "pub.csv", *WEEK, "--format", "csv")
    assert done.exit_code == 1 and "请假期间" in done.stdout and "2026-03-02" in done.stdout


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        ("leaves", "2026-03-06", "", "没有写“end_date”"),
        ("leaves", "2026-03-06", "3/6/2026", "不是一个日子"),
        ("leaves", "2026-03-06", "2026-02-30", "不是一个日子"),
        ("leaves", "2026-03-06", "三月六日", "不是一个日子"),
        ("leaves", "2026-03-06", "1772409600", "不是一个日子"),  # seconds since 1970
        ("leaves", "2026-03-06", "2026-03-06T16:00:00Z", "不是一个日子"),  # the 7th in China
        ("leaves", "L1,001", "L1,1", "最接近的是“001”"),
        ("leaves", "leave_id,expert_code,start_date,end_date\n", "", "没有一个认得的列名"),
        ("minutes", "001,P1,20", "001,P1,20分钟", "“20分钟”不是分钟数"),
        ("minutes", "001,P1,20", "001,P1,inf", "不是分钟数"),
        ("minutes", "001,P1,20", "001,P1,-1", "不是分钟数"),
        ("minutes", "001,P1,20", "001,P1,20000", "不是分钟数"),
        ("minutes", "002,P1,60", "001,P1,60", "出现了不止一次"),
        ("minutes", "002,P1,60", "2.0,P1,60", "不是编号"),
        ("minutes", "002,P1,60", "1.40781E+08,P1,60", "不是编号"),
        ("minutes", "002,P1,60", "002,P1", "这一行有 2 格，表头有 3 格"),
        ("minutes", "travel_time_min", "minutes", "缺少列 travel_time_min"),
        ("rules", "R1,每周一次,week", "R1,每周一次,周", "周期“周”不是"),
        ("rules", "次,1,", "次,一,", "“minimum_visits”写的是“一”"),
        ("rules", "次,1,", "次,0.5,", "“minimum_visits”写的是“0.5”"),
        ("rules", "次,1,", "次,-1,", "“minimum_visits”写的是“-1”"),
        ("rules", "次,1,", "次,0,", "“minimum_visits”写的是“0”"),
        ("rules", "2026,\n", ",\n", "“valid_from”写的是“”，不是年或月"),
        ("rules", "2026,\n", "202613,\n", "不是年或月"),
        ("rules", "2026,\n", "2026-01-15,\n", "不是年或月"),  # a rule begins with a month
        ("rules", "2026,\n", "202606,2026年3月\n", "失效 202603 早于生效 202606"),
        ("experts", "001,张一,副高,内科", "001,张一,副高,", "没有写专科"),
        ("experts", "001,张一", "1E+02,张一", "不是编号"),
        ("experts", "001,张一", ",张一", "不是编号"),
        ("experts", "001,张一,副高,内科\n002,李二,副高,内科\n", "", "一行也没有"),
        ("experts", "expert_code,name_zh", "expert_code,expert_code", "出现了不止一次"),
        ("places", "P1,T1,甲卫生院", '"P1,T1,甲卫生院', "引号没有成对"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_with_what_to_write(
    folder: Path, name: str, before: str, after: str, said: str
) -> None:
    """14 kinds of these ended in English tracebacks; 0.5, −1 and a pair given twice were taken without a word."""
    change(folder, name, before, after)
    done = roster(folder)
    assert done.exit_code == 1 and said in done.stderr and done.stdout == "", done.output


@pytest.mark.parametrize("first", ["2026", "2026年", "202601", "2026-01", "2026年1月", "2026-01-01", "46023"])
def test_a_rule_begins_when_it_says_however_that_is_written(folder: Path, first: str) -> None:
    change(folder, "rules", "2026,\n", f"{first},2026-03-31\n")
    assert "共排 1 次下沉，各项规定全部满足" in roster(folder).stderr


def test_a_code_called_na_is_a_code(folder: Path) -> None:
    for name, text in FILES.items():
        (folder / f"{name}.csv").write_text(text.replace("001", "NA"), encoding="utf-8")
    (folder / "leaves.csv").write_text("leave_id,expert_code,start_date,end_date\n", encoding="utf-8")
    assert [line.split(",")[5] for line in roster(folder).stdout.splitlines()[1:]] == ["NA"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"weights": {"unmet": 10, "umet": 1}}, "没有“umet”这一项。最接近的是“unmet”"),
        ({"most_per_weak": 2}, "没有“most_per_weak”这一项。最接近的是“most_per_week”"),
        ({"most_per_week": "两次"}, "写的是“两次”"),
        ({"most_per_week": 1.5}, "写的是“1.5”"),
        ({"weights": {"unmet": 0.5}}, "写的是“0.5”"),
        ({"visit_hours": True}, "写的是“True”"),
        ({"home_floor": ["内科"]}, "花括号"),
        ({"home_floor": {"外科": 1}}, "没有这个专科的专家"),
        ([1, 2], "花括号"),
        (5, "花括号"),
    ],
)
def test_options_are_known_by_name_and_have_their_kind(folder: Path, options: object, said: str) -> None:
    (folder / "options.json").write_text(json.dumps(options), encoding="utf-8")
    done = roster(folder)
    assert done.exit_code == 1 and said in done.stderr, done.output


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("5", "花括号"),
        ("[]", "花括号"),
        ("{", "不是正确的 JSON"),
        ('{"experts": NaN}', "不是正确的 JSON"),
        ("[" * 100_000, "不是正确的 JSON"),
        ('{"experts": [], "experts": []}', "写了不止一次"),
        ('{"experts": []}', "缺少表 places、leaves、rules、minutes"),
        ('{"expert": []}', "最接近的是“experts”"),
        ('{"experts": 5, "places": [], "leaves": [], "rules": [], "minutes": []}', "一行一个对象的列表"),
        (
            '{"experts": [{"expert_code": {}}], "places": [], "leaves": [], "rules": [], "minutes": []}',
            "不是文字或数字",
        ),
        ('{"experts": [], "places": [], "leaves": [], "rules": [], "minutes": []}', "一行也没有"),
    ],
)
def test_json_that_is_no_question_gets_a_sentence(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "input.json").write_text(content, encoding="utf-8")
    done = run("roster", tmp_path / "input.json", *WEEK)
    assert done.exit_code == 1 and said in done.stderr, done.output


def test_a_roster_that_cannot_be_written_is_said_and_an_old_one_stays(folder: Path) -> None:
    done = roster(folder, "--out", folder / "none" / "new.csv")
    assert done.exit_code == 2 and "没有写成 new.csv" in done.stderr
    assert roster(folder, "--out", folder / "new.csv").exit_code == 0
    assert sorted(path.name for path in folder.glob("*new*")) == ["new.csv"]  # no draft is left beside it


@pytest.mark.parametrize(("option", "value"), [("--seconds", "nan"), ("--seconds", "inf"), ("--to", "9999-12-31")])
def test_a_call_that_means_nothing_gets_a_sentence(folder: Path, option: str, value: str) -> None:
    done = run("roster", folder, *WEEK, option, value)
    assert done.exit_code == 2 and done.stderr.strip()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2,P1,2026-03-02", "最接近的是“002”"),  # the spreadsheet took the zeros
        ("009,P1,2026-03-02", "专家 009 不在专家表中"),
        ("002,P2,2026-03-02", "地点 P2 不在地点表中"),
        ("002,P1,2026-03-07", "不是工作日"),
        ("002,P1,2026-03-09", "不在排班时段内"),
        ("002,P1,soon", "不是一个日子"),
        ("002,P1,2026-03-02\n002,P1,2026-03-02", "出现了不止一次"),
    ],
)
def test_a_published_visit_that_matches_nothing_stops_a_repair(folder: Path, row: str, said: str) -> None:
    """It was dropped: the new roster was empty, "共改动 0 处，已证明不能更少"."""
    (folder / "pub.csv").write_text(f"{VISIT}{row}\n", encoding="utf-8")
    done = run("replan", folder, folder / "pub.csv", *WEEK, "--out", folder / "new.csv")
    assert done.exit_code == 1 and said in done.stderr and not (folder / "new.csv").exists(), done.output


def test_a_time_that_cannot_be_read_is_a_breach_and_no_traceback(folder: Path) -> None:
    (folder / "pub.csv").write_text(
        "expert_code,institution_code,visit_date,planned_start,planned_end\n002,P1,2026-03-02,上午8:30,下午4:30\n",
        encoding="utf-8",
    )
    done = run("check", folder, folder / "pub.csv", *WEEK, "--format", "csv")
    assert done.exit_code == 1 and "planned_start 写的是“上午8:30”，读不懂" in done.stdout


def test_a_leave_that_the_checker_cannot_read_forbids_publishing(folder: Path) -> None:
    change(folder, "leaves", "2026-03-06", "三月六日")
    (folder / "pub.csv").write_text(f"{VISIT}002,P1,2026-03-02\n", encoding="utf-8")
    done = run("check", folder, folder / "pub.csv", *WEEK, "--format", "csv")
    assert done.exit_code == 1 and "请假表 第 1 行" in done.stdout and "三月六日" in done.stdout


# ---- holidays that nobody has published ----


def test_working_days_of_a_year_without_a_notice_are_said_to_be_a_guess(folder: Path) -> None:
    """The week of Spring Festival 2027 (6 February) was planned as five working days without a word."""
    change(folder, "leaves", "L1,001,2026-03-02,2026-03-06\n", "")
    days = ["--from", "2027-02-08", "--to", "2027-02-12"]
    for words in (("roster", folder), ("explain", folder)):
        assert "2027 年的放假安排不在已有资料中（资料到 2026 年）" in run(*words, *days).stderr
    (folder / "pub.csv").write_text(f"{VISIT}001,P1,2027-02-08\n", encoding="utf-8")
    for command in ("check", "replan"):
        assert "2027 年的放假安排不在已有资料中" in run(command, folder, folder / "pub.csv", *days).stderr
    assert "放假安排" not in roster(folder).stderr


# ---- a week that lies half in another roster ----


def test_a_visit_of_the_same_week_before_the_roster_counts(folder: Path) -> None:
    """1 April 2026 is a Wednesday: who was out on Monday 30 March has had the one visit of that week."""
    change(folder, "leaves", "L1,001,2026-03-02,2026-03-06\n", "")
    days = ["--from", "2026-04-01", "--to", "2026-04-03"]
    (folder / "earlier.csv").write_text("expert_code,visit_date\n001,2026-03-30\n001,2026-03-20\n", encoding="utf-8")
    done = run("roster", folder, *days, "--format", "csv", "--out", folder / "pub.csv")
    assert done.exit_code == 0 and pd.read_csv(folder / "pub.csv", dtype=str)["expert_code"].tolist() == ["002"]
    assert run("check", folder, folder / "pub.csv", *days).exit_code == 0
    (folder / "pub.csv").write_text(f"{VISIT}001,P1,2026-04-01\n", encoding="utf-8")
    done = run("check", folder, folder / "pub.csv", *days, "--format", "csv")
    assert done.exit_code == 1 and "001 在 2026 年第 14 周排了 2 次，最多 1 次" in done.stdout


def test_a_visit_of_the_same_week_after_the_roster_counts_too(folder: Path) -> None:
    change(folder, "leaves", "L1,001,2026-03-02,2026-03-06\n", "")
    days = ["--from", "2026-03-30", "--to", "2026-03-31"]
    (folder / "earlier.csv").write_text("expert_code,visit_date\n001,2026年4月3日\n", encoding="utf-8")
    # Two days of five do not make the week due here: the visit is pinned by the one who is free to go.
    (folder / "pins.csv").write_text(f"{VISIT}002,P1,2026-03-30\n", encoding="utf-8")
    done = run("roster", folder, *days, "--format", "csv")
    assert [line.split(",")[5] for line in done.stdout.splitlines()[1:]] == ["002"]


@pytest.mark.parametrize(
    ("row", "said"),
    [("1,2026-03-30", "最接近的是“001”"), ("001,2026-03-04", "在排班时段之内"), ("001,soon", "不是一个日子")],
)
def test_a_visit_beside_the_roster_that_matches_nothing_is_a_fault(folder: Path, row: str, said: str) -> None:
    (folder / "earlier.csv").write_text(f"expert_code,visit_date\n{row}\n", encoding="utf-8")
    done = roster(folder)
    assert done.exit_code == 1 and said in done.stderr
