"""Whole villages put into clinics with limited room, by a rule of thumb: large villages first."""

import numpy as np

from planning.siting.problem import BoolArray, IntArray, SitingProblem


def fill_rooms(problem: SitingProblem, opened: BoolArray) -> tuple[BoolArray, IntArray]:
    """Serve villages from open sites; lscp opens further sites while villages are left without room.

    Returns the open sites and who serves each village, -1 for none, shape (n_demand,).
    """
    serving = seat(problem, opened)
    while problem.model == "lscp":
        waiting = (serving < 0) & problem.served
        closed = np.flatnonzero(problem.allowed & ~opened)
        if not waiting.any() or not len(closed):
            break
        gain = (problem.residents * waiting) @ problem.usable_always[:, closed]
        if gain.max() <= 0:
            break
        opened = opened.copy()
        opened[closed[int(gain.argmax())]] = True
        serving = seat(problem, opened)
    return opened, serving


def seat(problem: SitingProblem, opened: BoolArray) -> IntArray:
    """Each village at its nearest open site that still has room for all of it; -1 where there is none."""
    assert problem.capacity is not None
    room = problem.capacity.copy()
    usable = problem.usable_always & opened
    worst_minutes = problem.minutes.max(axis=0)
    serving = np.full(problem.n_demand, -1, dtype=np.int64)
    for village in np.argsort(-problem.residents, kind="stable"):
        sites = np.flatnonzero(usable[village] & (room >= problem.residents[village]))
        if problem.served[village] and len(sites):
            site = int(sites[worst_minutes[village, sites].argmin()])
            serving[village] = site
            room[site] -= problem.residents[village]
    return serving
