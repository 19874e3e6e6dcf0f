"""How fast siting plans are found and proven: one synthetic county, each figure on a line of its own."""

import time
from collections.abc import Callable, Iterator

import numpy as np

from planning.siting import SitingPlan, SitingProblem, first_answer, prove, siting_problem
from planning.siting.problem import FloatArray
from words.phrases import said

SEED = 20240601
SPEED_KM_H = 35.0  # county roads in hills, with bends
DETOUR = 1.35  # road length over straight line
P = 20
SHORT_LIMIT_MIN, LONG_LIMIT_MIN = 15.0, 30.0


def county(villages: int, seed: int = SEED) -> tuple[FloatArray, FloatArray]:
    """Minutes between villages strung along valleys, (n, n), and their residents, (n,); every village a candidate."""
    rng = np.random.default_rng(seed)
    valleys = rng.uniform(0.0, 60.0, (villages // 25, 2))
    heading = rng.uniform(0.0, np.pi, len(valleys))
    valley = rng.integers(0, len(valleys), villages)
    along = rng.normal(0.0, 7.0, villages)
    place = valleys[valley] + along[:, None] * np.stack([np.cos(heading), np.sin(heading)], axis=1)[valley]
    place += rng.normal(0.0, 1.0, (villages, 2))
    straight_km = np.sqrt(((place[:, None] - place[None]) ** 2).sum(axis=2))
    residents = rng.lognormal(6.3, 0.7, villages).round()
    return straight_km * DETOUR / SPEED_KM_H * 60.0, residents


def scattered_county(villages: int, seed: int = 1) -> tuple[FloatArray, FloatArray]:
    """The hardest kind for MCLP: villages spread evenly over 60 × 60 km, of which 20 sites reach nine in ten."""
    rng = np.random.default_rng(seed)
    place = rng.uniform(0.0, 60.0, (villages, 2))
    straight_km = np.sqrt(((place[:, None] - place[None]) ** 2).sum(axis=2))
    return straight_km * 1.3 / 40.0 * 60.0, rng.integers(50, 3000, villages).astype(np.float64)


def _timed(work: Callable[[], SitingPlan | None]) -> tuple[float, SitingPlan]:
    started = time.perf_counter()
    plan = work()
    assert plan is not None
    return time.perf_counter() - started, plan


def _proof(name: str, problem: SitingProblem, time_limit_s: float = 120.0) -> Iterator[tuple[str, float, str]]:
    seconds, plan = _timed(lambda: prove(problem, time_limit_s=time_limit_s))
    yield f"{name} {said(plan.certainty())}", seconds, "s"


def run() -> Iterator[tuple[str, float, str]]:
    """Yield (name, value, unit): siting on 500 × 500 and 818 × 818, and the ratio to spopt with CBC in one run."""
    minutes, residents = county(500)
    cover = siting_problem(minutes, residents, model="mclp", p=P, limit_min=SHORT_LIMIT_MIN)
    seconds, early = _timed(lambda: first_answer(cover))
    yield "siting first answer MCLP 500x500 p=20", seconds, "s"
    ours, plan = _timed(lambda: prove(cover))
    yield f"siting MCLP 500x500 p=20 15 min {said(plan.certainty())}", ours, "s"
    yield "siting first answer below the optimum", (1 - early.objective / plan.objective) * 100, "%"
    yield from _against_spopt(minutes, residents, ours, plan)
    everyone = siting_problem(minutes, residents, model="lscp", limit_min=SHORT_LIMIT_MIN)
    yield from _proof("siting LSCP 500x500 15 min", everyone)
    for limit in (LONG_LIMIT_MIN, None):
        median = siting_problem(minutes, residents, model="p-median", p=P, limit_min=limit)
        within = "30 min" if limit else "no limit"
        seconds, _ = _timed(lambda median=median: first_answer(median))  # type: ignore[misc]
        yield f"siting first answer p-median 500x500 p=20 {within}", seconds, "s"
        yield from _proof(f"siting p-median 500x500 p=20 {within}", median)
    center = siting_problem(minutes, residents, model="p-center", p=P)
    yield from _proof("siting p-center 500x500 p=20", center)
    minutes, residents = scattered_county(500)
    hardest = siting_problem(minutes, residents, model="mclp", p=P, limit_min=SHORT_LIMIT_MIN)
    yield from _proof("siting MCLP 500x500 p=20 15 min, evenly scattered villages", hardest)
    everyone = siting_problem(minutes, residents, model="lscp", limit_min=SHORT_LIMIT_MIN)
    yield from _proof("siting LSCP 500x500 15 min, evenly scattered villages", everyone)
    minutes, residents = county(818)
    large = siting_problem(minutes, residents, model="mclp", p=P, limit_min=SHORT_LIMIT_MIN)
    yield from _proof("siting MCLP 818x818 p=20 15 min", large)


def _against_spopt(
    minutes: FloatArray, residents: FloatArray, ours: float, plan: SitingPlan
) -> Iterator[tuple[str, float, str]]:
    """The same question through spopt and CBC, model building included on both sides."""
    import pulp  # a test dependency: only this comparison needs it
    from spopt.locate import MCLP

    started = time.perf_counter()
    peer = MCLP.from_cost_matrix(minutes, residents, SHORT_LIMIT_MIN, P).solve(pulp.PULP_CBC_CMD(msg=False))
    seconds = time.perf_counter() - started
    yield "siting MCLP 500x500 p=20 15 min by spopt with CBC", seconds, "s"
    yield "siting MCLP objective minus spopt's", plan.objective - float(peer.problem.objective.value()), "residents"
    yield "siting MCLP time over spopt's", ours / seconds, "x"


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name}\t{value:.3f}\t{unit}", flush=True)
