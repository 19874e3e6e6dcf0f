"""改革举措 in a browser: a mechanism made on the page is listed and opened; another's filled form is loaded."""

import dataclasses
from pathlib import Path

from playwright.sync_api import Page

from data_access.mechanisms import Mechanism
from tests.browser.conftest import OwnPage
from tests.browser.visiting import choose_in, settled
from tests.data_access.own_mechanism import document
from tests.metrics.small_county import COUNTY, HOSPITAL, NORTH_CENTRE, SOUTH_CENTRE

LUZHAI = "450223"
ROWS = [{"month": 202411, "kind_zh": "上转", "from_zh": "乡镇", "to_zh": "县医院", "unit": "人次", "count": 30}]


def words(page: Page) -> str:
    return page.locator('[data-testid="stMain"]').inner_text()


def choose(page: Page, name: str) -> None:
    """Choose what to do; the place for it is opened first."""
    page.locator(".st-key-own_new summary").click()
    page.locator(".st-key-own_new").get_by_role("radio", name=name, exact=True).click()
    settled(page)


def test_a_mechanism_is_made_on_the_page_and_another_by_a_file(own_page: OwnPage, own_duckdb_url: str, tmp_path: Path):
    page, watch, address = own_page(own_duckdb_url, f"/mechanisms?county={LUZHAI}&period=2024")
    choose(page, "在这里填")
    page.get_by_label("名称", exact=True).fill("县域检验中心")
    field = page.locator(".st-key-own_new_field input")
    field.fill("能力建设")
    field.press("Enter")
    page.get_by_label("牵头单位", exact=True).last.fill("县医疗集团检验科")
    page.locator(".st-key-own_new_who input").fill("07号")
    page.get_by_label("依据", exact=True).fill("2024年方案")
    page.get_by_role("button", name="保存举措").click()
    settled(page)
    assert "举措“县域检验中心”已保存。" in words(page)
    listed = page.locator(".st-key-mechanism_rows")
    assert "县域检验中心" in listed.inner_text()
    page.locator(f".st-key-mechanism_{LUZHAI}_own_001").get_by_role("link").click()
    settled(page)
    # List and mechanism are one page to the browser: where its address did not follow, the next click went back.
    assert f"mechanism={LUZHAI}_own_001" in page.url and "县域检验中心" in words(page)
    page.locator(".st-key-own_keep summary").click()
    page.locator(".st-key-own_keep").get_by_role("radio", name="停办", exact=True).click()
    settled(page)
    assert page.locator(".st-key-own_keep").get_by_label("最后一个月（如202412）").count() == 1
    page.get_by_role("link", name="← 改革举措").click()
    settled(page)
    assert "mechanism=" not in page.url and "县域检验中心" in page.locator(".st-key-mechanism_rows").inner_text()

    new = Mechanism(LUZHAI, "县域转诊中心", "分级诊疗", "县医疗集团", views=("flows",))
    for name, record in (("right.toml", new), ("wrong.toml", dataclasses.replace(new, views=("holograms",)))):
        (tmp_path / name).write_bytes(document(record, flow=ROWS))
    page.goto(f"{address}/mechanisms?county={LUZHAI}&period=2024")
    settled(page)
    choose(page, "上传填好的表")
    page.locator(".st-key-upload_new input[type=file]").set_input_files(tmp_path / "wrong.toml")
    settled(page)
    assert "没有这样的证据种类：holograms" in words(page)
    assert page.get_by_role("button", name="确认装载").count() == 0
    page.locator(".st-key-upload_new input[type=file]").set_input_files(tmp_path / "right.toml")
    settled(page)
    # A page opened anew knows nobody.
    page.locator(".st-key-load_new_who input").fill("07号")
    page.get_by_label("依据", exact=True).fill("11月月报")
    page.get_by_role("button", name="确认装载").click()
    settled(page)
    assert "举措“县域转诊中心”已装载。" in words(page)
    assert "县域转诊中心" in page.locator(".st-key-mechanism_rows").inner_text()
    assert watch.console_errors == [] and watch.outside_requests == []


OWN = f"{COUNTY}_own_001"
REFERRED = [
    {"month": 202303, "kind_zh": "上转", "from_code": NORTH_CENTRE, "to_code": HOSPITAL, "unit": "人次", "count": 40},
    {"month": 202306, "kind_zh": "上转", "from_code": SOUTH_CENTRE, "to_code": HOSPITAL, "unit": "人次", "count": 30},
    {"month": 202306, "kind_zh": "下转", "from_code": HOSPITAL, "to_code": SOUTH_CENTRE, "unit": "人次", "count": 20},
]


def test_a_sixth_county_makes_its_mechanism_from_nothing_on_the_page_and_by_file(
    own_page: OwnPage, own_small_url: str, tmp_path: Path
):
    """A county that is none of the five and has no mechanism: made on the page, its rows by file, then drawn."""
    page, watch, _ = own_page(own_small_url, f"/mechanisms?county={COUNTY}&period=2023")
    assert "还没有登记改革举措" in words(page)
    choose(page, "在这里填")
    page.get_by_label("名称", exact=True).fill("县域转诊中心")
    field = page.locator(".st-key-own_new_field input")
    field.fill("分级诊疗")
    field.press("Enter")
    page.get_by_label("牵头单位", exact=True).last.fill("县医疗集团")
    kinds = page.locator(".st-key-own_new_views")
    choose_in(page, kinds.locator("input"), "流向", exact=True)
    assert "流向" in kinds.inner_text()
    kinds.locator("input").press("Tab")
    page.locator(".st-key-own_new_who input").fill("07号")
    page.get_by_label("依据", exact=True).fill("2023年方案")
    page.get_by_role("button", name="保存举措").click()
    settled(page)
    assert "举措“县域转诊中心”已保存。" in words(page)
    page.locator(f".st-key-mechanism_{OWN}").get_by_role("link").click()
    settled(page)
    # Without rows the page says what it lacks and where that is loaded.
    assert f"mechanism={OWN}" in page.url and "flow" in words(page) and "没有" in words(page)

    own = Mechanism(COUNTY, "县域转诊中心", "分级诊疗", "县医疗集团", mechanism_id=OWN, views=("series", "flows"))
    (tmp_path / "rows.toml").write_bytes(document(own, flow=REFERRED))
    page.locator(".st-key-own_keep summary").click()
    page.locator(".st-key-own_keep").get_by_role("radio", name="上传填好的表", exact=True).click()
    settled(page)
    page.locator(f".st-key-upload_{OWN} input[type=file]").set_input_files(tmp_path / "rows.toml")
    settled(page)
    page.locator(f".st-key-load_{OWN}_who input").fill("07号")
    page.get_by_label("依据", exact=True).last.fill("12月月报")
    page.get_by_role("button", name="确认装载").click()
    settled(page)
    said = words(page)
    assert "上转70、下转20人次，合计90人次" in said and "最多，40人次，占44.4%" in said
    assert page.locator(".yl-drawing img").count() >= 1
    page.get_by_role("link", name="← 改革举措").click()
    settled(page)
    assert "上转70、下转20人次" in page.locator(".st-key-mechanism_rows").inner_text()
    assert watch.console_errors == [] and watch.outside_requests == []
