"""What a county waits for when it hands its files in: twelve at once, the thirteenth month, the load itself.

The files are those of a county of 40 institutions: residents, nine monthly returns, contracts, the quarter of public
health. Budget: recognised, checked and held against what is published in 15 s for all twelve.
"""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import openpyxl
from sqlalchemy import Engine

from data_access.backend import read_address
from data_access.engine import opened
from data_access.loads import load_file
from intake import examined as examine
from intake.assemble import assemble
from intake.enter import completed, parcel_of
from intake.forms import shipped_forms
from intake.institutions import institutions_of, load_institutions
from intake.match import register_of
from intake.reading.open import book_of
from intake.rows import FileRead
from intake.standing import Standing
from intake.start import start
from intake.steps import Desk, hand_in
from intake.stored import Warehoused
from metrics.reference import load_reference

COUNTY: Final = "450223"
TOWNS: Final = ("鹿寨镇", "中渡镇", "寨沙镇", "平山镇", "黄冕镇", "四排镇", "江口乡", "导江乡", "拉沟乡")
WHO: Final = "测速"
CLINICS: Final = 29
WORK: Final = ("门诊人次", "急诊人次", "入院人数", "出院人数", "实际占用总床日数", "实际开放总床日数", "实有床位")
CENTRES: Final = tuple(f"{town}卫生院" for town in TOWNS)
HOSPITALS: Final = (("H1", "鹿寨县人民医院", "综合医院"), ("H2", "鹿寨县中医医院", "中医医院"))
Rows = Sequence[Sequence[object]]


def run() -> Iterator[tuple[str, float, str]]:
    """Yield seconds of twelve files held against what is published, together and one by one, of loads, of month 13."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"duckdb:///{Path(folder) / 'own.duckdb'}"
        begin(url)
        files = twelve_files()
        started, busy = time.perf_counter(), time.process_time()
        together = handed_in_together(url, files)
        yield "intake.twelve_files_together", time.perf_counter() - started, "s"
        yield "intake.twelve_files_together.processor", time.process_time() - busy, "s"
        yield "intake.twelve_files_together.figures_changed", together, ""
        desk = Desk(read_address(url), COUNTY, WHO)
        started, busy = time.perf_counter(), time.process_time()
        changed = sum(len(record["figures_changed"]) for record in held_against(desk, files))
        yield "intake.twelve_files", time.perf_counter() - started, "s"
        yield "intake.twelve_files.processor", time.process_time() - busy, "s"
        yield "intake.twelve_files.figures_changed", changed, ""
        loading = 0.0
        for name, content in files.items():
            with opened(url) as engine:
                read = read_of(engine, name, content)
            started = time.perf_counter()
            load_file(url, parcel_of(read, COUNTY), completed, who=WHO)
            loading += time.perf_counter() - started
        yield "intake.load_of_a_file", loading / len(files), "s"
        started = time.perf_counter()
        (record,) = held_against(desk, {"工作量_2024年10月.xlsx": workload(202410)})
        yield "intake.month_13", time.perf_counter() - started, "s"
        yield "intake.month_13.questions", len(record["questions"]), ""


def handed_in_together(url: str, files: Mapping[str, bytes]) -> int:
    """Return how many published figures twelve files change that are dropped at once: what the page 接入 does."""
    with opened(url) as engine:
        found = examine.examined(engine, COUNTY, [examine.Handed(*each) for each in files.items()])
        parcels = examine.parcels_of(found, COUNTY, "newest")
        return len(examine.foreseen(url, engine, load_reference(engine), parcels, who=WHO))


def read_of(engine: Engine, name: str, content: bytes) -> FileRead:
    """Return what a file says of the county."""
    stored = Warehoused(engine, COUNTY)
    return assemble(book_of(content, name), shipped_forms(), register_of(engine, COUNTY, {}), stored=stored)


def held_against(desk: Desk, files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Return what each file says and would change, one after the other: what `load FILE… --dry-run` does."""
    with closing(Standing(desk.url, desk.county)) as standing:
        return [
            hand_in(desk, book_of(content, name), dry_run=True, standing=standing).record
            for name, content in files.items()
        ]


def begin(url: str) -> None:
    """Make the county's warehouse: townships and 40 institutions."""
    start(url, COUNTY, since=202401, who=WHO)
    head = ["机构代码", "机构名称", "所在乡镇", "机构类别", "经度", "纬度"]
    rows: list[list[object]] = [list(head)]
    rows += [[code, name, TOWNS[0], kind, 109.74, 24.48] for code, name, kind in HOSPITALS]
    rows += [[f"T{at}", name, TOWNS[at], "乡镇卫生院", 109.7, 24.4] for at, name in enumerate(CENTRES)]
    rows += [[f"C{at}", clinic(at), TOWNS[at % len(TOWNS)], "村卫生室", 109.7, 24.4] for at in range(CLINICS)]
    book = book_of(workbook(rows), "机构名册.xlsx")
    with opened(url) as engine:
        found = institutions_of(book, register_of(engine, COUNTY, {}), 202401)
    load_institutions(url, book, found, COUNTY, who=WHO)


def clinic(number: int) -> str:
    """Return a village clinic's name."""
    return f"{TOWNS[number % len(TOWNS)]}第{number}村卫生室"


def workbook(rows: Rows) -> bytes:
    """Return a workbook of one sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def twelve_files() -> dict[str, bytes]:
    """Return a county's twelve files, by name."""
    people: Rows = [
        ["2024年9月常住人口"],
        ["乡镇", "常住人口"],
        *[[town, 14_000 + at] for at, town in enumerate(TOWNS)],
    ]
    files = {"人口.xlsx": workbook(people)}
    files |= {f"工作量_2024年{month}月.xlsx": workload(202400 + month) for month in range(1, 10)}
    contracts: list[list[object]] = [
        ["家庭医生签约服务进展情况统计表（2024年9月）"],
        ["机构", "辖区常住居民", "常住人口签约数"],
        *[[name, 14_000 + at, 7_000 + 10 * at] for at, name in enumerate(CENTRES)],
    ]
    files["家庭医生签约进展.xlsx"] = workbook(contracts)
    quarter: list[list[object]] = [
        ["国家基本公共卫生服务项目季报（2024年三季度）"],
        ["机构", "高血压患者应管理人数", "高血压患者已管理人数", "高血压患者规范管理人数"],
        *[[name, 1_500 + at, 1_200 + at, 1_000 + at] for at, name in enumerate(CENTRES)],
    ]
    files["公卫季报.xlsx"] = workbook(quarter)
    return files


def workload(month: int) -> bytes:
    """Return a month's return of all 40 institutions."""
    year, number = divmod(month, 100)
    names = [name for _, name, _ in HOSPITALS] + list(CENTRES) + [clinic(at) for at in range(CLINICS)]
    rows: list[list[object]] = [[f"鹿寨县{year}年{number}月医疗卫生机构工作量月报表"], ["机构名称", *WORK]]
    for at, name in enumerate(names):
        size = 10_000 if at < 2 else 900 if at < 11 else 60
        beds = size // 60 if at < 11 else 0
        # Occupied and open bed-days as that many beds can have: a file that breaks a rule waits and changes nothing.
        ward = (size // 12, size // 12, beds * 20, beds * 28, beds) if at < 11 else (0, 0, 0, 0, 0)
        rows.append([name, size + 7 * at + number, size // 10 if at < 11 else 0, *ward])
    sums = [sum(int(str(row[at])) for row in rows[2:]) for at in range(1, len(WORK) + 1)]
    rows.append(["合计", *sums])
    return workbook(rows)
