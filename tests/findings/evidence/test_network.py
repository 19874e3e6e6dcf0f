"""What a network says and shows: the finding, the tree, the map, and the same on a slide and in a workbook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from faces.blocks.drawing import Dot, Drawing, Stroke, Text
from findings.evidence.network import KIND, show
from findings.evidence.shown import Shown, State
from tests.faces.test_held import pack_of, words_of_deck, words_of_workbook
from tests.findings.evidence.institutions_and_ties import asking, overflow, touching
from tests.metrics.small_county import COUNTY, HOSPITAL, NORTH, NORTH_CENTRE, OLD, OLD_CENTRE, SOUTH, SOUTH_CENTRE
from words.numbers import Language


def tie(
    code: str, name: str, parent: str | None, since: int, tier: str = "township", township: str | None = NORTH,
    **more: Any,
) -> dict[str, Any]:  # fmt: skip
    """One membership."""
    return {
        "membership_id": f"{code}_{more.get('specialty_zh', '')}", "member_code": code, "member_zh": name,
        "member_en": f"Centre {code[-4:]}", "tier": tier, "parent_code": parent, "parent_zh": parent,
        "parent_en": parent, "township_code": township, "relation": "trusteeship", "since": since, **more,
    }  # fmt: skip


TREE = [
    tie("C1", "市医院", None, 202201, "city", None, relation="alliance"),
    tie(HOSPITAL, "县医院", "C1", 202201, "county", relation="alliance"),
    tie(NORTH_CENTRE, "北镇卫生院", HOSPITAL, 202202),
    tie(OLD_CENTRE, "旧乡卫生院", HOSPITAL, 202203, township=OLD),
    tie(SOUTH_CENTRE, "南镇卫生院", HOSPITAL, 202303, township=SOUTH),
]
OUTLINES = [
    {
        "township_code": code, "derivation": "手工", "geojson": json.dumps({"type": "Polygon", "coordinates": [ring]}),
    }
    for code, ring in (
        (NORTH, [[109.9, 37.0], [110.1, 37.0], [110.1, 37.2], [109.9, 37.2], [109.9, 37.0]]),
        (SOUTH, [[109.9, 36.8], [110.1, 36.8], [110.1, 37.0], [109.9, 37.0], [109.9, 36.8]]),
    )
]  # fmt: skip


def shown(folder: Path, rows: list[dict[str, Any]], **how: Any) -> Shown | None:
    with asking(folder, {"membership": rows}, **how) as asked:
        return show(asked)


def drawn(found: Shown | None, number: int = 0) -> Drawing:
    assert found is not None
    block = found.blocks[number]
    assert isinstance(block, Drawing)
    return block


def texts(drawing: Drawing) -> dict[str, Text]:
    return {mark.words: mark for mark in drawing.marks if isinstance(mark, Text)}


def test_without_rows_nothing_is_shown(tmp_path: Path) -> None:
    assert shown(tmp_path, []) is None


def test_one_row_is_a_sentence_without_a_picture(tmp_path: Path) -> None:
    found = shown(tmp_path, [tie("C1", "市医院", None, 202201, "city", None)])
    assert found is not None and found.blocks == ()
    assert found.finding == "1家市级医院已连成网络；都在2022年1月加入。"


def test_the_finding_counts_each_tier_and_names_who_joined_last(tmp_path: Path) -> None:
    found = shown(tmp_path, TREE)
    assert found is not None
    assert (
        found.finding == "1家市级医院、1家县级机构、3家乡镇卫生院已连成网络；南镇卫生院2023年3月最后加入，本期加入1家。"
    )
    assert (found.place, found.state) == ("南镇", State.USUAL)
    assert drawn(found).title == "截至2023年12月，市医院之下连着1家县级机构、3家乡镇卫生院"


def test_who_joined_in_the_period_is_bold_and_who_joined_before_is_not(tmp_path: Path) -> None:
    words = texts(drawn(shown(tmp_path, TREE)))
    assert words["2023年3月"].bold and not words["2022年2月"].bold


def test_trusteeship_is_a_thicker_line_than_an_alliance_and_a_specialty_is_dashed(tmp_path: Path) -> None:
    """Each relation once in the key, then once a tie: one alliance upwards, three centres in trust."""
    lines = [mark for mark in drawn(shown(tmp_path, TREE)).marks if isinstance(mark, Stroke) and mark.ink == "ink_2"]
    widths = sorted(mark.width for mark in lines)
    assert widths == [2.2, 2.2, 3.2, 3.2, 3.2, 3.2]
    rows = [
        tie("H1", "县医院", "C1", 202201, "county", specialty_zh=name, relation="specialty")
        for name in ("骨科", "儿科")
    ]
    found = drawn(shown(tmp_path, [TREE[0], *rows]))
    assert all(mark.dashed for mark in found.marks if isinstance(mark, Stroke) and mark.ink == "ink_2")


def test_specialties_are_counted_as_alliances_and_drawn_by_their_names(tmp_path: Path) -> None:
    rows = [
        tie("H1", "县医院", "C1", since, "county", specialty_zh=name, relation="specialty")
        for name, since in (("骨科", 202201), ("儿科", 202205))
    ]
    found = shown(tmp_path, [TREE[0], *rows])
    assert found is not None
    assert found.finding == "1家市级医院、1家县级机构已连成2个专科联盟；儿科2022年5月最后加入。"
    assert {"骨科", "儿科"} <= set(texts(drawn(found)))


def test_a_chosen_township_keeps_its_branch_and_the_others_are_pale(tmp_path: Path) -> None:
    found = shown(tmp_path, TREE, townships=(OLD,))
    assert found is not None
    assert found.finding.startswith("1家市级医院、1家县级机构、2家乡镇卫生院")
    words = texts(drawn(found))
    assert words["北镇卫生院"].ink == "line_strong" and words["旧乡卫生院"].ink == "ink"
    assert len(found.frames[0].frame) == 4


def test_a_last_tier_too_long_to_be_drawn_is_counted_at_the_one_above(tmp_path: Path) -> None:
    clinics = [
        tie(f"V{number}", f"村{number}", NORTH_CENTRE, 202203, "village", relation="community") for number in range(30)
    ]
    found = shown(tmp_path, [*TREE, *clinics])
    assert found is not None and "30家村卫生室" in found.finding
    assert "村7" not in drawn(found).words and "30" in texts(drawn(found))


def test_the_map_says_who_is_farthest_and_leaves_out_what_is_not_of_the_county(tmp_path: Path) -> None:
    """All points of the small county are one: 0 km. The city's hospital has no place on it."""
    with asking(tmp_path, {"membership": TREE, "township_outline": OUTLINES}) as asked:
        found = show(asked)
    on_map = drawn(found, 1)
    assert on_map.title.endswith("直线0公里") and "市医院" not in on_map.words
    assert len(on_map.table.rows) == 3
    assert overflow(on_map) == []


def test_without_a_map_the_path_of_joining_is_shown(tmp_path: Path) -> None:
    """Of four below the top three had joined by the end of 2022."""
    path = drawn(shown(tmp_path, TREE), 1)
    assert path.title == "累计加入4家，本期1家" and "上年同期3家" in texts(path)


def test_the_place_of_the_finding_is_ringed_once(tmp_path: Path) -> None:
    marks = drawn(shown(tmp_path, TREE)).marks
    assert [mark.edge for mark in marks if isinstance(mark, Dot)].count("point") == 1


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("trees", [1, 4])
def test_nothing_is_clipped_and_no_words_lie_on_others(tmp_path: Path, language: Language, trees: int) -> None:
    rows = [tie(f"H{tree}", f"第{tree}县级医院", None, 202201, "county") for tree in range(trees)]
    rows += [
        tie(f"T{number:03d}", f"第{number}街道社区卫生服务中心", f"H{number % trees}", 202201 + number % 12)
        for number in range(20)
    ]
    found = shown(tmp_path, rows, language=language)
    assert found is not None
    for block in found.blocks:
        assert isinstance(block, Drawing) and block.phone is not None
        for drawing in (block, block.phone):
            assert overflow(drawing) == [] and touching(drawing) == []
            assert min(mark.size for mark in drawing.marks if isinstance(mark, Text)) >= 12


def test_the_tree_is_read_back_from_a_slide_and_from_a_workbook(tmp_path: Path) -> None:
    pack = pack_of(drawn(shown(tmp_path, TREE)))
    for words in (words_of_deck(pack), words_of_workbook(pack)):
        for said in ("南镇卫生院", "2023年3月", "县医院", "托管"):
            assert said in words


def test_the_kind_names_its_table() -> None:
    assert (KIND.code, KIND.tables) == ("network", ("membership",)) and COUNTY


COMMUNITIES = [
    tie(HOSPITAL, "县医院", None, 202201, "county"),
    tie(NORTH_CENTRE, "北镇卫生院", HOSPITAL, 202202),
    tie("H2", "中医院", None, 202201, "county", SOUTH),
    tie(SOUTH_CENTRE, "南镇卫生院", "H2", 202203, township=SOUTH),
]


def told(found: Shown | None) -> list[tuple[str, ...]]:
    """Metric, community, value, interval, together: the rows of the last block's table."""
    assert found is not None
    block = found.blocks[-1]
    assert isinstance(block, Drawing)
    return [tuple(cell.text for cell in row.cells) for row in block.table.rows]


def test_communities_are_held_against_all_of_them_together(tmp_path: Path) -> None:
    """2023: the hospital 1,200 and north 480, 480 of 1,680 = 28.6 %; south 31 in 11 months, all of it primary.

    Together (480 + 341) of (1,680 + 341) = 40.6 %. South did not report in September.
    """
    found = shown(tmp_path, COMMUNITIES)
    assert found is not None
    assert [(row[0], row[1], row[2], row[4]) for row in told(found)] == [
        ("基层诊疗人次占比", "县医院", "28.6%", "40.6%"), ("基层诊疗人次占比", "中医院", "100.0%", "40.6%"),
    ]  # fmt: skip
    assert all("—" in row[3] and row[3] != "—" for row in told(found))
    assert found.blocks[-1].title == "2个医共体1项指标对照：有区间的各项都与合计分不出高低"
    assert found.note.endswith("四家及以下分不出高低。对照不含1家未报的月份。")
    chosen = shown(tmp_path, COMMUNITIES, townships=(NORTH,))
    assert chosen is not None and "医共体" not in "".join(block.title for block in chosen.blocks)


def test_communities_are_compared_on_every_metric_of_their_mechanism_that_institutions_add_to(tmp_path: Path) -> None:
    """2023: admissions a month are the hospital's 10, north's 4, south's 3 in 11 months: 168 and 33, 201 together.

    Communities themselves are counted by no institution, and are no panel.
    """
    found = shown(tmp_path, COMMUNITIES, metrics=("admissions", "communities", "primary_visit_share"))
    assert found is not None
    assert [(row[0], row[2], row[3], row[4]) for row in told(found)][:2] == [
        ("县域住院人次", "168", "—", "201"), ("县域住院人次", "33", "—", "201"),
    ]  # fmt: skip
    assert [row[0] for row in told(found)][2:] == ["基层诊疗人次占比"] * 2
    assert "个数和人次是全数，没有区间，不排名" in found.note


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_comparison_fits_both_widths_and_is_read_back_from_slide_and_workbook(
    tmp_path: Path, language: Language
) -> None:
    found = shown(tmp_path, COMMUNITIES, language=language, metrics=("admissions", "outpatient_visits", "bed_use_rate"))
    assert found is not None
    block = found.blocks[-1]
    assert isinstance(block, Drawing) and block.phone is not None
    for drawing in (block, block.phone):
        assert overflow(drawing) == [] and touching(drawing) == []
        assert min(mark.size for mark in drawing.marks if isinstance(mark, Text)) >= 12
    pack = pack_of(block)
    for words in (words_of_deck(pack), words_of_workbook(pack)):
        assert "168" in words and "28.6" in words
