"""From nothing to one's own figures: a warehouse begun, institutions and files loaded, one of them taken back."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from data_access import read, schema
from data_access.engine import open_engine, opened
from intake.__main__ import app
from metrics.ask.query import query
from metrics.catalogue import get
from metrics.period import Period
from metrics.reference import load_reference
from tests.intake.files_of_offices import attendance, xlsx
from tests.intake.test_layouts import WORK, WORK_MERGED, monthly_return

COUNTY, SEPTEMBER = "450223", Period(202409, 202409)
TOWNS = ("鹿寨镇", "中渡镇", "寨沙镇", "平山镇", "黄冕镇", "四排镇", "江口乡", "导江乡", "拉沟乡")
LIST_HEAD = ["机构代码", "机构名称", "所在乡镇", "机构类别", "经度", "纬度"]
HOSPITAL = ["H1", "鹿寨县人民医院", "鹿寨镇", "A100 综合医院", 109.74, 24.48]
CENTRES = [[f"T{number}", f"{town}卫生院", town, "乡镇卫生院", 109.7, 24.4] for number, town in enumerate(TOWNS, 1)]


def run(*words: str | Path) -> tuple[int, str]:
    """Type a command; exit code and all that it said."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a county's first day."""
    folder = tmp_path_factory.mktemp("files")
    people = [["2024年9月常住人口"], ["乡镇", "常住人口"], *[[town, 14_000] for town in TOWNS], ["合计", 126_000]]
    for name, content in {
        "机构名册.xlsx": xlsx({"Sheet1": [LIST_HEAD, HOSPITAL, *CENTRES]}),
        "人口.xlsx": xlsx({"Sheet1": people}),
        "工作量.xlsx": xlsx({"Sheet1": WORK}, {"Sheet1": WORK_MERGED}),
        "卫健统月报_2024年9月.xls": monthly_return(),
    }.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: Path) -> str:
    """A warehouse with the county, its townships and its institutions."""
    url = f"duckdb:///{tmp_path / 'own.duckdb'}"
    monkeypatch.setenv("WAREHOUSE_URL", url)
    assert run("start", "--county", COUNTY, "--since", 202409, "--who", "张")[0] == 0
    code, said = run("institutions", files / "机构名册.xlsx", "--county", COUNTY, "--since", 202409, "--who", "张")
    assert code == 0, said
    assert "新增10家" in said
    return url


def figure(url: str, metric_id: str, township: str = "") -> float | None:
    engine = open_engine(url)
    by = "township" if township else ()
    frame = query(engine, load_reference(engine), [get(metric_id)], county=COUNTY, period=SEPTEMBER, by=by)
    engine.dispose()
    values = (frame[frame["township_code"] == township] if township else frame)["value"].dropna().tolist()
    return values[0] if values else None


def load(files: Path, name: str, *options: str) -> tuple[int, str]:
    return run("load", files / name, "--county", COUNTY, "--who", "张", *options)


def test_files_become_figures_and_one_is_taken_back(own: str, files: Path):
    assert load(files, "人口.xlsx")[0] == 0
    assert load(files, "卫健统月报_2024年9月.xls")[0] == 0
    assert figure(own, "beds_per_1000") == pytest.approx(430 / 126_000 * 1000)
    assert figure(own, "outpatient_visits") is None
    assert load(files, "工作量.xlsx")[0] == 0
    assert figure(own, "outpatient_visits", "450223102") == 300
    load_id = run("history", "--county", COUNTY)[1].splitlines()[1].split(",")[1]
    assert run("undo", load_id, "--who", "李", "--reason", "传错了")[0] == 0
    assert figure(own, "outpatient_visits", "450223102") is None
    assert figure(own, "beds_per_1000") == pytest.approx(430 / 126_000 * 1000)


def test_an_institution_that_did_not_report_is_missing_and_no_zero(own: str, files: Path):
    """寨沙镇卫生院 is on the list and in no file: its township has no figure, and the others keep theirs."""
    load(files, "工作量.xlsx")
    assert figure(own, "outpatient_visits", "450223103") is None
    assert figure(own, "outpatient_visits", "450223100") == 12_000


def test_a_dry_run_names_the_figures_and_changes_none(own: str, files: Path):
    code, said = load(files, "工作量.xlsx", "--dry-run", "--format", "json")
    assert code == 0
    assert '"metric": "outpatient_visits"' in said
    assert '"after": 300.0' in said
    assert figure(own, "outpatient_visits", "450223102") is None


def test_a_file_with_an_open_question_is_not_loaded(own: str, files: Path, tmp_path: Path):
    book = openpyxl.load_workbook(files / "工作量.xlsx")
    book.active["B6"] = "中渡中心卫生院"
    book.save(tmp_path / "工作量.xlsx")
    code, said = load(tmp_path, "工作量.xlsx")
    assert code == 1
    assert "“中渡中心卫生院”是哪一个" in said
    assert figure(own, "outpatient_visits", "450223100") is None
    answers = tmp_path / "answers.toml"
    answers.write_text('[places]\n"中渡中心卫生院" = "T2"\n', "utf-8")
    assert load(tmp_path, "工作量.xlsx", "--answers", str(answers))[0] == 0
    assert figure(own, "outpatient_visits", "450223102") == 300


def test_a_list_with_one_faulty_row_loads_none(own: str, tmp_path: Path):
    rows = [
        LIST_HEAD,
        ["T21", "新院", "中渡镇", "卫生院", 109.7, 24.4],
        ["T22", "错院", "没有的镇", "卫生院", 109.7, 24.4],
    ]
    (tmp_path / "名册.xlsx").write_bytes(xlsx({"Sheet1": rows}))
    code, said = run("institutions", tmp_path / "名册.xlsx", "--county", COUNTY, "--since", 202409, "--who", "张")
    assert code == 1
    assert "Sheet1!C3" in said
    code, said = run("institutions", tmp_path / "名册.xlsx", "--county", "999999", "--since", 202409, "--who", "张")
    assert code == 2


def test_real_data_never_enter_the_sample(own_light_url: str, files: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WAREHOUSE_URL", own_light_url)
    code, said = load(files, "工作量.xlsx", "--leave-unanswered")
    assert code == 2
    assert "示例仓库" in said


def test_starting_over_what_is_there_is_refused(own: str):
    code, said = run("start", "--county", COUNTY, "--since", 202409, "--who", "张")
    assert code == 2
    assert said.strip()


def test_a_yearly_return_enters_its_own_table_and_is_taken_back(own: str, tmp_path: Path):
    """年报 stands beside the months and changes none of the monthly figures."""
    rows = [
        ["2023年卫生健康统计年报"],
        ["机构名称", "总诊疗人次数", "编制床位", "绩效工资"],
        ["中渡镇卫生院", 21000, 20, 200],
    ]
    (tmp_path / "年报.xlsx").write_bytes(xlsx({"Sheet1": rows}))
    code, said = load(tmp_path, "年报.xlsx")
    assert code == 0 and "没有变化" in said and "这个月它还没有" in said  # institutions are on record since 202409
    later = [["2024年卫生健康统计年报"], *rows[1:]]
    (tmp_path / "年报.xlsx").write_bytes(xlsx({"Sheet1": later}))
    assert load(tmp_path, "年报.xlsx")[0] == 0
    engine = open_engine(own)
    statement = select(schema.institution_year)
    (row,) = read.frame(engine, statement).to_dict("records")
    assert (row["institution_code"], row["month"], row["level"]) == ("T2", 202412, "township_centre")
    assert (row["total_visits"], row["beds_authorised"], row["performance_pay_yuan"]) == (21_000, 20, 200_000)
    assert read.frame(engine, select(schema.institution_month)).empty
    engine.dispose()
    load_id = run("history", "--county", COUNTY)[1].splitlines()[1].split(",")[1]
    assert run("undo", load_id, "--who", "李", "--reason", "传错了")[0] == 0
    engine = open_engine(own)
    assert read.frame(engine, statement).empty
    engine.dispose()


def test_visits_reported_for_others_stand_apart_and_are_added_to_nothing(own: str, files: Path):
    """中渡 reports 800 visits for its village clinics: the centre's own visits stay as they are."""
    load(files, "工作量.xlsx")
    load(files, "卫健统月报_2024年9月.xls")
    engine = open_engine(own)
    (row,) = read.frame(engine, select(schema.reported_for_month)).to_dict("records")
    engine.dispose()
    assert (row["institution_code"], row["township_code"], row["village_clinic_visits"]) == ("T2", "450223102", 800)
    assert figure(own, "outpatient_visits", "450223102") == 300


def test_an_attendance_sheet_becomes_visits_that_are_replaced_and_taken_back(own: str, tmp_path: Path):
    """The month sent again without the tenth takes that visit away; undone, it is there again."""
    people = [
        ["专家名册"],
        ["姓名", "专科", "派出单位", "职称"],
        ["心内科01", "心内科", "鹿寨县人民医院", "副主任医师"],
    ]
    (tmp_path / "专家.xlsx").write_bytes(xlsx({"Sheet1": people}))
    assert run("experts", tmp_path / "专家.xlsx", "--county", COUNTY, "--since", 202409, "--who", "张")[0] == 0
    for name, marks in (("考勤.xlsx", {3: "√", 10: "半天"}), ("考勤2.xlsx", {3: "√"})):
        row = ((1, "心内科01", "中渡镇卫生院"), marks, None)
        (tmp_path / name).write_bytes(attendance([row]))
    assert load(tmp_path, "考勤.xlsx")[0] == 0

    def visits() -> list[tuple[int, float, bool]]:
        engine = open_engine(own)
        rows = read.frame(engine, select(schema.visit).order_by(schema.visit.c.visit_date)).to_dict("records")
        engine.dispose()
        return [(row["visit_date"].day, row["days"], bool(pd.isna(row["actual_start"]))) for row in rows]

    assert visits() == [(3, 1.0, True), (10, 0.5, True)]
    assert figure(own, "visits_attended", "450223102") == 2
    assert figure(own, "visit_hours") is None
    assert load(tmp_path, "考勤2.xlsx", "--mode", "replace")[0] == 0
    assert visits() == [(3, 1.0, True)]
    load_id = run("history", "--county", COUNTY)[1].splitlines()[1].split(",")[1]
    assert run("undo", load_id, "--who", "李", "--reason", "传错了")[0] == 0
    assert visits() == [(3, 1.0, True), (10, 0.5, True)]


def test_villages_of_a_list_enter_and_one_faulty_row_loads_none(own: str, tmp_path: Path):
    head = ["村代码", "村名", "所在乡镇", "常住人口", "经度", "纬度"]
    rows = [["450223102200", "甲村", "中渡镇", 800, 109.6, 24.6], ["450223102201", "乙村", "中渡镇", 500, None, None]]
    words = ("--county", COUNTY, "--since", 202409, "--who", "张")
    (tmp_path / "村.xlsx").write_bytes(
        xlsx({"Sheet1": [["村名册"], head, *rows, ["450223103200", "丙村", "中渡镇", 5]]})
    )
    code, said = run("villages", tmp_path / "村.xlsx", *words)
    assert code == 1 and "Sheet1!A5" in said
    (tmp_path / "村.xlsx").write_bytes(xlsx({"Sheet1": [["村名册"], head, *rows]}))
    code, said = run("villages", tmp_path / "村.xlsx", *words)
    assert code == 0 and "新增2个村" in said and "1个村没有经纬度" in said
    engine = open_engine(own)
    found = read.frame(engine, select(schema.village).order_by(schema.village.c.village_code)).to_dict("records")
    engine.dispose()
    assert [(row["name_zh"], row["position_basis"], row["basis"]) for row in found] == [
        ("甲村", "surveyed", "reported"),
        ("乙村", "township", "reported"),
    ]
    assert "新增0个村" in run("villages", tmp_path / "村.xlsx", *words)[1]


def test_codes_and_targets_enter_once(own: str, tmp_path: Path):
    codes = [["代码对照"], ["机构代码", "机构名称", "医保编码"], ["T2", "中渡镇卫生院", "H45022300012"]]
    (tmp_path / "对照.xlsx").write_bytes(xlsx({"Sheet1": codes}))
    for added in (1, 0):
        code, said = run("codes", tmp_path / "对照.xlsx", "--county", COUNTY, "--who", "张")
        assert code == 0 and f"新增{added}个代码" in said
    goals = [["目标"], ["指标", "目标值", "年份"], ["县域内住院人次占比", "75%", 2024]]
    (tmp_path / "目标.xlsx").write_bytes(xlsx({"Sheet1": goals}))
    for added in (1, 0):
        code, said = run("targets", tmp_path / "目标.xlsx", "--county", COUNTY, "--who", "张")
        assert code == 0 and f"新增{added}个目标" in said
    engine = open_engine(own)
    assert load_reference(engine).target("in_county_admission_share", COUNTY, None, 202409).value == 75
    engine.dispose()
    rows = [["2024年9月工作量"], ["医疗机构代码", "门诊人次", "出院人数"], ["H45022300012", 100, 5]]
    (tmp_path / "医保.xlsx").write_bytes(xlsx({"Sheet1": rows}))
    assert load(tmp_path, "医保.xlsx")[0] == 0
    assert figure(own, "outpatient_visits", "450223102") == 100


def test_an_institution_whose_return_is_taken_back_is_missing_and_the_sum_without_it_is_not_whole(
    own: str, files: Path, tmp_path: Path
):
    """A village clinic's 60 visits stay when the hospital's and the centre's return goes; the county is not 60 then.

    The rows of the return once went without a trace, and the clinic alone was printed as the whole county.
    """
    assert load(files, "工作量.xlsx")[0] == 0
    load_id = run("history", "--county", COUNTY)[1].splitlines()[1].split(",")[1]
    rows = [LIST_HEAD, ["V1", "大乐村卫生室", "中渡镇", "村卫生室", 109.7, 24.4]]
    (tmp_path / "村卫生室.xlsx").write_bytes(xlsx({"Sheet1": rows}))
    run("institutions", tmp_path / "村卫生室.xlsx", "--county", COUNTY, "--since", 202409, "--who", "张")
    work = [["鹿寨县2024年9月工作量"], ["机构名称", "门诊人次", "急诊人次"], ["大乐村卫生室", 60, 0]]
    (tmp_path / "村.xlsx").write_bytes(xlsx({"Sheet1": work}))
    assert load(tmp_path, "村.xlsx")[0] == 0
    assert figure(own, "outpatient_visits", "450223102") == 360
    assert run("undo", load_id, "--who", "李", "--reason", "传错了")[0] == 0
    with opened(own) as engine, engine.connect() as connection:
        table = schema.institution_month
        reported = connection.execute(select(table.c.institution_code).where(table.c.reported)).scalars().all()
        missing = select(table.c.institution_code).where(table.c.reported.is_(False), table.c.month == 202409)
        assert reported == ["V1"]
        assert {"H1", "T2"} <= set(connection.execute(missing).scalars())
