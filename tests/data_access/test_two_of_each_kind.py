"""Two people make each kind of change that pages make, at the same moment, again and again: nothing lost or double."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Table, func, select

from data_access import attendance, mechanisms, quality, read, rosters, rules, schema
from data_access.changes import ChangeRefused
from data_access.control_limits import BASELINE, decide
from data_access.engine import opened
from data_access.evidence_register import add_item, change_item
from data_access.frozen import freeze
from data_access.locks import lock
from data_access.mechanisms.files import mechanism_of
from intake.answers import Answers
from intake.remembered import remember
from tests.data_access.own_mechanism import METRICS, SHORT, TODAY
from tests.data_access.test_changes import EXPERT, county, county_on_a_server  # noqa: F401
from tests.data_access.test_two_at_once import at_once, codes, url  # noqa: F401
from tests.examples import examples
from tests.metrics.small_county import COUNTY, NORTH, NORTH_CENTRE

ROUNDS = examples(3)
PEOPLE = ("张科", "李科")
WEEKLY: dict[str, Any] = {
    "place_kind": "township_centre", "cadence": "week", "comparator": ">=", "value": 1.0, "unit": "次/周",
    "minimum_visits": 1, "valid_from": 202301,
}  # fmt: skip
Work = Callable[[str], object]


@dataclass(frozen=True)
class Round:
    """What both try at once, the refusal the second meets, and what then stands: the winner's value by their name."""

    work: Work
    refusal: str
    stands: Callable[[], object]
    of: Callable[[str], object]


def rows(address: str, table: Table, **where: Any) -> pd.DataFrame:
    """Rows of a table."""
    with opened(address) as engine:
        return read.frame(engine, select(table).where(*(table.c[name] == value for name, value in where.items())))


def span(number: int) -> tuple[dt.date, dt.date]:
    """A month of its own for each round."""
    first = dt.date(2015 + number // 12, number % 12 + 1, 1)
    return first, first + dt.timedelta(days=27)


def drafted(number: int, who: str) -> rosters.Draft:
    """A roster of one visit."""
    first, last = span(number)
    begin = pd.Timestamp(first) + pd.Timedelta(hours=8)
    cell = {
        "township_code": NORTH, "expert_code": EXPERT["expert_code"], "institution_code": NORTH_CENTRE,
        "visit_date": first, "planned_start": begin, "planned_end": begin + pd.Timedelta(hours=8),
        "travel_time_min": 12.5,
    }  # fmt: skip
    return rosters.Draft(
        COUNTY, first, last, pd.DataFrame([cell]), objective=1, bound=1, proof_zh="", missing_zh="", note_zh="新排",
        who=who,
    )  # fmt: skip


def a_roster(address: str, number: int) -> Round:
    first, _ = span(number)
    return Round(
        lambda who: rosters.publish_new(address, drafted(number, who), breaches=0, over=None),
        "roster_newer",
        lambda: rows(address, schema.roster, first_day=first)["made_by"].to_list(),
        lambda who: [who],
    )


def an_attendance(address: str, number: int) -> Round:
    roster_id, _ = rosters.publish_new(address, drafted(number, "专家办"), breaches=0, over=None)
    visit = str(rows(address, schema.roster_visit, roster_id=roster_id)["visit_id"].iloc[0])
    came = {who: dt.datetime.combine(span(number)[0], dt.time(8, 10 * at)) for at, who in enumerate(PEOPLE)}
    return Round(
        lambda who: attendance.record_attendance(
            address, roster_id, visit, came[who], came[who] + dt.timedelta(hours=7), who=who, reason="签到表"
        ),
        "already_entered",
        lambda: [start.to_pydatetime() for start in rows(address, schema.visit, visit_id=visit)["actual_start"]],
        lambda who: [came[who]],
    )


def a_rule(address: str, number: int) -> Round:
    rule = rules.add_rule(address, COUNTY, WEEKLY | {"name_zh": f"第{number}条"}, who="医政股", reason="试行")
    wanted = dict(zip(PEOPLE, (2, 3), strict=True))
    return Round(
        lambda who: rules.change_rule(
            address, COUNTY, rule, {"minimum_visits": wanted[who]}, who=who, reason="加强", seen={"minimum_visits": 1}
        ),
        "changed_meanwhile_by",
        lambda: rows(address, schema.rule, rule_id=rule)["minimum_visits"].to_list(),
        lambda who: [wanted[who]],
    )


def an_item_of_evidence(address: str, number: int) -> Round:
    item = add_item(address, COUNTY, "shared_decisions", f"章程{number}", owner="医共体办", who="王", reason="年度评估")
    seen = {"document_zh": "", "document_date": None, "owner": "医共体办", "note_zh": "", "state": "missing"}
    return Round(
        lambda who: change_item(address, COUNTY, item, {"note_zh": f"{who}看过"}, who=who, reason="核对", seen=seen),
        "changed_meanwhile_by",
        lambda: rows(address, schema.evidence_register, register_id=item)["note_zh"].to_list(),
        lambda who: [f"{who}看过"],
    )


def a_baseline(address: str, number: int) -> Round:
    metric = f"metric_{number}"
    wanted = dict(zip(PEOPLE, ("202201..202212", "202301..202312"), strict=True))
    return Round(
        lambda who: decide(address, COUNTY, metric, BASELINE, "", wanted[who], who=who, reason="启用"),
        "changed_meanwhile_by",
        lambda: rows(address, schema.limit_decision, metric_id=metric)["value_after"].to_list(),
        lambda who: [wanted[who]],
    )


def an_answer_of_intake(address: str, number: int) -> Round:
    wanted = dict(zip(PEOPLE, ("T1", "T2"), strict=True))
    return Round(
        lambda who: remember(address, COUNTY, Answers(places={f"{number}院": wanted[who]}), who=who, unanswered=True),
        "changed_meanwhile_by",
        lambda: rows(address, schema.intake_answer, written=f"{number}院")["answer"].to_list(),
        lambda who: [wanted[who]],
    )


def a_decision_on_quality(address: str, number: int) -> Round:
    problem = f"part_above_whole {NORTH_CENTRE} {number}"
    return Round(
        lambda who: quality.decide(address, COUNTY, [problem], "accepted", who=who, reason=f"{who}核对过"),
        "decided_already",
        lambda: rows(address, schema.quality_decision, problem=problem)["reason_zh"].to_list(),
        lambda who: [f"{who}核对过"],
    )


def a_frozen_figure(address: str, number: int) -> Round:
    figures = [{"month": 202312, "value": number}]
    return Round(
        lambda who: freeze(address, COUNTY, f"metric_{number}", figures, who=who),
        "frozen_already",
        lambda: rows(address, schema.snapshot, metric_id=f"metric_{number}")["taken_by"].to_list(),
        lambda who: [who],
    )


def a_mechanism(address: str, number: int) -> Round:
    record = dataclasses.replace(SHORT, name_zh=f"影像中心{number}")
    made = mechanisms.save(address, record, metrics=METRICS, who="规划科", reason="方案", today=TODAY)
    with opened(address) as engine:
        seen = mechanism_of(engine, made)
    return Round(
        lambda who: mechanisms.save(
            address,
            dataclasses.replace(seen, owner=f"{who}处"),
            metrics=METRICS,
            who=who,
            reason="改牵头单位",
            today=TODAY,
            seen=seen,
        ),
        "changed_meanwhile_by",
        lambda: rows(address, schema.mechanism, mechanism_id=made)["owner"].to_list(),
        lambda who: [f"{who}处"],
    )


def a_closed_period(address: str, number: int) -> Round:
    month = 200001 + 100 * number
    return Round(
        lambda who: lock(address, COUNTY, month, month, who=who),
        "locked_already",
        lambda: rows(address, schema.period_lock, first_month=month)["locked_by"].to_list(),
        lambda who: [who],
    )


KINDS = (
    a_roster, an_attendance, a_rule, an_item_of_evidence, a_baseline, an_answer_of_intake, a_decision_on_quality,
    a_frozen_figure, a_mechanism, a_closed_period,
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_second_is_told_and_what_the_first_wrote_stands_once(url: str, kind: Callable[[str, int], Round]) -> None:  # noqa: F811
    for number in range(ROUNDS):
        tried = kind(url, number)
        found = at_once([lambda who=who, work=tried.work: work(who) for who in PEOPLE])
        assert codes(found) == [tried.refusal], (number, found)
        first = next(who for who, came in zip(PEOPLE, found, strict=True) if not isinstance(came, ChangeRefused))
        assert tried.stands() == tried.of(first), number
    with opened(url) as engine:
        kept = read.rows(engine, select(func.count()).select_from(schema.audit))[0][0]
    assert kept >= ROUNDS or kind in (an_answer_of_intake, a_decision_on_quality), "each stands on record once"
