"""A period that was reviewed is closed: no file and no undoing changes it until somebody opens it and says why."""

from pathlib import Path

from data_access.changes import changes_by_hand
from data_access.engine import opened
from intake.locks import locked_periods
from tests.intake.files_of_offices import xlsx
from tests.intake.test_own_warehouse import COUNTY, figure, files, load, own, run

__all__ = ["files", "own"]  # fixtures

OCTOBER = [["鹿寨县2024年10月工作量"], ["机构名称", "门诊人次", "出院人数"], ["中渡镇卫生院", 280, 12]]


def corrected(folder: Path) -> Path:
    """The month's return once more, with another figure of 中渡镇."""
    rows = [["鹿寨县2024年9月工作量"], ["机构名称", "门诊人次", "出院人数"], ["中渡镇卫生院", 999, 15]]
    (folder / "更正.xlsx").write_bytes(xlsx({"Sheet1": rows}))
    return folder


def test_a_file_and_an_undoing_that_would_change_a_locked_period_are_refused(own: str, files: Path, tmp_path: Path):
    assert load(files, "工作量.xlsx")[0] == 0
    load_id = run("history", "--county", COUNTY)[1].splitlines()[1].split(",")[1]
    assert run("lock", "--county", COUNTY, "--period", "2024Q3", "--who", "王")[0] == 0
    code, said = load(corrected(tmp_path), "更正.xlsx")
    assert code == 1
    assert "2024-07 至 2024-09 的数已由王于" in said and "更正.xlsx" in said
    code, said = run("undo", load_id, "--who", "李", "--reason", "传错了")
    assert code == 1 and "锁定" in said
    assert figure(own, "outpatient_visits", "450223102") == 300


def test_the_same_figures_again_and_another_month_are_not_refused(own: str, files: Path, tmp_path: Path):
    load(files, "工作量.xlsx")
    run("lock", "--county", COUNTY, "--period", "2024-09", "--who", "王")
    code, said = load(files, "工作量.xlsx")
    assert code == 0 and "没有变化" in said
    (tmp_path / "十月.xlsx").write_bytes(xlsx({"Sheet1": OCTOBER}))
    assert load(tmp_path, "十月.xlsx")[0] == 0


def test_a_lock_of_one_form_lets_the_others_in(own: str, files: Path, tmp_path: Path):
    load(files, "工作量.xlsx")
    run("lock", "--county", COUNTY, "--period", "2024-09", "--who", "王", "--form", "residents")
    assert load(corrected(tmp_path), "更正.xlsx")[0] == 0
    run("lock", "--county", COUNTY, "--period", "2024-09", "--who", "王", "--form", "health_month")
    assert load(files, "工作量.xlsx")[0] == 1
    code, said = run("lock", "--county", COUNTY, "--period", "2024-09", "--who", "王", "--form", "nothing")
    assert code == 2 and "health_month" in said


def test_unlocking_needs_a_reason_and_leaves_who_and_why(own: str, files: Path, tmp_path: Path):
    load(files, "工作量.xlsx")
    lock_id = run("lock", "--county", COUNTY, "--period", "2024-09", "--who", "王")[1].split()[-1].rstrip("。")
    assert lock_id.startswith("编号") is False
    assert run("unlock", lock_id, "--who", "李", "--reason", " ")[0] == 1
    assert load(corrected(tmp_path), "更正.xlsx")[0] == 1
    assert run("unlock", lock_id, "--who", "李", "--reason", "漏报补正")[0] == 0
    assert run("unlock", lock_id, "--who", "李", "--reason", "再来")[0] == 1
    assert load(tmp_path, "更正.xlsx")[0] == 0
    assert figure(own, "outpatient_visits", "450223102") == 999
    with opened(own) as engine:
        assert locked_periods(engine, COUNTY) == []
        once = locked_periods(engine, COUNTY, standing=False)[0]
        assert (once.period.key, once.locked_by, once.unlocked_by, once.reason) == ("2024-09", "王", "李", "漏报补正")
        trail = changes_by_hand(engine, "period_lock", lock_id)
    assert {"王", "李"} == set(trail["changed_by"]) and "漏报补正" in set(trail["reason_zh"])
    assert "2024-09" in run("locks", "--county", COUNTY)[1]


def test_a_period_is_locked_once(own: str):
    assert run("lock", "--county", COUNTY, "--period", "2024", "--who", "王")[0] == 0
    code, said = run("lock", "--county", COUNTY, "--period", "2024-09", "--who", "李")
    assert code == 1 and "已经锁定" in said
    assert run("lock", "--county", COUNTY, "--period", "去年", "--who", "王")[0] == 2
