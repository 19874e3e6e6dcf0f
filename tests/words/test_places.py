"""The whole of a county is called by what the place itself is: 全县, 全区, 全旗, 全市."""

import re

import pytest

from ops.environment import ROOT
from words.places import whole_of

FOLDERS = ("pages", "ui", "findings", "words", "reports", "faces", "metrics", "planning")


@pytest.mark.parametrize(
    ("county", "whole"),
    [("离石区", "全区"), ("准格尔旗", "全旗"), ("交城县", "全县"), ("鹿寨县", "全县"), ("介休市", "全市")],
)
def test_the_five_counties_are_each_called_by_their_kind(county: str, whole: str):
    assert whole_of(county) == whole


def test_a_county_whose_name_ends_in_nothing_known_is_a_county():
    assert whole_of("示例") == whole_of() == "全县"


def test_no_sentence_of_a_page_finding_or_file_names_the_whole_itself():
    """Words that stand in the code cannot know whether they speak of a 旗 or a 市: they ask `whole_of`."""
    said = re.compile(r"[\"'][^\"'\n]*全县[^\"'\n]*[\"']")
    left = [
        f"{path.relative_to(ROOT)}: {found}"
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.lstrip().startswith("#") and '"""' not in line
        for found in said.findall(line)
    ]
    assert left == []
