"""One statement for each fact table, nothing of the question in its text."""

from sqlalchemy import Select
from sqlalchemy.dialects import postgresql

from metrics.ask import compiler
from metrics.ask.compiler import Shape
from metrics.catalogue import get
from metrics.period import Period

VISITS, SHARE, CONTRACTS = get("outpatient_visits"), get("primary_visit_share"), get("contract_rate")
COUNTY = ("county_code",)
YEAR, BEFORE = Period.parse("2023"), Period.parse("2022")
GAP = ("450223", "45022300001", 202309)


def text_of(statement: Select) -> str:
    return str(statement.compile(dialect=postgresql.dialect()))


def test_both_parts_of_a_ratio_are_read_in_one_pass_over_their_table():
    text = text_of(compiler.statement(SHARE.measures, Shape(COUNTY, True, False)))
    assert text.count("FROM institution_month") == 1 and text.count("SELECT") == 1
    assert all(name in text for name in ("m0_now", "m0_base", "m1_now", "m1_base"))


def test_values_are_bound_and_never_written_into_the_text():
    statement = compiler.statement(VISITS.measures, Shape(COUNTY, False, True))
    hostile = "450223'; DROP TABLE county; --"
    bound = compiler.parameters([hostile], [hostile], YEAR, None, Shape(COUNTY, False, True))
    assert hostile not in text_of(statement) and bound["townships"] == [hostile]


def test_one_shape_is_compiled_once():
    shape = Shape(COUNTY, True, False)
    assert compiler.statement(VISITS.measures, shape) is compiler.statement(VISITS.measures, Shape(COUNTY, True, False))


def test_without_gaps_nothing_is_left_out_and_there_are_two_windows():
    assert Shape(COUNTY, True, False).windows == ("now", "base")
    assert Shape(COUNTY, False, False).windows == ("now",)


def test_a_gap_takes_the_same_month_out_of_both_sides():
    here, there = compiler.gaps([GAP], ["450223"], YEAR, BEFORE)
    assert here == (("45022300001", 202309),) and there == (("45022300001", 202209),)
    in_the_base = ("450223", "45022300001", 202203)
    here, there = compiler.gaps([in_the_base], ["450223"], YEAR, BEFORE)
    assert here == (("45022300001", 202303),) and there == (("45022300001", 202203),)


def test_gaps_of_other_counties_and_other_months_do_not_matter():
    assert compiler.gaps([GAP], ["141102"], YEAR, BEFORE) == ((), ())
    assert compiler.gaps([GAP], ["450223"], Period.parse("2021"), Period.parse("2020")) == ((), ())
    assert compiler.gaps([GAP], ["450223"], YEAR, None) == ((), ())


def test_only_rows_of_the_months_asked_for_are_read():
    """A stock of one month reads one month, or two with a comparison; a flow reads the period."""
    stock = text_of(compiler.statement(CONTRACTS.measures, Shape(COUNTY, False, False)))
    assert "contract_month.month = " in stock.split("WHERE")[1]
    flow = text_of(compiler.statement(VISITS.measures, Shape(COUNTY, True, False)))
    assert flow.split("WHERE")[1].count("BETWEEN") == 2


def test_everything_a_statement_needs_is_bound():
    for shape in (
        Shape(COUNTY, True, True),
        Shape((*COUNTY, "township_code"), True, False, missing_now=(("x", 202301),)),
    ):
        for metric in (VISITS, SHARE, CONTRACTS):
            statement = compiler.statement(metric.measures, shape)
            needed = {
                str(name)
                for name, value in statement.compile(dialect=postgresql.dialect()).params.items()
                if value is None
            }
            assert needed - {"counties", "townships"} <= set(compiler.parameters(["x"], ["y"], YEAR, BEFORE, shape))


def test_a_split_by_month_of_spans_lists_the_months_of_both_sides():
    assert list(compiler.listed_months(Period(202301, 202302), Period(202201, 202202)).values()) == [
        *(202201, 202202, 202301, 202302)
    ]
