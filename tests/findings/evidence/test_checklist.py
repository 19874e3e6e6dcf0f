"""What a checklist says and shows: the finding, the grid, the list, and the same on a slide and in a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from faces.blocks.drawing import Bar, Drawing, Text
from findings.evidence.checklist import KIND, show
from findings.evidence.shown import Shown, State
from tests.faces.test_held import pack_of, words_of_deck, words_of_workbook
from tests.findings.evidence.institutions_and_ties import asking, overflow, touching
from tests.metrics.small_county import NORTH, OLD, SOUTH
from words.numbers import Language

ITEMS = ("行政统一", "人员统一", "资金统一")


def row(subject: str, item: str, since: int | None, due: int, township: str | None = NORTH) -> dict[str, Any]:
    """One matter at one institution."""
    return {
        "item_id": f"{subject}_{item}", "township_code": township, "institution_code": subject if township else None,
        "subject_zh": subject, "subject_en": f"Centre {subject}", "position": ITEMS.index(item) + 1, "item_zh": item,
        "item_en": f"Item {item}", "state": "under_way" if since is None else "done", "since": since, "due": due,
        "owner": "集团办公室",
    }  # fmt: skip


ROWS = [
    *(row("北镇卫生院", item, since, 202312) for item, since in zip(ITEMS, (202201, 202207, 202303), strict=True)),
    row("南镇卫生院", "行政统一", 202202, 202212, OLD),
    row("南镇卫生院", "人员统一", None, 202309, SOUTH),
    row("南镇卫生院", "资金统一", None, 202406, SOUTH),
]
"""At the end of 2023: 4 of 6; 南镇 lacks two, one of them due three months ago. A year before there were 3."""


def shown(folder: Path, rows: list[dict[str, Any]], **how: Any) -> Shown | None:
    with asking(folder, {"checklist_item": rows}, **how) as asked:
        return show(asked)


def drawn(found: Shown | None, number: int = 0) -> Drawing:
    assert found is not None
    block = found.blocks[number]
    assert isinstance(block, Drawing)
    return block


def test_without_rows_nothing_is_shown(tmp_path: Path) -> None:
    assert shown(tmp_path, []) is None


def test_one_row_is_a_sentence_without_a_picture(tmp_path: Path) -> None:
    found = shown(tmp_path, ROWS[:1])
    assert found is not None and found.blocks == () and found.finding.startswith("北镇卫生院1项已落实1项")


def test_the_finding_says_who_is_complete_how_much_is_in_place_and_who_lacks_most(tmp_path: Path) -> None:
    found = shown(tmp_path, ROWS)
    assert found is not None
    assert found.finding == "2家机构中1家全部落实，6项已落实4项；南镇卫生院差2项，1项已逾期。"
    assert (found.place, found.state) == ("南镇", State.DUE)
    assert [block.title for block in found.blocks] == ["还差2项，1项逾期", "剩下的2项在人员统一、资金统一"]


def test_a_date_passed_is_in_ochre_and_what_is_in_place_stays_ink(tmp_path: Path) -> None:
    picture = drawn(shown(tmp_path, ROWS))
    assert [mark.fill for mark in picture.marks if isinstance(mark, Bar)].count("bad_soft") == 1
    inks = {mark.words: mark.ink for mark in picture.marks if isinstance(mark, Text)}
    assert (inks["逾期3个月"], inks["应2023年9月"]) == ("bad", "bad")
    assert (inks["办理中"], inks["2023年3月"]) == ("ink", "ink")


def test_nothing_is_late_before_its_month_has_passed(tmp_path: Path) -> None:
    """At the end of 2023-06: 人员 is due in 2023-09."""
    found = shown(tmp_path, ROWS, period="2023H1")
    assert found is not None and found.state is State.USUAL
    assert found.finding.endswith("南镇卫生院差2项，都在期限内。")


def test_the_path_holds_the_base_of_the_same_period_last_year(tmp_path: Path) -> None:
    """By the end of 2022: 2022-01, 2022-02, 2022-07."""
    assert {"4项", "应6项", "上年同期3项"} <= {
        mark.words for mark in drawn(shown(tmp_path, ROWS), 1).marks if isinstance(mark, Text)
    }


def test_a_chosen_township_is_told_of_alone_what_was_merged_into_it_too(tmp_path: Path) -> None:
    found = shown(tmp_path, ROWS, townships=(OLD,))
    assert found is not None
    assert found.finding == "南镇卫生院3项已落实1项，1项已逾期。"
    assert "北镇" not in drawn(found).words


def test_lists_without_a_township_say_so_and_are_read_downwards(tmp_path: Path) -> None:
    rows = [row("办医清单", "行政统一", 202201, 202212, None), row("监管清单", "人员统一", None, 202309, None)]
    found = shown(tmp_path, rows)
    assert found is not None
    assert found.finding == "2张清单中1张全部落实，2项已落实1项；监管清单差1项，已逾期。"
    assert "只有全县数" in found.note
    assert drawn(found).words.index("人员统一") < drawn(found).words.index("行政统一")


def test_when_all_is_in_place_the_last_month_is_said(tmp_path: Path) -> None:
    found = shown(tmp_path, ROWS[:3])
    assert found is not None and found.state is State.USUAL
    assert found.finding == "北镇卫生院3项已落实3项，最后一项2023年3月落实。"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("many", [3, 12])
def test_nothing_is_clipped_and_no_words_lie_on_others(tmp_path: Path, language: Language, many: int) -> None:
    """Twenty institutions, three and twelve matters: the wide grid, its narrow cells, and both forms for a phone."""
    rows = [
        {**row(f"第{number}镇卫生院", ITEMS[0], None if number % 7 == item % 5 else 202201 + item % 12, 202306),
         "item_id": f"{number}_{item}", "position": item, "item_zh": f"{item:02d}统一管理", "item_en": f"Matter {item}"}
        for number in range(20) for item in range(many)
    ]  # fmt: skip
    found = shown(tmp_path, rows, language=language)
    assert found is not None
    for block in found.blocks:
        assert isinstance(block, Drawing) and block.phone is not None
        for drawing in (block, block.phone):
            assert overflow(drawing) == [] and touching(drawing) == []
            assert min(mark.size for mark in drawing.marks if isinstance(mark, Text)) >= 12


def test_the_grid_is_read_back_from_a_slide_and_from_a_workbook(tmp_path: Path) -> None:
    pack = pack_of(drawn(shown(tmp_path, ROWS)))
    for words in (words_of_deck(pack), words_of_workbook(pack)):
        for said in ("南镇卫生院", "2023年3月", "逾期3个月", "已落实"):
            assert said in words


def test_the_workbook_gets_a_row_a_matter(tmp_path: Path) -> None:
    found = shown(tmp_path, ROWS)
    assert found is not None
    (named,) = found.frames
    assert len(named.frame) == 6 and named.frame["months_late"].sum() == 3


def test_the_kind_names_its_table() -> None:
    assert (KIND.code, KIND.tables) == ("checklist", ("checklist_item",))
