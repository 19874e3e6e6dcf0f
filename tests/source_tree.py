"""The product's own source files, for tests that read code rather than run it."""

import ast
import fnmatch
import functools
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from ops.environment import ROOT

# Top-level packages a reader of the product runs; tests and benchmarks stand beside them.
PRODUCT = (
    "intake",
    "accounts",
    *("pages", "ui", "reports", "findings", "faces", "metrics", "planning", "travel", "data_access", "words"),
    *("sample_data", "archives"),
)


@functools.cache
def kept_files() -> tuple[Path, ...]:
    """Every file that is, or would be, in the repository: what .gitignore names stays out.

    Read without git, which refuses a clone that belongs to another user, as clones in containers do.
    """
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored = [".git", *(line.strip().strip("/") for line in lines if line.strip() and not line.startswith("#"))]
    files: list[Path] = []
    for folder, subfolders, names in os.walk(ROOT):
        subfolders[:] = [name for name in subfolders if not matches_any(name, ignored)]
        files.extend(Path(folder, name) for name in names if not matches_any(name, ignored))
    return tuple(sorted(files))


def matches_any(name: str, patterns: list[str]) -> bool:
    """Whether a file or folder name fits one of the patterns."""
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)


def python_files(*packages: str) -> list[Path]:
    """The Python files under these top-level packages."""
    return [file for file in kept_files() if file.suffix == ".py" and file.relative_to(ROOT).parts[0] in packages]


def product_files() -> list[Path]:
    """Every Python file of the product itself: app.py, the start-up programs and all packages."""
    return python_files("app.py", "ops", *PRODUCT)


@functools.cache
def syntax(file: Path) -> ast.Module:
    """A Python file as its syntax tree."""
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def imported_names(file: Path) -> Iterator[str]:
    """Dotted names of the modules a file imports, wherever in the file it does."""
    for node in ast.walk(syntax(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            for alias in node.names:
                # `from data_access import schema` brings in a module, `from ui.tokens import Theme` a name of one.
                inside = f"{node.module}.{alias.name}"
                yield inside if is_module(inside) else node.module
        elif isinstance(node, ast.ImportFrom) and node.level:
            # The house writes absolute imports; a relative one stays inside its package.
            yield file.relative_to(ROOT).parts[0]


def imported_files(files: Iterable[Path]) -> set[Path]:
    """The product's modules that these files import, and those that these import in turn."""
    found: set[Path] = set()
    waiting = list(files)
    while waiting:
        names = {name for file in waiting for name in imported_names(file)}
        waiting = sorted({file for name in names for file in module_files(name)} - found)
        found.update(waiting)
    return found


def module_files(name: str) -> list[Path]:
    """What importing a dotted name of this repository runs: its packages' __init__ and its own file."""
    parts = name.split(".")
    paths = [ROOT.joinpath(*parts[: position + 1]) for position in range(len(parts))]
    candidates = [file for path in paths for file in (path / "__init__.py", path.with_suffix(".py"))]
    return [file for file in candidates if file.is_file()]


def is_module(name: str) -> bool:
    """Whether a dotted name is a module or package of this repository."""
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def strings_for_readers(file: Path) -> Iterator[tuple[int, str]]:
    """(line, text) of every string of a file that the program uses: a docstring, of whatever it is, stands alone."""
    tree = syntax(file)
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.lineno, node.value


def place(file: Path, line: int | None = None) -> str:
    """A file, and a line of it, as a message names it."""
    name = file.relative_to(ROOT).as_posix()
    return name if line is None else f"{name}:{line}"
