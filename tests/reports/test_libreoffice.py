"""Another office program opens the files without repair: every page is there, and every character has a glyph."""

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pptx import Presentation

from faces.blocks.pack import Pack
from tests.reports.conftest import FileOf, MakePack

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
LIMIT_S = 180
FILES = ("deck.pptx", "brief.docx", "bulletin.docx", "workbook.xlsx")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed on this machine")


@pytest.fixture(scope="module", params=["county", "english"])
def printed(
    request: pytest.FixtureRequest, pack_of: MakePack, file_of: FileOf, tmp_path_factory: pytest.TempPathFactory
) -> tuple:
    """A pack, and the folder with its files printed to PDF by one run of LibreOffice."""
    folder = tmp_path_factory.mktemp(request.param)
    pack: Pack = pack_of(request.param)
    for name in FILES:
        (folder / name).write_bytes(file_of(Path(name).stem, request.param))
    command = [str(SOFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
    ran = subprocess.run(
        [*command, "--outdir", str(folder), *(str(folder / name) for name in FILES)],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return pack, folder


def pages(file: Path) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", file.read_bytes()))


def text_of(file: Path) -> str:
    """A PDF's words without spaces, as another program reads them."""
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext (poppler-utils) is not installed: glyphs cannot be checked")
    ran = subprocess.run([reader, str(file), "-"], capture_output=True, text=True, check=True, timeout=LIMIT_S)
    return "".join(ran.stdout.split())


def test_every_file_opens_and_keeps_its_pages(printed: tuple) -> None:
    pack, folder = printed
    assert pages(folder / "deck.pdf") == len(pack.slides)
    assert pages(folder / "bulletin.pdf") == 1
    assert pages(folder / "brief.pdf") >= 4
    assert pages(folder / "workbook.pdf") >= len(pack.sections)


def test_no_character_of_the_deck_lacks_a_glyph(printed: tuple) -> None:
    _, folder = printed
    said = text_of(folder / "deck.pdf")
    slides = Presentation(io.BytesIO((folder / "deck.pptx").read_bytes())).slides
    wanted = "".join(shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame)
    chinese = {letter for letter in wanted if "一" <= letter <= "龥"}
    assert chinese <= set(said), chinese - set(said)
    assert "\ufffd" not in said


def test_every_face_of_a_printed_file_is_embedded(printed: tuple) -> None:
    _, folder = printed
    lister = shutil.which("pdffonts")
    if lister is None:
        pytest.skip("pdffonts (poppler-utils) is not installed: faces cannot be checked")
    for name in FILES:
        file = folder / Path(name).with_suffix(".pdf")
        ran = subprocess.run([lister, str(file)], capture_output=True, text=True, check=True, timeout=LIMIT_S)
        faces = [line.split() for line in ran.stdout.splitlines()[2:]]
        assert faces, name
        assert all(face[-5] == "yes" for face in faces), ran.stdout
