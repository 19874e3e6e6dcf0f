"""新技术 by name, department and year: what is said and drawn of an inventory, read back from slide and workbook."""

from pathlib import Path
from typing import Any

from faces.blocks import Drawing, Table
from findings.evidence.plan import show
from findings.evidence.shown import Shown
from tests.findings.evidence.small_asked import asked, read_back
from tests.findings.evidence.test_plan import TABLES


def thing(number: int, department: str, since: int) -> dict[str, Any]:
    return {
        "item_id": f"t{number}",
        "kind": "new_technology",
        "name_zh": f"技术{number}",
        "name_en": f"Technique {number}",
        "department_zh": department,
        "department_en": {"骨科": "Orthopaedics", "儿科": "Paediatrics"}[department],
        "quantity": 1.0,
        "since": since,
        "state": "已建立",
    }


THINGS = [thing(1, "骨科", 202206), thing(2, "骨科", 202303), thing(3, "骨科", 202309), thing(4, "儿科", 202311)]


def shown(folder: Path, things: list[dict[str, Any]], **more: Any) -> Shown:
    found = show(asked(folder, TABLES | {"programme_item": things}, **more))
    assert found is not None
    return found


def test_the_finding_begins_with_what_is_new_and_whose_it_is(tmp_path: Path) -> None:
    found = shown(tmp_path, THINGS)
    assert found.finding.startswith("2023年新开展3项，累计4项；骨科2项，当年最多。2项完成1项；")
    english = shown(tmp_path, THINGS, language="en")
    assert english.finding.startswith("2023: 3 new, 4 in all; most in Orthopaedics: 2. 1 of 2 items done")


def test_of_departments_that_are_level_none_is_named(tmp_path: Path) -> None:
    found = shown(tmp_path, [thing(1, "骨科", 202303), thing(2, "儿科", 202303)])
    assert found.finding.startswith("2023年新开展2项，累计2项。2项完成1项；")


def test_the_list_stands_first_by_department_and_year_then_by_name(tmp_path: Path) -> None:
    by_department, by_name, bullets, *_ = shown(tmp_path, THINGS).blocks
    assert isinstance(by_department, Table) and isinstance(by_name, Table) and isinstance(bullets, Drawing)
    assert [column.name for column in by_department.columns] == ["科室", "2022年", "2023年", "累计"]
    words = [[cell if isinstance(cell, str) else cell.text for cell in row.cells] for row in by_department.rows]
    assert words == [["骨科", "1", "2", "3"], ["儿科", "0", "1", "1"], ["合计", "1", "3", "4"]]
    names = [row.cells[0] for row in by_name.rows]
    assert [name if isinstance(name, str) else name.text for name in names] == ["技术4", "技术3", "技术2", "技术1"]


def test_slide_and_workbook_hold_the_names(tmp_path: Path) -> None:
    for said in read_back(shown(tmp_path, THINGS).blocks[1]):
        assert "技术4" in said and "儿科" in said and "2023年11月" in said


def test_all_names_are_in_the_workbooks_rows(tmp_path: Path) -> None:
    frame = shown(tmp_path, THINGS).frames[0].frame
    assert frame["名称"].tolist() == ["技术4", "技术3", "技术2", "技术1"]
    assert frame["开展月份"].tolist() == [202311, 202309, 202303, 202206]


def test_a_plan_without_named_things_is_shown_as_before(tmp_path: Path) -> None:
    found = shown(tmp_path, [])
    assert found.finding.startswith("2项完成1项；") and isinstance(found.blocks[0], Drawing)
