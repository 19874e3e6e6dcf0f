"""Every reader of files with a file that is right, and what must hold when it is given a broken one.

A reader takes the file, or refuses it in words of ours; nothing else gets out, and nothing is kept of what is refused.
"""

import dataclasses
import hashlib
import shutil
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import tomli_w
from sqlalchemy import func, select
from typer.testing import CliRunner

from data_access import schema
from data_access.build import write_warehouse
from data_access.changes import ChangeRefused
from data_access.engine import opened
from data_access.mechanisms.columns import form_columns
from data_access.mechanisms.files import as_toml, as_workbook, read_file
from data_access.mechanisms.kinds import VIEW_TABLES, form_tables
from data_access.mechanisms.parcel import Examined, examine, load
from faces.blocks.kinds import Heat, Intervals, Months, Table
from faces.blocks.pack import Pack
from faces.deck.deck import make_deck
from faces.document.brief import make_brief, make_bulletin
from faces.errors import ReportError
from faces.workbook import make_workbook
from metrics.errors import QuestionError
from planning.__main__ import app as planning
from reports.verification import verify
from tests.broken_files import broken
from tests.data_access.grid_county import board, csv_of, geojson_of, osm_of
from tests.data_access.own_mechanism import METRICS, SHORT, TODAY
from tests.data_access.test_mechanism_files import ALL_ROWS
from tests.faces.test_held import EXAMPLES, pack_of
from tests.metrics.small_county import frames
from tests.planning.roster.test_bad_files import FILES, VISIT, WEEK
from tests.planning.siting.test_bad_files import COST, DEMAND, MATRIX
from tests.planning.test_mutated_files import OPTIONS
from travel.faults import RoadFileFault
from travel.graph import build_graph
from travel.importer import import_roads
from travel.lengths import straight_metres, too_short
from words.faults import Fault
from words.phrases import Voice

BLOCK = board(lambda east, north: east <= 4 and north <= 4)
ROSTER = {f"{name}.csv": text for name, text in FILES.items()} | {
    "options.json": OPTIONS,
    "earlier.csv": "expert_code,visit_date\n001,2026-02-27\n",
    "demand.csv": "institution_code,specialty,visits\nP1,内科,1\n",
    "history.csv": "expert_code,institution_code\n001,P1\n",
    "preferences.csv": "expert_code,points,weekday\n001,3,0\n",
    "pins.csv": VISIT + "002,P1,2026-03-02\n",
}
TABLES = (
    '{"experts": [{"expert_code": "001", "title": "副高", "specialty": "内科"}], "places": [{"institution_code": "P1",'
    ' "township_code": "T1", "name_zh": "甲卫生院"}], "leaves": [], "rules": [{"rule_id": "R1", "name_zh": "每周一次",'
    ' "cadence": "week", "unit": "次", "minimum_visits": 1, "valid_from": "2026", "valid_to": null, "places": ["P1"]}],'
    ' "minutes": [{"expert_code": "001", "institution_code": "P1", "travel_time_min": 20}], "options": ' + OPTIONS + "}"
)


class HalfLoaded(AssertionError):
    """A file was refused and something of it kept, or taken and something of it lost."""


@dataclass(frozen=True)
class Reader:
    """files: name → content when right; those of `breaks` are broken, one at a time.

    read : folder → whether the files were taken; raises only where something is wrong with the reader.
    """

    name: str
    files: Callable[[], Mapping[str, bytes]]
    read: Callable[[Path, str], bool]
    breaks: tuple[str, ...] = ()
    share: int = 1

    def attempt(self, folder: Path, seed: int) -> bool:
        """Break one file and read all. Returns whether they were taken."""
        files = self.files()
        names = self.breaks or tuple(files)
        chosen = names[seed % len(names)]
        for name, content in files.items():
            own = broken(content, name.rsplit(".", 1)[1], seed) if name == chosen else content
            (folder / name).write_bytes(own)
        return self.read(folder, chosen)


def refused(fault: Fault) -> bool:
    """Say that a file was refused, in both languages."""
    for language in ("zh", "en"):
        told = fault.told(Voice(language))
        if not (told.happened and told.next_step):
            raise HalfLoaded(f"{fault.code} says nothing")
    return False


def command(*words: object) -> bool:
    """Run a command of `planning`: an exit code of ours, and something said where it is not 0."""
    done = CliRunner().invoke(planning, [str(word) for word in words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    if done.exit_code not in (0, 1, 2) or (done.exit_code and not done.output.strip()):
        raise HalfLoaded(f"exit code {done.exit_code}, said {done.output[:80]!r}")
    return done.exit_code == 0


def texts(files: Mapping[str, str]) -> Callable[[], dict[str, bytes]]:
    """The files as bytes."""
    return lambda: {name: text.encode() for name, text in files.items()}


# ---- planning ----


def read_siting(folder: Path, chosen: str) -> bool:
    return command("site", "--matrix", folder / "m.csv", "--demand", folder / "d.csv", "--cost", folder / "cost.csv",
                   "--model", "mclp", "--limit", "15", "--budget", "100", "--time-limit", "1")  # fmt: skip


def read_roster_question(folder: Path, chosen: str) -> bool:
    out = folder / "new.csv"
    out.unlink(missing_ok=True)
    taken = command("roster", folder, *WEEK, "--seconds", "0.3", "--out", out)
    if out.exists() != taken:
        raise HalfLoaded("a roster was written although its question was refused")
    return taken


def read_roster_json(folder: Path, chosen: str) -> bool:
    return command("roster", folder / "question.json", *WEEK, "--seconds", "0.3")


def read_published(folder: Path, chosen: str) -> bool:
    out = folder / "new.csv"
    out.unlink(missing_ok=True)
    taken = command("replan", folder, folder / chosen, *WEEK, "--seconds", "0.3", "--out", out)
    if out.exists() != taken:
        raise HalfLoaded("a roster was written although the published one was refused")
    return taken


def read_visits(folder: Path, chosen: str) -> bool:
    return command("check", folder, folder / chosen, *WEEK)


PUBLISHED = {
    "pub.csv": f"{VISIT}002,P1,2026-03-02\n",
    "pub.json": '[{"expert_code": "002", "institution_code": "P1", "visit_date": "2026-03-02"}]',
}


# ---- roads ----


def read_roads(folder: Path, chosen: str) -> bool:
    try:
        network = import_roads(folder / chosen).network
    except RoadFileFault as fault:
        return refused(fault)
    build_graph(network)
    if not np.isfinite(network.metres).all() or too_short(network.metres, straight_metres(network)).any():
        raise HalfLoaded("a road shorter than the line between its ends")
    return True


def roads() -> dict[str, bytes]:
    return {
        "roads.csv": csv_of(BLOCK, lambda _: "1000").encode(),
        "roads.geojson": geojson_of(BLOCK).encode(),
        "roads.osm": osm_of(BLOCK).encode(),
    }


# ---- files of ours, and a county's template ----


@cache
def pack() -> Pack:
    """A pack with a slide of four kinds of content."""
    slides = [
        dataclasses.replace(pack_of(EXAMPLES[kind]).slides[0], key=f"overview.{number}")
        for number, kind in enumerate((Intervals, Months, Heat, Table), start=1)
    ]
    base = pack_of(EXAMPLES[Table])
    section = dataclasses.replace(base.sections[0], slides=tuple(slides))
    return dataclasses.replace(base, slides=tuple(slides), sections=(section,))


@cache
def stamped() -> dict[str, bytes]:
    return {
        "deck.pptx": make_deck(pack()),
        "brief.docx": make_brief(pack()),
        "bulletin.docx": make_bulletin(pack()),
        "figures.xlsx": make_workbook(pack()),
    }


def read_stamped(folder: Path, chosen: str) -> bool:
    try:
        return verify((folder / chosen).read_bytes(), "v1", lambda _: pack()).is_true
    except (ReportError, QuestionError) as fault:
        return refused(fault)


@cache
def template() -> dict[str, bytes]:
    return {"template.pptx": make_deck(dataclasses.replace(pack(), slides=(), sections=()))}


def read_template(folder: Path, chosen: str) -> bool:
    try:
        make_deck(pack(), template=(folder / chosen).read_bytes())
    except ReportError as fault:
        return refused(fault)
    return True


# ---- a county's own mechanisms and their evidence ----


@cache
def mechanism() -> dict[str, bytes]:
    views = tuple(view for view in VIEW_TABLES if form_tables([view]))
    record = dataclasses.replace(SHORT, views=views)
    own = tomllib.loads(as_toml(record, {}).decode())
    # Rows as a workbook has them, and as TOML: both read to the same parcel.
    book = as_workbook(record, {name: [_whole(name, row) for row in rows] for name, rows in ALL_ROWS.items()})
    return {"own.toml": tomli_w.dumps(own | ALL_ROWS).encode(), "own.xlsx": book}


def _whole(table_name: str, row: Mapping[str, object]) -> dict[str, object]:
    return {column.name: row.get(column.name) for column in form_columns(table_name)}


class Kept:
    """A small county's warehouse, as it was after every attempt."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.loaded = 0

    def url(self, folder: Path) -> str:
        """Make the warehouse beside the files, once a folder."""
        file = folder / "small.duckdb"
        if self.folder != folder:
            write_warehouse(f"duckdb:///{file}", frames())
            shutil.copyfile(file, folder / "small.kept")
            self.folder = folder
        return f"duckdb:///{file}"

    def again(self, folder: Path) -> None:
        """Put the warehouse back as it was."""
        shutil.copyfile(folder / "small.kept", folder / "small.duckdb")


KEPT: Final = Kept()


def read_mechanism(folder: Path, chosen: str) -> bool:
    url = KEPT.url(folder)
    try:
        parcel = read_file(chosen, (folder / chosen).read_bytes())
    except ChangeRefused as fault:
        return refused(fault)
    with opened(url) as engine:
        examined = examine(engine, parcel, METRICS, TODAY)
    for fault in examined.faults:
        refused(fault)
    digest = hashlib.sha256((folder / "small.duckdb").read_bytes()).hexdigest()
    try:
        done = load(url, parcel, metrics=METRICS, who="规划科", reason="月报", today=TODAY)
    except ChangeRefused as fault:
        if hashlib.sha256((folder / "small.duckdb").read_bytes()).hexdigest() != digest:
            raise HalfLoaded("a refused file changed the warehouse") from fault
        return refused(fault)
    _all_there(url, done)
    KEPT.again(folder)
    return True


def _all_there(url: str, done: Examined) -> None:
    with opened(url) as engine, engine.connect() as connection:
        for name, rows in done.tables.items():
            table = schema.metadata.tables[name]
            count = connection.execute(select(func.count()).select_from(table)).scalar_one()
            if count != len(rows.new):
                raise HalfLoaded(f"{len(rows.new)} rows of {name} were taken and {count} kept")


READERS: Final = (
    Reader("siting", texts({"m.csv": MATRIX, "d.csv": DEMAND, "cost.csv": COST}), read_siting, share=15),
    Reader("roster tables", texts(ROSTER), read_roster_question, share=15),
    Reader("roster json", texts({"question.json": TABLES}), read_roster_json, share=10),
    Reader("replan", texts(ROSTER | PUBLISHED), read_published, tuple(PUBLISHED), share=6),
    Reader("visits", texts(ROSTER | PUBLISHED), read_visits, tuple(PUBLISHED), share=6),
    Reader("roads", roads, read_roads, share=22),
    Reader("stamped files", stamped, read_stamped, share=8),
    Reader("template", template, read_template, share=10),
    Reader("mechanisms and evidence", mechanism, read_mechanism, share=8),
)
"""share: of 100 files that are broken, so many are this reader's."""
