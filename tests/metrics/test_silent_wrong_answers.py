"""Answers that looked right and were not: each with its story, so that none of them comes back."""

import pytest
from sqlalchemy import Engine, text

from data_access.engine import open_engine
from metrics import __main__ as command_line
from metrics.ask.query import query
from metrics.catalogue import get
from metrics.circle.places import circle_villages, doctors_by_institution, month_of_residents
from metrics.errors import nearest
from metrics.period import Period
from metrics.reads.places import care_gaps, villages
from metrics.reference import Reference, load_reference
from pages.circle.words import population_words


@pytest.fixture(scope="module")
def engine(sample_duckdb_url: str) -> Engine:

    return open_engine(sample_duckdb_url)


@pytest.fixture(scope="module")
def reference(engine: Engine) -> Reference:
    return load_reference(engine)


@pytest.mark.parametrize(("metric_id", "profession"), [("doctors_per_1000", "doctor"), ("nurses_per_1000", "nurse")])
def test_doctors_and_nurses_of_the_cdc_are_doctors_and_nurses(
    engine: Engine, reference: Reference, metric_id: str, profession: str
):
    """The annual return counts everyone in post in the county; the CDC's people were left out and nobody was told.

    Luzhai in September 2024 read 2.00 doctors per 1,000 residents instead of 2.08.
    """
    with engine.connect() as connection:
        persons = connection.execute(
            text(
                "SELECT SUM(persons) FROM staff_month WHERE county_code = '450223' AND month = 202409 "
                f"AND profession = '{profession}' AND level <> 'city_hospital'"
            )
        ).scalar_one()
        at_the_cdc = connection.execute(
            text(
                "SELECT SUM(persons) FROM staff_month WHERE county_code = '450223' AND month = 202409 "
                f"AND profession = '{profession}' AND level = 'cdc'"
            )
        ).scalar_one()
    found = query(engine, reference, [get(metric_id)], county="450223", period=Period.parse("2024-09"))
    assert at_the_cdc > 0
    assert found["numerator"].iloc[0] == persons


def test_nobody_is_treated_by_the_doctors_of_the_cdc_or_of_the_first_aid_station(engine: Engine):
    """Doctors within reach of residents held those of the CDC, to whom no patient can go: 3.40 instead of 3.24 doctors
    per 1,000 residents in the seat of Luzhai in December 2024."""
    found = doctors_by_institution(engine, "450223", 202412)
    with engine.connect() as connection:
        levels = connection.execute(
            text(
                "SELECT level, SUM(persons) FROM staff_month WHERE county_code = '450223' AND month = 202412 "
                "AND profession IN ('doctor', 'village_doctor') GROUP BY level"
            )
        )
        persons = {level: count for level, count in levels}
    assert persons.pop("cdc") > 0
    persons.pop("first_aid_station", None)
    assert sum(found.values()) == sum(persons.values())


def test_a_mean_age_over_a_few_deaths_is_hidden_like_the_deaths_themselves(engine: Engine, reference: Reference):
    """The mean age at death stood beside the deaths it was made of, where rates made of the same deaths were hidden.

    In 龙凤镇 they were five in February 2024. Over one death the mean age is that person's age.
    """
    found = query(
        engine,
        reference,
        [get("chronic_mean_age_at_death")],
        county="140781",
        period=Period.parse("2024-02"),
        by="township",
    ).set_index("township_code")
    with engine.connect() as connection:
        deaths = dict(
            connection.execute(
                text(
                    "SELECT township_code, SUM(chronic_deaths) FROM death_month "
                    "WHERE county_code = '140781' AND month = 202402 GROUP BY township_code"
                )
            ).all()
        )
    few = [code for code, count in deaths.items() if 0 < count < 10]
    assert "140781104" in few and deaths["140781104"] == 5
    assert set(found.loc[few, "status"]) == {"hidden"}
    assert found.loc[few, ["numerator", "denominator", "value"]].isna().all(axis=None)


def test_a_village_has_the_same_residents_on_every_page(engine: Engine):
    """大坪村 had 522 residents (the census of 2020) among villages without a clinic and 515 among those outside the
    circle, in the same month of 2024. The circles' number is that of the year asked for."""
    for county in ("450223", "141122"):
        in_circle = circle_villages(engine, county, 202409).set_index("village_code")["residents"]
        on_map = villages(engine, county, 202409).set_index("village_code")["residents"]
        without_clinic = care_gaps(engine, county, 202409).villages.set_index("village_code")["residents"]
        assert len(without_clinic) > 0 and in_circle.sum() > 0
        assert on_map[in_circle.index].tolist() == in_circle.tolist()
        assert without_clinic.tolist() == in_circle[without_clinic.index].tolist()


@pytest.mark.parametrize("option", ["--township", "--by"])
@pytest.mark.parametrize("rest", [[], ["--format", "csv"]])
def test_a_list_without_a_value_is_refused_and_never_answered_for_the_whole_county(
    capsys: pytest.CaptureFixture[str], option: str, rest: list[str]
):
    """`--township $CODES` with an empty variable gave the county's figure as if it were the township's."""
    call = ["show", "outpatient_visits", "--county", "450223", "--period", "2017", option, *rest]
    with pytest.raises(SystemExit) as ended:
        command_line.main(call)
    printed = capsys.readouterr()
    assert ended.value.code == 2
    assert printed.out == "" and option in printed.err


@pytest.mark.parametrize("township", ["141122201", "岭底乡"])
def test_who_asks_for_a_merged_township_is_told_whose_figure_it_is(
    capsys: pytest.CaptureFixture[str], sample_duckdb_url: str, monkeypatch: pytest.MonkeyPatch, township: str
):
    """Lingdi joined Tianning in 2021; its code gave Tianning's 118,374 residents of 2022 without a word."""
    monkeypatch.setenv("WAREHOUSE_URL", sample_duckdb_url)
    command_line.main(["show", "residents", "--county", "141122", "--period", "2022", "--township", township])
    assert "“岭底乡”已并入“天宁镇”" in capsys.readouterr().err


def test_a_name_that_holds_what_was_typed_is_nearer_than_one_that_looks_like_it():
    """For `visits` the tool offered the length of an expert's visit."""
    known = {"visit_hours": "平均每次下沉时长", "outpatient_visits": "县域门诊人次"}
    assert nearest("visits", known) == "outpatient_visits 县域门诊人次"


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (["show", "outpatient_visits", "--county", "450223"], "--period"),
        (["show", "outpatient_visits", "--conty", "450223", "--period", "2017"], "--county"),
        (["show", "outpatient_visits", "--county", "450223", "--period", "2017", "--format", "xml"], "csv"),
        (["shwo"], "show"),
        (["show"], "METRIC"),
    ],
)
def test_a_call_that_typer_refuses_is_refused_in_chinese_with_the_nearest_match(
    capsys: pytest.CaptureFixture[str], call: list[str], says: str
):
    with pytest.raises(SystemExit) as ended:
        command_line.main(call)
    printed = capsys.readouterr()
    assert ended.value.code == 2
    assert printed.out == "" and says in printed.err and "Error" not in printed.err
    assert len(printed.err.strip().splitlines()) == 1


@pytest.mark.parametrize("month", [201609, 202012, 202106, 202112, 202412])
@pytest.mark.parametrize("county", ["141102", "150622", "141122", "450223", "140781"])
def test_the_residents_of_a_service_circle_are_those_of_the_month_that_the_page_names(
    engine: Engine, county: str, month: int
):
    """They were said to be 年初; they are those at the end of January, or of the month in which townships merged."""
    named = month_of_residents(engine, county, month)
    assert month // 100 * 100 + 1 <= named <= month
    with engine.connect() as connection:
        there = connection.execute(
            text(f"SELECT SUM(residents) FROM resident_month WHERE county_code = '{county}' AND month = {named}")
        ).scalar_one()
    assert circle_villages(engine, county, month)["residents"].sum() == there


def test_the_page_says_of_which_months_end_its_residents_are():
    assert population_words(336_948, 202401, 336_800, 202412) == (
        "本页居民一律按2024年1月末常住人口336,948人计（分到各村）；2024年12月末为336,800人，签约率等按后者"
    )
    assert population_words(1000, 202106, 1000, 202106) == "本页居民一律按2021年6月末常住人口1,000人计（分到各村）"
