"""What a load leaves behind when it is killed, and what any sequence of loads and undoings adds up to.

`make bench ONLY=durability` runs the full counts on a DuckDB file, and on PostgreSQL where YILAN_BENCH_POSTGRES names a
database that may be overwritten; the tests run the same with fewer.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pandas as pd
from sqlalchemy import Connection, select

from data_access import schema
from data_access.as_of import at_load
from data_access.build import write_warehouse
from data_access.changes import ChangeRefused
from data_access.engine import open_engine
from data_access.loads import enter, load_file, undo
from data_access.parcels import Figures, Mode, Parcel

COUNTY, TOWN = "450223", "450223100"
KILLS, SEQUENCES = 50, 200
TRIES_A_KILL: Final = 4  # a load may be over before its time to be killed has come
ROWS: Final = 400  # of a file that is killed: enough for the kill to fall into the middle of the writing
COLUMNS: Final = ("outpatient_visits", "discharges")
Key = tuple[str, int]
Said = Mapping[Key, Mapping[str, float | None]]
State = dict[Key, tuple[float | None, float | None]]


def run() -> Iterator[tuple[str, float, str]]:
    """Yield how many loads were killed in their middle and how many left something between, and of sequences."""
    with tempfile.TemporaryDirectory() as folder:
        urls = {"duckdb": f"duckdb:///{Path(folder) / 'own.duckdb'}"}
        if server := os.environ.get("YILAN_BENCH_POSTGRES", ""):
            urls["postgresql"] = server
        for engine, url in urls.items():
            found = killed(url, KILLS, seed=1)
            yield f"durability.{engine}.kills", found.kills, ""
            yield f"durability.{engine}.kills_before_it_entered", found.before, ""
            yield f"durability.{engine}.left_between", found.between, ""
            yield f"durability.{engine}.sequences", SEQUENCES, ""
            wrong = sum(bool(sequence_faults(url, seed)) for seed in range(SEQUENCES))
            yield f"durability.{engine}.sequences_that_differ", wrong, ""


@dataclass
class Killed:
    """Loads that were killed: how many, how many left the warehouse as it was, and how many left a mixture."""

    kills: int = 0
    before: int = 0
    between: int = 0


def empty(url: str) -> None:
    """Make a warehouse without any figure."""
    at = pd.Timestamp("2025-01-10")
    version = {"version_id": "v1", "created_at": at, "content_sha256": "0" * 64, "first_month": 202401}
    version |= {"last_month": 202401, "is_sample": False, "note_zh": "建库"}
    load = {"load_id": "start", "loaded_at": at, "loaded_by": "t", "source_zh": "建库"}
    load |= {"rows_accepted": 0, "rows_refused": 0}
    write_warehouse(url, {"data_version": pd.DataFrame([version]), "load": pd.DataFrame([load])})


def complete(connection: Connection, table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Say of an institution what no file says."""
    return rows.assign(level="township_centre", community_code=None, is_lead=False, in_group=True, reported=True)


def parcel(said: Said, name: str, mode: Mode = "newest") -> Parcel:
    """Return a file that says this of institutions and months."""
    keys = {"county_code": COUNTY, "township_code": TOWN}
    rows = [{**keys, "institution_code": code, "month": month, **row} for (code, month), row in said.items()]
    figures = (Figures("institution_month", pd.DataFrame(rows), COLUMNS),)
    return Parcel(COUNTY, name, name.ljust(64, "0")[:64], "form", "1", figures, (), mode)


def whole_month(number: int) -> Parcel:
    """Return a file in which every institution has the same figure."""
    said = {(f"T{at}", 202409): dict.fromkeys(COLUMNS, float(number)) for at in range(ROWS)}
    return parcel(said, f"{number}.xlsx")


def load_whole_month(url: str, number: int) -> None:
    """Load that file: what a process of its own does until it is killed."""
    load_file(url, whole_month(number), complete, who="t")


def killed(url: str, times: int, *, seed: int) -> Killed:
    """Load file after file, each in a process that is killed (SIGKILL) at any moment of it, and look what stands."""
    empty(url)
    chance, found = random.Random(seed), Killed()
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload([__name__])
    load_whole_month(url, 1)
    took = _seconds_of_a_load(processes, url)
    stands = 2
    number = 2
    while found.kills < times and number < times * TRIES_A_KILL:
        number += 1
        process = processes.Process(target=load_whole_month, args=(url, number))
        started = time.perf_counter()
        process.start()
        process.join(took * chance.uniform(0.05, 1.1))
        if process.is_alive() and process.pid:
            os.kill(process.pid, signal.SIGKILL)
        else:
            # On a machine that is less busy than when it was measured, nearly every load would be over before its kill.
            took = time.perf_counter() - started
        process.join()
        found.kills += process.exitcode == -signal.SIGKILL
        now = what_stands(url)
        found.between += now not in (stands, number)
        found.before += now == stands
        stands = now
    load_whole_month(url, number + 1)  # nothing that was left stands in anybody's way
    found.between += what_stands(url) != number + 1
    return found


def _seconds_of_a_load(processes: multiprocessing.context.ForkServerContext, url: str) -> float:
    started = time.perf_counter()
    process = processes.Process(target=load_whole_month, args=(url, 2))
    process.start()
    process.join()
    return time.perf_counter() - started


def what_stands(url: str) -> int:
    """Return the number of the file of which everything stands – rows, history, load, version – or −1 for a mixture."""
    table, past, load = schema.institution_month, schema.histories["institution_month"], schema.load
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            rows = connection.execute(select(table.c.outpatient_visits, table.c.discharges, table.c.entered)).all()
            gone = connection.execute(select(past.c.superseded)).scalars().all()
            sequences = connection.execute(select(load.c.sequence, load.c.source_zh)).all()
            notes = connection.execute(select(schema.data_version.c.note_zh)).scalars().all()
    finally:
        engine.dispose()
    last = max((row for row in sequences if row.sequence), key=lambda row: row.sequence)
    number = int(last.source_zh.removesuffix(".xlsx"))
    whole = len(rows) == ROWS and {tuple(row) for row in rows} == {(number, number, last.sequence)}
    moved = len(gone) == ROWS * (last.sequence - 1) and max(gone, default=1) == last.sequence
    return number if whole and moved and f"装载 {number}.xlsx" in notes else -1


@dataclass
class Replay:
    """The same rules said once more, in dictionaries: the loads that stand, done one after the other.

    standing : number of a load → what its file said, how, and the keys that it named or emptied.
    """

    standing: dict[int, tuple[Said, Mode, set[Key]]] = field(default_factory=dict)

    def state(self, further: tuple[Said, Mode] | None = None) -> tuple[State, set[Key]]:
        """Return what stands, with one more file where one is given, and the keys that this one names or empties."""
        rows: dict[Key, dict[str, float | None]] = {}
        touched: set[Key] = set()
        loads = [(said, mode) for said, mode, _ in self.standing.values()]
        for said, mode in [*loads, *([further] if further else [])]:
            touched = set(said)
            if mode == "replace":
                months = {month for _, month in said}
                for key, row in rows.items():
                    if key[1] in months and key not in said and any(value is not None for value in row.values()):
                        touched.add(key)
                        row.update(dict.fromkeys(COLUMNS))
            for key, given in said.items():
                old = rows.setdefault(key, dict.fromkeys(COLUMNS))
                for column in COLUMNS:
                    value = given[column]
                    if mode == "replace" or (value is not None and (mode == "newest" or old[column] is None)):
                        old[column] = value
        return {key: (row[COLUMNS[0]], row[COLUMNS[1]]) for key, row in rows.items()}, touched

    def may_go(self, number: int) -> bool:
        """Say whether a load may be taken back: none that came later and stands names a row of it."""
        own = self.standing[number][2]
        return not any(own & touched for later, (_, _, touched) in self.standing.items() if later > number)


def sequence_faults(url: str, seed: int, steps: int = 8) -> list[str]:
    """Load, replace, fill and undo at random; return where the warehouse says something else than the replay.

    All in one transaction that is thrown away: the current state after every step, and at the end what was in force
    after each of them. Undoing is asked of any load, and must be refused where a later one stands on it.
    """
    chance, replay, faults, states = random.Random(seed), Replay(), list[str](), list[State]()
    ids: dict[int, str] = {}
    engine = open_engine(url, read_only=False)
    with engine.connect() as connection, connection.begin() as transaction:
        begun = connection.execute(select(schema.load.c.sequence).where(schema.load.c.sequence.is_not(None))).scalars()
        first = max(begun, default=0)
        for table in (schema.institution_month, schema.histories["institution_month"]):
            connection.execute(table.delete())
        for step in range(steps):
            if replay.standing and chance.random() < 0.35:
                number = chance.choice(list(replay.standing))
                allowed = replay.may_go(number)
                try:
                    undo(connection, ids[number], who="t", reason="试")
                except ChangeRefused:
                    if allowed:
                        faults.append(f"{step}: undoing was refused")
                    continue
                if not allowed:
                    faults.append(f"{step}: undone under a later load")
                del replay.standing[number]
            else:
                said, mode = _some_file(chance)
                before, _ = replay.state()
                after, touched = replay.state((said, mode))
                entered = enter(connection, parcel(said, f"{step}.xlsx", mode), complete, who="t")
                if bool(entered.load_id) != (before != after):
                    faults.append(f"{step}: whether anything changed")
                if not entered.load_id:
                    continue
                replay.standing[step], ids[step] = (said, mode, touched), entered.load_id
            states.append(replay.state()[0])
            if _now(connection) != states[-1]:
                faults.append(f"{step}: the current rows")
        faults += [
            f"as of load {number}"
            for number, state in enumerate(states, first + 1)
            if _now(connection, number) != state
        ]
        transaction.rollback()
    engine.dispose()
    return faults


def _some_file(chance: random.Random) -> tuple[Said, Mode]:
    modes: tuple[Mode, ...] = ("newest", "newest", "fill", "replace")
    said = {
        (f"T{chance.randint(1, 3)}", 202400 + chance.randint(1, 2)): {
            column: chance.choice((None, float(chance.randint(0, 4)))) for column in COLUMNS
        }
        for _ in range(chance.randint(1, 3))
    }
    return said, chance.choice(modes)


def _now(connection: Connection, sequence: int | None = None) -> State:
    table = schema.institution_month
    statement = select(table.c.institution_code, table.c.month, table.c.outpatient_visits, table.c.discharges)
    asked = statement if sequence is None else at_load(statement, sequence)
    rows = connection.execute(asked).all()
    if len({(row[0], row[1]) for row in rows}) < len(rows):
        return {}  # a row that stands twice
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}
