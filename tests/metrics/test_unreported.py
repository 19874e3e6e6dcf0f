"""A centre that sends no return for a month: its beds do not vanish, its visits are not invented, and both are said.

South (31 visits a month, 10 of 85 beds, 250 of 1,250 residents) reports nothing in 2023-09.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data_access.build import write_warehouse
from data_access.engine import open_engine
from findings.figures import Words
from findings.reporting import reporting_note
from metrics.ask.lineage import rows_of
from metrics.ask.query import query
from metrics.catalogue import get
from metrics.judge.assessment import assess
from metrics.judge.comparison_places import UNREPORTED, institutions_side_by_side
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from tests.metrics.small_county import COUNTY, NORTH, SOUTH, SOUTH_CENTRE, frames

Change = Callable[[dict[str, pd.DataFrame]], None]


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Callable[..., Source]]:
    """Return the small county, with its institution-months changed where a test wants that."""
    opened = []

    def built(change: Change | None = None) -> Source:
        tables = frames()
        if change is not None:
            change(tables)
        url = f"duckdb:///{tmp_path / f'silent{len(opened)}.duckdb'}"
        write_warehouse(url, tables)
        engine = open_engine(url)
        opened.append(engine)
        return Source(engine, load_reference(engine))

    yield built
    for engine in opened:
        engine.dispose()


def asked(source: Source, metric_id: str, period: str, **how: Any) -> pd.DataFrame:
    return query(source.engine, source.reference, [get(metric_id)], county=COUNTY, period=Period.parse(period), **how)


def silence(*months: int) -> Change:
    """Return what silences the southern centre in some months, too."""

    def change(tables: dict[str, pd.DataFrame]) -> None:
        rows = tables["institution_month"]
        silent = (rows["institution_code"] == SOUTH_CENTRE) & rows["month"].isin(months)
        rows.loc[silent, ["outpatient_visits", "admissions", "beds_open"]] = 0
        rows.loc[silent, "reported"] = False

    return change


def test_a_silent_centre_keeps_its_beds_and_their_age_is_said(county) -> None:  # type: ignore[no-untyped-def]
    """85 beds for 1,250 residents are 68 per 1,000; without the centre's ten the county would fall to 60."""
    row = asked(county(), "beds_per_1000", "2023-09", compare="yoy").iloc[0]
    assert (row["value"], row["compare_value"], row["compare_reported"], row["change"]) == (68, 68, 68, 0)
    assert (row["missing"], row["carried_since"], row["status"]) == (1, "2023-08", "shown")
    assert row["completeness"] == pytest.approx(75 / 85)


def test_by_township_only_the_silent_centre_s_own_is_old(county) -> None:  # type: ignore[no-untyped-def]
    rows = asked(county(), "beds_open", "2023-09", by="township").set_index("township_code")
    assert rows["value"].to_dict() == {NORTH: 70, SOUTH: 15}
    assert rows.loc[SOUTH, "carried_since"] == "2023-08" and pd.isna(rows.loc[NORTH, "carried_since"])


def test_a_month_by_month_line_of_beds_has_no_dent(county) -> None:  # type: ignore[no-untyped-def]
    months = asked(county(silence(202308)), "beds_open", "2023", by="month").set_index("period")
    assert months["value"].tolist() == [85] * 12
    assert months["carried_since"].dropna().to_dict() == {"2023-08": "2023-07", "2023-09": "2023-07"}


def test_a_return_more_than_a_year_old_stands_for_nothing(county) -> None:  # type: ignore[no-untyped-def]
    """The last return is of 2022-08: a year later it still stands, a year and a month later no more."""
    source = county(silence(*(month for month in range(202209, 202213)), *(month for month in range(202301, 202309))))
    kept, lost = (asked(source, "beds_open", month, compare="yoy").iloc[0] for month in ("2023-08", "2023-09"))
    assert (kept["value"], kept["carried_since"]) == (85, "2022-08")
    assert (lost["value"], lost["status"]) == (75, "incomplete") and pd.isna(lost["carried_since"])
    # What one side lacks is in neither side of the change: 75 against 75, beside a base that read 85.
    assert (lost["compare_value"], lost["compare_reported"], lost["change"]) == (75, 85, 0)


def test_visits_of_a_silent_centre_are_not_invented_and_the_base_stays_last_year_s_own(county) -> None:  # type: ignore[no-untyped-def]
    """150 of 181 expected visits; 2022-09 had 180, of which 150 without the centre are compared."""
    row = asked(county(), "outpatient_visits", "2023-09", compare="yoy").iloc[0]
    assert (row["value"], row["compare_reported"], row["compare_value"], row["change"]) == (150, 180, 150, 0)
    assert row["completeness"] == pytest.approx(150 / 181) and row["status"] == "incomplete"


def test_completeness_weighs_what_was_not_reported_and_not_how_many(county) -> None:  # type: ignore[no-untyped-def]
    """One of four is silent: 83 % of the visits are there, 88 % of the beds, 62 % of the primary visits."""
    shares = {
        metric_id: asked(county(), metric_id, "2023-09")["completeness"].iloc[0]
        for metric_id in ("outpatient_visits", "beds_open", "primary_visit_share")
    }
    assert shares == pytest.approx(
        {"outpatient_visits": 150 / 181, "beds_open": 75 / 85, "primary_visit_share": 50 / 81}
    )


def test_what_matching_takes_away_is_itemised(county) -> None:  # type: ignore[no-untyped-def]
    """941 primary visits against 960; without the centre's September 941 against 930."""
    source = county()
    metric = replace(get("outpatient_visits"), numerator=get("primary_visit_share").numerator)
    side = institutions_side_by_side(source, metric, Scope(COUNTY, Period.parse("2023")))
    assert side is not None
    assert (side.reported.value, side.reported.compare_value) == (941, 960)
    assert (side.comparable.value, side.comparable.compare_value) == (941, 930)
    ((kind, code),) = [(item.kind, item.code) for item in side.items]
    assert (kind, code) == (UNREPORTED, SOUTH_CENTRE)
    assert side.items[0].effect == pytest.approx(-100 * 19 / 960 - 100 * 11 / 930)


def test_beds_that_are_carried_take_nothing_away(county) -> None:  # type: ignore[no-untyped-def]
    side = institutions_side_by_side(county(), get("beds_open"), Scope(COUNTY, Period(202309, 202309)))
    assert side is not None and side.items == ()
    assert (side.reported.value, side.reported.compare_value) == (85, 85)


def test_the_rows_behind_carried_beds_add_up_to_them(county) -> None:  # type: ignore[no-untyped-def]
    rows = rows_of(county(), get("beds_open"), Scope(COUNTY, Period(202309, 202309)))["分子"]
    assert rows.total == 85
    assert rows.frame.set_index("institution_code").loc[SOUTH_CENTRE, "month"] == 202308


def test_a_page_says_what_lacks_and_from_when_the_rest_is(county) -> None:  # type: ignore[no-untyped-def]
    source = county()
    scope = Scope(COUNTY, Period(202309, 202309))
    judged = assess(source, [get("beds_per_1000"), get("outpatient_visits")], scope)
    assert reporting_note(judged, ["beds_per_1000", "outpatient_visits"], Words("zh", source.reference)) == (
        "*未报全：每千常住人口床位数缺1份机构月报（约占11.8%），沿用2023年8月的数；"
        "县域门诊人次缺1份机构月报（约占17.1%），变化按扣除这些机构后的对比期150人次计"
    )
