"""A folder into which files are put: each is taken once it is whole, by its content, and stays where it lies."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from intake.reading.kinds import LARGEST_BYTES

ENDINGS: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".et", ".csv", ".txt", ".dbf"})
IN_USE: Final = ("~$", ".")  # what an office program or a synchroniser lays beside a file that is open


@dataclass
class Watched:
    """What is known of a folder.

    stamps : file → size and time of writing when it was last looked at; a file that still grows is left alone.
    done   : contents (SHA-256) that were dealt with; waiting : those that wait for an answer.
    """

    folder: Path
    stamps: dict[Path, tuple[int, int]] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)

    def ready(self) -> list[tuple[Path, str]]:
        """Return the files that have not changed since the last look and whose content is new, with its SHA-256.

        Raises OSError where the folder cannot be read.
        """
        found = []
        for file in sorted(self.folder.iterdir()):
            if file.suffix.lower() not in ENDINGS or file.name.startswith(IN_USE) or not file.is_file():
                continue
            state = file.stat()
            stamp = (state.st_size, state.st_mtime_ns)
            whole = self.stamps.get(file) == stamp
            self.stamps[file] = stamp
            if whole and state.st_size <= LARGEST_BYTES:
                content = hashlib.sha256(file.read_bytes()).hexdigest()
                if content not in self.done and content not in self.waiting:
                    found.append((file, content))
        return found

    def answered(self) -> None:
        """Let the files that wait for answers be looked at again."""
        self.waiting.clear()
