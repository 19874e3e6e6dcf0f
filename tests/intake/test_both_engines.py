"""A county's whole story on a file and on a server: the same commands leave the same rows and name the same figures.

All that a county hands in: lists, the monthly return with total visits and what is reported for others, the yearly one,
attendance, the ledgers, an indicator of its own; one load is taken back and one refused by a lock.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, select, text

from data_access import schema
from data_access.engine import opened
from intake.start import start
from metrics.ask.query import query
from metrics.catalogue import get
from metrics.own_indicators import define
from metrics.period import Period
from metrics.reference import load_reference
from tests.intake.files_of_offices import attendance, xlsx
from tests.intake.test_figures_changed import OWN
from tests.intake.test_layouts import WORK, WORK_MERGED, monthly_return
from tests.intake.test_ledger_deaths import TABLE
from tests.intake.test_ledger_front_pages import FIELDS, PAGES
from tests.intake.test_ledger_loads import ANSWERS
from tests.intake.test_ledger_postings import ROSTER
from tests.intake.test_ledger_referrals import LEDGER
from tests.intake.test_ledger_settlements import SUMMARY
from tests.intake.test_own_warehouse import CENTRES, COUNTY, HOSPITAL, LIST_HEAD, TOWNS, run
from tests.intake.test_reading import dbf
from tests.intake.test_yearly_return import CENTRE, flat, three_years
from tests.intake.test_yearly_return import HOSPITAL as YEAR_OF_HOSPITAL

Told = dict[str, Any]
TABLES = (
    *(*schema.LOAD_KEYS, *schema.ROW_KEYS),
    *("expert", "village", "indicator_target", "institution_other_code", "institution", "township", "set_aside"),
)
REHEARSED = ("year", "attendance")
NO_CONTENT = ("load_id", "superseded_by")
"""Named after the moment of the load."""


def files(folder: Path) -> dict[str, Path]:
    """What the county hands in, by what it is, in the order in which it does."""
    days = [((1, "心内科01", "中渡镇卫生院"), {3: "√", 4: "半天", 10: "请假"}, 1.5)]
    people = [["2024年9月常住人口"], ["乡镇", "常住人口"], *[[town, 14_000] for town in TOWNS]]
    experts = [["专家名册"], ["姓名", "专科", "派出单位", "职称"], ["心内科01", "心内科", "鹿寨县人民医院", "主治"]]
    villages = [["村名册"], ["村代码", "村名", "乡镇", "常住人口", "经度", "纬度"]]
    villages += [
        ["450223102200", "甲村", "中渡镇", 1200, 109.7, 24.6],
        ["450223102201", "乙村", "中渡镇", 800, None, None],
    ]
    codes = [["代码对照"], ["机构代码", "机构名称", "医保编码"], ["T2", "中渡镇卫生院", "H45022300099"]]
    goals = [["目标"], ["指标", "目标值", "年份"], ["县域内住院人次占比", "75%", 2024]]
    contents = {
        "institutions": ("机构名册.xlsx", xlsx({"Sheet1": [LIST_HEAD, HOSPITAL, *CENTRES]})),
        "experts": ("专家名册.xlsx", xlsx({"Sheet1": experts})),
        "villages": ("村名册.xlsx", xlsx({"Sheet1": villages})),
        "codes": ("代码对照.xlsx", xlsx({"Sheet1": codes})),
        "targets": ("目标.xlsx", xlsx({"Sheet1": goals})),
        "people": ("人口.xlsx", xlsx({"Sheet1": people})),
        "month": ("卫健统月报_2024年9月.xls", monthly_return()),
        "work": ("工作量.xlsx", xlsx({"Sheet1": WORK}, {"Sheet1": WORK_MERGED})),
        "year": ("年报导出.csv", flat(YEAR_OF_HOSPITAL, CENTRE)),
        "years": ("年报三年对照.xlsx", three_years()),
        "attendance": ("考勤.xlsx", attendance(days)),
        "postings": ("派驻医师名册.xlsx", xlsx({"Sheet1": ROSTER})),
        "referrals": ("双向转诊台账.xlsx", xlsx({"Sheet1": LEDGER})),
        "deaths": ("死因汇总.xlsx", TABLE),
        "fund": ("医保按机构汇总.xlsx", xlsx({"Sheet1": SUMMARY})),
        "front_pages": ("hqms_202409.dbf", dbf(FIELDS, PAGES, "gbk")),
    }
    for name, content in contents.values():
        (folder / name).write_bytes(content)
    return {what: folder / name for what, (name, _) in contents.items()}


def told_by(url: str, folder: Path) -> Told:
    """Do everything on one engine; return what each dry run said, what stood after each step, and the figures."""
    told: Told = {}
    handed = files(folder)
    (folder / "答复.toml").write_text(ANSWERS + '"H45022300013" = "T3"\n', "utf-8")
    common = ("--county", COUNTY, "--who", "张")
    start(url, COUNTY, since=201801, who="张")
    for what in ("institutions", "experts", "villages", "codes", "targets"):
        since = () if what in ("codes", "targets") else ("--since", "201801")
        code, said = run(what, handed[what], *common, *since)
        assert code == 0, said
    define(url, COUNTY, OWN, who="张", reason="试")
    loads = [what for what in handed if what not in ("institutions", "experts", "villages", "codes", "targets")]
    for what in loads:
        words = (*common, "--answers", folder / "答复.toml", "--leave-unanswered", "--format", "json")
        if what in REHEARSED:
            code, said = run("load", handed[what], *words, "--dry-run")
            assert code == 0, f"{what}: {said}"
            told[f"{what} changes"] = sorted(map(str, json.loads(said)["figures_changed"]))
        code, said = run("load", handed[what], *words)
        assert code == 0, f"{what}: {said}"
        record = json.loads(said)
        assert record["load_id"], what
        told[f"{what} said"] = {
            name: record[name] for name in ("table", "rows_in", "accepted", "questions", "set_aside")
        }
    told["rows"] = standing(url)
    history = run("history", "--county", COUNTY)[1].splitlines()
    years = next(line for line in history if "年报三年对照" in line).split(",")[1]
    code, said = run("undo", years, "--who", "李", "--reason", "传错了")
    assert code == 0, said
    told["rows after an undoing"] = standing(url)
    assert run("lock", *common, "--period", "2024Q3")[0] == 0
    other = [["2024年9月工作量"], ["机构名称", "门诊人次", "急诊人次"], ["中渡镇卫生院", 299, 20]]
    (folder / "改.xlsx").write_bytes(xlsx({"Sheet1": other}))
    told["under a lock"] = run("load", folder / "改.xlsx", *common)[0]
    told["figures"] = published(url)
    return told


def standing(url: str) -> dict[str, list[str]]:
    """Return the rows of each table that files fill, and of its history, without what the moment makes of them."""
    found = {}
    with opened(url) as engine, engine.connect() as connection:
        tables = [schema.metadata.tables[name] for name in TABLES]
        for table in (*tables, *schema.histories.values()):
            columns = [column for column in table.c if column.name not in NO_CONTENT]
            rows = connection.execute(select(*columns)).all()
            found[table.name] = sorted(str([plain(value) for value in row]) for row in rows)
    return found


def plain(value: object) -> object:
    """Return a value as both engines would print it."""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return float(value) if isinstance(value, int | float) else value


def published(url: str) -> dict[str, float]:
    """Return the figures that the new forms feed."""
    with opened(url) as engine:
        reference = load_reference(engine)
        wanted = {metric.id: metric for metric in reference.own[COUNTY]}
        names = ("primary_total_visit_share", "visits_reported_for_clinics", "visits_attended", "postings_per_10000")
        asked = [*wanted.values(), *(get(name) for name in names)]
        frame = query(engine, reference, asked, county=COUNTY, period=Period(202409, 202409))
    return {
        name: round(value, 9) for name, value in zip(frame["metric_id"], frame["value"], strict=True) if value == value
    }


def test_the_same_files_leave_the_same_rows_on_a_file_and_on_a_server(
    tmp_path: Path, postgres_url: str, worker_id: str, monkeypatch: pytest.MonkeyPatch
):
    name = f"both_{worker_id}"
    server = create_engine(make_url(postgres_url), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    urls = {
        "file": f"duckdb:///{tmp_path / 'own.duckdb'}",
        "server": make_url(postgres_url).set(database=name).render_as_string(hide_password=False),
    }
    told = {}
    for engine, url in urls.items():
        folder = tmp_path / engine
        folder.mkdir()
        monkeypatch.setenv("WAREHOUSE_URL", url)
        told[engine] = told_by(url, folder)
        shutil.rmtree(folder)
    assert told["file"]["figures"]
    assert told["file"]["under a lock"] == 1
    for part, said in told["file"].items():
        assert told["server"][part] == said, part
