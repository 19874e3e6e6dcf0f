"""A good plan at once: greedy choice, then one-for-one swaps. Shown while the proven plan is sought."""

import numpy as np
import numpy.typing as npt

from planning.siting.problem import BoolArray, FloatArray, IntArray, SitingProblem

Light = npt.NDArray[np.float32]  # half the memory of float64: the greedy scan is bound by it

FAR_FACTOR = 10.0  # an unreachable village counts as this many times the longest time, so that swaps bring it in
SWAPS = 200  # each swap improves the plan; real instances settle within thirty
WORST_FIRST = 12  # minutes raised to this power: a sum of them is ruled by the worst village
GREATEST_RADII = 24  # halvings of the list of distinct minutes: enough for 16 million of them


def first_sites(problem: SitingProblem) -> BoolArray:
    """Open sites of a greedy plan improved by swaps, shape (n_candidates,). It may miss floors, room or villages."""
    if problem.model == "mclp":
        return _most_covered(problem)
    if problem.model == "lscp":
        return _fewest_sites(problem, problem.usable[:, problem.served].reshape(-1, problem.n_candidates))
    if problem.model == "p-median":
        return _least_minutes(problem)
    return _nearest_worst(problem)


class _Purse:
    """What may still be opened: p, budget, permission."""

    def __init__(self, problem: SitingProblem) -> None:
        self.problem = problem
        self.opened = problem.must_open.copy()

    def candidates(self) -> BoolArray:
        """Sites that can be opened next without breaking p or the budget."""
        problem = self.problem
        free = problem.allowed & ~self.opened
        if problem.p is not None and int((self.opened & problem.counted).sum()) >= problem.p:
            free = free & ~problem.counted
        if problem.budget is not None:
            free = free & (problem.build_cost <= self.money_left())
        return free

    def money_left(self) -> float:
        assert self.problem.budget is not None
        slack = 1e-9 * max(1.0, self.problem.budget)
        return self.problem.budget - float(self.problem.build_cost[self.opened].sum()) + slack

    def swappable(self) -> IntArray:
        return np.flatnonzero(self.opened & ~self.problem.must_open)

    def replacements(self, leaving: int) -> BoolArray:
        """Sites that may take the place of `leaving`."""
        free = self.problem.allowed & ~self.opened & (self.problem.counted | ~self.problem.counted[leaving])
        if self.problem.budget is not None:
            free = free & (self.problem.build_cost <= self.money_left() + self.problem.build_cost[leaving])
        return np.asarray(free)

    def swap(self, leaving: int, entering: int) -> None:
        self.opened[leaving], self.opened[entering] = False, True


def _most_covered(problem: SitingProblem) -> BoolArray:
    rows = problem.usable.reshape(-1, problem.n_candidates).astype(np.float32)
    weights = np.tile(problem.weights, problem.n_scenarios).astype(np.float32)
    purse = _Purse(problem)
    _meet_floors(problem, purse, rows, weights)
    _greedy_cover(problem, purse, rows, weights)
    if not (problem.floor_share or problem.floor_sites):
        _swap_cover(purse, rows, weights)
    return purse.opened


def _greedy_cover(problem: SitingProblem, purse: _Purse, rows: Light, weights: Light) -> None:
    """Open the site that adds most, per yuan where there is a budget, until nothing more is gained or allowed."""
    covered = rows[:, purse.opened].any(axis=1)
    price = np.maximum(problem.build_cost, 1e-9) if problem.budget is not None else np.ones(problem.n_candidates)
    while True:
        gain = np.where(purse.candidates(), (weights * ~covered) @ rows / price, 0.0)
        best = int(gain.argmax())
        if gain[best] <= 0:
            return
        purse.opened[best] = True
        covered |= rows[:, best] > 0


def _meet_floors(problem: SitingProblem, purse: _Purse, rows: Light, weights: Light) -> None:
    """Serve the townships with a floor first: sites standing there, then sites covering most of the township."""
    for township, count in problem.floor_sites.items():
        assert problem.candidate_township is not None
        here = np.array(problem.candidate_township) == township
        while int((purse.opened & here).sum()) < count:
            open_next = np.flatnonzero(purse.candidates() & here)
            if not len(open_next):
                break
            gain = (weights * ~rows[:, purse.opened].any(axis=1)) @ rows[:, open_next]
            purse.opened[open_next[int(gain.argmax())]] = True
    for township, share in problem.floor_share.items():
        inside = np.array(problem.demand_township) == township
        local = np.tile(np.where(inside, problem.weights, 0.0), problem.n_scenarios).astype(np.float32)
        least = share * float(problem.weights[inside].sum()) * problem.n_scenarios
        while float(local @ rows[:, purse.opened].any(axis=1)) < least:
            missing = local * ~rows[:, purse.opened].any(axis=1)
            gain = np.where(purse.candidates(), missing @ rows, 0.0)
            if gain.max() <= 0:
                break
            purse.opened[int(gain.argmax())] = True


def _swap_cover(purse: _Purse, rows: Light, weights: Light) -> None:
    """Exchange one site for another while that covers more."""
    times = rows[:, purse.opened].sum(axis=1)
    for _ in range(SWAPS):
        best_gain = 1e-3
        best_pair: tuple[int, int] | None = None
        for leaving in purse.swappable():
            rest = times - rows[:, leaving]
            lost = float(weights @ ((times > 0) & (rest == 0)))
            gain = np.where(purse.replacements(int(leaving)), (weights * (rest == 0)) @ rows, -np.inf) - lost
            if gain.max() > best_gain:
                best_gain, best_pair = float(gain.max()), (int(leaving), int(gain.argmax()))
        if best_pair is None:
            return
        purse.swap(*best_pair)
        times = times - rows[:, best_pair[0]] + rows[:, best_pair[1]]


def _fewest_sites(problem: SitingProblem, cover: BoolArray) -> BoolArray:
    """Greedy cover of every row, then without the sites it turns out not to need."""
    rows = cover.astype(np.float32)
    need = 2 if problem.backup == "every" else 1
    purse = _Purse(problem)
    _meet_floors(problem, purse, rows, np.ones(len(rows), dtype=np.float32))
    times = rows[:, purse.opened].sum(axis=1)
    while (times < need).any():
        gain = np.where(purse.candidates(), (times < need).astype(np.float32) @ rows, 0.0)
        best = int(gain.argmax())
        if gain[best] <= 0:
            break
        purse.opened[best] = True
        times += rows[:, best]
    if not problem.floor_sites and not problem.has_capacity:
        for site in purse.swappable()[np.argsort(rows[:, purse.swappable()].sum(axis=0), kind="stable")]:
            if ((times - rows[:, site])[rows[:, site] > 0] >= need).all():
                purse.opened[site] = False
                times -= rows[:, site]
    return purse.opened


def _least_minutes(problem: SitingProblem) -> BoolArray:
    usable = problem.usable[:, problem.served].reshape(-1, problem.n_candidates)
    minutes = problem.minutes[:, problem.served].reshape(-1, problem.n_candidates)
    far = FAR_FACTOR * (float(minutes[usable].max(initial=0.0)) + 1.0)
    weights = np.tile(np.maximum(problem.weights[problem.served], 1e-9), problem.n_scenarios)
    cost = (np.where(usable, minutes, far) * weights[:, None]).astype(np.float32)
    purse = _Purse(problem)
    _meet_floors(problem, purse, usable.astype(np.float32), weights.astype(np.float32))
    nearest = cost[:, purse.opened].min(axis=1, initial=np.inf)
    nearest = np.where(np.isinf(nearest), far * weights, nearest)
    while True:
        gain = np.where(purse.candidates(), np.maximum(nearest[:, None] - cost, 0.0).sum(axis=0), 0.0)
        best = int(gain.argmax())
        if gain[best] <= 0:
            break
        purse.opened[best] = True
        nearest = np.minimum(nearest, cost[:, best])
    if not problem.floor_sites:
        _swap_minutes(purse, cost)
    return purse.opened


def improved_minutes(problem: SitingProblem, opened: BoolArray, cost: FloatArray) -> BoolArray:
    """Open sites after every swap that lowers the sum of least costs; cost is (n_rows, n_candidates)."""
    purse = _Purse(problem)
    purse.opened = opened.copy()
    _swap_minutes(purse, cost)
    return purse.opened


def _swap_minutes(purse: _Purse, cost: FloatArray | Light) -> None:
    """Exchange one site for another while that saves person-minutes.

    Source: Whitaker (1983), INFOR 21:95–108: what a swap saves follows from the nearest and second nearest site.
    """
    for _ in range(SWAPS):
        opened = np.flatnonzero(purse.opened)
        if len(opened) < 2:
            return
        order = np.argpartition(cost[:, opened], 1, axis=1)[:, :2]
        two = np.take_along_axis(cost[:, opened], order, axis=1)
        swapped = np.greater(two[:, 0], two[:, 1])
        nearest, second = two.min(axis=1), two.max(axis=1)
        owner = np.where(swapped, order[:, 1], order[:, 0])
        saved = np.maximum(nearest[:, None] - cost, 0.0).sum(axis=0)
        # A village that loses its site goes to the entering one or to its second nearest.
        extra = np.minimum(second[:, None], np.maximum(cost, nearest[:, None])) - nearest[:, None]
        lost = np.zeros((len(opened), cost.shape[1]), dtype=cost.dtype)
        by_owner = np.argsort(owner, kind="stable")
        starts = np.flatnonzero(np.diff(owner[by_owner], prepend=-1))
        lost[owner[by_owner][starts]] = np.add.reduceat(extra[by_owner], starts, axis=0)
        net = saved[None] - lost
        for place, leaving in enumerate(opened):
            stays = purse.problem.must_open[leaving]
            net[place] = -np.inf if stays else np.where(purse.replacements(int(leaving)), net[place], -np.inf)
        best_place, entering = divmod(int(net.argmax()), net.shape[1])
        # Single-precision sums of this size are good to six figures: a smaller saving may be none.
        if net[best_place, entering] <= 1e-6 * float(nearest.sum(dtype=np.float64)) + 1e-12:
            return
        purse.swap(int(opened[best_place]), entering)


def _nearest_worst(problem: SitingProblem) -> BoolArray:
    """Smallest radius at which the greedy cover needs no more sites than allowed."""
    usable = problem.usable[:, problem.served]
    minutes = problem.minutes[:, problem.served]
    radii = np.unique(minutes[usable])
    best = np.asarray(problem.must_open.copy())
    low, high = 0, len(radii) - 1
    for _ in range(GREATEST_RADII):
        if low > high:
            break
        middle = (low + high) // 2
        cover = (usable & (minutes <= radii[middle])).reshape(-1, problem.n_candidates)
        opened = _fewest_sites(problem, cover)
        if cover[:, opened].any(axis=1).all():
            best, high = opened, middle - 1
        else:
            low = middle + 1
    return _worst_improved(problem, best, usable, minutes)


def _worst_improved(problem: SitingProblem, start: BoolArray, usable: BoolArray, minutes: FloatArray) -> BoolArray:
    """Swaps that lower a high power of the minutes, kept where they bring the worst village nearer."""
    nobody = not usable.shape[1]  # every village was set aside
    if nobody or problem.floor_sites or not usable[..., start].any(axis=2).all():
        return start
    within = np.where(usable, minutes, np.inf)
    worst = float(within[..., start].min(axis=2).max())
    if worst == 0.0:
        return start
    cost = np.minimum(within / worst, 2.0).reshape(-1, problem.n_candidates) ** WORST_FIRST
    opened = improved_minutes(problem, start, cost)
    after = float(within[..., opened].min(axis=2).max())
    return opened if after < worst else start
