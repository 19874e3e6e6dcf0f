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
# Each file, and the part of LibreOffice that opens it: distributions install the parts one by one.
FILES = {"deck.pptx": "impress", "brief.docx": "writer", "bulletin.docx": "writer", "workbook.xlsx": "calc"}
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed on this machine")

Printed = tuple[Pack, Path]


def has_part(part: str) -> bool:
    """Whether LibreOffice's own register of what is installed has a part: "impress", "writer", "calc"."""
    program = Path(str(SOFFICE)).resolve().parent
    # Beside the programs on Linux and Windows, among the resources on macOS.
    folders = (program.parent / "share" / "registry", program.parent / "Resources" / "registry")
    return any((folder / f"{part}.xcd").is_file() for folder in folders)


def printed_file(printed: Printed, name: str) -> Path:
    """The PDF of a file; skips the test where the part of LibreOffice that opens the file is not installed."""
    if not has_part(FILES[name]):
        pytest.skip(f"LibreOffice {FILES[name].title()} is not installed on this machine: {name} cannot be opened")
    return printed[1] / Path(name).with_suffix(".pdf")


@pytest.fixture(scope="module", params=["county", "english"])
def printed(
    request: pytest.FixtureRequest, pack_of: MakePack, file_of: FileOf, tmp_path_factory: pytest.TempPathFactory
) -> Printed:
    """A pack, and the folder with its files printed to PDF by one run of LibreOffice, those that it has parts for."""
    folder = tmp_path_factory.mktemp(request.param)
    pack: Pack = pack_of(request.param)
    opened = [folder / name for name, part in FILES.items() if has_part(part)]
    if not opened:
        pytest.skip("no part of LibreOffice that opens our files is installed on this machine")
    for file in opened:
        file.write_bytes(file_of(file.stem, request.param))
    command = [str(SOFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
    ran = subprocess.run(
        [*command, "--outdir", str(folder), *map(str, opened)],
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


@pytest.mark.parametrize("name", FILES)
def test_every_file_opens_and_keeps_its_pages(printed: Printed, name: str) -> None:
    pack, _ = printed
    count = pages(printed_file(printed, name))
    if name == "deck.pptx":
        assert count == len(pack.slides)
    elif name == "bulletin.docx":
        assert count == 1
    else:
        assert count >= {"brief.docx": 4, "workbook.xlsx": len(pack.sections)}[name]


def test_no_character_of_the_deck_lacks_a_glyph(printed: Printed) -> None:
    file = printed_file(printed, "deck.pptx")
    said = text_of(file)
    slides = Presentation(io.BytesIO(file.with_suffix(".pptx").read_bytes())).slides
    wanted = "".join(shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame)
    chinese = {letter for letter in wanted if "一" <= letter <= "龥"}
    assert chinese <= set(said), chinese - set(said)
    assert "\ufffd" not in said


@pytest.mark.parametrize("name", FILES)
def test_every_face_of_a_printed_file_is_embedded(printed: Printed, name: str) -> None:
    file = printed_file(printed, name)
    lister = shutil.which("pdffonts")
    if lister is None:
        pytest.skip("pdffonts (poppler-utils) is not installed: faces cannot be checked")
    ran = subprocess.run([lister, str(file)], capture_output=True, text=True, check=True, timeout=LIMIT_S)
    faces = [line.split() for line in ran.stdout.splitlines()[2:]]
    assert faces, name
    assert all(face[-5] == "yes" for face in faces), ran.stdout
