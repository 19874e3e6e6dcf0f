"""A DuckDB file that is replaced while it is read: the old one for who reads it, the new one for who comes."""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from data_access import read, schema
from data_access.changes import change, new_version
from data_access.engine import Warehouse, opened
from tests.metrics.small_county import frames

VERSION = select(schema.data_version.c.version_id).order_by(schema.data_version.c.created_at.desc()).limit(1)
READERS, CHANGES = 5, 10


@pytest.fixture
def url(own_small_url: str) -> str:
    return own_small_url


@pytest.fixture
def warehouse(url: str) -> Iterator[Warehouse]:
    own = Warehouse(url)
    yield own
    own.engine().dispose()


def restate(url: str, number: int) -> str:
    """Change the warehouse and return the version in force, read by a process that has nothing else open."""
    made: list[str] = []

    def work(connection) -> None:  # type: ignore[no-untyped-def]
        new_version(connection, "重报", number)
        made.append(str(connection.execute(VERSION).scalar()))

    change(url, work)
    return made[0]


def test_a_change_is_seen_although_somebody_is_inside_a_read(url: str, warehouse: Warehouse):
    """DuckDB handed the old file to whoever opened its path while a connection to it lived: the page said 图表已更新
    and nothing changed, for anybody, until the next change."""
    assert warehouse.version() == "small"
    with warehouse.engine().connect() as reader:
        reader.execute(VERSION)
        made = restate(url, 1)
        assert warehouse.version() == made != "small"
        assert reader.execute(VERSION).scalar() == "small"
    assert warehouse.version() == made


def test_with_five_readers_each_of_ten_changes_is_seen(url: str, warehouse: Warehouse):
    """One in ten was, and the last was not seen after all readers had left."""
    done, torn = threading.Event(), []

    def reads() -> None:
        while not done.is_set():
            with warehouse.engine().connect() as connection:
                before = connection.execute(VERSION).scalar()
                months = connection.execute(select(schema.institution_month)).all()
                if len(months) != len(frames()["institution_month"]) or connection.execute(VERSION).scalar() != before:
                    torn.append(before)

    readers = [threading.Thread(target=reads) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    try:
        seen = [(restate(url, number), warehouse.version()) for number in range(CHANGES)]
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert [found for _, found in seen] == [made for made, _ in seen] and len(set(seen)) == CHANGES
    assert torn == [] and warehouse.version() == seen[-1][0]


@pytest.mark.parametrize("put_back", ["moved", "copied over it, with the time it had"])
def test_a_backup_that_is_put_back_is_seen(url: str, warehouse: Warehouse, put_back: str):
    file = Path(str(warehouse.url.database))
    backup = Path(shutil.copy2(file, file.with_name("backup.duckdb")))
    with warehouse.engine().connect() as reader:
        assert reader.execute(VERSION).scalar() == "small"
        assert warehouse.version() == "small" != restate(url, 1) == warehouse.version()
        if put_back == "moved":
            backup.replace(file)
        else:
            shutil.copy2(backup, file)
        assert warehouse.version() == "small"


def test_a_file_that_is_replaced_while_it_is_opened_is_not_kept_under_the_stamp_of_the_other(
    url: str, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
):
    stamp, made = warehouse._backend.stamp, []

    def then_replaced(address) -> object:  # type: ignore[no-untyped-def]
        seen = stamp(address)
        if not made:
            made.append(restate(url, 1))
        return seen

    monkeypatch.setattr(warehouse._backend, "stamp", then_replaced)
    assert warehouse.version() == made[0]


def test_who_began_with_a_version_ends_with_it(url: str, warehouse: Warehouse):
    """What a page read in the two seconds after a change stood under the old version's name: after a restore it was
    shown as that version's."""
    began = warehouse.version()
    made = restate(url, 1)
    assert read.rows(warehouse.engine_of(began), VERSION)[0][0] == began
    assert warehouse.version() == made
    for version in (began, made):
        assert read.rows(warehouse.engine_of(version), VERSION)[0][0] == version
    newer = restate(url, 2)
    assert warehouse.version() == newer
    assert read.rows(warehouse.engine_of(began), VERSION)[0][0] == newer


def test_a_file_that_nobody_reads_any_more_is_let_go(url: str):
    """Its room on the disk is free again."""
    with opened(url) as engine, engine.connect() as reader:
        assert reader.execute(VERSION).scalar() == "small"
        restate(url, 1)
    held = [os.readlink(handle) for handle in Path("/proc/self/fd").iterdir() if handle.exists() or handle.is_symlink()]
    assert [name for name in held if name.startswith(url.removeprefix("duckdb:///"))] == []
