"""A reader's own words enter a pack as documents can hold them."""

from faces.blocks.pack import Choice
from reports.pack import checked


def test_invisible_characters_of_a_pdf_do_not_reach_a_file():
    choice = Choice(county="450223", period="2024", sections=("overview",), remark="\x02甲\x02乙\ufffe\n丙",
                    sentences={"overview.1": "标题\x1f改过"})  # fmt: skip
    told = checked(choice)
    assert told.remark == "甲乙\n丙" and dict(told.sentences) == {"overview.1": "标题改过"}
