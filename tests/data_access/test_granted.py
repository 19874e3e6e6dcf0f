"""Who is granted some counties and townships reads their rows and names, by whatever statement, and no others."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import pytest
from sqlalchemy import Engine, Table, func, select, update

from data_access import read, schema
from data_access.as_of import as_of
from data_access.build import change_warehouse
from data_access.changes import changes_by_hand, trace
from data_access.engine import open_engine, opened
from data_access.granted import EVERYTHING, OF_ALL, Reach, Within, granted, reach_of, rows_within
from metrics.ask.lineage import lineage_of
from metrics.ask.query import query
from metrics.catalogue import CATALOGUE, get
from metrics.errors import QuestionError, UnknownCounty
from metrics.period import Period
from metrics.reference import load_reference
from metrics.scope import Scope
from metrics.source import Source
from tests.examples import MORE

EXAMPLES = int(40 * MORE)
LUZHAI, JIAOCHENG = "450223", "141122"
FIVE = ("141102", "141122", "140781", "150622", LUZHAI)
LUZHAI_ONLY = Reach((Within((LUZHAI,)),), (Within((LUZHAI,)),))


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The sample of five counties, as everybody's."""
    opened = open_engine(request.getfixturevalue(f"sample_{request.param}_url"))
    yield opened
    opened.dispose()


def counted(engine: Engine, table: Table) -> int:
    """Rows of a table."""
    return int(read.rows(engine, select(func.count()).select_from(table))[0][0])


def test_every_table_says_whose_its_rows_are():
    """A table that is added must be a county's, stand under something that is, or be named as everybody's."""
    for table in schema.metadata.tables.values():
        if table.name not in OF_ALL:
            assert rows_within(table, LUZHAI_ONLY).c.keys() == table.c.keys()


def test_of_every_table_the_rows_are_read_that_name_the_county_or_none(engine: Engine):
    own = granted(engine, LUZHAI_ONLY)
    seen = 0
    for table in schema.metadata.tables.values():
        if "county_code" in table.c and not table.name.startswith("expert"):
            codes = read.frame(engine, select(table.c.county_code))["county_code"]
            assert counted(own, table) == (codes.isna() | (codes == LUZHAI)).sum(), table.name
            seen += int((codes.notna() & (codes != LUZHAI)).any())
    assert seen > 30, "tables in which something was to be kept back"


def a_select(chance: random.Random, tables: list[Table]):
    """A statement over one or two tables with an aggregate, a filter or neither; and its table."""
    table = chance.choice(tables)
    code, others = table.c.county_code, [column for column in table.c if column.name != "county_code"]
    match chance.randrange(4):
        case 0:
            return select(code, func.count()).group_by(code), table
        case 1:
            return select(code, chance.choice(others)).limit(chance.choice((5, 1_000))), table
        case 2:
            own = table.alias("own")
            return select(own.c.county_code, func.count()).where(own.c.county_code.in_(FIVE)).group_by(
                own.c.county_code
            ), table
        case _:
            county = schema.county
            within = code.in_(select(county.c.county_code).where(county.c.county_code.in_(chance.sample(FIVE, 3))))
            return select(code.label("county_code"), func.count().label("n")).where(within).group_by(code), table


@pytest.mark.parametrize("moment", [None, 1])
def test_no_random_statement_gives_a_row_outside_the_grant(engine: Engine, moment: int | None):
    chance = random.Random(f"grants {moment}")
    tables = [table for table in schema.metadata.tables.values() if "county_code" in table.c and table.name != "expert"]
    kept_back = 0
    for _ in range(EXAMPLES * 12):
        counties = tuple(sorted(chance.sample(FIVE, chance.randint(1, 4))))
        reach = Reach((Within(counties),), chance.choice(((), (Within(counties),))))
        statement, table = a_select(chance, tables)
        own = granted(engine, reach)
        found = read.frame(own if moment is None else as_of(own, moment), statement)
        outside = set(found["county_code"].dropna()) - set(counties)
        if table.name not in ("expert_history", "expert_leave"):
            assert not outside, (str(statement), counties)
        kept_back += len(found) < len(read.frame(engine if moment is None else as_of(engine, moment), statement))
    assert kept_back > EXAMPLES, "the grants kept something back"


def test_figures_within_the_grant_are_the_same_and_others_are_of_no_county(engine: Engine):
    chance = random.Random("figures")
    own = granted(engine, LUZHAI_ONLY)
    whole, mine = load_reference(engine), load_reference(own)
    assert list(mine.counties) == [LUZHAI]
    for metric_id in chance.sample(sorted(CATALOGUE), max(EXAMPLES, 20)):
        asked = {"county": LUZHAI, "period": Period.parse(chance.choice(("2024-01..2024-09", "2023", "2024-03")))}
        by = chance.choice(((), ("township",)))
        try:
            found = query(engine, whole, [get(metric_id)], by=by, **asked)  # type: ignore[arg-type]
        except QuestionError:
            continue
        pd.testing.assert_frame_equal(query(own, mine, [get(metric_id)], by=by, **asked), found)  # type: ignore[arg-type]
        with pytest.raises(UnknownCounty):
            query(own, mine, [get(metric_id)], by=by, **(asked | {"county": JIAOCHENG}))  # type: ignore[arg-type]


def test_the_statement_shown_is_the_one_that_ran(engine: Engine):
    own = granted(engine, LUZHAI_ONLY)
    scope = Scope(LUZHAI, Period.parse("2024-01..2024-09"))
    told = lineage_of(Source(own, load_reference(own)), get("outpatient_visits"), scope)
    assert all(f"county_code IN ('{LUZHAI}')" in text for text in told.statements)
    at, column = told.columns["分子"]
    with engine.connect() as connection:
        shown = pd.DataFrame(connection.exec_driver_sql(told.statements[at]).mappings().all())
    figure = query(own, load_reference(own), [get("outpatient_visits")], county=LUZHAI, period=scope.period)
    assert shown[column].sum() == figure["value"].item()


def names(engine: Engine) -> dict[str, str]:
    """Expert → name as read."""
    table = schema.expert
    return dict(read.frame(engine, select(table.c.expert_code, table.c.name_zh)).itertuples(index=False))


def test_who_may_not_see_persons_reads_their_codes_and_counts_the_same(engine: Engine):
    whole, blind = names(engine), names(granted(engine, Reach(persons=())))
    assert blind.keys() == whole.keys() and all(name == code for code, name in blind.items())
    assert not set(whole.values()) & set(blind.values())
    for table in (schema.visit, schema.posting, schema.expert):
        assert counted(granted(engine, Reach(persons=())), table) == counted(engine, table)


def test_a_township_knows_the_experts_who_come_to_it(engine: Engine):
    visit = schema.visit
    came = read.frame(engine, select(visit.c.township_code, visit.c.expert_code).distinct())
    township = str(came.groupby("township_code")["expert_code"].nunique().idxmin())
    county = township[:6]
    here = Within((county,), (township,))
    whole, own = names(engine), names(granted(engine, Reach((here,), (here,))))
    others = (schema.posting, schema.roster_visit)
    known = set(came.loc[came["township_code"] == township, "expert_code"])
    for table in others:
        known |= {
            row[0] for row in read.rows(engine, select(table.c.expert_code).where(table.c.township_code == township))
        }
    assert {code for code, name in own.items() if name == whole[code]} == known
    assert len(own) > len(known), "the county's other experts are there, by their codes"


def test_why_an_expert_was_away_is_not_told(own_light_url: str):
    leave = schema.expert_leave
    change_warehouse(own_light_url, lambda connection: connection.execute(update(leave).values(reason="病假")))
    engine = open_engine(own_light_url)
    asked = select(leave.c.reason).distinct()
    assert {row[0] for row in read.rows(engine, asked)} == {"病假"}
    assert {row[0] for row in read.rows(granted(engine, Reach(persons=())), asked)} == {""}
    engine.dispose()


def test_of_the_changes_by_hand_those_of_the_county_s_rows_are_read(own_light_url: str):
    """A reader of one county saw no change at all: the record names a row, not whose it is."""
    rule, visit = schema.rule, schema.visit
    with opened(own_light_url) as engine:
        mine, others = (
            str(read.rows(engine, select(rule.c.rule_id).where(whose).order_by(rule.c.rule_id))[0][0])
            for whose in (rule.c.county_code == LUZHAI, rule.c.county_code == JIAOCHENG)
        )
        elsewhere = str(read.rows(engine, select(visit.c.visit_id).where(visit.c.county_code != LUZHAI))[0][0])
        expert = str(
            read.rows(engine, select(schema.expert.c.expert_code).where(schema.expert.c.county_code == LUZHAI))[0][0]
        )
    keys = [
        ("rule", mine), ("rule", others), ("rule", "a_rule_that_is_gone"), ("visit", elsewhere), ("expert", expert),
        ("expert_leave", "a_leave_taken_back"), ("limit_decision", f"{LUZHAI} admissions baseline"),
        ("limit_decision", f"{JIAOCHENG} admissions baseline"), ("no_such_table", mine),
    ]  # fmt: skip
    change_warehouse(
        own_light_url,
        lambda connection: [
            trace(connection, table, key, {"value": 1}, {"value": 2}, who="医政股", why="试行") for table, key in keys
        ],
    )
    with opened(own_light_url) as engine:
        asked = select(schema.audit.c.table_name, schema.audit.c.row_key).order_by(schema.audit.c.table_name)
        assert len(read.rows(engine, asked)) == len(keys)
        seen = [tuple(row) for row in read.rows(granted(engine, LUZHAI_ONLY), asked)]
        assert seen == [("limit_decision", f"{LUZHAI} admissions baseline"), ("rule", mine)]
        assert changes_by_hand(granted(engine, LUZHAI_ONLY), "rule")["row_key"].to_list() == [mine]
        assert not read.rows(granted(engine, Reach(())), asked), "who has no grant sees no change"


def test_rows_one_by_one_are_the_own_townships():
    rows = pd.DataFrame({"township_code": ["450223101", "450223102", "141122101"], "visits": [1, 2, 3]})
    director = Reach((Within((LUZHAI,), ("450223102",)), Within((JIAOCHENG,))))
    assert list(director.listed(rows)["visits"]) == [2, 3]
    assert list(LUZHAI_ONLY.listed(rows)["visits"]) == [1, 2, 3], "the engine has read no other county's"
    alone = replace(director, rows=director.rows[:1])
    assert alone.listed(rows[["visits"]]).empty, "rows that do not say where they are"
    assert alone.townships == ("450223102",) and LUZHAI_ONLY.townships == ()


def test_a_grant_is_not_widened_by_another_and_writes_nothing(engine: Engine):
    own = granted(engine, LUZHAI_ONLY)
    assert reach_of(own) == LUZHAI_ONLY and reach_of(engine) == EVERYTHING
    assert granted(engine, EVERYTHING) is engine
    with pytest.raises(ValueError):
        granted(own, Reach(persons=()))
    with own.connect() as connection, pytest.raises(TypeError):
        connection.execute(update(schema.county).values(name_zh="—"))
