"""汇报: the page opens, keeps its parts in the URL, presents, and says what is wrong."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from ops.environment import ROOT
from pages.meeting.entry import PARTS
from tests.pages.conftest import ReadFrom
from tests.pages.reading import turn_to

LIMIT_S = 120
WHERE = {"county": "450223", "period": "2024-01..2024-09"}


@pytest.fixture
def opened(sample_duckdb_url: str, read_from: ReadFrom) -> AppTest:
    """The page 汇报 over the sample."""
    read_from(sample_duckdb_url)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=LIMIT_S)
    for name, value in WHERE.items():
        app.query_params[name] = value
    return app


def html_of(app: AppTest) -> str:
    """All HTML of the page in one string."""
    return " ".join(str(element.proto.body) for element in app.get("html"))


def words_of(app: AppTest) -> str:
    """The page's words without their tags."""
    return re.sub(r"<[^>]+>", "", html_of(app))


def at_reports(app: AppTest, **query: str) -> AppTest:
    """The page after its first run, with further URL parameters."""
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    return turn_to(app, "meeting")


def test_the_page_opens_with_every_part_ticked_and_a_preview(opened: AppTest) -> None:
    app = at_reports(opened)
    assert not app.exception
    assert "汇报材料共" in words_of(app)
    assert "data:image/svg+xml;base64," in html_of(app)
    assert all(box.value for box in app.checkbox if (box.key or "").startswith("part_"))


def test_parts_and_their_order_come_from_the_url(opened: AppTest) -> None:
    app = at_reports(opened, sections="mechanisms,overview")
    assert not app.exception
    keys = [box.key for box in app.checkbox if (box.key or "").startswith("part_")]
    assert keys[:2] == ["part_mechanisms", "part_overview"]
    assert "2个部分" in words_of(app)


def test_moving_a_part_up_writes_the_order_into_the_url(opened: AppTest) -> None:
    app = at_reports(opened, sections="overview,coverage")
    app.button(key="up_coverage").click().run()
    assert app.query_params.get("sections") in ("coverage,overview", ["coverage,overview"])


def test_a_sentence_changed_by_hand_stands_in_the_preview(opened: AppTest) -> None:
    app = at_reports(opened, sections="overview")
    field = next(one for one in app.text_input if (one.key or "").startswith("sentence_"))
    field.set_value("请看这一页。").run()
    assert not app.exception
    assert "请看这一页。" in html_of(app)


def test_the_presentation_shows_one_slide_with_its_number(opened: AppTest) -> None:
    app = at_reports(opened, present="1", slide="3")
    assert not app.exception
    assert "<span>3 / " in html_of(app)
    assert "汇报材料共" not in html_of(app)


@pytest.mark.parametrize("slide", ["0", "999", "abc", "-3"])
def test_a_slide_that_does_not_exist_is_the_nearest_one(opened: AppTest, slide: str) -> None:
    app = at_reports(opened, present="1", slide=slide)
    assert not app.exception
    assert "yl-foot" in html_of(app)


def test_a_period_without_a_base_says_so_on_the_sections_page(opened: AppTest) -> None:
    app = at_reports(opened, period="2016")
    assert not app.exception
    assert "没有做出来，原因写在该页" in words_of(app)


def test_without_a_warehouse_the_page_says_what_to_do(read_from: ReadFrom) -> None:
    read_from("duckdb:////nowhere/missing.duckdb")
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=LIMIT_S).run()
    assert not app.exception
    assert "找不到数据仓库" in words_of(app)


@pytest.mark.parametrize(("part", "words"), [("coverage", "没有卫生室覆盖"), ("circles", "30分钟内能到合格机构")])
def test_a_link_may_name_a_part_instead_of_a_slide(opened: AppTest, part: str, words: str) -> None:
    app = at_reports(opened, present="1", slide=part)
    assert not app.exception
    assert words in words_of(app)


def test_every_page_with_figures_has_its_part_and_every_part_leads_to_a_page_of_the_menu() -> None:
    """A page without a part would present the cover, and its part send a phone to the desk, without a word."""
    pages = set(re.findall(r'url_path="(\w+)"', (ROOT / "app.py").read_text(encoding="utf-8"))) | {""}
    assert pages - {"accounts", "data", "intake", "meeting"} == set(PARTS)


def test_the_finding_of_the_circles_page_is_the_slides_finding(opened: AppTest) -> None:
    """The slide once counted the residents without any road as covered; the page never did."""
    opened.run()
    page = turn_to(opened, "circle")
    sentence = re.search(r"全县[\d.]+%的居民30分钟内能到合格机构；未覆盖的.*?人中，.*?占.*?人。", words_of(page))
    assert sentence is not None
    slide = at_reports(opened, present="1", slide="circles")
    assert sentence.group() in words_of(slide)


def test_other_pages_offer_the_presentation(opened: AppTest) -> None:
    opened.run()
    assert opened.button(key="present_this_page").label == "演示本页"


def test_a_county_without_a_kept_plan_is_told_how_to_keep_one(opened: AppTest) -> None:
    app = at_reports(opened)
    assert "还没有保存过方案" in words_of(app)
