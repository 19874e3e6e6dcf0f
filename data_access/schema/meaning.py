"""What the numbers are held against: targets, mechanisms, published figures, milestones, sources."""

from sqlalchemy import Column, Date, DateTime, Float, Integer, String, Table

from data_access.schema.base import metadata, provenance

source = Table(
    "source",
    metadata,
    Column("source_id", String(40), primary_key=True),
    Column("county_code", String(6)),
    Column("title", String(300), nullable=False),
    Column("publisher", String(120)),
    Column("date", String(60)),
    Column("licence", String(120)),
    comment="One row a source.",
)

indicator_target = Table(
    "indicator_target",
    metadata,
    Column("target_id", String(80), primary_key=True),
    Column("metric_id", String(60), nullable=False),
    Column("county_code", String(6), nullable=False),
    Column("township_code", String(9)),
    Column("comparator", String(2), nullable=False),
    Column("value", Float, nullable=False),
    Column("valid_from", Integer, nullable=False),
    Column("valid_to", Integer),
    Column("figure_id", String(80)),
    Column("note", String(200)),
    *provenance(),
    comment="One row a target of a metric, county and span of months, in the metric's unit.",
)

mechanism = Table(
    "mechanism",
    metadata,
    Column("mechanism_id", String(60), primary_key=True),
    Column("county_code", String(6), nullable=False),
    Column("name_zh", String(80), nullable=False),
    Column("name_en", String(120), nullable=False),
    Column("field", String(20), nullable=False),  # 组织管理 | 专家下沉 | 服务圈 | 签约服务 …
    Column("owner", String(60), nullable=False),  # the office that answers for it
    Column("page", String(20), nullable=False),  # the page that shows it working
    Column("shows_zh", String(300), nullable=False),
    Column("views", String(120)),  # kinds of evidence in reading order, separated by spaces: checklist series …
    Column("since", Integer),  # month in which it began, as exact as the source; empty = unknown
    Column("until", Integer),  # last month; empty = in force
    Column("documents_zh", String(300)),  # separated by ；
    Column("limit_minutes", Float),  # response: within which help is to come
    Column("most_days", Integer),  # outings: days after which a place is to be visited again
    Column("least_persons", Integer),  # outings: people a day is to reach
    comment="One row a reform mechanism of a county, with its own rules.",
)

mechanism_evidence = Table(
    "mechanism_evidence",
    metadata,
    Column("mechanism_id", String(60), nullable=False),
    Column("position", Integer, nullable=False),
    Column("metric_id", String(60)),
    Column("figure_id", String(80)),
    Column("table_name", String(40), nullable=False),
    Column("note_zh", String(200)),
    comment="Mechanism × metric or figure: what shows that it works, and in which table the rows are.",
)

published_figure = Table(
    "published_figure",
    metadata,
    Column("figure_id", String(80), primary_key=True),
    Column("county_code", String(6), nullable=False),
    Column("period", String(20)),
    Column("indicator_zh", String(120), nullable=False),
    Column("indicator_en", String(200), nullable=False),
    Column("value", Float, nullable=False),
    Column("unit", String(20), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("comparator", String(2), nullable=False),
    Column("numerator", Float),
    Column("denominator", Float),
    Column("source_id", String(40), nullable=False),
    Column("value_as_printed", String(60)),
    Column("note", String(300)),
    comment="One row a figure that a county's published account prints, in base units.",
)

milestone = Table(
    "milestone",
    metadata,
    Column("milestone_id", String(40), primary_key=True),
    Column("county_code", String(6), nullable=False),
    Column("date", String(10), nullable=False),  # as exact as the source: 2017, 2023-06, 2023-05-08
    Column("month", Integer, nullable=False),  # the month it is drawn at
    Column("event_zh", String(200), nullable=False),
    Column("event_en", String(200), nullable=False),
    Column("source_id", String(40), nullable=False),
    comment="One row a dated event of a county's reform.",
)

evidence_register = Table(
    "evidence_register",
    metadata,
    Column("register_id", String(40), primary_key=True),
    Column("county_code", String(6), nullable=False),
    Column("measure", String(40), nullable=False),  # unified_resources | shared_decisions | joined_services
    Column("item_zh", String(80), nullable=False),
    Column("item_en", String(120), nullable=False),
    Column("document_zh", String(120), nullable=False),
    Column("document_date", Date),  # empty while there is no document
    Column("owner", String(60), nullable=False),  # an office, never a person
    Column("note_zh", String(200)),  # the assessor's
    Column("state", String(10), nullable=False),  # complete | partial | missing
    *provenance(),
    comment="One row an item of a qualitative national measure: its document, owner, assessor's note and state.",
)

own_indicator = Table(
    "own_indicator",
    metadata,
    Column("county_code", String(6), primary_key=True),
    Column("indicator_id", String(40), primary_key=True),
    Column("version", Integer, primary_key=True),  # 1, 2, …: the highest is in force
    Column("record", String, nullable=False),  # the definition as TOML (metrics/own_indicators.py); '' = withdrawn
    Column("defined_by", String(60), nullable=False),
    Column("defined_at", DateTime, nullable=False),  # UTC
    Column("reason_zh", String(200), nullable=False),
    comment="One row a version of an indicator that a county defines for itself (本县口径). Versions never change.",
)
