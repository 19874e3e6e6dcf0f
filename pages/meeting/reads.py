"""The pages' way to a pack: cached readings, the pack of a choice, its slides as pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from data_access.roads import NoRoads
from faces.blocks.pack import Choice, Pack
from faces.picture.slide import slide_svg
from findings.material import Material
from metrics.ask.fact_rows import FactBook, fact_rows
from metrics.circle.circle import checked_view
from metrics.circle.county import CountyCircle, ViewKey
from metrics.judge.assessment import Assessment
from metrics.period import Period
from metrics.plans.saved_plan import plan_list
from metrics.scope import Scope
from metrics.source import Source
from reports.pack import make_pack, with_plan
from ui import cached
from ui.circles import Asked, circle_of, edition_of, facilities_of, villages_of
from ui.frame import View
from ui.language import language


class CachedReadings:
    """Readings from the pages' own caches: a file and a page that say the same figure read it from one place."""

    def assessment(
        self, metric_ids: tuple[str, ...], county: str, period: str, townships: tuple[str, ...], compare: str | None
    ) -> Assessment:
        """Return judged figures."""
        return cached.assessment(metric_ids, county, period, townships, compare)

    def metric_frame(
        self,
        metric_ids: tuple[str, ...],
        county: str,
        period: str,
        by: tuple[str, ...] = (),
        townships: tuple[str, ...] = (),
        compare: str | None = None,
    ) -> pd.DataFrame:
        """Return the metric frame."""
        return cached.metric_frame(metric_ids, county, period, by, townships, compare)

    def fact_rows(self, metric_ids: tuple[str, ...], county: str, period: str, townships: tuple[str, ...]) -> FactBook:
        """Return the fact rows behind figures; not kept, a workbook asks once."""
        scope = Scope(county, Period.parse(period), townships, None)
        return cached.read_now(lambda engine: fact_rows(Source(engine, cached.reference()), metric_ids, scope))

    def read(self, name: str, *arguments: Any) -> Any:
        """Return one of the named reads; circles and plans from where the pages 服务圈 and 规划 keep theirs."""
        if name == "circle":
            return _circle(*arguments)
        if name == "plans":
            return kept_plans(*arguments)
        return cached.read(name, *arguments)


def _circle(county: str, month: int, view_key: ViewKey) -> CountyCircle | None:
    asked = Asked(county, month, checked_view(*view_key))
    try:
        edition = edition_of(asked)
    except NoRoads:
        return None
    return CountyCircle(circle_of(asked), villages_of(asked), facilities_of(asked), edition)


def kept_plans(county: str) -> list[tuple[str, str, int]]:
    """Return (id, name, month) of the county's kept plans, newest first, as they are now: saving is no new version."""
    return cached.read_now(plan_list, county)


def choice_of(
    view: View,
    sections: tuple[str, ...],
    remark: str = "",
    sentences: dict[str, str] | None = None,
    plan: str = "",
) -> Choice:
    """Return what the filter bar and the page say together."""
    filters = view.filters
    return Choice(
        county=filters.county,
        period=filters.period.key,
        townships=filters.townships,
        compare=filters.compare,
        language=language(),
        sections=sections,
        remark=remark,
        sentences=sentences or {},
        plan=plan,
    )


def material_of(view: View, choice: Choice) -> Material:
    """Return what sections are made from."""
    return Material(choice, view.reference, CachedReadings())


def key_of(choice: Choice) -> tuple[Any, ...]:
    """Return a choice as a cache key."""
    return (*choice.asked, choice.sections, choice.remark, choice.plan, tuple(sorted(choice.sentences.items())))


def pack_of(view: View, choice: Choice) -> Pack:
    """Return the pack of a choice, made once a data version."""
    material = material_of(view, choice)
    chosen = with_plan(choice, material)
    return cached.drawn(("pack", *key_of(chosen)), lambda: make_pack(replace(material, choice=chosen)))


def picture_of(pack: Pack, number: int) -> str:
    """Return a slide's picture, made once a data version; number counts from 1."""
    slide = pack.slides[number - 1]
    return cached.drawn(("slide", *key_of(pack.choice), number), lambda: slide_svg(pack, slide, number))
