"""A slice of the 10,000 broken files of benchmarks/mutations.py: readers take or refuse each, whole, in words."""

import pytest

from tests.broken_readers import READERS, Reader

SLICE = range(40)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("reader", READERS, ids=[reader.name for reader in READERS])
def test_a_broken_file_is_taken_or_refused_whole_and_in_words(
    reader: Reader, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("broken")
    taken = sum(reader.attempt(folder, seed) for seed in SLICE)
    assert taken < len(SLICE)


@pytest.mark.parametrize("reader", READERS, ids=[reader.name for reader in READERS])
def test_the_file_that_nothing_was_done_to_is_taken(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Otherwise the broken ones would be refused for what was wrong before."""
    folder = tmp_path_factory.mktemp("whole")
    files = reader.files()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    assert all(reader.read(folder, name) for name in reader.breaks or files)


def test_a_table_of_a_heading_alone_without_a_name_for_its_first_column_is_named(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """The 196th broken roster: there was no first row whose line could be told."""
    folder = tmp_path_factory.mktemp("heading")
    roster = next(reader for reader in READERS if reader.name == "roster tables")
    for name, content in roster.files().items():
        (folder / name).write_bytes(b",title,specialty\n" if name == "experts.csv" else content)
    assert not roster.read(folder, "experts.csv")


def test_a_template_whose_packed_bytes_are_broken_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The 652nd broken template: its list of contents was whole, a part could not be unpacked."""
    template = next(reader for reader in READERS if reader.name == "template")
    assert not template.attempt(tmp_path_factory.mktemp("packed"), 652)
