"""A small file that unpacks to gigabytes is refused in one sentence, before anything of it is unpacked."""

import io
import tracemalloc
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from pptx import Presentation

from archives import ArchiveTooLarge, opened
from data_access.changes import ChangeRefused
from data_access.mechanisms.files import blank, read_file
from data_access.mechanisms.record import Mechanism
from faces.container import unpacked
from faces.deck.template import county_ground
from faces.errors import BadTemplate, NotOurs
from faces.kinds import read_stamp

MIB = 1024**2
FORM = blank(Mechanism("140781", "县域影像中心", "远程医疗", "信息中心", views=("checklist",)))


def grown(content: bytes, name: str, size: int, unit: bytes = b" ") -> bytes:
    """A zip file with one part more, or one exchanged, of `size` bytes: written piece by piece, it shrinks well."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        with new.open(name, "w", force_zip64=True) as written:
            piece = unit * (MIB // len(unit))
            for _ in range(size // MIB):
                written.write(piece)
    return made.getvalue()


def template() -> bytes:
    made = io.BytesIO()
    Presentation().save(made)
    return made.getvalue()


READERS: list[tuple[str, bytes, Callable[[bytes], object], type[Exception], str]] = [
    ("ppt/slideMasters/slideMaster1.xml", template(), county_ground, BadTemplate, "解开后过大"),
    ("ppt/media/image1.png", template(), county_ground, BadTemplate, "解开后过大"),
    ("xl/worksheets/sheet1.xml", FORM, lambda content: read_file("表.xlsx", content), ChangeRefused, "解开后过大"),
    ("xl/sharedStrings.xml", FORM, lambda content: read_file("表.xlsx", content), ChangeRefused, "解开后过大"),
    ("docProps/custom.xml", template(), read_stamp, NotOurs, "解开后过大"),
]


@pytest.mark.parametrize(("part", "base", "read", "refusal", "words"), READERS, ids=[row[0] for row in READERS])
def test_a_file_that_unpacks_to_half_a_gigabyte_is_refused_before_it_does(
    part: str, base: bytes, read: Callable[[bytes], object], refusal: type[Exception], words: str
) -> None:
    """A crafted template of 10 MB grew to 3.8 GB in the page's server (0.3.0)."""
    bomb = grown(base, part, 512 * MIB)
    assert len(bomb) < 5 * MIB
    tracemalloc.start()
    with pytest.raises(refusal, match=words):
        read(bomb)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 32 * MIB


def test_markup_under_any_name_counts_as_markup() -> None:
    """What a part is, the list of content types says: a name without an ending is no way round the bound."""
    with pytest.raises(ArchiveTooLarge):
        opened(grown(template(), "ppt/slides/slide1", 40 * MIB, b"<a:t>1</a:t>"))


def test_more_parts_than_any_file_has_are_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(6000):
            archive.writestr(f"{number}.xml", b"")
    with pytest.raises(ArchiveTooLarge):
        opened(made.getvalue())


def test_a_part_that_is_longer_than_the_list_says_is_refused_as_broken() -> None:
    """The bound weighs what the file's list says; a list that lies gains nothing."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b" " * 4 * MIB)
    honest = made.getvalue()
    lying = honest.replace((4 * MIB).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lying != honest
    with pytest.raises(zipfile.BadZipFile):
        unpacked(lying)


def test_ordinary_files_are_opened() -> None:
    for content in (FORM, template(), grown(template(), "ppt/media/image1.png", 4 * MIB)):
        opened(content).close()


@pytest.mark.parametrize("cell", ["A1048576", "XFD60000"])
def test_a_cell_that_says_it_stands_in_the_last_row_does_not_fill_the_sheet(cell: str) -> None:
    """openpyxl made every cell up to there: seventeen thousand million of them."""
    book = openpyxl.load_workbook(io.BytesIO(FORM))
    book.worksheets[1][cell] = "1"
    made = io.BytesIO()
    book.save(made)
    with pytest.raises(ChangeRefused, match="超过50,000行"):
        read_file("表.xlsx", made.getvalue())


def test_joined_cells_over_a_whole_sheet_do_not_fill_it() -> None:
    parts = unpacked(FORM)
    name = next(one for one in parts if one.endswith("sheet2.xml"))
    joined = b'<mergeCells count="1"><mergeCell ref="A2:XFD1048576"/></mergeCells>'
    content = parts[name].replace(b"</sheetData>", b"</sheetData>" + joined)
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(part, content if part == name else text)
    assert read_file("表.xlsx", again.getvalue()).rows == ()
