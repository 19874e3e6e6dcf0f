"""A measure that a list leaves open has readings; a county chooses one, and every figure under its id is that one."""

import pytest

from data_access.changes import ChangeRefused
from data_access.engine import open_engine
from findings.figures import Words
from findings.year_on_year.sets import NATIONAL, indicator_name
from metrics.ask.lineage import lineage_of, rows_of
from metrics.ask.query import query
from metrics.catalogue import CATALOGUE, get
from metrics.editions import AS_LISTED, choose_edition, in_edition
from metrics.errors import UnknownEdition
from metrics.judge.assessment import assessment
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source

LUZHAI, JIAOCHENG = "450223", "141122"
OCTOBER = Period(202410, 202410)
SHARE = "primary_visit_share"
PRIMARY = ("township_centre", "community_centre", "village_clinic", "central_village_clinic")
HOSPITALS = ("county_hospital", "tcm_hospital", "mch_hospital", "private_hospital")


def source(url: str) -> Source:
    engine = open_engine(url)
    return Source(engine, load_reference(engine))


def share_by_hand(source: Source, county: str, column: str) -> float:
    """The share of primary institutions in a month's visits, read from the rows without the catalogue."""
    with source.engine.connect() as connection:
        statement = f"SELECT level, sum({column}) FROM institution_month WHERE county_code = '{county}' AND month = 202410 GROUP BY 1"  # noqa: E501
        by_level = dict(connection.exec_driver_sql(statement).fetchall())
    primary = sum(by_level.get(level, 0) for level in PRIMARY)
    return float(100 * primary / (primary + sum(by_level.get(level, 0) for level in HOSPITALS)))


def choose(url: str, edition: str = "total", reason: str = "局务会议定") -> None:
    engine = open_engine(url)
    choose_edition(url, engine, LUZHAI, get(SHARE), edition, who="王主任", reason=reason)
    engine.dispose()


def figure(source: Source, county: str, metric_id: str = SHARE) -> float:
    frame = query(source.engine, source.reference, [get(metric_id)], county=county, period=OCTOBER)
    return float(frame["value"].iloc[0])


def test_a_countys_choice_changes_its_figure_and_no_other_countys(own_light_url: str):
    before = source(own_light_url)
    assert figure(before, LUZHAI) == pytest.approx(share_by_hand(before, LUZHAI, "outpatient_visits"))
    elsewhere = figure(before, JIAOCHENG)
    before.engine.dispose()
    choose(own_light_url)
    after = source(own_light_url)
    assert figure(after, LUZHAI) == pytest.approx(share_by_hand(after, LUZHAI, "total_visits"))
    assert figure(after, LUZHAI) == figure(after, LUZHAI, "primary_total_visit_share")
    assert figure(after, JIAOCHENG) == elsewhere
    after.engine.dispose()


def test_the_figure_says_which_reading_it_is_and_its_sql_and_rows_are_of_that_reading(own_light_url: str):
    choose(own_light_url)
    chosen = source(own_light_url)
    scope, words = Scope(LUZHAI, OCTOBER), Words("zh", chosen.reference, (), LUZHAI)
    (judged,) = assessment(chosen, [SHARE], scope).metrics
    assert judged.id == SHARE
    assert "总诊疗" in judged.name_zh and "总诊疗" in judged.source.edition and "总诊疗" in judged.definition_zh
    assert words.name(get(SHARE)) == judged.name_zh
    assert "按总诊疗人次" in indicator_name(SHARE, NATIONAL, words)
    assert "total_visits" in lineage_of(chosen, get(SHARE), scope).text
    assert "total_visits" in rows_of(chosen, get(SHARE), scope)["分子"].frame
    chosen.engine.dispose()


def test_a_choice_is_taken_back_on_record(own_light_url: str):
    choose(own_light_url)
    choose(own_light_url, AS_LISTED, "上级明确按门诊")
    back = source(own_light_url)
    assert in_edition(back.reference, LUZHAI, get(SHARE)) is get(SHARE)
    back.engine.dispose()


def test_an_edition_that_there_is_not_is_refused_with_those_there_are(own_light_url: str):
    with pytest.raises(UnknownEdition) as refused:
        choose(own_light_url, "by_total")
    assert "基层诊疗人次占比（按总诊疗人次）" in str(refused.value)
    with pytest.raises(ChangeRefused):
        choose(own_light_url, AS_LISTED)


def test_every_edition_is_a_metric_of_the_catalogue_too():
    for metric in CATALOGUE.values():
        for code, other in metric.editions:
            assert CATALOGUE[other.id].numerator is other.numerator, code
            assert (other.unit, other.better, other.per) == (metric.unit, metric.better, metric.per)


def test_visits_reported_for_others_are_in_no_other_figure():
    """代报 is one number for many: held against the village ledger, and part of nothing."""
    readers = [metric.id for metric in CATALOGUE.values() for measure in metric.measures
               if "reported_for_month" in measure.table_names]  # fmt: skip
    assert readers == ["visits_reported_for_clinics"]
