"""From nothing to every table of the sample warehouse: pure, seeded, no clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

import pandas as pd

from sample_data.admissions import add_admissions_by_age
from sample_data.evidence.response import build as build_responses
from sample_data.institutions import add_institutions
from sample_data.monthly import add_institution_month
from sample_data.outlines import add_outlines
from sample_data.places import add_places
from sample_data.programmes import build as build_programmes
from sample_data.residents import add_residents
from sample_data.road_tables import add_roads
from sample_data.services import add_services
from sample_data.staff import add_staff
from sample_data.vital import add_vital
from sample_data.world import GENERATOR_LOAD, World, facts
from sample_data.yearly import add_reported_for, add_yearly_returns

Progress = Callable[[str, float], None]

LOAD_ORDER: Final = [
    "source",
    "load",
    "county",
    "township",
    "township_outline",
    "village",
    "community",
    "institution",
    "institution_history",
    "clinic_cover",
    "resident_month",
    "resident_age_year",
    "institution_month",
    "institution_year",
    "reported_for_month",
    "staff_month",
    "contract_month",
    "chronic_month",
    "insured_month",
    "birth_month",
    "death_month",
    "admission_age_month",
    "activity",
    "activity_month",
    "expert",
    "expert_leave",
    "posting",
    "posting_month",
    "visit",
    "flow",
    "response_event",
    "rule",
    "programme_item",
    "funding",
    "staff_event",
    "appraisal",
    "equipment",
    "checklist_item",
    "membership",
    "team",
    "published_figure",
    "indicator_target",
    "mechanism",
    "mechanism_evidence",
    "milestone",
    "evidence_register",
    "outing",
    "budget",
    "payment",
    "pay",
    "plan_item",
    "plan_progress",
    "programme_month",
    "road_edition",
    "road_node",
    "road_edge",
    "travel_time",
    "village_access",
]
"""Parents before children, so that foreign keys hold while loading."""

LOADED_AT: Final = datetime(2024, 9, 30)
"""A fixed time: the sample's bytes do not depend on when it is made."""


def generate(progress: Progress | None = None) -> dict[str, pd.DataFrame]:
    """Return every table of the sample, in load order, columns as in the warehouse.

    progress : called before each part with a Chinese label and the share done, 0 to 1.

    The same seed gives the same bytes.
    """
    tell = progress or _silent
    world = World()
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("乡镇与村", lambda: add_places(world)),
        ("常住人口", lambda: add_residents(world)),
        ("示意边界", lambda: add_outlines(world)),
        ("医疗机构", lambda: add_institutions(world)),
        ("机构月报", lambda: add_institution_month(world, add_staff(world))),
        ("年报与代报", lambda: _returns(world)),
        ("签约与医保", lambda: add_services(world)),
        ("出生与死亡", lambda: add_vital(world)),
        ("住院年龄", lambda: add_admissions_by_age(world)),
        ("改革举措与专家", lambda: world.frames.update(build_programmes(world))),
        ("路网与通行时间", lambda: add_roads(world)),
        ("急救与时效", lambda: world.frames.update(build_responses(world))),  # an ambulance's minutes follow the roads
    )
    for position, (label, step) in enumerate(steps):
        tell(label, position / len(steps))
        step()
    world.frames["load"] = _loads(world)
    tell("完成", 1.0)
    return {name: world.frames[name] for name in LOAD_ORDER if name in world.frames}


def _returns(world: World) -> None:
    add_yearly_returns(world)
    add_reported_for(world)


def _silent(label: str, share: float) -> None:
    del label, share


def _loads(world: World) -> pd.DataFrame:
    """Return one load for the generator and one a published account, with the rows that name it."""
    counted: dict[str, int] = {}
    for frame in world.frames.values():
        if "load_id" in frame.columns:
            for name, rows in frame["load_id"].value_counts(sort=False).items():
                counted[str(name)] = counted.get(str(name), 0) + int(rows)
    accounts = facts("sources")
    load_id = [GENERATOR_LOAD, *("src_" + accounts["source_id"])]
    return pd.DataFrame(
        {
            "load_id": load_id,
            "loaded_at": pd.to_datetime([LOADED_AT] * len(load_id)),
            "loaded_by": "sample_data",
            "source_zh": ["示例数据生成程序（固定种子）", *accounts["title"]],
            "file_sha256": None,
            "rows_accepted": [counted.get(name, 0) for name in load_id],
            "rows_refused": 0,
        }
    )
