"""axe finds no serious and no critical fault on any page."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import OpenPage

PAGES = ("/", "/coverage", "/mechanisms", "/data")
OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_no_serious_fault(open_page: OpenPage, path: str, scheme: str):
    page, _ = open_page(path, scheme=scheme, county="450223", period="2024")
    found = Axe().run(page, options=OPTIONS).response["violations"]
    serious = [
        f"{fault['id']}: {node['target']} {node['failureSummary'].splitlines()[-1].strip()}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]
    assert serious == []
