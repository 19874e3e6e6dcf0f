"""What comes from a keyboard or a clipboard is put into slides, documents and workbooks, which are XML."""

from xml.etree import ElementTree

import pytest

from words.printable import printable


@pytest.mark.parametrize("code", [*range(0x20), 0x7F, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF])
def test_no_code_point_breaks_a_document(code: int):
    """U+0002 in a remark ended a brief with a traceback; U+FFFE made a workbook that does not open whole."""
    kept = printable(f"甲{chr(code)}乙")
    root = ElementTree.fromstring(f"<a>{kept}</a>".encode())
    assert (root.text or "").replace("\n", "").replace("\t", "").replace("\r", "").replace("\x7f", "") == "甲乙"


def test_what_is_written_and_read_stays():
    text = "第一行\n第二行\t𠮷野家 😀 é"
    assert printable(text) == text and printable("上\x0b下") == "上\n下"
