"""Warehouses of counties' own beside the sample: named, opened, and never against what WAREHOUSE_URL says."""

from pathlib import Path

import pytest

from data_access import own
from data_access.engine import DEFAULT_FILE, warehouse_url


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of own warehouses, with one in it, on a machine where nothing else says what to open."""
    monkeypatch.delenv("WAREHOUSE_URL", raising=False)
    monkeypatch.setenv("YILAN_OWN_WAREHOUSES", str(tmp_path))
    (tmp_path / "luzhai.duckdb").touch()
    return tmp_path


def test_the_sample_is_open_until_an_own_one_is_opened_and_can_be_opened_again(beside: Path):
    assert Path(warehouse_url().database or "") == DEFAULT_FILE
    own.open_own("luzhai")
    assert Path(warehouse_url().database or "") == beside / "luzhai.duckdb"
    own.open_own(own.SAMPLE)
    assert Path(warehouse_url().database or "") == DEFAULT_FILE


def test_what_the_administrator_set_is_read_and_cannot_be_changed_from_a_page(
    beside: Path, monkeypatch: pytest.MonkeyPatch
):
    own.open_own("luzhai")
    monkeypatch.setenv("WAREHOUSE_URL", "duckdb:////data/county.duckdb")
    assert warehouse_url().database == "/data/county.duckdb"
    with pytest.raises(own.OwnRefused, match="WAREHOUSE_URL"):
        own.open_own(own.SAMPLE)


@pytest.mark.parametrize("name", ["../yilan", "a/b", "", "鹿寨", "-x", "x" * 41, "a.b"])
def test_no_name_leaves_the_folder(beside: Path, name: str):
    with pytest.raises(own.OwnRefused):
        own.address_of(name)


def test_a_warehouse_that_is_gone_is_not_open_and_one_that_never_was_cannot_be_opened(beside: Path):
    own.open_own("luzhai")
    (beside / "luzhai.duckdb").unlink()
    assert own.opened_name() == own.SAMPLE
    with pytest.raises(own.OwnRefused, match="没有名为“luzhai”的仓库"):
        own.open_own("luzhai")
