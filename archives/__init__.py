"""Zip containers that come from outside, and how much of them is ever unpacked."""

from archives.bounds import ArchiveTooLarge, opened

__all__ = ["ArchiveTooLarge", "opened"]
