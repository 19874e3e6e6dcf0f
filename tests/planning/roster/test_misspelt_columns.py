"""An optional column whose name is misspelt is asked about; the office's own columns are left alone."""

from pathlib import Path

import pytest

from tests.planning.roster.test_bad_files import FILES, change, folder, roster  # noqa: F401


@pytest.mark.parametrize(
    ("written", "meant"),
    [("minimum_visit", "minimum_visits"), ("Minimum Persons", "minimum_persons"), ("title_flor", "title_floor")],
)
def test_a_misspelt_column_of_the_rules_is_named_with_what_was_probably_meant(
    folder: Path,  # noqa: F811
    written: str,
    meant: str,
) -> None:
    """It was passed over: the rule then asked for nothing, and the roster was empty and proven best."""
    change(folder, "rules", meant, written)
    done = roster(folder)
    assert done.exit_code == 1 and f"不认得列“{written}”，是不是“{meant}”？" in done.stderr


def test_a_column_of_the_offices_own_is_no_fault(folder: Path) -> None:  # noqa: F811
    lines = FILES["rules"].splitlines()
    (folder / "rules.csv").write_text("\n".join([f"{lines[0]},备注,文号", f"{lines[1]},试行,3号"]), encoding="utf-8")
    assert roster(folder).exit_code == 0
