"""Which code and which settings made a figure: short hashes that are the same wherever the same product runs.

With the data version they say all that a figure depends on: the same three, the same figures.
"""

import hashlib
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent

PARTS: Final = (
    *("app.py", "requirements.txt", "pages", "ui", "reports", "findings", "faces", "words"),
    *("intake", "metrics", "planning", "travel", "data_access", "sample_data", "archives"),
)
"""What the product is made of; its tests, papers, measurements and start-up programs change no figure."""

PREFIX: Final = "YILAN_"
WITHOUT_FIGURES: Final = frozenset(
    {"YILAN_TRAVEL_STORE", "YILAN_BASE_MAP_TILES", "YILAN_BASE_MAP_CREDIT", "YILAN_ALLOWED_HOSTS", "YILAN_SOLVERS"}
)
"""Settings of where something is kept, how a map's ground looks, who is served. Any other may change a figure."""

LENGTH: Final = 12


@cache
def code_version(root: Path = ROOT) -> str:
    """Return 12 hex digits over the product's own files, names and contents; read once in a process's life."""
    digest = hashlib.sha256()
    for file in sorted(file for part in PARTS for file in _files(root / part)):
        digest.update(f"{file.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:LENGTH]


def _files(part: Path) -> list[Path]:
    if part.is_file():
        return [part]
    return [file for file in part.rglob("*") if file.is_file() and "__pycache__" not in file.parts]


def settings_version(environment: Mapping[str, str] | None = None) -> str:
    """Return 12 hex digits over the settings that may change a figure; without any, those of no setting at all.

    environment : names and values; None is that of this process.
    """
    given = os.environ if environment is None else environment
    counted = {name: given[name] for name in given if name.startswith(PREFIX) and name not in WITHOUT_FIGURES}
    lines = "\n".join(f"{name}={value.strip()}" for name, value in sorted(counted.items()) if value.strip())
    return hashlib.sha256(lines.encode()).hexdigest()[:LENGTH]
