"""The page of licences says what the installed packages say, and names each that asks more than to be named."""

import re

from ops.environment import ROOT
from ops.licences import generated, licence_of, locked_names

PAGE = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
LOCKS = ("requirements.lock", "requirements-dev.lock")
# Licences that ask something of those who hand a package on: its source, or that it can be exchanged.
RECIPROCAL = re.compile(r"GPL|MPL|EPL|EUPL|CDDL|SSPL")


def test_the_page_is_not_older_than_the_installed_packages() -> None:
    assert generated() in PAGE, "run python -m ops.licences"


def test_every_locked_package_stands_on_the_page_once() -> None:
    rows = [row.split("|")[3] for row in generated().splitlines() if row.startswith("| ") and "|" in row[2:]]
    listed = sorted(name.strip() for row in rows for name in row.split("、") if re.fullmatch(r" ?[a-z0-9._-]+ ?", name))
    assert listed == sorted({name for lock in LOCKS for name in locked_names(lock)})


def test_a_licence_that_asks_for_more_is_told_in_words() -> None:
    """The page called all but psycopg and certifi permissive; two benchmark peers are under GPL and AGPL."""
    before = PAGE.split("<!--")[0]
    asking = {name for lock in LOCKS for name in locked_names(lock) if RECIPROCAL.search(licence_of(name))}
    assert {"psycopg", "certifi", "pandana", "igraph"} <= asking
    assert [name for name in sorted(asking) if f"`{name}`" not in before] == []


def test_the_dashboard_itself_runs_on_nothing_under_the_gpl() -> None:
    names = locked_names("requirements.lock")
    assert [name for name in names if re.search(r"(?<!L)GPL", licence_of(name))] == []


def test_the_owner_has_several_licences_to_choose_from_and_none_is_chosen_for_them() -> None:
    """Each with what others may, on which condition and what follows; whoever chooses changes this page and test."""
    choices = [row for row in PAGE.splitlines() if row.startswith("| ") and "LICENSE" not in row]
    head, *rest = choices
    offered = [row.split("|") for row in rest[: next(i for i, row in enumerate(rest) if "许可证 Licence" in row)]]
    named = [cells[1].strip() for cells in offered]
    assert len(named) == 5 and {"MIT", "Apache-2.0", "AGPL-3.0-or-later"} <= set(named)
    assert all(len(cells) == len(head.split("|")) and all(cell.strip() for cell in cells[1:-1]) for cells in offered)
    assert "还没有选定" in PAGE and not [*ROOT.glob("LICENSE*"), *ROOT.glob("COPYING*")]
