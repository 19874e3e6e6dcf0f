"""Villages a plan leaves out, and the least change that would bring each of them in."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planning.siting.faults import number
from planning.siting.plan import SitingPlan, measure
from planning.siting.problem import BoolArray, FloatArray, IntArray, SitingProblem


@dataclass(frozen=True)
class OutsideVillage:
    """One village left out.

    nearest_site, minutes : its nearest open site and the minutes there, in the scenario where it is farthest.
    short_min  : minutes beyond the limit; None where no open site can be reached, 0 where the site is full.
    extra_site : the candidate that would bring it in and add most residents; `extra_gain` what it adds.
    swap       : (site out, site in) that brings it in without a further site, at the least loss `swap_loss`.
    """

    village: str
    weight: float
    nearest_site: str | None
    minutes: float | None
    short_min: float | None
    extra_site: str | None
    extra_gain: float | None
    swap: tuple[str, str] | None
    swap_loss: float | None
    words: str


def outside_villages(problem: SitingProblem, plan: SitingPlan) -> list[OutsideVillage]:
    """Every uncovered village with the least change that brings it in, most residents first.

    Extra sites and swaps are sought for mclp without limited room; elsewhere the minutes short are given.
    """
    opened = np.isin(np.array(problem.candidate_ids, dtype=object), np.array(plan.sites, dtype=object))
    place = {name: village for village, name in enumerate(problem.demand_ids)}
    villages = sorted((place[name] for name in plan.uncovered), key=lambda village: -problem.weights[village])
    seeks = problem.model == "mclp" and not problem.has_capacity
    changes = _Changes(problem, opened) if seeks else None
    return [_outside(problem, opened, village, changes) for village in villages]


class _Changes:
    """Residents covered after adding a site, or after exchanging one, each worked out once."""

    def __init__(self, problem: SitingProblem, opened: BoolArray) -> None:
        self.problem, self.opened = problem, opened
        self.times = (problem.usable & opened).sum(axis=2)
        self.now = float(self._worst(self.times[..., None])[0])
        self.leaving: IntArray = np.flatnonzero(opened & ~problem.must_open)
        self._swaps: dict[int, FloatArray] = {}

    def _worst(self, times: FloatArray) -> FloatArray:
        """Least weight covered over the scenarios; times is (n_scenarios, n_demand, n_choices)."""
        return np.asarray(np.tensordot(times > 0, self.problem.weights, axes=([1], [0])).min(axis=0))

    def added(self, entering: int) -> float:
        return float(self._worst((self.times + self.problem.usable[:, :, entering])[..., None])[0]) - self.now

    def exchanged(self, entering: int) -> FloatArray:
        """Change of residents covered for each leaving site, -inf where the exchange is not allowed."""
        if entering not in self._swaps:
            usable = self.problem.usable
            times = self.times[..., None] - usable[:, :, self.leaving] + usable[:, :, [entering]]
            change = self._worst(times) - self.now
            for place, site in enumerate(self.leaving):
                after = self.opened.copy()
                after[site], after[entering] = False, True
                if not measure(self.problem, after).feasible:
                    change[place] = -np.inf
            self._swaps[entering] = change
        return self._swaps[entering]


def _outside(problem: SitingProblem, opened: BoolArray, village: int, changes: _Changes | None) -> OutsideVillage:
    nearest, minutes = _nearest(problem, opened, village)
    short = None if minutes is None or problem.limit_min is None else max(0.0, minutes - problem.limit_min)
    reach = np.flatnonzero(problem.usable[:, village].all(axis=0) & ~opened)
    extra: int | None = None
    gain: float | None = None
    swap: tuple[int, int] | None = None
    loss: float | None = None
    if changes is not None and len(reach):
        gains = [changes.added(int(site)) for site in reach]
        extra, gain = int(reach[int(np.argmax(gains))]), float(max(gains))
        swap, loss = _best_swap(changes, reach)
    ids = problem.candidate_ids
    found = OutsideVillage(
        village=problem.demand_ids[village],
        weight=float(problem.weights[village]),
        nearest_site=nearest,
        minutes=minutes,
        short_min=short,
        extra_site=None if extra is None else ids[extra],
        extra_gain=gain,
        swap=None if swap is None else (ids[swap[0]], ids[swap[1]]),
        swap_loss=loss,
        words="",
    )
    return OutsideVillage(**{**found.__dict__, "words": "；".join(_words(problem, found, village)) + "。"})


def _nearest(problem: SitingProblem, opened: BoolArray, village: int) -> tuple[str | None, float | None]:
    sites = np.flatnonzero(opened)
    if not len(sites):
        return None, None
    minutes = problem.minutes[:, village][:, sites]
    scenario = int(minutes.min(axis=1).argmax())
    best = int(minutes[scenario].argmin())
    shortest = float(minutes[scenario, best])
    return (problem.candidate_ids[sites[best]], shortest) if np.isfinite(shortest) else (None, None)


def _best_swap(changes: _Changes, reach: IntArray) -> tuple[tuple[int, int] | None, float | None]:
    best: tuple[int, int] | None = None
    change = -np.inf
    for entering in reach:
        each = changes.exchanged(int(entering))
        if len(each) and each.max() > change:
            change = float(each.max())
            best = (int(changes.leaving[int(each.argmax())]), int(entering))
    return best, None if best is None else -change


def _words(problem: SitingProblem, found: OutsideVillage, village: int) -> Iterator[str]:
    lead = f"{found.village}（{number(found.weight)} 人）"
    if found.minutes is None:
        yield f"{lead}到不了任何已设的点"
    elif found.short_min:
        minutes = number(round(found.minutes, 1))
        yield f"{lead}到最近的 {found.nearest_site} 要 {minutes} 分钟，超出 {found.short_min:.1f} 分钟"
    else:
        yield f"{lead}在 {found.nearest_site} 的范围内，但那里已满"
    if found.extra_site is not None and found.extra_gain is not None:
        yield f"增设 {found.extra_site} 可覆盖它，共多覆盖 {number(round(found.extra_gain, 1))} 人"
    if found.swap is not None and found.swap_loss is not None:
        net = number(round(abs(found.swap_loss), 1))
        change = f"净少覆盖 {net} 人" if found.swap_loss > 0 else f"净多覆盖 {net} 人"
        yield f"不增点时用 {found.swap[1]} 换下 {found.swap[0]}，{change}"
    if not problem.usable[:, village].all(axis=0).any():
        yield _nothing_in_reach(problem, village)


def _nothing_in_reach(problem: SitingProblem, village: int) -> str:
    minutes = np.where(problem.allowed, problem.minutes[:, village], np.inf).max(axis=0)
    best = int(minutes.argmin())
    if not np.isfinite(minutes[best]):
        return "路网不通，没有候选点能到；请先核对道路数据"
    least = number(round(float(minutes[best]), 1))
    return f"候选点中最近的 {problem.candidate_ids[best]} 也要 {least} 分钟，要放宽上限或改善道路"
