"""Parts say plainly what is not on record, and count the same people on every line."""

from faces.blocks import Intervals, Map, Table
from faces.blocks.pack import Choice
from faces.picture.parts import title_layout
from findings.material import Material
from metrics.source import Source
from reports.pack import make_pack


def test_a_period_without_visits_says_so_and_shows_postings_on_their_own(readings: Source) -> None:
    choice = Choice("450223", "2024", sections=("experts",))
    pack = make_pack(Material(choice, readings))
    slides = [slide for slide in pack.slides if slide.section == "experts"]
    assert "没有下沉记录" in slides[0].title
    named = [row.cells[0].text for slide in slides for block in slide.blocks if isinstance(block, Table)
             for row in block.rows]  # fmt: skip
    assert named and all("派驻" in name for name in named)
    assert "没有下沉记录" in " ".join(paragraph.text for paragraph in pack.sections[0].paragraphs)


def test_the_circles_map_has_minutes_and_roads_and_its_table_adds_up(readings: Source) -> None:
    choice = Choice("450223", "2024", sections=("circles",))
    pack = make_pack(Material(choice, readings))
    drawn, table = next(slide for slide in pack.slides if slide.key == "circles.1").blocks
    assert isinstance(drawn, Map) and isinstance(table, Table)
    assert [band.limit_min for band in drawn.bands] == [15, 30]
    assert {road.road_class for road in drawn.roads} <= {"国道", "省道", "县道"} and drawn.roads
    outside = [row.cells[-1].number for row in table.rows]
    assert sum(number or 0 for number in outside[:-1]) == outside[-1]


def test_the_mechanisms_end_with_the_evidence_register(readings: Source) -> None:
    pack = make_pack(Material(Choice("141122", "2024", sections=("mechanisms",)), readings))
    last = [slide for slide in pack.slides if slide.section == "mechanisms"][-1]
    (table,) = last.blocks
    assert isinstance(table, Table) and last.key == "mechanisms.register.1"
    complete = sum(row.cells[-1].text == "材料齐全" for row in table.rows)
    assert last.title.startswith(f"3项定性监测共{len(table.rows)}条资料，{complete}条齐全；")


def test_a_mechanism_shown_on_the_map_has_its_map_beside_the_townships_values(readings: Source) -> None:
    """The map stood on a second slide where that view came first, and on none where another did."""
    named = ("jiexiu_chronic_grid",)
    choice = Choice("140781", "2024", sections=("mechanisms",), mechanisms=named)
    pack = make_pack(Material(choice, readings))
    for mechanism in named:
        slides = [slide for slide in pack.slides if slide.key.startswith(f"mechanisms.{mechanism}.")]
        both = [[type(block) for block in slide.blocks] for slide in slides if len(slide.blocks) == 2]
        assert both == [[Map, Intervals]], mechanism


def test_no_mechanisms_title_takes_a_third_line(readings: Source) -> None:
    """Two did: the third line stood on the heading of what is drawn below."""
    for county in readings.reference.counties:
        pack = make_pack(Material(Choice(county, "2024", sections=("mechanisms",)), readings))
        assert [slide.title for slide in pack.slides if len(title_layout(slide.title)[1]) > 2] == []
