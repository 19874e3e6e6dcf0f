"""A mixed-integer program under construction, and the one call to HiGHS."""

import logging
import time
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from planning.siting.faults import SolverFailed
from planning.siting.problem import FloatArray, IntArray

log = logging.getLogger(__name__)

# HiGHS stops at a relative gap of 1e-4 unless told otherwise, which is not a proof.
PROOF_GAP = 1e-9
LEAST_SECONDS = 0.01  # HiGHS reads a limit of 0 as "no time at all" and returns without presolve

# scipy.optimize.milp's status numbers
OPTIMAL, STOPPED, INFEASIBLE = 0, 1, 2


class Deadline:
    """A moment by which to be done, read from the monotonic clock."""

    def __init__(self, seconds: float | None) -> None:
        self.started = time.monotonic()
        self.seconds = seconds

    def left(self) -> float:
        """Seconds left, never negative; infinity without a limit."""
        if self.seconds is None:
            return float("inf")
        return max(0.0, self.seconds - self.spent())

    def spent(self) -> float:
        return time.monotonic() - self.started

    def share(self, seconds: float) -> "Deadline":
        """A shorter deadline inside this one."""
        return Deadline(min(seconds, self.left()))


@dataclass(frozen=True, eq=False)
class Program:
    """Minimise `objective` · x subject to rows and bounds. The first len(sites) columns open those candidates.

    The reader's objective is `sign` × (objective · x) / `scale` + `offset`.
    """

    objective: FloatArray
    rows: sparse.csr_array
    row_lower: FloatArray
    row_upper: FloatArray
    lower: FloatArray
    upper: FloatArray
    integral: npt.NDArray[np.uint8]
    sites: IntArray
    sign: float = 1.0
    scale: float = 1.0
    offset: float = 0.0

    def reader_value(self, internal: float) -> float:
        return self.sign * internal / self.scale + self.offset

    def with_row(self, coefficients: FloatArray, lower: float, upper: float) -> "Program":
        """The same program with one more row."""
        return replace(
            self,
            rows=sparse.vstack([self.rows, sparse.csr_array(coefficients[None])], format="csr"),
            row_lower=np.append(self.row_lower, lower),
            row_upper=np.append(self.row_upper, upper),
        )


@dataclass(frozen=True, eq=False)
class Outcome:
    """What HiGHS says: a solution or none, and a bound in the reader's units (None: not known)."""

    status: Literal["proven", "stopped", "infeasible"]
    solution: FloatArray | None
    bound: float | None

    def opened(self, program: Program) -> IntArray:
        """Candidate numbers of the open sites."""
        assert self.solution is not None
        return program.sites[self.solution[: len(program.sites)] > 0.5]


@dataclass(eq=False)
class ProgramBuilder:
    """Collects columns and rows, then freezes them into a `Program`."""

    n_columns: int = 0
    n_rows: int = 0
    _columns: list[tuple[FloatArray, FloatArray, FloatArray, npt.NDArray[np.uint8]]] = field(default_factory=list)
    _entries: list[tuple[IntArray, IntArray, FloatArray]] = field(default_factory=list)
    _row_bounds: list[tuple[FloatArray, FloatArray]] = field(default_factory=list)

    def add_columns(
        self,
        count: int,
        *,
        objective: npt.ArrayLike = 0.0,
        lower: npt.ArrayLike = 0.0,
        upper: npt.ArrayLike = 1.0,
        integral: bool = False,
    ) -> IntArray:
        """Add columns and give back their numbers."""
        shape = (count,)
        self._columns.append(
            (
                np.broadcast_to(np.asarray(objective, dtype=np.float64), shape),
                np.broadcast_to(np.asarray(lower, dtype=np.float64), shape),
                np.broadcast_to(np.asarray(upper, dtype=np.float64), shape),
                np.full(shape, int(integral), dtype=np.uint8),
            )
        )
        self.n_columns += count
        return np.arange(self.n_columns - count, self.n_columns, dtype=np.int64)

    def add_rows(
        self,
        count: int,
        *entries: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
        lower: npt.ArrayLike = -np.inf,
        upper: npt.ArrayLike = np.inf,
    ) -> None:
        """Add rows; each entry is (row number within these rows, column, coefficient), broadcast together."""
        for row, column, coefficient in entries:
            rows, columns, values = np.broadcast_arrays(row, column, coefficient)
            self._entries.append(
                (
                    rows.ravel().astype(np.int64) + self.n_rows,
                    columns.ravel().astype(np.int64),
                    values.ravel().astype(np.float64),
                )
            )
        self._row_bounds.append(
            (
                np.broadcast_to(np.asarray(lower, dtype=np.float64), (count,)),
                np.broadcast_to(np.asarray(upper, dtype=np.float64), (count,)),
            )
        )
        self.n_rows += count

    def program(self, sites: IntArray, *, sign: float = 1.0, scale: float = 1.0, offset: float = 0.0) -> Program:
        """Freeze; `sites` are the candidates of the first columns."""
        objective, lower, upper, integral = (np.concatenate(parts) for parts in zip(*self._columns, strict=True))
        row, column, value = (
            (np.concatenate(parts) for parts in zip(*self._entries, strict=True))
            if self._entries
            else (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0))
        )
        bounds = self._row_bounds or [(np.empty(0), np.empty(0))]
        row_lower, row_upper = (np.concatenate(parts) for parts in zip(*bounds, strict=True))
        return Program(
            objective=objective * scale,
            rows=sparse.csr_array((value, (row, column)), shape=(self.n_rows, self.n_columns)),
            row_lower=row_lower,
            row_upper=row_upper,
            lower=lower,
            upper=upper,
            integral=integral,
            sites=sites,
            sign=sign,
            scale=scale,
            offset=offset,
        )


def linear_bound(program: Program, deadline: Deadline) -> float | None:
    """A quick bound in the reader's units: sites may open in part. None where it is not found in time."""
    outcome = run_highs(replace(program, integral=np.zeros_like(program.integral)), deadline)
    if outcome.status != "proven" or outcome.solution is None:
        return None
    return program.reader_value(float(program.objective @ outcome.solution))


def run_highs(program: Program, deadline: Deadline) -> Outcome:
    """Solve with HiGHS. A search that ran out of time is "stopped", never "infeasible".

    Raises SolverFailed where HiGHS gives up for a reason that is neither time nor infeasibility.
    """
    left = deadline.left()
    if left <= 0:
        return Outcome("stopped", None, None)
    options: dict[str, float | bool] = {"mip_rel_gap": PROOF_GAP}
    if np.isfinite(left):
        options["time_limit"] = max(left, LEAST_SECONDS)
    result = milp(
        program.objective,
        constraints=LinearConstraint(program.rows, program.row_lower, program.row_upper),
        bounds=Bounds(program.lower, program.upper),
        integrality=program.integral,
        options=options,
    )
    if result.status == INFEASIBLE:
        return Outcome("infeasible", None, None)
    if result.status not in (OPTIMAL, STOPPED):
        log.error("HiGHS stopped with status %s: %s", result.status, result.message)
        raise SolverFailed("solver_failed")
    bound = result.get("mip_dual_bound")
    known = bound is not None and np.isfinite(bound)
    return Outcome(
        status="proven" if result.status == OPTIMAL else "stopped",
        solution=None if result.x is None else np.asarray(result.x),
        bound=program.reader_value(float(bound)) if known else None,
    )
