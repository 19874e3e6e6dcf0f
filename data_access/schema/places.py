"""Places: counties, townships, villages, institutions and the communities they belong to."""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Integer, String, Table

from data_access.schema.base import county_code, entered, metadata, month, provenance, township_code

county = Table(
    "county",
    metadata,
    Column("county_code", String(6), primary_key=True),
    Column("name_zh", String(40), nullable=False),
    Column("name_en", String(60), nullable=False),
    Column("province_zh", String(40), nullable=False),
    Column("group_name_zh", String(80), nullable=False),  # what the county calls its 医共体 / 医疗集团
    Column("seat_lon", Float, nullable=False),
    Column("seat_lat", Float, nullable=False),
    Column("area_km2", Float),
    Column("account_source_id", String(40)),
    Column("account_period", String(20)),  # the account's own period, e.g. 2023
    comment="One row a county.",
)

township = Table(
    "township",
    metadata,
    Column("township_code", String(9), primary_key=True),
    county_code(),
    Column("name_zh", String(40), nullable=False),
    Column("name_en", String(60), nullable=False),
    Column("kind", String(10), nullable=False),  # 街道 | 镇 | 乡 | 苏木 | 功能区
    Column("terrain", String(10), nullable=False),  # 城区 | 平川 | 山区 | 丘陵 | 牧区
    Column("lon", Float, nullable=False),
    Column("lat", Float, nullable=False),
    Column("position_basis", String(20), nullable=False),  # gazetteer | approximate
    Column("valid_from", Integer, nullable=False),  # first month, YYYYMM
    Column("valid_to", Integer),  # last month, empty while it exists
    Column("successor_code", String(9)),  # the township that took (most of) it over
    comment="One row a township-level division and edition; townships merge (valid_to, successor_code).",
)

township_outline = Table(
    "township_outline",
    metadata,
    Column("township_code", String(9), ForeignKey("township.township_code"), primary_key=True),
    county_code(),
    Column("geojson", String, nullable=False),  # Polygon or MultiPolygon, WGS-84
    Column("derivation", String(80), nullable=False),  # how it was derived; never an administrative boundary
    comment="One row a township: an outline derived from village points, 示意, not a boundary.",
)

village = Table(
    "village",
    metadata,
    Column("village_code", String(12), primary_key=True),
    county_code(),
    township_code(),
    Column("name_zh", String(60), nullable=False),
    Column("name_en", String(90), nullable=False),
    Column("kind", String(10), nullable=False),  # 村 | 社区 | 虚拟社区
    Column("lon", Float, nullable=False),
    Column("lat", Float, nullable=False),
    Column("position_basis", String(20), nullable=False),  # synthetic | surveyed
    Column("residents", Integer, nullable=False),  # persons, 2020 census total shared out
    Column("residents_0_14", Integer, nullable=False),
    Column("residents_65_up", Integer, nullable=False),
    Column("chronic_patients", Integer, nullable=False),
    Column("key_group_residents", Integer, nullable=False),
    Column("is_mountain", Boolean, nullable=False),
    Column("valid_from", Integer, nullable=False),
    Column("valid_to", Integer),
    Column("successor_code", String(12)),
    *provenance(),
    comment="One row a village or residents' committee and edition: the origin of travel. Persons.",
)

community = Table(
    "community",
    metadata,
    Column("community_code", String(20), primary_key=True),
    county_code(),
    Column("name_zh", String(60), nullable=False),
    Column("name_en", String(90), nullable=False),
    Column("lead_institution_code", String(20)),
    Column("since", Integer, nullable=False),
    *provenance(),
    comment="One row a tight medical community (医共体) or hospital group.",
)

institution = Table(
    "institution",
    metadata,
    Column("institution_code", String(20), primary_key=True),
    county_code(),
    township_code(),
    Column("village_code", String(12)),
    Column("community_code", String(20), ForeignKey("community.community_code")),
    Column("parent_code", String(20)),  # the institution that manages it
    Column("relation", String(20)),  # 成员 | 托管 | 医联体 | 无
    Column("name_zh", String(80), nullable=False),
    Column("name_en", String(120), nullable=False),
    # county_hospital | tcm_hospital | mch_hospital | cdc | private_hospital | township_centre | community_centre
    # | central_village_clinic | village_clinic | first_aid_station | city_hospital (partner outside the county)
    Column("level", String(30), nullable=False),
    Column("is_lead", Boolean, nullable=False),
    Column("appraisal_class", String(10)),
    Column("founded_year", Integer),
    Column("site_area_m2", Float),
    Column("floor_area_m2", Float),
    Column("beds_authorised", Integer),
    Column("beds_max", Integer),
    Column("area_standard_met", Boolean),
    Column("lon", Float, nullable=False),
    Column("lat", Float, nullable=False),
    Column("opened", Integer, nullable=False),  # first month
    Column("closed", Integer),  # last month
    *provenance(),
    comment="One row an institution as it stands today; where it stood and what it was is in institution_history.",
)

institution_history = Table(
    "institution_history",
    metadata,
    Column("institution_code", String(20), ForeignKey("institution.institution_code"), primary_key=True),
    Column("valid_from", Integer, primary_key=True),  # first month
    Column("valid_to", Integer),  # last month, empty while it holds
    county_code(),
    township_code(),
    Column("village_code", String(12)),
    Column("level", String(30), nullable=False),  # as in institution
    *provenance(),
    comment="One row an institution and stretch of months at one level in one township and village. Without gaps.",
)

institution_other_code = Table(
    "institution_other_code",
    metadata,
    Column("county_code", String(6), primary_key=True),
    Column("scheme", String(12), primary_key=True),  # health_22 | credit_18 | organisation_9 | insurance | own
    Column("code", String(40), primary_key=True),
    Column("institution_code", String(20), nullable=False),
    *provenance(),
    comment="One row another code of an institution: what other offices' files call it. One code, one institution.",
)

clinic_cover = Table(
    "clinic_cover",
    metadata,
    Column("institution_code", String(20), ForeignKey("institution.institution_code"), primary_key=True),
    Column("village_code", String(12), ForeignKey("village.village_code"), primary_key=True),
    county_code(),
    Column("valid_from", Integer, nullable=False),
    Column("valid_to", Integer),
    *provenance(),
    comment="One row a village that a (central) village clinic serves.",
)

resident_month = Table(
    "resident_month",
    metadata,
    county_code(),
    township_code(),
    month(),
    Column("residents", Integer, nullable=False),
    Column("residents_0_14", Integer),
    Column("residents_35_up", Integer),
    Column("residents_65_up", Integer),
    *provenance(),
    entered(),
    comment="Township × month: residents at the month's end (stock, persons).",
)

resident_age_year = Table(
    "resident_age_year",
    metadata,
    county_code(),
    township_code(),
    Column("year", Integer, nullable=False),
    Column("age_from", Integer, nullable=False),  # 0, 5, …, 85 (85 and over)
    Column("residents", Integer, nullable=False),
    *provenance(),
    comment="Township × year × five-year age group: mid-year residents (persons).",
)
