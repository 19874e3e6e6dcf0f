"""A mechanism's card says what its own figures say together, and nothing where it has none."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from data_access.build import write_warehouse
from data_access.engine import open_engine
from metrics.reads.mechanisms import (
    Evidence,
    MechanismCard,
    figure_names,
    mechanism_cards,
    milestones,
    published_figures,
)
from tests.metrics.small_county import COUNTY, frames


def test_each_metric_and_figure_of_the_evidence_is_listed_once_in_order():
    twice = [
        Evidence("b", None, "t", ""),
        Evidence(None, "f2", "t", ""),
        Evidence("a", "f1", "t", ""),
        Evidence("b", "f2", "t", ""),
    ]
    own = MechanismCard("m", "机制", "Mechanism", "服务圈", "卫健局", "coverage", "", tuple(twice))
    assert own.metric_ids == ("b", "a") and own.figure_ids == ("f2", "f1")


def _mechanism(name: str, field: str, county: str = COUNTY) -> dict[str, Any]:
    return {
        "mechanism_id": name,
        "county_code": county,
        "name_zh": name,
        "name_en": name,
        "field": field,
        "owner": "卫健局",
        "page": "coverage",
        "shows_zh": "看得见什么",
    }


def _evidence(mechanism: str, position: int, metric: str | None, figure: str | None = None) -> dict[str, Any]:
    return {
        "mechanism_id": mechanism,
        "position": position,
        "metric_id": metric,
        "figure_id": figure,
        "table_name": "institution_month",
        "note_zh": None,
    }


def _milestone(name: str, date: str, month: int) -> dict[str, Any]:
    words = {"event_zh": name, "event_en": name, "source_id": "s"}
    return {"milestone_id": name, "county_code": COUNTY, "date": date, "month": month, **words}


def _figure(name: str, value: float) -> dict[str, Any]:
    return {
        "figure_id": name,
        "county_code": COUNTY,
        "source_id": "s",
        "period": "2023",
        "indicator_zh": f"指标{name}",
        "indicator_en": f"Indicator {name}",
        "value": value,
        "unit": "个",
        "kind": "value",
        "comparator": "=",
        **{name: None for name in ("numerator", "denominator", "value_as_printed", "note")},
    }


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    url = f"duckdb:///{tmp_path_factory.mktemp('mechanisms') / 'mechanisms.duckdb'}"
    source = {"source_id": "s", "county_code": COUNTY, "title": "手工"}
    tables = {
        "source": [source],
        "mechanism": [_mechanism("b", "2"), _mechanism("a", "2"), _mechanism("z", "1"), _mechanism("x", "1", "000000")],
        "mechanism_evidence": [
            _evidence("a", 2, "beds_open"),
            _evidence("a", 1, None, "f1"),
            _evidence("x", 1, "beds_open"),
        ],
        "milestone": [_milestone("second", "2022-07-08", 202207), _milestone("first", "2022", 202201)],
        "published_figure": [_figure("f2", 2.0), _figure("f1", 1.0)],
    }
    write_warehouse(url, frames() | {name: pd.DataFrame(rows) for name, rows in tables.items()})
    opened = open_engine(url)
    yield opened
    opened.dispose()


def test_cards_are_the_countys_own_by_field_with_their_evidence_by_position(engine: Engine):
    cards = mechanism_cards(engine, COUNTY)
    assert [one.mechanism_id for one in cards] == ["z", "a", "b"]
    assert [(item.metric_id, item.figure_id) for item in cards[1].evidence] == [(None, "f1"), ("beds_open", None)]
    assert cards[1].evidence[0].note_zh == "" and cards[0].evidence == ()
    assert mechanism_cards(engine, "111111") == []


def test_milestones_stand_in_the_order_of_time(engine: Engine):
    assert list(milestones(engine, COUNTY)["event_zh"]) == ["first", "second"]


def test_published_figures_keep_the_accounts_order_and_have_names(engine: Engine):
    assert list(published_figures(engine, COUNTY)["figure_id"]) == ["f1", "f2"]
    assert figure_names(engine, COUNTY) == {"f1": ("指标f1", "Indicator f1"), "f2": ("指标f2", "Indicator f2")}
