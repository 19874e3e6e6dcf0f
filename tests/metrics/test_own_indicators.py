"""A county's own indicators: compiled like the built-in ones, marked as its own, kept by version."""

import pytest
from sqlalchemy import text

from data_access.changes import ChangeRefused
from data_access.engine import open_engine
from findings.data import definitions_table
from findings.figures import Words
from findings.year_on_year.sets import OWN, indicator_name, indicator_sets
from metrics.ask.lineage import lineage_of
from metrics.ask.query import query
from metrics.catalogue import CATALOGUE
from metrics.definition import Timing
from metrics.errors import UnknownMetric
from metrics.judge.assessment import assessment
from metrics.named import metric_named
from metrics.own_indicators import OwnIndicatorFault, define, metric_of, withdraw
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source

LUZHAI, JIAOCHENG = "450223", "141122"
OCTOBER = Period(202410, 202410)
EMERGENCIES = """
id = "own_emergency_share"
name_zh = "县级医院急诊占比"
name_en = "Emergencies at county hospitals"
unit = "%"
better = "neutral"
source = "医疗卫生机构月报"
owner = "县卫生健康局"

[numerator]
table = "institution_month"
columns = ["emergency_visits"]
said = "期内县级医院急诊人次"
where = { level = ["county_hospital", "tcm_hospital"] }

[denominator]
table = "institution_month"
columns = ["outpatient_visits", "emergency_visits"]
said = "期内县级医院门诊和急诊人次"
where = { level = ["county_hospital", "tcm_hospital"] }
"""


def source(url: str) -> Source:
    engine = open_engine(url)
    return Source(engine, load_reference(engine))


def test_an_own_indicator_is_the_ratio_of_sums_that_it_says(own_light_url: str):
    define(own_light_url, LUZHAI, EMERGENCIES, who="王主任", reason="局务会议定")
    own = source(own_light_url)
    with own.engine.connect() as connection:
        top, bottom = connection.execute(
            text(
                "SELECT sum(emergency_visits), sum(outpatient_visits + emergency_visits) FROM institution_month "
                "WHERE county_code = '450223' AND month = 202410 AND level IN ('county_hospital', 'tcm_hospital')"
            )
        ).one()
    metric = metric_named(own.reference, LUZHAI, "own_emergency_share")
    frame = query(own.engine, own.reference, [metric], county=LUZHAI, period=OCTOBER)
    assert frame["value"].iloc[0] == pytest.approx(100 * top / bottom)
    assert (frame["numerator"].iloc[0], frame["denominator"].iloc[0]) == (top, bottom)
    assert "emergency_visits" in lineage_of(own, metric, Scope(LUZHAI, OCTOBER)).text
    own.engine.dispose()


def test_it_is_judged_and_compared_like_any_other_and_is_no_other_countys(own_light_url: str):
    define(own_light_url, LUZHAI, EMERGENCIES, who="王主任", reason="局务会议定")
    own = source(own_light_url)
    judged = assessment(own, ["own_emergency_share", "outpatient_visits"], Scope(LUZHAI, OCTOBER))
    assert judged.headline("own_emergency_share")["status"] == "shown"
    assert len(judged.of_townships("own_emergency_share")) > 0
    with pytest.raises(UnknownMetric):
        metric_named(own.reference, JIAOCHENG, "own_emergency_share")
    own.engine.dispose()


def test_it_says_whose_definition_it_is_wherever_it_is_named(own_light_url: str):
    define(own_light_url, LUZHAI, EMERGENCIES, who="王主任", reason="局务会议定")
    own = source(own_light_url)
    (metric,) = own.reference.own[LUZHAI]
    words = Words("zh", own.reference, (), LUZHAI)
    assert metric.name_zh.endswith("（本县口径）") and metric.source.edition == "本县口径"
    assert metric.source.edition_en == "the county's own definition"
    shown = definitions_table([metric], words)
    assert "本县口径" in str(shown.rows[0])
    sets = indicator_sets({}, own.reference.own[LUZHAI])
    assert sets[OWN] == ("own_emergency_share",)
    assert "本县口径" in indicator_name("own_emergency_share", OWN, words)
    own.engine.dispose()


def test_a_changed_definition_is_a_version_and_a_withdrawn_one_stays_on_record(own_light_url: str):
    define(own_light_url, LUZHAI, EMERGENCIES, who="王主任", reason="局务会议定")
    define(own_light_url, LUZHAI, EMERGENCIES.replace("neutral", "lower"), who="李科长", reason="方向定了")
    changed = source(own_light_url)
    assert changed.reference.own[LUZHAI][0].better == "lower"
    changed.engine.dispose()
    withdraw(own_light_url, LUZHAI, "own_emergency_share", who="李科长", reason="不再考核")
    after = source(own_light_url)
    assert after.reference.own == {}
    with after.engine.connect() as connection:
        kept = connection.execute(text("SELECT version, defined_by FROM own_indicator ORDER BY version")).fetchall()
    assert [tuple(row) for row in kept] == [(1, "王主任"), (2, "李科长"), (3, "李科长")]
    after.engine.dispose()
    with pytest.raises(OwnIndicatorFault):
        withdraw(own_light_url, LUZHAI, "own_emergency_share", who="李科长", reason="再来一次")
    with pytest.raises(ChangeRefused):
        define(own_light_url, LUZHAI, EMERGENCIES, who="王主任", reason="")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("[numerator]", "[numerator"), "own_no_toml"),
        (('unit = "%"', 'unit = "头"'), "own_wrong_item"),
        (('better = "neutral"', 'better = "up"'), "own_wrong_item"),
        (('id = "own_emergency_share"', 'id = "emergency_share"'), "own_id"),
        (('owner = "县卫生健康局"', ""), "own_lacks"),
        (('owner = "县卫生健康局"', 'owner = "县卫生健康局"\nformula = "1+1"'), "own_wrong_item"),
        (('table = "institution_month"', 'table = "contract_month"'), "own_wrong_item"),
        (('columns = ["emergency_visits"]', 'columns = ["load_id"]'), "own_wrong_item"),
        (('columns = ["emergency_visits"]', 'columns = ["month"]'), "own_wrong_item"),
        (('columns = ["emergency_visits"]', 'columns = ["emergency_visits; DROP TABLE visit"]'), "own_wrong_item"),
        (('columns = ["emergency_visits"]', 'columns = ["emergency_visits", "beds_open"]'), "own_stock_and_flow"),
        (('where = { level = ["county_hospital", "tcm_hospital"] }', "where = { month = [202410] }"), "own_wrong_item"),
        (('where = { level = ["county_hospital", "tcm_hospital"] }', "where = { level = [1] }"), "own_wrong_item"),
    ],
)
def test_a_definition_that_cannot_be_used_is_refused_with_what_can(change: tuple[str, str], code: str):
    with pytest.raises(OwnIndicatorFault) as refused:
        metric_of(EMERGENCIES.replace(*change))
    assert refused.value.code == code


def test_tables_whose_small_counts_are_hidden_are_closed():
    """签约, 慢病, 出生, 死亡 by township hold counts of few people: a sum of one's own choosing would give one away."""
    hidden = {name for metric in CATALOGUE.values() if metric.suppression is not None
              for measure in metric.measures for name in measure.table_names}  # fmt: skip
    from metrics.own_indicators import MEASURED

    assert not hidden & set(MEASURED)


def test_a_stock_is_read_at_the_end_and_a_flow_is_summed():
    beds = EMERGENCIES.replace('columns = ["emergency_visits"]', 'columns = ["beds_open"]')
    assert metric_of(beds).numerator.timing is Timing.STOCK
    assert metric_of(EMERGENCIES).numerator.timing is Timing.FLOW


def test_no_metric_of_the_catalogue_may_be_taken_for_a_countys_own():
    assert not [metric_id for metric_id in CATALOGUE if metric_id.startswith("own_")]
