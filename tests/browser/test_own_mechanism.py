"""改革举措 in a browser: a mechanism made on the page is listed and opened; another's filled form is loaded."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

from data_access.mechanisms import Mechanism
from tests.browser.visiting import LIMIT_S, SIZES, Watch, settled
from tests.data_access.own_mechanism import document

LUZHAI = "450223"
ROWS = [{"month": 202411, "kind_zh": "上转", "from_zh": "乡镇", "to_zh": "县医院", "unit": "人次", "count": 30}]


def words(page: Page) -> str:
    return page.locator('[data-testid="stMain"]').inner_text()


def choose(page: Page, name: str) -> None:
    """Choose what to do; the place for it is opened first."""
    page.locator(".st-key-own_new summary").click()
    page.locator(".st-key-own_new").get_by_role("radio", name=name, exact=True).click()
    settled(page)


def test_a_mechanism_is_made_on_the_page_and_another_by_a_file(
    chromium: str, browser: Browser, serve_app: Callable[[str], str], own_duckdb_url: str, tmp_path: Path
):
    address = serve_app(own_duckdb_url)
    width, height = SIZES["laptop"]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    page, watch = context.new_page(), Watch(urlsplit(address).netloc)
    watch.follow(page)
    page.set_default_timeout(LIMIT_S * 1000)
    page.goto(f"{address}/mechanisms?county={LUZHAI}&period=2024")
    settled(page)
    choose(page, "在这里填")
    page.get_by_label("名称", exact=True).fill("县域检验中心")
    field = page.locator(".st-key-own_new_field input")
    field.fill("能力建设")
    field.press("Enter")
    page.get_by_label("牵头单位", exact=True).last.fill("县医疗集团检验科")
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
    page.get_by_label("依据", exact=True).fill("11月月报")
    page.get_by_role("button", name="确认装载").click()
    settled(page)
    assert "举措“县域转诊中心”已装载。" in words(page)
    assert "县域转诊中心" in page.locator(".st-key-mechanism_rows").inner_text()
    assert watch.console_errors == [] and watch.outside_requests == []
    context.close()
