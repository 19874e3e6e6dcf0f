"""A small county's own mechanism: written, kept, loaded."""

import dataclasses
import datetime as dt
import tomllib
from typing import Any

import pandas as pd
import tomli_w
from sqlalchemy import select

from data_access import mechanisms, schema
from data_access.engine import opened
from data_access.mechanisms import Mechanism
from data_access.mechanisms.files import as_toml, mechanism_of, read_file
from data_access.mechanisms.parcel import Examined, load
from metrics.entries import known_metrics
from tests.data_access.test_rosters import frame
from tests.metrics.small_county import COUNTY, NORTH_CENTRE

TODAY = dt.date(2024, 3, 15)
METRICS = known_metrics()
SHORT = Mechanism(COUNTY, "县域影像中心", "远程医疗", "县医疗集团信息中心")
FULL = dataclasses.replace(
    SHORT,
    name_en="County imaging centre",
    shows_zh="各乡镇申请到报告的时间",
    since=202301,
    views=("response", "checklist", "series"),
    metric_ids=("primary_visit_share", "beds_open"),
    documents=("县卫健〔2023〕1号", "县卫健〔2023〕9号"),
    limit_minutes=30.0,
)


ITEM = {"item_zh": "统一药品目录", "state": "已完成", "since": 202302, "institution_code": NORTH_CENTRE}


def save(url: str, record: Mechanism, reason: str = "2023年方案") -> str:
    return mechanisms.save(url, record, metrics=METRICS, who="规划科", reason=reason, today=TODAY)


def kept(url: str, mechanism_id: str) -> Mechanism:
    with opened(url) as engine:
        return mechanism_of(engine, mechanism_id)


def load_rows(url: str, content: bytes, name: str = "本县.toml", today: dt.date = TODAY) -> Examined:
    return load(url, read_file(name, content), metrics=METRICS, who="规划科", reason="月报", today=today)


def document(record: Mechanism = SHORT, **tables: list[dict[str, Any]]) -> bytes:
    own = tomllib.loads(as_toml(record, {}).decode())
    return tomli_w.dumps(own | tables).encode()


def rows(url: str, table_name: str) -> pd.DataFrame:
    return frame(url, select(schema.metadata.tables[table_name]))
