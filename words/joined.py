"""Words of several files put together by their codes, where a code may stand once only."""

from collections.abc import Mapping
from typing import TypeVar

Words = TypeVar("Words")


def joined(*parts: Mapping[str, Words]) -> dict[str, Words]:
    """Return the words of several files as one mapping. Raises ValueError where two files give the same code.

    The later words would be told for both: "the code is wrong" of a sign-in, said of an expert's number in a list.
    """
    whole: dict[str, Words] = {}
    for part in parts:
        if twice := sorted(whole.keys() & part.keys()):
            raise ValueError(f"codes that stand in two files: {', '.join(twice)}")
        whole |= part
    return whole
