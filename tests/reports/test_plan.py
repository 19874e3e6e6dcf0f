"""规划 in a pack: a kept plan's sites, people before and after, how sure it is, and what was built."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data_access.engine import Warehouse
from data_access.roads import save_scenario
from faces.blocks import Map, Table
from faces.blocks.pack import Pack, Slide
from faces.deck.deck import make_deck
from findings.material import Material
from metrics.circle.circle import CircleQuestion
from metrics.circle.county import known_circle
from metrics.plans.saved_plan import NoPlan, plan_list, saved_plan
from metrics.reference import load_reference
from reports.command_line import Job, Source, check_plan
from reports.pack import make_pack
from reports.verification import verify
from tests.reports.conftest import WHOLE

MONTH = 202312
VIEW = {"tier": "township", "travel": "car", "season": "normal", "limit": "15"}
PROOF = {"model": "mclp", "objective": 250_000.0, "bound": 251_000.0, "gap": 0.004, "proven": False}
STEPS = "add.{0}~add.{1}"


@pytest.fixture(scope="module")
def readings(sample_duckdb_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Source:
    """A warehouse of its own in which two plans are kept: an older one with its proof, a newer one without."""
    copy = tmp_path_factory.mktemp("plans") / "own.duckdb"
    shutil.copy(sample_duckdb_file, copy)
    url = f"duckdb:///{copy}"
    engine = Warehouse(url).engine()
    plain = Source(engine, load_reference(engine))
    outside = known_circle(plain, CircleQuestion(WHOLE.county, MONTH))
    minutes = outside.circle.minutes
    far = outside.villages[np.isfinite(minutes) & (minutes > 15)].sort_values("residents", ascending=False)
    steps = STEPS.format(*far["village_code"].iloc[:2])
    engine.dispose()
    for name, view in (("有证明", {**VIEW, "proof": PROOF}), ("没证明", VIEW)):
        save_scenario(
            url,
            county=WHOLE.county,
            name_zh=name,
            month=MONTH,
            road_edition=outside.edition,
            steps=steps,
            view=json.dumps(view),
            saved_by="规划股",
        )
    engine = Warehouse(url).engine()
    return Source(engine, load_reference(engine))


def pack_with(readings: Source, plan: str) -> Pack:
    """The pack of 规划 alone, with one plan."""
    choice = replace(WHOLE, period="2024", sections=("planning",), plan=plan)
    return make_pack(Material(choice, readings))


def slides_of(pack: Pack) -> dict[str, Slide]:
    """Slides by key."""
    return {slide.key: slide for slide in pack.slides}


def test_everybody_is_covered_outside_or_gained_to_the_person(readings: Source) -> None:
    pack = pack_with(readings, "有证明")
    plan = saved_plan(readings, WHOLE.county, pack.choice.plan, 202412)
    table = slides_of(pack)["planning.2"].blocks[0]
    assert isinstance(table, Table)
    was, then, gained, outside = (cell.number for cell in table.rows[-1].cells[1:])
    people = plan.before["residents"].sum()
    covered = plan.after.loc[plan.after["state"] == "inside", "residents"].sum()
    before = plan.before.loc[plan.before["state"] == "inside", "residents"].sum()
    assert (gained, outside) == (covered - before, people - covered)
    assert was == pytest.approx(100 * before / people)
    assert then == pytest.approx(100 * covered / people)


def test_what_the_sites_add_is_what_the_plan_gains(readings: Source) -> None:
    pack = pack_with(readings, "有证明")
    plan = saved_plan(readings, WHOLE.county, pack.choice.plan, 202412)
    gained = (plan.before["state"] != "inside").to_numpy() & (plan.after["state"] == "inside").to_numpy()
    assert len(plan.sites) == 2
    assert plan.sites["adds"].sum() == plan.after.loc[gained, "residents"].sum() > 0
    assert plan.sites["adds"].is_monotonic_decreasing


def test_bound_gap_and_proof_are_said_as_they_were_kept(readings: Source) -> None:
    notes = " ".join(slides_of(pack_with(readings, "有证明"))["planning.1"].notes)
    assert "250,000人" in notes and "251,000人" in notes
    assert "与最优相差不超过0.4%" in notes
    assert "是否最优不知道" in " ".join(slides_of(pack_with(readings, "没证明"))["planning.1"].notes)


def test_the_map_has_bands_roads_and_the_numbered_sites_as_editable_shapes(readings: Source) -> None:
    pack = pack_with(readings, "有证明")
    block = slides_of(pack)["planning.1"].blocks[0]
    assert isinstance(block, Map)
    assert [mark.number for mark in block.sites] == [1, 2]
    assert block.bands and block.roads
    assert len(make_deck(pack)) < 200_000


def test_planned_sites_are_held_against_what_was_built(readings: Source) -> None:
    slide = slides_of(pack_with(readings, "有证明"))["planning.3"]
    assert "方案的2个点到2024年12月建成" in slide.title
    assert isinstance(slide.blocks[0], Table)
    assert {row.cells[3].text for row in slide.blocks[0].rows} <= {
        "还没有建",
        "已按方案建成",
        "方案外新增",
        "村或机构已不在册",
    }


def test_a_plan_kept_later_does_not_change_what_a_file_of_today_says(readings: Source) -> None:
    assert pack_with(readings, "").choice.plan in {one for one, _, _ in readings.read(plan_list, WHOLE.county)}
    deck = make_deck(pack_with(readings, "有证明"))
    verdict = verify(
        deck,
        readings.reference.version,
        lambda stamp: make_pack(Material(stamp.choice, readings), faults=stamp.faults, made_by=stamp.made_by),
    )
    assert verdict.is_true, verdict.told()


def test_a_county_without_a_plan_says_how_to_make_one(readings: Source) -> None:
    choice = replace(WHOLE, county="150622", period="2024", sections=("planning",))
    slide = slides_of(make_pack(Material(choice, readings)))["planning.1"]
    assert slide.is_absent
    assert "保存方案" in str(slide.blocks[0])


def test_an_unknown_plan_is_refused_with_the_names_there_are(readings: Source) -> None:
    choice = Job("鹿寨县", "2024", (), "yoy", ("planning",), "", "zh", "第三个").choice(readings.reference)
    with pytest.raises(NoPlan, match="没证明") as refused:
        check_plan(choice, readings)
    assert "有证明" in str(refused.value)
