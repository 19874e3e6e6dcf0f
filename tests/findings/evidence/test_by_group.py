"""A rate by township and group: a small cell is hidden with another, and nobody is told which is which."""

from pathlib import Path
from typing import Any

from faces.blocks import Heat
from findings.evidence.by_group import by_group
from metrics.catalogue import CATALOGUE
from tests.findings.evidence.small_asked import asked
from tests.metrics.small_county import NORTH, SOUTH

RATE = CATALOGUE["key_group_contract_rate"]


def signed(township: str, group: str, eligible: int, contracted: int) -> dict[str, Any]:
    return {
        "township_code": township, "month": 202312, "population_group": group, "is_key_group": True,
        "eligible": eligible, "contracted": contracted, "served": 0,
    }  # fmt: skip


ROWS = [
    signed(NORTH, "elderly_65", 400, 300),
    signed(NORTH, "child_0_6", 100, 4),
    signed(SOUTH, "elderly_65", 300, 200),
    signed(SOUTH, "child_0_6", 100, 60),
]


def heat(folder: Path, rows: list[dict[str, Any]]) -> Heat:
    found = by_group(asked(folder, {"contract_month": rows}), RATE)
    assert found is not None
    return found


def test_four_contracts_are_below_ten_and_what_would_tell_them_is_hidden(tmp_path: Path) -> None:
    drawn = heat(tmp_path, ROWS)
    group = next(place for place, column in enumerate(drawn.columns) if "儿童" in column.name)
    signs = {row.name: row.cells[group].status_words for row in drawn.rows}
    assert signs["北镇"] == signs["南镇"] == "已隐藏"
    assert all(cell.number is None for row in drawn.rows for cell in row.cells if cell.status == "hidden")


def test_a_group_is_called_lowest_only_where_its_interval_ends_below_all_others(tmp_path: Path) -> None:
    """500 of 700 elderly are 71.4 %, 142 of 200 children 71.0 %: nobody can tell. 60 of 200 children, 30 %: lowest."""
    close = [ROWS[0], ROWS[2], signed(NORTH, "child_0_6", 100, 72), signed(SOUTH, "child_0_6", 100, 70)]
    assert heat(tmp_path, close).title == "重点人群签约率，按乡镇和人群：各人群在71.0%至71.4%之间，不分高低"
    apart = [ROWS[0], ROWS[2], signed(NORTH, "child_0_6", 100, 30), signed(SOUTH, "child_0_6", 100, 30)]
    assert heat(tmp_path, apart).title == "重点人群签约率，按乡镇和人群：0—6岁儿童最低，30.0%"


def test_nothing_is_hidden_where_all_are_ten_or_more(tmp_path: Path) -> None:
    drawn = heat(tmp_path, [signed(NORTH, "child_0_6", 100, 10), *ROWS[:1], *ROWS[2:]])
    assert all(cell.status == "shown" for row in drawn.rows for cell in row.cells)
