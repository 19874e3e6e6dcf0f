"""The commands on files: roster, replan, check and explain, with the exit codes operators rely on."""

import json
from pathlib import Path

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from planning.roster.command_line import register
from tests.planning.roster.small_roster import Question, rule

SPAN = ["--from", "2026-03-02", "--to", "2026-03-08"]
ENOUGH = Question([("副高", "儿科"), ("副高", "儿科")], [[30, 40], [40, 30]])
TOO_FEW = Question([("副高", "儿科")], [[30, 40]])


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()
    register(app)
    return app


def as_json(question: Question, folder: Path, **options: object) -> Path:
    frames = {
        name: json.loads(frame.to_json(orient="records", date_format="iso"))
        for name, frame in question.frames().items()
    }
    file = folder / "input.json"
    file.write_text(json.dumps(frames | {"options": options}), encoding="utf-8")
    return file


def run(app: typer.Typer, *words: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, result.stdout, result.stderr


def test_a_roster_is_printed_with_its_proof(app: typer.Typer, tmp_path: Path) -> None:
    code, out, err = run(app, "roster", as_json(ENOUGH, tmp_path), *SPAN, "--format", "json")
    assert (code, len(json.loads(out))) == (0, 2)
    assert "已证明没有更好的排法" in err


def test_csv_folders_are_read_too_and_the_roster_passes_its_check(app: typer.Typer, tmp_path: Path) -> None:
    for name, frame in ENOUGH.frames().items():
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    roster = tmp_path / "roster.csv"
    assert run(app, "roster", tmp_path, *SPAN, "--out", roster)[0] == 0
    code, out, err = run(app, "check", tmp_path, roster, *SPAN)
    assert (code, out.strip(), err.strip()) == (0, "（无）", "硬性错误 0 处，欠缺 0 处。")


def test_a_breach_gives_exit_code_1(app: typer.Typer, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    pd.DataFrame([{"expert_code": "E9", "institution_code": "P0", "visit_date": "2026-03-02"}]).to_csv(
        roster, index=False
    )
    code, out, _ = run(app, "check", as_json(ENOUGH, tmp_path), roster, *SPAN)
    assert code == 1 and "专家不存在" in out


def test_a_sick_call_prints_the_change_sheet_and_writes_the_new_roster(app: typer.Typer, tmp_path: Path) -> None:
    roster, repaired = tmp_path / "roster.csv", tmp_path / "new.csv"
    run(app, "roster", as_json(ENOUGH, tmp_path), *SPAN, "--out", roster)
    ill = Question(ENOUGH.experts, ENOUGH.minutes, leaves=[(0, 0, 6)], options={"most_per_week": 2})
    source = as_json(ill, tmp_path, most_per_week=2)
    code, out, err = run(app, "replan", source, roster, *SPAN, "--format", "csv", "--out", repaired)
    assert code == 0 and "取消" in out and "共改动 2 处，已证明不能更少" in err
    assert set(pd.read_csv(repaired)["expert_code"]) == {"E1"}


def test_a_conflict_is_explained_and_no_conflict_is_said(app: typer.Typer, tmp_path: Path) -> None:
    assert "不能同时满足" in run(app, "explain", as_json(TOO_FEW, tmp_path), *SPAN)[1]
    assert "各项规定都能满足" in run(app, "explain", as_json(ENOUGH, tmp_path), *SPAN)[1]


def test_faulty_data_exits_with_1_and_names_the_row(app: typer.Typer, tmp_path: Path) -> None:
    strange = Question(ENOUGH.experts, ENOUGH.minutes, [rule(title_floor="教授")])
    code, _, err = run(app, "roster", as_json(strange, tmp_path), *SPAN)
    assert code == 1 and "规定 weekly" in err


def visit(expert: str, place: str, day: str) -> dict[str, str]:
    return {"expert_code": expert, "institution_code": place, "visit_date": f"2026-03-{day}"}


ON_LEAVE = Question(ENOUGH.experts, ENOUGH.minutes, leaves=[(0, 0, 1)])


@pytest.mark.parametrize(
    ("question", "rows", "said"),
    [
        (ON_LEAVE, [visit("E0", "P0", "03")], ["请假期间", "第 1 行", "E0", "2026-03-03"]),
        (ENOUGH, [visit("E0", "P9", "03")], ["第 1 行", "P9"]),
        (ENOUGH, [visit("E0", "P0", "03"), visit("E0", "P1", "03")], ["一天两地", "第 2 行", "E0", "2026-03-03"]),
    ],
    ids=["leave over a visit", "unknown place", "two places at once"],
)
def test_a_bad_row_of_a_roster_is_named_with_its_reason(
    app: typer.Typer, tmp_path: Path, question: Question, rows: list[dict[str, str]], said: list[str]
) -> None:
    roster = tmp_path / "roster.csv"
    pd.DataFrame(rows).to_csv(roster, index=False)
    code, out, _ = run(app, "check", as_json(question, tmp_path), roster, *SPAN, "--format", "csv")
    assert code == 1 and all(words in out for words in said)


BACKWARDS = Question(ENOUGH.experts, ENOUGH.minutes, leaves=[(0, 3, 1)])
TOO_MUCH = Question(ENOUGH.experts, ENOUGH.minutes, [rule(minimum_persons=3, minimum_visits=None)])


@pytest.mark.parametrize(
    ("question", "said"),
    [(BACKWARDS, "早于"), (TOO_MUCH, "合格的专家只有 2 名")],
    ids=["a leave that ends before it starts", "a rule nobody can satisfy"],
)
def test_a_bad_question_is_refused_with_its_row_and_writes_no_roster(
    app: typer.Typer, tmp_path: Path, question: Question, said: str
) -> None:
    out = tmp_path / "roster.csv"
    out.write_text("published", encoding="utf-8")
    code, _, err = run(app, "roster", as_json(question, tmp_path), *SPAN, "--out", out)
    assert code == 1 and said in err and out.read_text(encoding="utf-8") == "published"


def test_two_places_at_once_in_what_is_published_stop_a_repair(app: typer.Typer, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    pd.DataFrame([visit("E0", "P0", "03"), visit("E0", "P1", "03")]).to_csv(roster, index=False)
    code, _, err = run(app, "replan", as_json(ENOUGH, tmp_path), roster, *SPAN)
    assert code == 1 and "E0" in err


@pytest.mark.parametrize(
    "words", [["roster", "nowhere.json", *SPAN], ["roster", "nowhere.json", "--from", "2026-03-02", "--to", "soon"]]
)
def test_a_wrong_call_exits_with_2(app: typer.Typer, words: list[str]) -> None:
    assert run(app, *words)[0] == 2


def test_a_roster_of_400_days_is_a_wrong_call(app: typer.Typer, tmp_path: Path) -> None:
    code, _, err = run(app, "roster", as_json(ENOUGH, tmp_path), "--from", "2026-01-01", "--to", "2027-02-04")
    assert code == 2 and "共 400 天，超过 366 天" in err


def test_help_names_every_table(app: typer.Typer) -> None:
    out = run(app, "roster", "--help")[1]
    assert all(name in out for name in ("experts", "places", "leaves", "rules", "minutes", "home_floor"))
