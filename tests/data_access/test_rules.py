"""A county changes its own rules: on record, within what the ledger can read, and not another county's."""

import pytest
from sqlalchemy import select

from data_access import rules, schema
from data_access.changes import ChangeRefused
from data_access.engine import open_engine
from metrics.ledger.reads import county_ledger
from tests.data_access.test_rosters import LISHI, frame, version_of

RULE = "lishi_sink118_visits_per_week"
NEW: dict[str, object] = {
    "name_zh": "每月儿科一次", "place_kind": "township_level", "cadence": "month", "comparator": ">=", "value": 1.0,
    "unit": "次/月", "minimum_visits": 1, "valid_from": 202401,
}  # fmt: skip


def test_a_county_changes_its_own_rule_and_not_another_countys(own_light_url: str):
    rule = "lishi_sink118_visits_per_week"
    rules.change_rule(own_light_url, LISHI, rule, {"minimum_visits": 2}, who="页面", reason="2025年方案")
    table = schema.rule
    found = frame(own_light_url, select(table.c.minimum_visits).where(table.c.rule_id == rule))
    assert found["minimum_visits"].to_list() == [2]
    with pytest.raises(ChangeRefused, match="本县没有这条规定"):
        rules.change_rule(own_light_url, "450223", rule, {"minimum_visits": 3}, who="页面", reason="误改")
    with pytest.raises(ChangeRefused, match="不能改"):
        rules.change_rule(own_light_url, LISHI, rule, {"county_code": "450223"}, who="页面", reason="误改")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"valid_to": 202112}, "早于生效月"),
        ({"valid_from": 202513}, "不是月份"),
        ({"valid_from": None}, "没有写生效月"),
        ({"minimum_visits": -1}, "负数"),
        ({"minimum_hours": 25.0}, "谁也做不到"),
        ({"title_floor": "院士"}, "院士"),
        ({"places": "141102T001、nowhere"}, "nowhere"),
    ],
)
def test_a_rule_that_could_not_be_read_is_refused_and_the_old_one_stays(
    own_light_url: str, values: dict[str, object], said: str
):
    before = version_of(own_light_url)
    with pytest.raises(ChangeRefused, match=said):
        rules.change_rule(own_light_url, LISHI, RULE, values, who="页面", reason="试")
    with pytest.raises(ChangeRefused, match=said):
        rules.add_rule(own_light_url, LISHI, {**NEW, "valid_from": 202201, **values}, who="页面", reason="试")
    assert version_of(own_light_url) == before


def test_a_new_rule_for_one_specialty_and_one_place_is_judged_by_the_ledger_at_once(own_light_url: str):
    engine = open_engine(own_light_url)
    before = county_ledger(engine, LISHI)
    engine.dispose()
    row = before.visits.iloc[-1]
    asked = NEW | {"specialties": row["specialty"], "places": row["institution_code"]}
    rule_id = rules.add_rule(own_light_url, LISHI, asked, who="页面", reason="2024年方案")
    engine = open_engine(own_light_url)
    after = county_ledger(engine, LISHI)
    engine.dispose()
    rule = next(one for one in after.judged.rules if one.rule_id == rule_id)
    assert rule.specialties == (row["specialty"],) and rule.places == (row["institution_code"],)
    counts = after.judged.visits[after.judged.qualifies[rule_id]]
    assert len(counts) > 0 and set(counts["specialty"]) == {row["specialty"]}
    assert set(counts["institution_code"]) == {row["institution_code"]}
    trail = frame(own_light_url, select(schema.audit).where(schema.audit.c.row_key == rule_id))
    assert {"specialties", "places", "valid_from"} <= set(trail["column_name"])
