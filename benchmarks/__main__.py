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
from collections.abc import Callable, Iterator, Sequence

import benchmarks

Figure = tuple[str, float, str]


def module_names() -> list[str]:
    """Names of the modules that measure something, in the order they are printed."""
    return sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name != "__main__")


def figures(name: str) -> Iterator[Figure]:
    """The figures of one module, as they are measured."""
    run: Callable[[], Iterator[Figure]] | None = getattr(importlib.import_module(f"benchmarks.{name}"), "run", None)
    # A module without run() only holds what the others share.
    return iter(()) if run is None else run()


def line(figure: Figure) -> str:
    """One figure as it is printed: four significant digits, whole numbers in full."""
    name, value, unit = figure
    if math.isnan(value):
        # Not measured here (a package or memory is missing): the name says why, and the line still stands.
        return f"{name}\t–"
    digits = f"{value:.0f}" if value == round(value) or abs(value) >= 1000 else f"{value:.4g}"
    return f"{name}\t{digits} {unit}".rstrip()


def measure(names: Sequence[str]) -> list[str]:
    """Print the figures of each module; return the names of those that failed."""
    broken = []
    for name in names:
        try:
            for figure in figures(name):
                print(line(figure), flush=True)
        except Exception:
            # One broken benchmark must not hide the others' figures; it is reported in full and by exit code.
            traceback.print_exc()
            broken.append(name)
    return broken


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what the command line asks for; 0 all measured, 1 a module failed, 2 no such module."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="+", metavar="MODULE", help="measure these modules only")
    chosen: list[str] | None = parser.parse_args(arguments).only
    known = module_names()
    unknown = [name for name in chosen or () if name not in known]
    if unknown:
        near = difflib.get_close_matches(unknown[0], known, n=1, cutoff=0.0)
        print(f"没有名为 {unknown[0]} 的性能测试；最接近的是 {' '.join(near)}。", file=sys.stderr)
        return 2
    broken = measure(chosen or known)
    for name in broken:
        print(f"benchmarks.{name} failed", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
