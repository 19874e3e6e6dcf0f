"""Prints every measured figure, one a line: `name<TAB>value unit`.

    python -m benchmarks [--only MODULE …]

A module of this package offers `run()`, which yields (name, value, unit). One that fails is named at the end, the
others still print; the exit code is then 1.
"""

import argparse
import difflib
import importlib
import math
import pkgutil
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence

import benchmarks

Figure = tuple[str, float, str]
Run = Callable[[], Iterator[Figure]]


def module_names() -> list[str]:
    """Names of the modules that measure something, in the order they are printed."""
    return sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name != "__main__")


def run_of(name: str) -> Run:
    """What measures the figures of one module; it is imported when that is its turn."""

    def run() -> Iterator[Figure]:
        # A module without run() only holds what the others share.
        own: Run = getattr(importlib.import_module(f"benchmarks.{name}"), "run", lambda: iter(()))
        yield from own()

    return run


def line(figure: Figure) -> str:
    """One figure as it is printed: four significant digits, whole numbers in full."""
    name, value, unit = figure
    if math.isnan(value):
        # Not measured here (a package or memory is missing): the name says why, and the line still stands.
        return f"{name}\t–"
    digits = f"{value:.0f}" if value == round(value) or abs(value) >= 1000 else f"{value:.4g}"
    return f"{name}\t{digits} {unit}".rstrip()


def measure(runs: Mapping[str, Run]) -> list[str]:
    """Print the figures of each module; return the names of those that failed."""
    broken = []
    for name, run in runs.items():
        try:
            for figure in run():
                print(line(figure), flush=True)
        except Exception:
            # One broken benchmark must not hide the others' figures; it is reported in full and by exit code.
            traceback.print_exc()
            broken.append(name)
    return broken


def main(arguments: Sequence[str] | None = None, runs: Mapping[str, Run] | None = None) -> int:
    """Measure what the command line asks for; 0 all measured, 1 a module failed, 2 no such module.

    runs : name of a module → what measures its figures; by default every module of this package.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="+", metavar="MODULE", help="measure these modules only")
    chosen: list[str] | None = parser.parse_args(arguments).only
    known = {name: run_of(name) for name in module_names()} if runs is None else runs
    unknown = [name for name in chosen or () if name not in known]
    if unknown:
        near = difflib.get_close_matches(unknown[0], known, n=1, cutoff=0.0)
        print(f"没有名为 {unknown[0]} 的性能测试；最接近的是 {' '.join(near)}。", file=sys.stderr)
        return 2
    broken = measure({name: known[name] for name in chosen or known})
    for name in broken:
        print(f"benchmarks.{name} failed", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
