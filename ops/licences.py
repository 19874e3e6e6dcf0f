"""python -m ops.licences: write into docs/licences.md under which licence each locked package comes.

Names are those of the two locks, licences what the installed packages say of themselves. `make lock` ends with it, and
tests/test_licences.py holds the page against what is installed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs" / "licences.md"
BEGIN, END = "<!-- 以下由 python -m ops.licences 生成 generated -->", "<!-- 生成到此 -->"
# Of another system only: not installed here, so nobody can read what it says. Its own page says BSD-3-Clause.
ELSEWHERE: Final = {"colorama": "BSD-3-Clause"}
# One licence as different packages write it, in the short names of SPDX.
_WRITTEN: Final = {
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "MIT License": "MIT",
    "The MIT License (MIT)": "MIT",
    "BSD": "BSD",
    "BSD License": "BSD",
    "BSD 3-Clause": "BSD-3-Clause",
    "BSD 3-Clause License": "BSD-3-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "GNU General Public License (GPL)": "GPL",
}


def locked_names(lock: str) -> list[str]:
    """Return the packages of a lock in its order, which is that of the alphabet; one of two versions once."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
    return list(dict.fromkeys(found))


def licence_of(name: str) -> str:
    """Return the licence that an installed package names, in SPDX's words where they are known; '' where it names none.

    Its expression, else its one short line, else its classifiers.
    """
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return ELSEWHERE.get(name, "")
    expression, line = (str((said.get_all(key) or [""])[0]).strip() for key in ("License-Expression", "License"))
    if expression:
        return expression
    classes = [one.rsplit(" :: ", 1)[-1] for one in said.get_all("Classifier") or [] if one.startswith("License :: ")]
    # Some write the whole text into the line.
    short = line if line and "\n" not in line and not line.startswith("Copyright") else ""
    found = [short] if short else classes
    return "、".join(dict.fromkeys(_WRITTEN.get(one, one) for one in found))


def table(names: Sequence[str]) -> list[str]:
    """Return rows of one licence each, those of most packages first, with its packages by name."""
    by_licence: dict[str, list[str]] = {}
    for name in names:
        by_licence.setdefault(licence_of(name) or "未写明 not named", []).append(name)
    ordered = sorted(by_licence.items(), key=lambda item: (-len(item[1]), item[0]))
    return [f"| {licence} | {len(packages)} | {'、'.join(packages)} |" for licence, packages in ordered]


def generated() -> str:
    """Return the generated part of the page."""
    running = locked_names("requirements.lock")
    developing = [name for name in locked_names("requirements-dev.lock") if name not in running]
    heads = ["| 许可证 Licence | 个 | 包 Packages |", "|---|---|---|"]
    return "\n".join(
        [
            BEGIN,
            "",
            f"### 运行时 The dashboard runs on（{len(running)}个）",
            "",
            *heads,
            *table(running),
            "",
            f"### 只用于测试和检查 Tests and checks only（{len(developing)}个）",
            "",
            *heads,
            *table(developing),
            "",
            END,
        ]
    )


def main() -> None:
    """Write the generated part anew."""
    page = PAGE.read_text(encoding="utf-8")
    before, after = page.split(BEGIN, 1)[0], page.split(END, 1)[-1]
    PAGE.write_text(before + generated() + after, encoding="utf-8")


if __name__ == "__main__":
    main()
