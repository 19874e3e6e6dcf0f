"""Imports point one way, down the floors of the house."""

import subprocess
import sys
from pathlib import Path

import pytest

from ops.environment import ROOT
from tests.source_tree import PRODUCT, imported_names, place, python_files

# The floors of the house from top to bottom: a room imports itself and what stands below it, nothing above or beside.
# A name with a dot is a room that stands lower than the package whose name it bears.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("app",),
    ("pages",),
    ("ui",),
    ("reports",),
    ("findings",),
    ("faces",),
    ("intake",),
    ("accounts",),
    ("metrics",),
    ("data_access", "planning"),
    ("sample_data",),
    ("data_access.schema", "faces.look", "travel", "archives"),
    ("words",),
)
# Packages that take arrays and frames: an engine in one of them would tie it to a warehouse.
WITHOUT_ENGINES = ("findings", "faces", "planning", "travel", "words")
ENGINES = {"sqlalchemy", "duckdb", "psycopg", "data_access"}
WITHOUT_SCREEN = tuple(package for package in PRODUCT if package not in ("pages", "ui"))

# A command line is where a warehouse, a plan and a report meet: `python -m planning`, `python -m reports`.
COMMAND_LINES = {"__main__.py", "command_line.py"}


FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def room_of(module: str) -> str | None:
    """The room of a module: the longest name in FLOORS that it begins with; None for what is not of the house."""
    parts = module.split(".")
    names = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return next((name for name in names if name in FLOOR_OF), None)


def module_of(file: Path) -> str:
    """The dotted name of a source file."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def points_up(own: str, other: str) -> bool:
    """Whether an import from room `own` to room `other` leaves the way down."""
    return own != other and FLOOR_OF[other] <= FLOOR_OF[own]


def test_imports_point_down_the_floors() -> None:
    wrong = [
        f"{place(file)} imports {module}"
        for file in python_files("app.py", *PRODUCT)
        if file.name not in COMMAND_LINES
        for module in imported_names(file)
        if (other := room_of(module)) and points_up(room_of(module_of(file)) or "", other)
    ]
    assert wrong == []


def test_a_room_of_a_page_is_entered_from_app_py_only() -> None:
    """What two pages need stands below them: a page that takes from another goes down with it."""
    wrong = [
        f"{place(file)} imports {module}"
        for file in python_files("app.py", *PRODUCT)
        for module in imported_names(file)
        if module.startswith("pages.")
        and file.name != "app.py"
        and module_of(file).split(".")[:2] != module.split(".")[:2]
    ]
    assert wrong == []


def test_every_package_of_the_product_has_its_floor() -> None:
    assert [package for package in PRODUCT if package not in FLOOR_OF] == []


def test_nothing_of_the_product_imports_what_only_serves_it() -> None:
    """Tests, benchmarks and start-up programs stand outside the house."""
    wrong = [
        f"{place(file)} imports {module}"
        for file in python_files("app.py", *PRODUCT)
        for module in imported_names(file)
        if module.split(".")[0] in {"tests", "benchmarks", "ops"}
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
