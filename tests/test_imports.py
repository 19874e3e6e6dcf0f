"""Imports point one way: app, pages -> ui, charts, reports, planning, metrics -> travel, data_access."""

import subprocess
import sys

import pytest

from ops.environment import ROOT
from tests.source_tree import PRODUCT, imported_names, place, python_files

# Each package, and the packages of the house it may import besides itself.
MAY_IMPORT = {
    "app.py": {"pages", "ui", "charts", "reports", "planning", "metrics", "travel", "data_access"},
    "pages": {"ui", "charts", "reports", "planning", "metrics", "travel", "data_access"},
    "ui": {"charts", "reports", "planning", "metrics", "travel", "data_access"},
    "charts": {"metrics"},
    "reports": {"charts", "metrics"},
    "metrics": {"travel", "data_access"},
    "planning": {"travel"},
    "travel": set(),
    # The warehouse's command line builds the sample and imports roads; neither of those knows an engine.
    "data_access": {"sample_data", "travel"},
    "sample_data": {"travel"},
    "ops": set(),
}

# What single modules may import beyond their package, and why.
ALSO = {
    # The palette is one record; a chart and the page round it must not each have their own.
    "charts": {"ui.tokens"},
    "reports": {"ui.tokens"},
    # The generator writes rows for these tables and needs their column names, not an engine.
    "sample_data": {"data_access.schema"},
}

# Packages that take arrays and frames: an engine in one of them would tie it to a warehouse.
WITHOUT_ENGINES = ("charts", "reports", "planning", "travel")
ENGINES = {"sqlalchemy", "duckdb", "psycopg", "data_access"}
WITHOUT_SCREEN = tuple(package for package in PRODUCT if package not in ("pages", "ui"))

# A command line is where a warehouse, a plan and a report meet: `python -m planning`, `python -m reports`.
COMMAND_LINES = {"__main__.py", "command_line.py"}


def is_allowed(package: str, module: str) -> bool:
    """Whether a module of the house may be imported in `package`."""
    top = module.split(".")[0]
    if top == package or top in MAY_IMPORT[package]:
        return True
    return any(module == name or module.startswith(name + ".") for name in ALSO.get(package, ()))


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_point_one_way(package: str) -> None:
    house = {*PRODUCT, "app", "tests", "benchmarks", "ops"}
    wrong = [
        f"{place(file)} imports {module}"
        for file in python_files(package)
        if file.name not in COMMAND_LINES
        for module in imported_names(file)
        if module.split(".")[0] in house and not is_allowed(package, module)
    ]
    assert wrong == []


@pytest.mark.parametrize("package", WITHOUT_ENGINES)
def test_what_takes_arrays_and_frames_knows_no_engine(package: str) -> None:
    wrong = [
        f"{place(file)} imports {module}"
        for file in python_files(package)
        if file.name not in COMMAND_LINES
        for module in imported_names(file)
        if module.split(".")[0] in ENGINES
    ]
    assert wrong == []


def test_nothing_below_the_pages_imports_streamlit() -> None:
    wrong = [
        place(file)
        for file in python_files(*WITHOUT_SCREEN)
        if any(module.split(".")[0] == "streamlit" for module in imported_names(file))
    ]
    assert wrong == []


def test_what_metrics_mean_does_not_depend_on_how_they_are_drawn() -> None:
    wrong = [
        f"{place(file)} imports {module}"
        for file in python_files("metrics", "planning", "travel", "data_access")
        for module in imported_names(file)
        if module.split(".")[0] in {"plotly", "pydeck"}
    ]
    assert wrong == []


def test_importing_the_layers_below_the_pages_loads_no_streamlit() -> None:
    """A forbidden import may hide behind an allowed one: charts -> ui.tokens -> streamlit."""
    modules = [
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for file in python_files(*WITHOUT_SCREEN)
        if file.name != "__main__.py" and "migrations" not in file.parts
    ]
    program = "import importlib, sys\n"
    program += f"for name in {modules!r}: importlib.import_module(name)\n"
    program += "sys.exit('streamlit was loaded' if 'streamlit' in sys.modules else 0)"
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_start_up_programs_need_only_the_standard_library() -> None:
    """They run on the machine's own Python, before anything is installed."""
    wrong = [
        f"{place(file)} imports {module}"
        for file in python_files("ops")
        for module in imported_names(file)
        if module.split(".")[0] not in sys.stdlib_module_names | {"ops"}
    ]
    assert wrong == []
