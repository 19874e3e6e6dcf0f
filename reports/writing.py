"""Bytes → file, all or nothing: written beside the target, then renamed over it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from faces.errors import NotWritten


def write_whole(target: Path, content: bytes) -> None:
    """Write a file so that it is either whole or not there; an older one stays until the new one is complete.

    Raises NotWritten when the disk is full or the folder refuses.
    """
    beside = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes a file that only its owner reads; a report is there to be handed on.
        os.chmod(beside, 0o644)
        os.replace(beside, target)
    except OSError as error:
        if beside is not None:
            Path(beside).unlink(missing_ok=True)
        raise NotWritten("not_written", name=target.name, reason=error.strerror or error) from error
