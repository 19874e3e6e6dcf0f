"""A county's own mechanisms: kept, changed, closed, merged; nothing is half-kept."""

import dataclasses
from typing import Any

import pytest
from sqlalchemy import func, select

from data_access import mechanisms, schema
from data_access.changes import ChangeRefused
from data_access.engine import opened
from data_access.mechanisms.files import as_toml, mechanism_of, read_file, rows_of
from data_access.mechanisms.parcel import examine
from tests.data_access.own_mechanism import FULL, ITEM, METRICS, SHORT, document, kept, load_rows, rows, save
from tests.data_access.test_rosters import frame, version_of
from tests.metrics.small_county import COUNTY


@pytest.fixture
def url(own_small_url: str) -> str:
    """A small county that has no mechanism."""
    return own_small_url


def test_a_new_mechanism_has_an_id_of_its_county_and_is_read_as_it_was_written(url: str):
    first = save(url, FULL)
    assert first == f"{COUNTY}_own_001" and kept(url, first) == dataclasses.replace(FULL, mechanism_id=first)
    second = save(url, dataclasses.replace(SHORT, name_zh="心电中心"))
    found = kept(url, second)
    # What is left empty follows from the rest.
    assert second == f"{COUNTY}_own_002"
    assert (found.name_en, found.page, found.shows_zh) == ("心电中心", "改革举措", "心电中心")


def test_each_changed_column_is_named_and_dated(url: str):
    own = save(url, FULL)
    before = version_of(url)
    save(url, dataclasses.replace(kept(url, own), owner="县医院影像科", limit_minutes=45.0), reason="2024年方案")
    assert version_of(url) != before
    trail = frame(url, select(schema.audit).where(schema.audit.c.reason_zh == "2024年方案"))
    changes = {row.column_name: (row.old_value, row.new_value) for row in trail.itertuples()}
    assert changes == {"owner": ("县医疗集团信息中心", "县医院影像科"), "limit_minutes": ("30.0", "45.0")}
    assert set(trail["changed_by"]) == {"规划科"} and trail["changed_at"].notna().all()
    with pytest.raises(ChangeRefused, match="没有改动"):
        save(url, kept(url, own))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"views": ("checklist", "hologram")}, "没有这样的证据种类：hologram"),
        ({"metric_ids": ("no_such_metric",)}, "指标库里没有：no_such_metric"),
        ({"figure_ids": ("no_such_figure",)}, "本县公布数里没有：no_such_figure"),
        ({"county": "000000"}, "没有代码为“000000”的县"),
        ({"name_zh": "  "}, "没有填“名称”"),
        ({"field": ""}, "没有填“领域”"),
        ({"owner": ""}, "没有填“牵头单位”"),
        ({"name_zh": "心电中心"}, "本县已有名为“心电中心”的举措"),
        ({"name_zh": "长" * 81}, "“名称”超过 80 字"),
        ({"since": 202301, "until": 202212}, "停办月 202212 早于开始月 202301"),
        ({"since": 202313}, "“202313”不是月份"),
        # The data end in 2023-12, today is 2024-03: a year ahead of that and no more.
        ({"since": 202504}, "开始月 202504 太远，最晚可填 202503"),
        ({"page": "首页"}, "没有名为“首页”的页面"),
        ({"limit_minutes": -5.0}, "“时限（分钟）”填的“-5”不是正数"),
        ({"mechanism_id": "nobody"}, "没有编号为“nobody”的举措"),
    ],
)
def test_a_mechanism_that_could_not_be_shown_is_refused_and_nothing_is_kept(
    url: str, changes: dict[str, Any], said: str
):
    save(url, dataclasses.replace(SHORT, name_zh="心电中心"))
    before = version_of(url)
    with pytest.raises(ChangeRefused, match=said):
        save(url, dataclasses.replace(FULL, **changes))
    assert version_of(url) == before and len(rows(url, "mechanism")) == 1
    # The month that may just be entered.
    assert save(url, dataclasses.replace(FULL, since=202503))


def test_no_change_is_made_without_a_reason(url: str):
    with pytest.raises(ChangeRefused, match="没有写原因"):
        save(url, FULL, reason=" ")


def test_a_mechanism_is_closed_once_and_not_before_it_began(url: str):
    own = save(url, FULL)
    with pytest.raises(ChangeRefused, match="早于开始月"):
        mechanisms.close(url, own, 202212, who="规划科", reason="停办")
    with pytest.raises(ChangeRefused, match="不是月份"):
        mechanisms.close(url, own, 2023, who="规划科", reason="停办")
    mechanisms.close(url, own, 202312, who="规划科", reason="停办")
    assert kept(url, own).until == 202312
    with pytest.raises(ChangeRefused, match="没有改动"):
        mechanisms.close(url, own, 202312, who="规划科", reason="停办")
    with pytest.raises(ChangeRefused, match="没有编号为“nobody”"):
        mechanisms.close(url, "nobody", 202312, who="规划科", reason="停办")


def test_what_is_merged_keeps_every_row_and_is_closed(url: str):
    load_rows(url, document(dataclasses.replace(FULL, views=("checklist",)), checklist_item=[ITEM]))
    other = dataclasses.replace(SHORT, name_zh="心电中心", views=("series",), metric_ids=("primary_visit_share",))
    into = save(url, other)
    gone = f"{COUNTY}_own_001"
    mechanisms.merge(url, gone, into, who="规划科", reason="两中心合并")
    stays, closed = kept(url, into), kept(url, gone)
    assert stays.views == ("series", "checklist") and stays.metric_ids == FULL.metric_ids
    # The data end in 2023-12.
    assert closed.until == 202312 and closed.metric_ids == ()
    assert rows(url, "checklist_item")["mechanism_id"].to_list() == [into]
    evidence = rows(url, "mechanism_evidence")
    assert set(evidence["mechanism_id"]) == {into}
    assert sorted(evidence["position"]) == list(range(1, len(FULL.metric_ids) + 1))
    trail = frame(url, select(schema.audit).where(schema.audit.c.reason_zh == "两中心合并"))
    assert {"checklist_item", "mechanism"} == set(trail["table_name"]) and into in set(trail["new_value"])


def test_nothing_is_merged_into_itself_or_into_what_is_not_there(url: str):
    own = save(url, FULL)
    with pytest.raises(ChangeRefused, match="并入它自己"):
        mechanisms.merge(url, own, own, who="规划科", reason="合并")
    with pytest.raises(ChangeRefused, match="没有编号为“nobody”"):
        mechanisms.merge(url, own, "nobody", who="规划科", reason="合并")


def test_every_kept_mechanism_of_the_sample_is_such_a_record(own_light_url: str):
    """Shipped ones are the same records: they and their rows pass the same checks when written to a file and read."""
    with opened(own_light_url) as engine, engine.connect() as connection:
        ids = list(connection.execute(select(schema.mechanism.c.mechanism_id)).scalars())
        assert connection.execute(select(func.count()).select_from(schema.mechanism)).scalar() == len(ids) > 50
        for mechanism_id in ids:
            record = mechanism_of(engine, mechanism_id)
            parcel = read_file("a.toml", as_toml(record, rows_of(engine, record)))
            examined = examine(engine, parcel, METRICS)
            assert examined.faults == () and examined.changes_nothing, mechanism_id
