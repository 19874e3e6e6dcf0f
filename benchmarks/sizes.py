"""How large each room is: files, lines, and how many of its modules only one other module imports.

`make bench ONLY=sizes` measures this checkout; `python -m benchmarks.sizes ROOT` another one. A module with one
importer in another room stands in the wrong one: it belongs beside it.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from benchmarks.__main__ import line
from ops.environment import ROOT

LEFT_OUT = {".venv", "var", "node_modules"}


def run(root: Path = ROOT) -> Iterator[tuple[str, float, str]]:
    """Yield files, lines and lone importers of every package, then of all that is no test."""
    modules = {_name(file.relative_to(root)): file for file in _files(root)}
    importers = _importers(modules)
    rooms: dict[str, list[str]] = defaultdict(list)
    for module in modules:
        rooms[module.split(".")[0]].append(module)
    for room, names in sorted(rooms.items()):
        yield from _sizes(room, names, modules, importers)
    yield from _sizes("all_but_tests", [name for name in modules if not name.startswith("tests")], modules, importers)


def _sizes(
    room: str, names: list[str], modules: dict[str, Path], importers: dict[str, set[str]]
) -> Iterator[tuple[str, float, str]]:
    sizes = [len(modules[name].read_text(encoding="utf-8").splitlines()) for name in names]
    own = {name: {user for user in importers[name] if not user.startswith("tests")} for name in names}
    elsewhere = [name for name, users in own.items() if len(users) == 1 and _folder(name) != _folder(next(iter(users)))]
    yield f"sizes.{room}.files", len(names), ""
    yield f"sizes.{room}.lines", sum(sizes), ""
    yield f"sizes.{room}.longest", max(sizes), "lines"
    yield f"sizes.{room}.one_importer", sum(len(users) == 1 for users in own.values()), "files"
    yield f"sizes.{room}.one_importer_in_another_folder", len(elsewhere), "files"


def _files(root: Path) -> list[Path]:
    return sorted(file for file in root.rglob("*.py") if not LEFT_OUT & set(file.relative_to(root).parts))


def _name(file: Path) -> str:
    parts = file.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts) or file.stem


def _folder(module: str) -> str:
    return module.rpartition(".")[0]


def _importers(modules: dict[str, Path]) -> dict[str, set[str]]:
    """Return module → the modules that import it or a name of it."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, file in modules.items():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                asked = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                asked = [f"{node.module}.{alias.name}" for alias in node.names]
                asked = [full if full in modules else node.module for full in asked]
            else:
                continue
            for module in asked:
                if module in modules and module != name:
                    found[module].add(name)
    return found


if __name__ == "__main__":
    for figure in run(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT):
        print(line(figure))
