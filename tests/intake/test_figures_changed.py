"""What a load would change is named in full: no figure of any metric moves that the dry run leaves out."""

import random
import shutil
from pathlib import Path

import pandas as pd
import pytest

from data_access.build import rehearsed
from data_access.engine import opened
from data_access.frozen import freeze
from data_access.loads import enter, load_file
from data_access.parcels import Figures, Parcel
from findings.figures import Words
from findings.intake_changes import foreseen_words
from intake.enter import completed
from intake.figures_changed import Asked, figures_changed, figures_of_undoing, periods_of
from intake.institutions import institutions_of, load_institutions
from intake.match import register_of
from intake.reading.open import book_of
from intake.start import start
from metrics.ask.query import query
from metrics.catalogue import CATALOGUE, get
from metrics.editions import choose_edition
from metrics.own_indicators import define
from metrics.reference import load_reference
from tests.intake.files_of_offices import xlsx

COUNTY = "450223"
TOWNS = {"鹿寨镇": "450223100", "中渡镇": "450223102", "寨沙镇": "450223103"}
CODES = {"H1": "450223100", "T1": "450223100", "T2": "450223102", "T3": "450223103"}
WINDOW = (202311, 202312, 202401, 202402)
COLUMNS = ("outpatient_visits", "discharges", "beds_open", "bed_days_used", "bed_days_open", "drug_revenue_yuan")
Changes = dict[tuple[str, str, str], tuple[float | None, float | None]]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A county of one hospital and three centres, without a figure."""
    address = f"duckdb:///{tmp_path_factory.mktemp('changed') / 'own.duckdb'}"
    start(address, COUNTY, since=WINDOW[0], who="张")
    head = ["机构代码", "机构名称", "所在乡镇", "机构类别", "经度", "纬度"]
    rows = [["H1", "鹿寨县人民医院", "鹿寨镇", "综合医院", 109.7, 24.4]]
    rows += [[f"T{at}", f"{town}卫生院", town, "乡镇卫生院", 109.7, 24.4] for at, town in enumerate(TOWNS, 1)]
    book = book_of(xlsx({"Sheet1": [head, *rows]}), "机构名册.xlsx")
    with opened(address) as engine:
        found = institutions_of(book, register_of(engine, COUNTY), WINDOW[0])
    load_institutions(address, book, found, COUNTY, who="张")
    return address


def some_file(chance: random.Random, number: int) -> Parcel:
    """A file of some institutions, months and columns, and of people now and then."""
    months = chance.sample(WINDOW, chance.choice((1, 1, 2)))
    columns = tuple(sorted(chance.sample(COLUMNS, chance.choice((1, 3, 6)))))
    rows = [
        {
            "county_code": COUNTY, "township_code": town, "institution_code": code, "month": month,
            **{column: float(chance.choice((3, 40, 500))) for column in columns},
        }
        for code, town in CODES.items() for month in months if chance.random() < 0.8
    ]  # fmt: skip
    figures = [Figures("institution_month", pd.DataFrame(rows), columns)] if rows else []
    if chance.random() < 0.6:
        people = [
            {"county_code": COUNTY, "township_code": town, "month": months[0], "residents": float(9_000 + number)}
            for town in TOWNS.values()
        ]
        figures.append(Figures("resident_month", pd.DataFrame(people), ("residents",)))
    if chance.random() < 0.6:
        births = [
            {
                "county_code": COUNTY, "township_code": town, "month": months[0],
                "live_births": float(chance.choice((0, 4, 30))), "infant_deaths": float(chance.choice((0, 1))),
            }
            for town in TOWNS.values()
        ]  # fmt: skip
        figures.append(Figures("birth_month", pd.DataFrame(births), ("infant_deaths", "live_births")))
    return Parcel(COUNTY, f"{number}.xlsx", f"{number:064d}", "form", "1", tuple(figures))


def everything(engine: object) -> dict[tuple[str, str, str], float]:
    """Every figure of every metric, of the county and its townships, in every period that months of the window enter.

    A metric is asked by itself: what is asked together must not matter.
    """
    reference = load_reference(engine)
    found = {}
    split = [metric for metric in CATALOGUE.values() if metric.can_be_split_by("township_code")]
    for period in periods_of(WINDOW):
        if period.last < reference.first_month or period.first > reference.last_month:
            continue
        for metrics, by in ((list(CATALOGUE.values()), ()), (split, "township")):
            frame = query(engine, reference, metrics, county=COUNTY, period=period, by=by)
            for metric, town, value in zip(frame["metric_id"], frame["township_code"], frame["value"], strict=True):
                if value == value and value is not None:
                    found[metric, period.key, town or ""] = float(value)
    return found


def apart(before: dict[tuple[str, str, str], float], after: dict[tuple[str, str, str], float]) -> Changes:
    keys = before.keys() | after.keys()
    pairs = {key: (before.get(key), after.get(key)) for key in keys}
    return {key: pair for key, pair in pairs.items() if pair[0] != pytest.approx(pair[1], rel=1e-12)}


def test_the_dry_run_names_every_figure_that_any_metric_changes(url: str):
    """Six random files one after the other, each held against a comparison of all metrics in all its periods."""
    chance, asked = random.Random(16), Asked()
    with opened(url) as engine:
        before = everything(engine)
    for number in range(6):
        parcel = some_file(chance, number)
        with opened(url) as engine:
            changed = figures_changed(url, engine, load_reference(engine), parcel, completed, who="张", asked=asked)
        load_file(url, parcel, completed, who="张")
        with opened(url) as engine:
            after = everything(engine)
        said = {(each.metric.id, each.period.key, each.township): (each.before, each.after) for each in changed}
        expected = apart(before, after)
        assert all(expected.get(key) == pytest.approx(pair) for key, pair in said.items()), number
        months = {int(month) for figures in parcel.figures for month in figures.rows["month"]}
        shown = {period.key for period in periods_of(months)}
        assert not [key for key in expected.keys() - said.keys() if key[1] in shown], number
        before = after


def test_taking_a_load_back_names_the_same_figures_the_other_way(url: str):
    row = {"county_code": COUNTY, "month": 202402, "residents": 70_000.0}
    people = pd.DataFrame([{**row, "township_code": town} for town in TOWNS.values()])
    figures = Figures("resident_month", people, ("residents",))
    parcel = Parcel(COUNTY, "人口.xlsx", "f" * 64, "residents", "1", (figures,))
    with opened(url) as engine:
        there = figures_changed(url, engine, load_reference(engine), parcel, completed, who="张")
    load_id = load_file(url, parcel, completed, who="张").load_id
    with opened(url) as engine:
        back = figures_of_undoing(url, engine, load_reference(engine), COUNTY, load_id, who="张")
    assert there
    assert {(each.metric.id, each.period, each.township, each.after, each.before) for each in back} == {
        (each.metric.id, each.period, each.township, each.before, each.after) for each in there
    }


def test_nothing_of_a_rehearsal_stays(url: str):
    parcel = some_file(random.Random(5), 99)
    with opened(url) as engine:
        version = load_reference(engine).version
    with rehearsed(url, lambda connection: enter(connection, parcel, completed, who="张") and None) as engine:
        assert load_reference(engine).version != version
    with opened(url) as engine:
        assert load_reference(engine).version == version


OWN = """
id = "own_emergency"
name_zh = "急诊人次"
unit = "人次"
better = "neutral"
source = "月报"
owner = "局"
[numerator]
table = "institution_month"
columns = ["emergency_visits"]
said = "期内急诊人次"
"""


def test_a_county_s_own_indicator_and_the_edition_it_has_chosen_are_named(url: str, tmp_path: Path):
    """The dry run asked the catalogue's metrics only, each as listed.

    A county that reads 基层诊疗占比 by total visits was told of no change by a file of total visits, and of its own
    indicators it was never told.
    """
    address = f"duckdb:///{shutil.copy(url.removeprefix('duckdb:///'), tmp_path / 'own.duckdb')}"
    metric = get("primary_visit_share")
    with opened(address) as engine:
        choose_edition(address, engine, COUNTY, metric, "total", who="张", reason="试")
    define(address, COUNTY, OWN, who="张", reason="试")

    def file(number: int, **given: float) -> Parcel:
        said = {"county_code": COUNTY, "month": 202311, **given}
        rows = pd.DataFrame([{**said, "township_code": town, "institution_code": code} for code, town in CODES.items()])
        figures = Figures("institution_month", rows, tuple(sorted(given)))
        return Parcel(COUNTY, f"{number}.xlsx", f"{number:064d}", "form", "1", (figures,))

    load_file(address, file(70, outpatient_visits=50.0), completed, who="张")

    def changed(parcel: Parcel) -> set[str]:
        with opened(address) as engine:
            found = figures_changed(address, engine, load_reference(engine), parcel, completed, who="张")
        return {each.metric.id for each in found}

    assert "own_emergency" in changed(file(71, emergency_visits=5.0))
    assert "primary_visit_share" in changed(file(72, total_visits=60.0))


def test_a_frozen_figure_that_changes_is_counted_even_where_its_period_reaches_further(url: str):
    """People of February change; the frozen November–February, which no load of February names, is restated, too."""
    people = [
        {"county_code": COUNTY, "month": 202402, "township_code": town, "residents": 80_000.0}
        for town in TOWNS.values()
    ]
    parcel = Parcel(
        COUNTY,
        "人口2.xlsx",
        "e" * 64,
        "residents",
        "1",
        (Figures("resident_month", pd.DataFrame(people), ("residents",)),),
    )
    load_file(url, parcel, completed, who="张")
    row = {"metric_id": "residents", "county_code": COUNTY, "township_code": "", "value": 240_000.0}
    freeze(url, COUNTY, "residents", [{**row, "period": "2023-11..2024-02"}, {**row, "period": "2023-11"}], who="张")
    more = tuple({**each, "residents": 81_000.0} for each in people)
    figures = (Figures("resident_month", pd.DataFrame(list(more)), ("residents",)),)
    with opened(url) as engine:
        reference = load_reference(engine)
        next_load = Parcel(COUNTY, "人口3.xlsx", "d" * 64, "residents", "1", figures)
        changed = figures_changed(url, engine, reference, next_load, completed, who="张")
    frozen = [(each.metric.id, each.period.key, each.before, each.after) for each in changed if each.frozen]
    assert frozen == [("residents", "2023-11..2024-02", 240_000.0, 243_000.0)]
    words = Words("zh", reference, (), COUNTY)
    assert "1个冻结的数" in foreseen_words(changed, words)[0]
