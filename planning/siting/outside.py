"""Villages a plan leaves out, and the least change that would bring each of them in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from planning.siting.plan import SitingPlan, measure
from planning.siting.problem import BoolArray, FloatArray, IntArray, SitingProblem
from words.phrases import Phrase


@dataclass(frozen=True)
class OutsideVillage:
    """One village left out.

    nearest_site, minutes : its nearest open site and the minutes there, in the scenario where it is farthest.
    short_min  : minutes beyond the limit; None where no open site can be reached, 0 where the site is full.
    extra_site : the candidate that would bring it in and add most residents; `extra_gain` what it adds.
    swap       : (site out, site in) that brings it in without a further site, at the least loss `swap_loss`.
    ways       : what would bring it in, or what stands in the way.
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
    ways: tuple[Phrase, ...] = ()

    @property
    def place(self) -> Phrase:
        """Where the village stands: out of reach, too far by so much, or at a full site."""
        who = {"village": self.village, "weight": self.weight}
        if self.minutes is None:
            return Phrase("village_unreached", **who)
        if self.short_min:
            here = {"site": self.nearest_site, "minutes": self.minutes, "short": self.short_min}
            return Phrase("village_too_far", **who, **here)
        return Phrase("village_site_full", **who, site=self.nearest_site)

    @property
    def words(self) -> Phrase:
        """Where the village stands, and every way that would bring it in."""
        return Phrase("outside" if self.ways else "outside_only", place=self.place, ways=self.ways)


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
    )
    return replace(found, ways=tuple(_ways(problem, found, village)))


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


def _ways(problem: SitingProblem, found: OutsideVillage, village: int) -> Iterator[Phrase]:
    """What would bring the village in; where nothing is in reach, what stands in the way."""
    if found.extra_site is not None and found.extra_gain is not None:
        yield Phrase("extra_site", site=found.extra_site, gain=found.extra_gain)
    if found.swap is not None and found.swap_loss is not None:
        out, into = found.swap
        yield Phrase("swap_fewer" if found.swap_loss > 0 else "swap_more", out=out, into=into, net=abs(found.swap_loss))
    if not problem.usable[:, village].all(axis=0).any():
        yield _nothing_in_reach(problem, village)


def _nothing_in_reach(problem: SitingProblem, village: int) -> Phrase:
    minutes = np.where(problem.allowed, problem.minutes[:, village], np.inf).max(axis=0)
    best = int(minutes.argmin())
    if not np.isfinite(minutes[best]):
        return Phrase("nothing_by_road")
    return Phrase("nearest_candidate", site=problem.candidate_ids[best], minutes=float(minutes[best]))
