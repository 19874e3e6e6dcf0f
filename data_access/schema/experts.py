"""Experts, their leave, postings (派驻) and visits (下沉): two quantities that are never mixed; and the rules."""

from typing import Final

from sqlalchemy import Boolean, Column, Date, DateTime, Float, Integer, String, Table

from data_access.schema.base import county_code, entered, metadata, month, provenance, township_code

expert = Table(
    "expert",
    metadata,
    Column("expert_code", String(30), primary_key=True),
    county_code(),
    Column("name_zh", String(40), nullable=False),  # sample data: 专科 + number, no person
    Column("title", String(10)),  # 初级 | 中级 | 副高 | 正高; empty = unknown
    Column("specialty", String(20), nullable=False),
    Column("home_institution_code", String(20)),
    Column("tier", String(20), nullable=False),  # county | city | provincial
    Column("since", Integer, nullable=False),
    Column("until", Integer),
    *provenance(),
    entered(),
    comment="One row an expert.",
)

expert_leave = Table(
    "expert_leave",
    metadata,
    Column("leave_id", String(40), primary_key=True),
    Column("expert_code", String(30), nullable=False),
    county_code(),
    Column("start_date", Date, nullable=False),
    Column("end_date", Date, nullable=False),  # inclusive
    Column("reason", String(40)),
    *provenance(),
    comment="One row a leave of an expert, both days included.",
)

posting = Table(
    "posting",
    metadata,
    Column("posting_id", String(40), primary_key=True),
    county_code(),
    township_code(nullable=True),  # of the receiving institution
    Column("expert_code", String(30), nullable=False),
    Column("from_institution_code", String(20)),
    Column("to_institution_code", String(20), nullable=False),
    Column("mechanism_id", String(60)),
    Column("title", String(10)),  # title at the start of the posting; empty = unknown
    Column("start_date", Date, nullable=False),
    Column("end_date", Date),  # inclusive, empty = still posted
    *provenance(),
    entered(),
    comment="One row a posting (派驻): an expert who works full time in another institution for a period.",
)

posting_month = Table(
    "posting_month",
    metadata,
    Column("posting_id", String(40), nullable=False),
    county_code(),
    township_code(nullable=True),
    Column("mechanism_id", String(60)),
    month(),
    Column("title", String(10)),
    Column("days_present", Integer, nullable=False),
    Column("teaching_rounds", Integer, nullable=False),
    Column("lectures", Integer, nullable=False),
    Column("trainees", Integer, nullable=False),
    Column("outpatients", Integer, nullable=False),
    *provenance(),
    comment="Posting × month: days present and what the posted expert did there.",
)

ON_LEAVE: Final = -1.0
"""`visit.days` of a day that a sheet marks as leave. Days are never summed; on those above 0 somebody came."""

visit = Table(
    "visit",
    metadata,
    Column("visit_id", String(40), primary_key=True),
    county_code(),
    township_code(),
    Column("expert_code", String(30), nullable=False),
    Column("institution_code", String(20), nullable=False),
    Column("mechanism_id", String(60)),
    Column("visit_date", Date, nullable=False),
    month(),
    # A sheet of marks (√, 半天) knows the day and no clock: then all times, the work and the people are empty.
    Column("planned_start", DateTime),
    Column("planned_end", DateTime),
    Column("actual_start", DateTime),  # empty = did not come, unless `days` says otherwise
    Column("actual_end", DateTime),
    Column("activity", String(20)),  # clinic | rounds | lecture | teaching_surgery
    Column("patients", Integer),
    Column("trainees", Integer),
    Column("stands_in", Boolean, nullable=False),  # 替班
    *provenance(),
    # 1 | 0.5 of a day as a sheet marks it; 0 = did not come; ON_LEAVE; empty = clock times say it
    Column("days", Float),
    entered(),
    comment="One row a planned visit (下沉) of one expert to one place on one day.",
)

rule = Table(
    "rule",
    metadata,
    Column("rule_id", String(60), primary_key=True),
    county_code(),
    Column("mechanism_id", String(60)),
    Column("figure_id", String(80)),
    Column("name_zh", String(120), nullable=False),
    Column("place_kind", String(30)),
    Column("cadence", String(20)),  # day | week | month | quarter | half_year | year | term; empty = a threshold
    Column("comparator", String(2), nullable=False),  # = >= <= ~
    Column("value", Float, nullable=False),
    Column("unit", String(20), nullable=False),
    Column("minimum_visits", Integer),
    Column("minimum_hours", Float),
    Column("minimum_persons", Integer),
    Column("title_floor", String(10)),
    Column("valid_from", Integer, nullable=False),
    Column("valid_to", Integer),
    *provenance(),
    Column("specialties", String(200)),  # names with 、 between; empty = any
    Column("places", String),  # institution codes with 、 between; empty = all of place_kind
    comment="One row a rule: a cadence with its minima, or a threshold. A county edits its own.",
)
