"""接入 in a browser, the whole way: files dropped, questions answered, seen ahead, loaded, 总览 changed, undone."""

from pathlib import Path

from playwright.sync_api import Page

from intake.start import start
from tests.browser.conftest import OwnPage
from tests.browser.visiting import choose_in, settled
from tests.intake.files_of_offices import xlsx
from tests.intake.test_answers_kept import work_with
from tests.intake.test_layouts import monthly_return
from tests.intake.test_own_warehouse import CENTRES, COUNTY, HOSPITAL, LIST_HEAD, TOWNS
from tests.intake.twelve_files import EXPERTS, institutions, twelve_files

PEOPLE = [["2024年9月常住人口"], ["乡镇", "常住人口"], *[[town, 14_000] for town in TOWNS], ["合计", 126_000]]


def words(page: Page) -> str:
    return page.locator('[data-testid="stMain"]').inner_text()


def hand_in(page: Page, key: str, *files: Path) -> None:
    page.locator(f'[class*="st-key-{key}"] input[type=file]').set_input_files(files)
    settled(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    settled(page)


def choose(page: Page, key: str, name: str) -> None:
    """Choose by typing in the list whose key begins so."""
    choose_in(page, page.locator(f'[class*="st-key-{key}"] input'), name)


def test_files_are_handed_in_asked_about_loaded_and_taken_back(own_page: OwnPage, tmp_path: Path):
    files = {
        "机构名册.xlsx": xlsx({"Sheet1": [LIST_HEAD, HOSPITAL, *CENTRES]}),
        "人口.xlsx": xlsx({"Sheet1": PEOPLE}),
        "工作量.xlsx": work_with("中渡中心卫生院"),
        "卫健统月报_2024年9月.xls": monthly_return(),
        "坏.xlsx": b"PK\x03\x04 broken",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    url = f"duckdb:///{tmp_path / 'own.duckdb'}"
    start(url, COUNTY, since=202409, who="张三")
    page, watch, address = own_page(url, "/intake?tab=own")
    assert "鹿寨县还没有机构和数" in words(page)
    hand_in(page, "intake_institutions", tmp_path / "机构名册.xlsx")
    page.locator(".st-key-intake_institutions_load_who input").fill("张三")
    press(page, "装载10家机构")
    assert "新增10家机构" in words(page)

    page.get_by_role("tab", name="装载").click()
    settled(page)
    reports = [tmp_path / name for name in list(files)[1:]]
    hand_in(page, "intake_files", *reports)
    assert "4个文件：2个可以装载，1个有问题要答，1个读不了" in words(page)
    assert "文件坏.xlsx损坏，打不开。" in words(page)
    assert "“中渡中心卫生院”是哪一个？" in words(page)
    choose(page, "intake_q_", "中渡镇卫生院（T2）")
    page.locator(".st-key-intake_questions_who input").fill("张三")
    press(page, "记住答复")
    assert "3个可以装载，0个有问题要答" in words(page)
    assert "2024年9月县域门诊人次未报 → 1.23万人次" in words(page)

    page.locator(".st-key-intake_load_who input").fill("张三")
    press(page, "装载3个文件")
    assert "“工作量.xlsx”已装载" in words(page)
    page.get_by_role("link", name="总览").click()
    settled(page)
    assert "1.23" in words(page) and "1,707.4" in words(page)

    page.goto(f"{address}/intake?tab=history")
    settled(page)
    choose(page, "intake_load_chosen", "工作量.xlsx")
    page.get_by_text("撤销这次装载", exact=True).click()
    settled(page)
    told = words(page)
    # The monthly return entered after it and stands on its rows.
    assert "请先撤销后来的装载" in told and "卫健统月报_2024年9月.xls" in told
    choose(page, "intake_load_chosen", "卫健统月报_2024年9月.xls")
    page.get_by_text("撤销这次装载", exact=True).click()
    settled(page)
    assert "2024年9月县级医院出院次均费用1,707.4元 → 未报" in words(page)
    page.locator(".st-key-intake_undo_who input").fill("李四")
    page.locator(".st-key-intake_undo_reason input").fill("传错了")
    press(page, "确认撤销")
    assert "已撤销，数回到装载之前" in words(page)
    page.get_by_role("link", name="总览").click()
    settled(page)
    assert "1,707.4" not in words(page) and "1.23" in words(page)
    assert watch.console_errors == [] and watch.outside_requests == []


def test_twelve_files_of_a_countys_first_day_become_its_overview_and_one_is_taken_back(
    own_page: OwnPage, tmp_path: Path
):
    """The whole way: lists, twelve files dropped at once, questions, what changes, the load, 总览, the undoing."""
    files = twelve_files()
    for name, content in {**files, "机构名册.xlsx": institutions(), "专家名册.xlsx": xlsx({"Sheet1": EXPERTS})}.items():
        (tmp_path / name).write_bytes(content)
    url = f"duckdb:///{tmp_path / 'own.duckdb'}"
    start(url, COUNTY, since=202401, who="张三")
    page, watch, address = own_page(url, "/intake?tab=own")
    for kind, code, name, button in (
        ("机构名册", "institutions", "机构名册.xlsx", "装载10家机构"),
        ("专家名册", "experts", "专家名册.xlsx", "装载2名专家"),
    ):
        page.locator(".st-key-intake_list_kind").get_by_text(kind, exact=True).click()
        settled(page)
        hand_in(page, f"intake_{code}_", tmp_path / name)
        page.locator(f".st-key-intake_{code}_load_who input").fill("张三")
        press(page, button)

    page.get_by_role("tab", name="装载").click()
    settled(page)
    hand_in(page, "intake_files", *(tmp_path / name for name in files))
    told = words(page)
    assert "12个文件：9个可以装载，3个有问题要答，0个读不了" in told and "有3个问题只有本县知道" in told
    assert "答完再核对" in told, "printed sums are not held against rows that wait for an answer"
    assert "“H45022300013 寨沙中心院”是哪一个？（医保按机构汇总.xlsx，Sheet1!B6）" in told
    for question, answer in (("H45022300013", "寨沙镇卫生院（T3）"), ("中渡中心卫生院", "中渡镇卫生院（T2）")):
        choose_in(page, page.get_by_role("combobox", name=question), answer)
    assert "如鹿寨县人民医院2024年9月3与880。以哪一种为准？" in told, "front pages counted are no monthly return"
    either = page.locator('[class*="st-key-intake_q_"] [data-testid="stRadio"]').filter(has_text="以哪一种为准")
    either.get_by_text("卫生资源与医疗服务月报", exact=True).click()
    page.locator(".st-key-intake_questions_who input").fill("张三")
    press(page, "记住答复")
    told = words(page)
    assert "12个可以装载，0个有问题要答" in told
    # (9 × 700 + 36) of (9 × 1,000 + 36) patients.
    assert "2023年9月慢病规范管理率未报 → 70.1%" in told and "影响总览的" in told

    page.locator(".st-key-intake_load_who input").fill("张三")
    press(page, "装载12个文件")
    told = words(page)
    assert "鹿寨县已装载12个文件" in told and "各页现在看2024年9月" in told
    page.get_by_role("link", name="总览").click()
    settled(page)
    # 880 discharges for 1,502,500 yuan; 300 visits of 12,300; 61,000 contracts of 115,000 residents.
    told = words(page)
    assert "全县基层诊疗人次占比2.4%" in told and "1,707.4" in told and "53.0" in told

    page.goto(f"{address}/intake?tab=history")
    settled(page)
    choose(page, "intake_load_chosen", "家庭医生签约进展.xlsx")
    page.get_by_text("撤销这次装载", exact=True).click()
    settled(page)
    assert "2024年9月常住人口签约率53.0% → 未报" in words(page)
    page.locator(".st-key-intake_undo_who input").fill("李四")
    page.locator(".st-key-intake_undo_reason input").fill("传错了")
    press(page, "确认撤销")
    assert "已撤销，数回到装载之前" in words(page)
    page.goto(f"{address}/?county={COUNTY}&period=2024-09")
    settled(page)
    told = words(page)
    assert "1,707.4" in told and "53.0" not in told
    assert watch.outside_requests == []
