"""The kept sample is the sample of the present source: a stale one would let wrong code pass."""

import os
from pathlib import Path

import pytest

from ops.environment import ROOT
from tests.kept_sample import HOW_MANY, KeptSample, fingerprint, sources


@pytest.fixture
def file() -> Path:
    """A file of the source, as good as any other for a fingerprint."""
    return ROOT / "requirements.txt"


def test_the_sample_hangs_on_what_makes_it() -> None:
    named = {file.relative_to(ROOT).as_posix() for file in sources()}
    assert named >= {
        "sample_data/generator.py",
        "sample_data/programmes.py",
        "sample_data/facts/villages.csv",
        "data_access/schema/facts.py",
        "data_access/migrations/versions/0001_the_first_schema.py",
        "travel/shortest.py",
        "requirements.txt",
        "requirements-dev.txt",
    }


def test_another_text_or_another_file_asks_for_another_sample(file: Path) -> None:
    other = ROOT / "requirements-dev.txt"
    assert len({fingerprint(files) for files in ([], [file], [other], [file, other])}) == 4


def test_what_was_made_is_found_again(tmp_path: Path, file: Path) -> None:
    first = KeptSample(tmp_path, [file])
    (first.folder / "sample.pickle").write_text("made")
    assert KeptSample(tmp_path, [file]).tables().read_text() == "made"


def test_old_samples_go_and_one_that_is_read_stays(tmp_path: Path, file: Path) -> None:
    read = KeptSample(tmp_path, [file])
    for age in range(HOW_MANY + 1):
        (tmp_path / f"older{age}").mkdir()
        os.utime(tmp_path / f"older{age}", (age, age))
    os.utime(read.folder, (0, 0))
    KeptSample(tmp_path, [])
    assert read.folder.exists() and not (tmp_path / "older0").exists()
