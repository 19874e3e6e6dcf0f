"""Every table of the warehouse, on one MetaData. Grain and units stand in each table's comment.

Star schema: places, monthly facts, programmes, experts, roads, meaning, keeping. Fact rows carry `basis`
(reported | published | synthetic) and `load_id`. Months are integers YYYYMM.
"""

from data_access.schema.base import metadata
from data_access.schema.experts import expert, expert_leave, posting, posting_month, rule, visit
from data_access.schema.facts import (
    activity,
    activity_month,
    birth_month,
    chronic_month,
    contract_month,
    death_month,
    institution_month,
    insured_month,
    staff_month,
)
from data_access.schema.keeping import audit, data_version, limit_decision, load, snapshot
from data_access.schema.meaning import (
    evidence_register,
    indicator_target,
    mechanism,
    mechanism_evidence,
    milestone,
    published_figure,
    source,
)
from data_access.schema.places import (
    clinic_cover,
    community,
    county,
    institution,
    resident_age_year,
    resident_month,
    township,
    township_outline,
    village,
)
from data_access.schema.programmes import appraisal, equipment, funding, programme_item, staff_event, team
from data_access.schema.roads import (
    road_edge,
    road_edition,
    road_node,
    travel_scenario,
    travel_time,
    village_access,
)
from data_access.schema.rosters import roster, roster_visit

__all__ = [
    "activity",
    "activity_month",
    "appraisal",
    "audit",
    "birth_month",
    "chronic_month",
    "clinic_cover",
    "community",
    "contract_month",
    "county",
    "data_version",
    "death_month",
    "equipment",
    "evidence_register",
    "expert",
    "expert_leave",
    "funding",
    "indicator_target",
    "institution",
    "institution_month",
    "insured_month",
    "limit_decision",
    "load",
    "mechanism",
    "mechanism_evidence",
    "metadata",
    "milestone",
    "posting",
    "posting_month",
    "programme_item",
    "published_figure",
    "resident_age_year",
    "resident_month",
    "road_edge",
    "road_edition",
    "road_node",
    "roster",
    "roster_visit",
    "rule",
    "snapshot",
    "source",
    "staff_event",
    "staff_month",
    "team",
    "township",
    "township_outline",
    "travel_scenario",
    "travel_time",
    "village",
    "village_access",
    "visit",
]
