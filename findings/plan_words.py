"""What is said of a kept plan, in either language: how sure it is, how it was counted, what was built since."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from metrics.circle.circle import CircleView
from metrics.plans.saved_plan import PlanProof
from metrics.plans.siting_inputs import Weight
from words.names import BY_MODE_EN, MODE_NAMES
from words.numbers import format_number
from words.plans import OBJECTIVE_UNITS, PEOPLE_NAMES, ROADS_OF_SEASON
from words.speech import Says


def whom_words(people: Weight, words: Says) -> str:
    """Return whom a plan counts: 居民, 慢病患者 …"""
    return words.say(*PEOPLE_NAMES[people])


def way_words(view: CircleView, words: Says) -> str:
    """Return how one travels."""
    return (
        words.say(MODE_NAMES[view.mode][0], BY_MODE_EN[view.mode])
        + words.say("、", ", ")
        + words.say(*ROADS_OF_SEASON[view.scenario])
    )


def bound_words(proof: PlanProof | None, words: Says) -> str:
    """Return how sure a plan is, in a few words: 已证明最优, 与最优相差不超过0.4%."""
    if proof is None:
        return words.say("保存时没有求证", "not proven when kept")
    if proof.proven:
        return words.say("已证明最优", "proven best")
    if proof.gap is None:
        return words.say("未求得上下界", "no bound found")
    # Rounded up: a promise may not be rounded down.
    gap = f"{math.ceil(proof.gap * 1000 - 1e-9) / 10:.1f}"
    return words.say(f"与最优相差不超过{gap}%", f"at most {gap}% from the best")


def proof_words(proof: PlanProof | None, words: Says) -> str:
    """Return how sure a plan is, with its objective and the bound that no plan can pass."""
    if proof is None:
        return words.say(
            "这个方案保存时没有记下求证结果，是否最优不知道；在“规划”页重新计算并保存即可记下。",
            "How good this plan is was not kept with it; make and save it anew on the page Planning.",
        )
    unit = words.say(*OBJECTIVE_UNITS.get(proof.model, ("", "")))
    decimals = 1 if proof.model == "p-center" else 0
    text = words.say("方案的目标值", "The plan reaches ") + format_number(proof.objective, decimals) + unit
    if proof.bound is not None:
        bound = format_number(proof.bound, decimals) + unit
        text += words.say(f"，任何方案都不会优于{bound}", f"; no plan can do better than {bound}")
    sure = bound_words(proof, words)
    return text + words.say(f"：{sure}（保存时求证）。", f": {sure} (when kept).")


def built_words(found: pd.DataFrame, shares: Sequence[float], month: int, today: int, words: Says) -> str:
    """Return how many planned sites stand, and the coverage then, planned, and now.

    found : `plan_review`. shares : per cent in the plan's month, with the plan, and today.
    """
    done = int((found["state"] == "as_planned").sum())
    wanted = int((found["state"] != "unplanned").sum())
    was, planned, now = shares
    return words.say(
        f"方案的{wanted}个点到{today // 100}年{today % 100}月建成{done}个；覆盖率{month // 100}年{month % 100}月"
        f"{was:.1f}%，方案能到{planned:.1f}%，现在{now:.1f}%。",
        f"{done} of {wanted} planned sites stand; coverage was {was:.1f}%, planned {planned:.1f}%, now {now:.1f}%.",
    )
