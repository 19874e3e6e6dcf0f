"""What a reform consists of: checklists, money, people's movements, appraisals, equipment, teams."""

from sqlalchemy import Boolean, Column, Float, Integer, String, Table

from data_access.schema.base import county_code, metadata, month, provenance, township_code

programme_item = Table(
    "programme_item",
    metadata,
    Column("item_id", String(60), primary_key=True),
    county_code(),
    township_code(nullable=True),
    Column("institution_code", String(20)),
    Column("mechanism_id", String(60), nullable=False),
    Column("kind", String(40), nullable=False),  # what is listed: unified_item, qc_centre, new_technology …
    Column("name_zh", String(120), nullable=False),
    Column("quantity", Float, nullable=False),  # how many things the row stands for; 1 for a named thing
    Column("owner", String(60)),  # an office, never a person
    Column("since", Integer, nullable=False),  # month
    Column("until", Integer),
    Column("state", String(20), nullable=False),  # 已建立 | 进行中 | 未开始
    *provenance(),
    Column("name_en", String(160)),
    Column("department_zh", String(40)),  # who has a thing of an inventory, within its institution
    Column("department_en", String(80)),
    comment="One row an item of a mechanism's checklist or inventory.",
)

funding = Table(
    "funding",
    metadata,
    Column("funding_id", String(60), primary_key=True),
    county_code(),
    Column("mechanism_id", String(60), nullable=False),
    Column("project_zh", String(120), nullable=False),
    Column("purpose", String(40), nullable=False),
    month(),
    Column("amount_yuan", Float, nullable=False),
    Column("base_yuan", Float),  # for a share: what the amount is a part of
    *provenance(),
    comment="One row a project and month: money put in (yuan).",
)

staff_event = Table(
    "staff_event",
    metadata,
    Column("event_id", String(60), primary_key=True),
    county_code(),
    township_code(nullable=True),
    Column("institution_code", String(20)),
    Column("mechanism_id", String(60), nullable=False),
    month(),
    Column("kind", String(30), nullable=False),  # recruit | village_hire | training_up | promotion | assignment …
    Column("title", String(10)),
    Column("education", String(20)),  # 本科 | 硕士 | 研究生 …
    Column("persons", Integer, nullable=False),
    Column("days", Integer),
    *provenance(),
    comment="One row a group of staff who were recruited, trained, promoted or sent in a month (persons).",
)

appraisal = Table(
    "appraisal",
    metadata,
    Column("appraisal_id", String(60), primary_key=True),
    county_code(),
    township_code(nullable=True),
    Column("institution_code", String(20)),
    Column("mechanism_id", String(60), nullable=False),
    month(),
    Column("cadence", String(20), nullable=False),  # month | quarter | half_year | year
    Column("item_zh", String(80), nullable=False),
    Column("score", Float, nullable=False),
    Column("full_score", Float, nullable=False),
    Column("problems_open", Integer, nullable=False),
    Column("published", Boolean, nullable=False),
    *provenance(),
    Column("problems_closed", Integer),
    Column("class_zh", String(40)),  # subjects are compared within their class only; empty = one class
    Column("class_en", String(60)),
    Column("coefficient", Float),  # pay coefficient that the round led to; empty = none yet
    Column("item_en", String(120)),
    comment="One row an appraisal of an institution, team or centre: score of a full score.",
)

equipment = Table(
    "equipment",
    metadata,
    Column("equipment_id", String(60), primary_key=True),
    county_code(),
    township_code(nullable=True),
    Column("institution_code", String(20)),
    Column("mechanism_id", String(60)),
    Column("kind", String(40), nullable=False),
    Column("name_zh", String(80), nullable=False),
    Column("units", Integer, nullable=False),
    Column("capacity", Float),  # tesla, seats …: see kind
    Column("since", Integer, nullable=False),
    *provenance(),
    Column("until", Integer),  # last month; empty while it is in use
    comment="One row a lot of equipment and the place where it stands; what moves ends here and begins there anew.",
)

team = Table(
    "team",
    metadata,
    Column("team_code", String(30), primary_key=True),
    county_code(),
    township_code(),
    Column("institution_code", String(20)),
    Column("name_zh", String(60), nullable=False),
    Column("county_staff", Integer, nullable=False),
    Column("township_staff", Integer, nullable=False),
    Column("village_staff", Integer, nullable=False),
    Column("since", Integer, nullable=False),
    Column("until", Integer),
    *provenance(),
    comment="One row a family-doctor team in the township where it began; a team that moves ends and begins anew.",
)
