"""What holds for the repository as a whole: it names no machine, pins every version, and speaks proper Chinese."""

import ast
import re
from pathlib import Path

import pytest

from ops.environment import ROOT
from tests.source_tree import (
    imported_names,
    kept_files,
    place,
    product_files,
    python_files,
    strings_for_readers,
    syntax,
)

LONGEST_FILE = 450  # lines; beyond it a file holds two subjects

# Pictures and packed data hold any bytes; the rest is text that a reader may be shown.
BINARY = {".png", ".jpg", ".gz", ".zst", ".parquet", ".woff2", ".pbf", ".npz", ".ico", ".xlsx", ".pptx", ".docx"}

MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:work|root|home/\w|Users/\w)(?:/|\b)|[A-Z]:\\Users\\")
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted|\bindex-url|find-links|mirrors?\.(?:aliyun|tuna|ustc|cloud|163)|deb\.debian\.org"
    r"|registry\.npmjs",
    re.IGNORECASE,
)
# An English sentence about 准格尔旗, like this one, keeps its own punctuation.
HALF_WIDTH = re.compile(r"[一-龥][,;:](?! [A-Za-z])")
EXACT_PIN = re.compile(r"[A-Za-z0-9._-]+(?:\[[a-z,]+\])?==[A-Za-z0-9.+]+")
REQUIREMENT_FILES = ("requirements.txt", "requirements-dev.txt")


def text_files() -> list[Path]:
    """Every kept file that holds text, apart from this one, which spells out what it looks for."""
    return [file for file in kept_files() if file.suffix not in BINARY and file != Path(__file__).resolve()]


def lines_matching(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    """Place and text of every line that matches."""
    return [
        f"{place(file, number)} {line.strip()[:100]}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def pinned_packages() -> list[str]:
    """Requirement lines of both lists, without comments and the line by which one list includes the other."""
    lines = [line.strip() for name in REQUIREMENT_FILES for line in (ROOT / name).read_text().splitlines()]
    return [line for line in lines if line and not line.startswith(("#", "-r "))]


def locked(name: str) -> dict[str, str]:
    """Each package of a lock and what follows its name: version, marker, hashes."""
    joined = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in joined.splitlines() if line and not line.lstrip().startswith("#")]
    return {re.split(r"[\[=]", line)[0].lower(): line for line in lines}


@pytest.mark.parametrize("name", REQUIREMENT_FILES)
def test_the_lock_names_every_package_with_the_hashes_of_its_files(name: str) -> None:
    """Made anew by `make lock` after a list was changed."""
    lock = locked(name.replace(".txt", ".lock"))
    assert all(re.search(r"==\S+.*--hash=sha256:[0-9a-f]{64}", line) for line in lock.values())
    asked = [line for line in (ROOT / name).read_text().splitlines() if EXACT_PIN.fullmatch(line.strip())]
    for line in asked:
        package, _, version = line.strip().partition("==")
        known = lock.get(re.split(r"\[", package)[0].lower(), "")
        assert f"=={version} " in known, f"{line}: run make lock"


def test_no_file_names_a_path_of_one_machine() -> None:
    assert lines_matching(MACHINE_PATH, text_files()) == []


def test_no_file_names_a_package_registry() -> None:
    """Each site has its own; pip and apt are set up by whoever runs the machine."""
    assert lines_matching(REGISTRY, text_files()) == []


@pytest.mark.parametrize("line", pinned_packages())
def test_every_requirement_is_pinned_to_one_version(line: str) -> None:
    assert EXACT_PIN.fullmatch(line), line


@pytest.mark.parametrize("line", pinned_packages())
def test_every_requirement_has_its_reason_on_record(line: str) -> None:
    name = re.split(r"[\[=]", line)[0]
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| `{re.escape(name)}` \| \S", reasons, re.MULTILINE), f"docs/dependencies.md lacks {name}"


def test_chinese_shown_to_readers_uses_full_width_punctuation() -> None:
    wrong = [
        f"{place(file, line)} {text[:60]}"
        for file in product_files()
        for line, text in strings_for_readers(file)
        if HALF_WIDTH.search(text)
    ]
    assert wrong == []


def test_no_page_sends_unescaped_html_through_markdown() -> None:
    assert lines_matching(re.compile("unsafe_allow_html"), product_files()) == []


def test_pages_hold_neither_sql_nor_aggregation() -> None:
    """A page that wants a new column is missing a metric."""
    arithmetic = re.compile(r"\bselect\(|\bSELECT\s|\bgroupby\(|\.agg\(|\.pivot_table\(")
    pages = list(python_files("app.py", "pages"))
    assert lines_matching(arithmetic, pages) == []
    wrong = [place(page) for page in pages if any(name.startswith("sqlalchemy") for name in imported_names(page))]
    assert wrong == []


def test_no_error_is_swallowed_silently() -> None:
    wrong = [
        place(file, handler.lineno)
        for file in product_files()
        for handler in ast.walk(syntax(file))
        if isinstance(handler, ast.ExceptHandler) and all(isinstance(statement, ast.Pass) for statement in handler.body)
    ]
    assert wrong == []


def test_nothing_is_left_to_do_later() -> None:
    assert lines_matching(re.compile(r"\bTODO\b|\bFIXME\b|\bXXX\b"), product_files()) == []


def test_every_file_of_code_fits_one_subject() -> None:
    # A migration is a record of what was once done, in the order it was done, not code that is read or changed.
    code = [file for file in kept_files() if file.suffix == ".py" and "migrations" not in file.parts]
    wrong = {place(file): size for file in code if (size := len(file.read_text().splitlines())) > LONGEST_FILE}
    assert wrong == {}


def test_no_folder_is_a_place_for_things_nobody_could_name() -> None:
    assert [place(file) for file in kept_files() if {"utils", "helpers", "misc"} & set(file.parts)] == []


def test_every_module_opens_with_what_it_is_for() -> None:
    assert [
        place(file) for file in product_files() if file.stat().st_size and not ast.get_docstring(syntax(file))
    ] == []


def test_no_sentence_of_the_product_names_a_county_of_the_sample() -> None:
    """A county with a warehouse of its own was told "可改选交城县或介休市", counties that it does not hold."""
    counties = re.compile(r"离石|准格尔|交城|鹿寨|介休|Lishi|Jungar|Jiaocheng|Luzhai|Jiexiu")
    # The plan of the reconciliation is about the sample's own published figures.
    files = [file for file in product_files() if "sample_data" not in file.parts and "reconciliation" not in file.name]
    assert [
        f"{place(file)}:{line}" for file in files for line, text in strings_for_readers(file) if counties.search(text)
    ] == []
