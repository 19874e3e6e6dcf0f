"""What a reader sees, written down before and after a rebuild, and what differs between the two.

    WAREHOUSE_URL=duckdb:////path/sample.duckdb python -m benchmarks.compare snapshot OUT_DIR
    python -m benchmarks.compare diff BEFORE_DIR AFTER_DIR

Run `snapshot` in the root of a checkout, both checkouts over the same warehouse file; this file and snapshots.py may be
copied into a checkout that does not have them. They import nothing of the product: they open app.py with AppTest, find
the pages in the navigation that app.py sends, and make a meeting's files with `python -m reports pack`. Written are

- pages/COUNTY/PAGE.LANGUAGE.all|township.jsonl: what stands on the page, an element a line, from top to bottom
- files/COUNTY/KIND.LANGUAGE.all|township.jsonl: the parts of a deck, brief, bulletin and workbook, a part a line

Widget keys, element ids and placeholders without content are left out. The township is the county's first with
villages. Narrow with `--only pages|files`, `--county CODE`, `--page NAME`, `--language zh|en`, `--place all|township`,
each of which may be repeated. Two things are slow and taken only when they are asked for: `--page present` (every
slide of the presentation on screen) and `--pdf` (the deck as Chromium prints it; only its digest is kept).

`diff` compares what the second folder holds. It prints every view that differs with its first changed lines, then each
distinct change once with the views it appears in (numbers masked, so that one cause is read once), then `N of M equal`.
Exit codes: 0 equal, 1 something differs or could not be taken, 2 the call is at fault.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from benchmarks.snapshots import COUNTIES, LANGUAGES, PAGES, PLACES, PRESENT, take_snapshot

LINES_SHOWN = 24
WIDTH_SHOWN = 200

_BREAKS = re.compile(r"(?=<(?!/))|(?<=[}\]],)|(?<=,)(?=\\?\")|(?<=。)|(?<=\\n)|(?<=\n)")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


def short_lines(line: str) -> list[str]:
    """Return an element's line broken at tags, fields and sentences, so that a difference is seen where it lies."""
    return [part for part in _BREAKS.split(line) if part]


def hunks(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield (what went, what came) for every place where two views differ, in short lines."""
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if b - a == d - c:
            pairs = [(short_lines(old), short_lines(new)) for old, new in zip(before[a:b], after[c:d], strict=True)]
        else:
            pairs = [(short_lines("\n".join(before[a:b])), short_lines("\n".join(after[c:d])))]
        for old, new in pairs:
            for kind, e, f, g, h in difflib.SequenceMatcher(None, old, new).get_opcodes():
                if kind != "equal":
                    yield tuple(old[e:f]), tuple(new[g:h])


def _printed(hunk: tuple[tuple[str, ...], tuple[str, ...]]) -> list[str]:
    lines = [f"    {sign} {part.strip()}" for sign, parts in zip("-+", hunk, strict=True) for part in parts]
    return [line if len(line) <= WIDTH_SHOWN else f"{line[:WIDTH_SHOWN]}…" for line in lines]


def _masked(hunk: tuple[tuple[str, ...], tuple[str, ...]]) -> tuple[str, str]:
    old, new = ("\n".join(parts) for parts in hunk)
    return _DIGITS.sub("#", old), _DIGITS.sub("#", new)


def compare_folders(before: Path, after: Path) -> int:
    """Print what differs; 0 when every view of `after` is in `before` and equal."""
    names = sorted(str(file.relative_to(after)) for file in after.rglob("*.jsonl"))
    absent = [name for name in names if not (before / name).is_file()]
    skipped = sum(1 for file in before.rglob("*.jsonl") if not (after / file.relative_to(before)).is_file())
    causes: dict[tuple[str, str], list[str]] = {}
    examples: dict[tuple[str, str], list[str]] = {}
    differing = []
    for name in names:
        if name in absent or (before / name).read_bytes() == (after / name).read_bytes():
            continue
        differing.append(name)
        views = [(folder / name).read_text(encoding="utf-8").split("\n") for folder in (before, after)]
        found = list(hunks(*views))
        print(f"{name}: {len(found)} changes")
        shown_lines = [line for hunk in found for line in _printed(hunk)]
        print("\n".join(shown_lines[:LINES_SHOWN]))
        for hunk in found:
            causes.setdefault(_masked(hunk), []).append(name)
            examples.setdefault(_masked(hunk), _printed(hunk))
    _print_causes(causes, examples)
    _print_summary(before, after, len(names) - len(differing) - len(absent), len(names), absent, skipped)
    return 1 if differing or absent or not names else 0


def _print_causes(causes: dict[tuple[str, str], list[str]], examples: dict[tuple[str, str], list[str]]) -> None:
    """Print each distinct change once, those in most views first; changes that appear in the same views together."""
    ordered = sorted(causes, key=lambda cause: (-len(set(causes[cause])), sorted(set(causes[cause]))))
    for views, same in groupby(ordered, key=lambda cause: tuple(sorted(set(causes[cause])))):
        together = list(same)
        print(
            f"\n== {len(together)} changes in {len(views)} views: {' '.join(views[:6])}{' …' if len(views) > 6 else ''}"
        )
        for cause in together[:12]:
            print(f"  {len(causes[cause])} times")
            print("\n".join(examples[cause][:LINES_SHOWN]))
        if len(together) > 12:
            print(f"  … and {len(together) - 12} more")


def _print_summary(before: Path, after: Path, equal: int, count: int, absent: list[str], skipped: int) -> None:
    about = [json.loads((folder / "about.json").read_text()) for folder in (before, after)]
    for name in about[0]:
        if about[0][name] != about[1][name]:
            print(f"NOTE the snapshots differ in {name}: {about[0][name]} and {about[1][name]}")
    if absent:
        print(f"NOTE {len(absent)} views are only in {after}: {' '.join(absent[:5])}")
    if skipped:
        print(f"NOTE {skipped} views of {before} were not taken again")
    print(f"{equal} of {count} equal")


def main(arguments: Sequence[str] | None = None) -> int:
    """Take a snapshot or compare two, as the command line asks."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    take = commands.add_parser("snapshot", help="write what a reader of this checkout sees")
    take.add_argument("out", metavar="OUT_DIR")
    take.add_argument("--only", choices=("pages", "files"))
    take.add_argument("--county", action="append", choices=COUNTIES)
    take.add_argument("--page", action="append", choices=(*PAGES, PRESENT), help="these pages, and no files")
    take.add_argument("--language", action="append", choices=LANGUAGES)
    take.add_argument("--place", action="append", choices=PLACES)
    take.add_argument("--pdf", action="store_true", help="print the deck with Chromium too")
    compare = commands.add_parser("diff", help="say what differs between two snapshots")
    compare.add_argument("before", type=Path)
    compare.add_argument("after", type=Path)
    chosen = parser.parse_args(arguments)
    if chosen.command == "snapshot":
        return take_snapshot(chosen)
    return compare_folders(chosen.before, chosen.after)


if __name__ == "__main__":
    sys.exit(main())
