"""The versions of data, settings and code on every page."""

import pytest

from metrics.versions import code_version, settings_version
from tests.pages.conftest import OpenApp
from tests.pages.reading import words_of
from ui import kept

PAGES = ("", "coverage", "circle", "experts", "year_on_year", "mechanisms", "planning", "intake", "data", "meeting")


@pytest.mark.parametrize("page", PAGES)
def test_each_page_names_the_data_the_settings_and_the_code(open_app: OpenApp, page: str):
    words = words_of(open_app(page, county="450223", period="2024"))
    assert f"数据版本{kept.data_version()}·设置{settings_version()}·程序{code_version()}" in words
