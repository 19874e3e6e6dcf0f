"""The twelve files of a county's first day, each in a layout of its own, and the lists that come before them.

What each says is typed in the tests of its layout; here they meet in one county of a hospital and nine centres.
"""

import csv
import io

from tests.intake.files_of_offices import attendance, xlsx
from tests.intake.test_answers_kept import work_with
from tests.intake.test_layouts import FAMILY_DOCTOR, FAMILY_MERGED, monthly_return
from tests.intake.test_ledger_deaths import TABLE as DEATHS
from tests.intake.test_ledger_front_pages import FIELDS, PAGES
from tests.intake.test_ledger_postings import ROSTER
from tests.intake.test_ledger_referrals import LEDGER as REFERRALS
from tests.intake.test_ledger_settlements import SUMMARY as SETTLEMENTS
from tests.intake.test_own_warehouse import CENTRES, HOSPITAL, LIST_HEAD, TOWNS
from tests.intake.test_reading import dbf
from tests.intake.test_yearly_return import CENTRE as YEAR_OF_CENTRE
from tests.intake.test_yearly_return import HOSPITAL as YEAR_OF_HOSPITAL
from tests.intake.test_yearly_return import flat

PEOPLE = [["2024年9月常住人口"], ["乡镇", "常住人口"], *[[town, 14_000] for town in TOWNS], ["合计", 126_000]]
EXPERTS = [
    ["姓名", "专科", "派出单位", "职称"],
    ["心内科01", "心血管内科", "鹿寨县人民医院", "副主任医师"],
    ["骨科01", "骨科", "鹿寨县人民医院", "主治医师"],
]
ATTENDANCE = attendance(
    [
        ((1, "心内科01", "中渡镇卫生院"), {3: "√", 10: "√", 17: "请假"}, 2),
        ((2, "骨科01", "寨沙镇卫生院"), {4: "√", 11: "半天"}, 1.5),
    ],
    title="鹿寨县支援医生考勤月报（2024年9月）",
)
QUARTER = [
    ["公共卫生季报（三季度）"],
    ["乡镇", "高血压患者已管理人数", None, "高血压患者规范管理人数", None],
    [None, "2023年9月", "2024年9月", "2023年9月", "2024年9月"],
    *[[town, 1_000 + at, 1_100 + at, 700 + at, 800 + at] for at, town in enumerate(TOWNS)],
]
MONTHS = {
    f"{month}月": [
        ["2024年卫生院月报"],
        ["机构名称", "门诊人次", "出院人数"],
        *[[f"{town}卫生院", 500 + 10 * at + month, 20 + at] for at, town in enumerate(TOWNS)],
    ]
    for month in (8,)
}
POSTED = [*ROSTER[:2], [1, *ROSTER[2][1:7], "2024.9—", 20], ["合计", None, None, "1人"]]
LEFT_IN_SEPTEMBER = [row for row in PAGES if row[6].startswith("2024-09")]
SEAT = (109.74, 24.48)


def institutions() -> bytes:
    """The list of institutions: a hospital and the centre of each township."""
    return xlsx({"Sheet1": [LIST_HEAD, HOSPITAL, *CENTRES]})


def villages() -> bytes:
    """Two villages of each of the first three townships, east and north of the county's seat."""
    head = ["村代码", "村名", "所在乡镇", "常住人口", "经度", "纬度"]
    rows = [
        [f"45022310{town}20{number}", f"{name}第{number + 1}村", name, 1_000 + 100 * number, lon, lat]
        for town, name in ((0, "鹿寨镇"), (2, "中渡镇"), (3, "寨沙镇"))
        for number, (lon, lat) in enumerate(
            ((SEAT[0] + 0.02 * (town + 1), SEAT[1]), (SEAT[0] + 0.02 * (town + 1), SEAT[1] + 0.05))
        )
    ]
    return xlsx({"Sheet1": [head, *rows]})


def twelve_files() -> dict[str, bytes]:
    """The files by name: the layouts of a county's offices, one of them with a name that only the county knows."""
    year = flat(*([cell.replace("2020", "2024") for cell in row] for row in (YEAR_OF_HOSPITAL, YEAR_OF_CENTRE)))
    return {
        "人口.xlsx": xlsx({"Sheet1": PEOPLE}),
        # Three front pages of 880 discharges: it is asked which of the two counts.
        "hqms_202409.dbf": dbf(FIELDS, LEFT_IN_SEPTEMBER, "gbk"),
        "卫健统月报_2024年9月.xls": monthly_return(),
        "医疗卫生机构工作量.xlsx": work_with("中渡中心卫生院"),
        "卫生院月报.xlsx": xlsx({**MONTHS, "汇总": MONTHS["8月"]}),
        "年报导出.csv": year,
        "家庭医生签约进展.xlsx": xlsx({"Sheet1": FAMILY_DOCTOR}, {"Sheet1": FAMILY_MERGED}),
        "公卫季报.xlsx": xlsx({"Sheet1": QUARTER}, {"Sheet1": ["A2:A3", "B2:C2", "D2:E2"]}),
        "支援医生考勤月报.xlsx": ATTENDANCE,
        "派驻医师名册.xlsx": xlsx({"Sheet1": POSTED}),
        "医保按机构汇总.xlsx": xlsx({"Sheet1": SETTLEMENTS}),
        "死因汇总.xlsx": DEATHS,
    }


def more_files() -> dict[str, bytes]:
    """The thirteenth: referrals, which ask for hospitals by nickname and for the mechanism of their flows."""
    return {"双向转诊台账.xlsx": xlsx({"台账": REFERRALS})}


def rows_of_csv(text: str) -> list[list[str]]:
    """The rows of a file of separated values."""
    return list(csv.reader(io.StringIO(text)))
