"""The reforms in rows: checklists, money, people, experts, activities, rules, targets, mechanisms, figures."""

from __future__ import annotations

import pandas as pd

from sample_data import evidence, mechanisms
from sample_data.activities import activity_kinds, activity_months, check_printed_ratios
from sample_data.equipment import equipment
from sample_data.experts import experts, posting_months, postings
from sample_data.funding import funding
from sample_data.items import programme_items
from sample_data.mechanisms import frame_of
from sample_data.people import appraisals, staff_events
from sample_data.register import evidence_register
from sample_data.targets import indicator_targets, rules
from sample_data.visits import leaves, visits
from sample_data.world import World


def build(world: World) -> dict[str, pd.DataFrame]:
    """Return the programme tables by name. world: places and institutions must be there already."""
    check_printed_ratios()
    expert = experts(world)
    posting = postings(world, expert)
    visit = visits(world, expert)
    tables = {
        "activity": activity_kinds(),
        "activity_month": activity_months(world),
        "programme_item": programme_items(world),
        "funding": funding(),
        "staff_event": staff_events(world),
        "appraisal": appraisals(world),
        "equipment": equipment(world),
        "expert": expert,
        "expert_leave": leaves(visit),
        "posting": frame_of("posting", posting),
        "posting_month": posting_months(world, posting),
        "visit": frame_of("visit", visit),
        "rule": rules(),
        "evidence_register": evidence_register(),
        "indicator_target": indicator_targets(),
        "mechanism": mechanisms.mechanisms(),
        "mechanism_evidence": mechanisms.evidence(),
        "published_figure": mechanisms.published_figures(),
        "milestone": mechanisms.milestones(),
    }
    world.frames.update(tables)  # what a mechanism is shown from agrees with these rows
    return tables | evidence.build(world)
