"""The rows a mechanism is shown from: checklists, networks, journeys, calls, outings, pay, plans, programmes.

One table a kind of evidence, at the grain at which a county's offices keep it. `mechanism_id` says whose rows they are:
no row is evidence of a mechanism that it does not name. Times are local.
"""

from sqlalchemy import Column, Date, DateTime, Float, Integer, String, Table

from data_access.schema.base import county_code, entered, metadata, month, provenance, township_code


def mechanism_id() -> Column[str]:
    """Return the column that says whose evidence a row is."""
    return Column("mechanism_id", String(60), nullable=False)


checklist_item = Table(
    "checklist_item",
    metadata,
    Column("item_id", String(80), primary_key=True),
    county_code(),
    mechanism_id(),
    township_code(nullable=True),
    Column("institution_code", String(20)),
    Column("subject_zh", String(80), nullable=False),  # the institution, community or list that the item is due from
    Column("subject_en", String(120), nullable=False),
    Column("position", Integer, nullable=False),  # order of the item across the grid
    Column("item_zh", String(80), nullable=False),
    Column("item_en", String(120), nullable=False),
    Column("state", String(20), nullable=False),  # done | under_way | not_begun
    Column("since", Integer),  # month in which it was put in place; empty unless done
    Column("due", Integer),  # month by which it is to be in place
    Column("document_zh", String(120)),
    Column("owner", String(60)),  # an office, never a person
    *provenance(),
    comment="One row an institution (or community, or list) and item that a mechanism asks of it.",
)

membership = Table(
    "membership",
    metadata,
    Column("membership_id", String(80), primary_key=True),
    county_code(),
    mechanism_id(),
    township_code(nullable=True),  # of the member; empty outside the county
    Column("member_code", String(40), nullable=False),  # institution code, or a code of its own outside the county
    Column("member_zh", String(80), nullable=False),
    Column("member_en", String(120), nullable=False),
    Column("tier", String(20), nullable=False),  # province | city | county | township | village
    Column("parent_code", String(40)),  # empty: the top of the network
    Column("parent_zh", String(80)),
    Column("parent_en", String(120)),
    Column("relation", String(20), nullable=False),  # trusteeship | community | alliance | specialty | pairing
    Column("specialty_zh", String(40)),
    Column("since", Integer, nullable=False),  # month
    Column("until", Integer),  # last month
    *provenance(),
    comment="One row a member of a network: whom it belongs to, by which relation, since when.",
)

flow = Table(
    "flow",
    metadata,
    Column("flow_id", String(80), primary_key=True),
    county_code(),
    mechanism_id(),
    month(),
    Column("kind_zh", String(40), nullable=False),  # what moves: 上转, 下转, 交叉坐诊, 下派 …
    Column("kind_en", String(60), nullable=False),
    # Specialty, title, disease or patient group, examination; 合计 where there is none.
    Column("group_zh", String(40), nullable=False),
    Column("group_en", String(60), nullable=False),
    Column("from_code", String(40), nullable=False),  # township or institution code, or a code outside the county
    Column("from_zh", String(80), nullable=False),
    Column("from_en", String(120), nullable=False),
    Column("from_township", String(9)),  # empty: no township of the county
    Column("to_code", String(40), nullable=False),
    Column("to_zh", String(80), nullable=False),
    Column("to_en", String(120), nullable=False),
    Column("to_township", String(9)),
    Column("unit", String(10), nullable=False),  # person | trip | day | exam | result | yuan
    Column("count", Integer, nullable=False),
    *provenance(),
    entered(),
    comment="One row a from, to, kind, group and month: people or trips.",
)

response_event = Table(
    "response_event",
    metadata,
    Column("event_id", String(80), primary_key=True),
    county_code(),
    mechanism_id(),
    township_code(nullable=True),  # where help was asked for
    Column("institution_code", String(20)),  # the station, centre or department that answered
    Column("responder_zh", String(80), nullable=False),
    Column("responder_en", String(120), nullable=False),
    Column("kind_zh", String(40), nullable=False),  # 院前急救, 远程影像, 胸痛 …
    Column("kind_en", String(60), nullable=False),
    month(),
    Column("asked_at", DateTime, nullable=False),  # called, ordered, onset
    Column("answered_at", DateTime),  # arrived, reported; empty: not yet
    Column("treated_at", DateTime),
    Column("road_minutes", Float),  # by the travel-time table; empty where nobody travels
    Column("reason_zh", String(80)),  # why it took long, as recorded
    *provenance(),
    comment="One row an event: asked, answered, treated. No person, village, illness.",
)

outing = Table(
    "outing",
    metadata,
    Column("outing_id", String(80), primary_key=True),
    county_code(),
    mechanism_id(),
    township_code(),
    Column("place_zh", String(80), nullable=False),
    Column("place_en", String(120), nullable=False),
    Column("vehicle_zh", String(40), nullable=False),
    Column("vehicle_en", String(60), nullable=False),
    Column("date", Date, nullable=False),
    month(),
    Column("stop", Integer, nullable=False),  # order of the places of a vehicle's day
    Column("road_minutes", Float),  # from the stop before, or from the base
    Column("km", Float),
    Column("persons", Integer, nullable=False),
    *provenance(),
    comment="One row a vehicle or team, day and place: people examined there.",
)

budget = Table(
    "budget",
    metadata,
    Column("budget_id", String(80), primary_key=True),
    county_code(),
    mechanism_id(),
    Column("year", Integer, nullable=False),
    Column("project_zh", String(120), nullable=False),
    Column("use_zh", String(60), nullable=False),
    Column("use_en", String(80), nullable=False),
    Column("source_zh", String(60), nullable=False),
    Column("source_en", String(80), nullable=False),
    Column("budget_yuan", Float, nullable=False),
    *provenance(),
    comment="One row a project, use, source and year: money set aside (yuan).",
)

payment = Table(
    "payment",
    metadata,
    Column("payment_id", String(80), primary_key=True),
    Column("budget_id", String(80), nullable=False),
    county_code(),
    mechanism_id(),
    month(),
    Column("paid_yuan", Float, nullable=False),
    *provenance(),
    comment="One row a payment out of a budget row, by month (yuan).",
)

pay = Table(
    "pay",
    metadata,
    Column("pay_id", String(80), primary_key=True),
    county_code(),
    mechanism_id(),
    township_code(nullable=True),
    Column("institution_code", String(20)),
    Column("tier", String(20), nullable=False),  # county | township | village
    Column("year", Integer, nullable=False),
    Column("base_yuan", Float, nullable=False),
    Column("performance_yuan", Float, nullable=False),
    *provenance(),
    comment="One row a post and year: base and performance pay (yuan). No name and no person's code.",
)

plan_item = Table(
    "plan_item",
    metadata,
    Column("plan_item_id", String(80), primary_key=True),
    county_code(),
    mechanism_id(),
    township_code(nullable=True),
    Column("institution_code", String(20)),
    Column("place_zh", String(80), nullable=False),
    Column("place_en", String(120), nullable=False),
    Column("item_zh", String(80), nullable=False),
    Column("item_en", String(120), nullable=False),
    Column("unit_zh", String(10), nullable=False),
    Column("unit_en", String(20), nullable=False),
    Column("target", Float, nullable=False),  # at the due month
    Column("begins", Integer, nullable=False),  # month
    Column("due", Integer, nullable=False),  # month
    *provenance(),
    comment="One row an item of a plan at a place: how much by when.",
)

plan_progress = Table(
    "plan_progress",
    metadata,
    Column("progress_id", String(90), primary_key=True),
    Column("plan_item_id", String(80), nullable=False),
    county_code(),
    mechanism_id(),
    month(),
    Column("done", Float, nullable=False),  # in that month, in the item's unit
    *provenance(),
    comment="One row a plan item and month in which something was done.",
)
programme_month = Table(
    "programme_month",
    metadata,
    Column("programme_month_id", String(100), primary_key=True),
    county_code(),
    mechanism_id(),
    township_code(),
    Column("programme_zh", String(60), nullable=False),
    Column("programme_en", String(80), nullable=False),
    Column("group_zh", String(40), nullable=False),  # age or disease group
    Column("group_en", String(60), nullable=False),
    month(),
    Column("eligible", Integer, nullable=False),  # in the year, the same in each of its months
    # In the month; nobody twice in a year. Who takes two programmes is counted in each.
    Column("reached", Integer, nullable=False),
    Column("found", Integer),  # with a finding that asks for something
    Column("followed", Integer),  # of those found
    *provenance(),
    comment="One row a programme, group, township and month: eligible in the year, reached in the month.",
)
