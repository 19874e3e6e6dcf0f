"""The commands of `python -m intake`, a subject a module."""
