"""10,000 broken files over every reader: how many were taken, how many got past us, how many were kept by half.

The files are those of tests/broken_readers.py, the same ones in every run. A fault that is no fault of ours counts as
uncaught and is named on standard error, as is a file that a reader was busy with for longer than MOST_S. Every core
reads; the seconds of a file are those of one core.
"""

import os
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Final

from tests.broken_readers import READERS, HalfLoaded, Reader

TRIED: Final = 10_000
PARTS: Final = 8
"""Into so many parts a reader's files are divided; each has a folder, and where needed a warehouse, of its own."""

MOST_S: Final = 30.0


class TooSlow(BaseException):
    """A reader did not come to an end; no reader may take this for a fault of the file."""


@dataclass
class Counts:
    """Of some files of a reader."""

    tried: int = 0
    taken: int = 0
    uncaught: int = 0
    half: int = 0
    too_slow: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    named: list[str] = field(default_factory=list)

    def add(self, other: "Counts") -> None:
        """Add another part's."""
        for name in ("tried", "taken", "uncaught", "half", "too_slow", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.slowest = max(self.slowest, other.slowest)
        self.named += other.named


def run() -> Iterator[tuple[str, float, str]]:
    """Tried, taken, uncaught, half loaded and too slow files, by reader and in all, and what a file took."""
    shares = sum(reader.share for reader in READERS)
    total, began = Counts(), time.perf_counter()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = {}
        for number, reader in enumerate(READERS):
            seeds = range(round(TRIED * reader.share / shares))
            found[reader.name] = [pool.submit(counts_of, number, seeds[part::PARTS]) for part in range(PARTS)]
        for name, parts in found.items():
            own = Counts()
            for part in parts:
                own.add(part.result())
            total.add(own)
            print(*own.named, sep="\n", end="\n" if own.named else "", file=sys.stderr)
            yield from _figures(name, own)
            yield f"{name}, a file", own.seconds / max(own.tried, 1), "s"
            yield f"{name}, slowest file", own.slowest, "s"
    yield from _figures("all readers", total)
    yield "all readers, together", time.perf_counter() - began, "s"


def _figures(name: str, own: Counts) -> Iterator[tuple[str, float, str]]:
    yield f"{name}, tried", own.tried, "files"
    yield f"{name}, taken", own.taken, "files"
    yield f"{name}, uncaught", own.uncaught, "files"
    yield f"{name}, half loaded", own.half, "files"
    yield f"{name}, longer than {MOST_S:.0f} s", own.too_slow, "files"


def counts_of(number: int, seeds: Sequence[int]) -> Counts:
    """Break and read some files of the numbered reader; in a process of the pool."""
    warnings.simplefilter("ignore")  # openpyxl's about the broken workbooks
    signal.signal(signal.SIGALRM, _give_up)
    reader, own = READERS[number], Counts()
    with tempfile.TemporaryDirectory() as folder:
        for seed in seeds:
            began = time.perf_counter()
            _try(reader, Path(folder), seed, own)
            took = time.perf_counter() - began
            own.seconds, own.slowest = own.seconds + took, max(own.slowest, took)
    return own


def _try(reader: Reader, folder: Path, seed: int, own: Counts) -> None:
    own.tried += 1
    signal.setitimer(signal.ITIMER_REAL, MOST_S)
    try:
        own.taken += reader.attempt(folder, seed)
    except TooSlow:
        own.too_slow += 1
        own.named.append(f"{reader.name} {seed}: longer than {MOST_S:.0f} s")
    except HalfLoaded as fault:
        own.half += 1
        own.named.append(f"{reader.name} {seed}: {fault}")
    except Exception as error:  # what is counted here is exactly what nobody foresaw
        own.uncaught += 1
        own.named.append(f"{reader.name} {seed}: {type(error).__name__} {str(error)[:120]}")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _give_up(_number: int, _frame: FrameType | None) -> None:
    raise TooSlow
