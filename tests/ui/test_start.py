"""What the server keeps for good is walked by no later collection."""

import gc
import tomllib
from pathlib import Path

import pytest

from ui.start import settle

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def thawed_afterwards():
    yield
    gc.unfreeze()


def test_what_was_made_at_the_start_is_walked_by_no_later_collection(thawed_afterwards):
    kept = [{"county": code} for code in range(10)]
    settle.cache_clear()
    settle()
    assert not any(found is kept for found in gc.get_objects()) and gc.get_freeze_count() > 0


def test_only_the_first_page_of_a_server_settles(thawed_afterwards):
    settle.cache_clear()
    settle()
    later = [{"county": code} for code in range(10)]
    settle()
    assert any(found is later for found in gc.get_objects())


def test_no_full_collection_follows_a_script_run():
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["runner"]["postScriptGC"] is False
