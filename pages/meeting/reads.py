"""The pages' way to a pack: the pack of a choice, its slides as pictures, each made once a data version."""

from __future__ import annotations

from dataclasses import replace

from faces.blocks.pack import Choice, Pack
from faces.picture.slide import slide_svg
from findings.material import Material
from metrics.plans.saved_plan import plan_list
from reports.pack import make_pack, with_plan
from ui import kept
from ui.frame import View
from ui.language import language


def kept_plans(county: str) -> list[tuple[str, str, int]]:
    """Return (id, name, month) of the county's kept plans, newest first, as they are now: saving is no new version."""
    return kept.read_now(plan_list, county)


def choice_of(
    view: View,
    sections: tuple[str, ...],
    remark: str = "",
    sentences: dict[str, str] | None = None,
    plan: str = "",
    mechanisms: tuple[str, ...] = (),
) -> Choice:
    """Return what the filter bar and the page say together."""
    scope = view.scope
    return Choice(
        county=scope.county,
        period=scope.period.key,
        townships=scope.townships,
        compare=scope.compare,
        language=language(),
        sections=sections,
        remark=remark,
        sentences=sentences or {},
        plan=plan,
        mechanisms=mechanisms,
        rows_in=kept.reach().townships_in(scope.county),
    )


def material_of(choice: Choice) -> Material:
    """Return what sections are made from: a file and a page that say the same figure read it from one place."""
    return Material(choice, kept.source())


def pack_of(choice: Choice) -> Pack:
    """Return the pack of a choice, made once a data version."""
    material = material_of(choice)
    chosen = with_plan(choice, material)
    return kept.drawn("meeting", "pack", lambda: make_pack(replace(material, choice=chosen)), chosen)


def picture_of(pack: Pack, number: int) -> str:
    """Return a slide's picture, made once a data version; number counts from 1."""
    slide = pack.slides[number - 1]
    return kept.drawn("meeting", "picture", lambda: slide_svg(pack, slide, number), pack.choice, number)
