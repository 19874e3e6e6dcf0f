"""A worker process: `python -m planning.siting MODULE FOLDER` lets the module answer the question in the folder."""

import sys
from importlib import import_module
from pathlib import Path

if __name__ == "__main__":
    import_module(sys.argv[1]).work(Path(sys.argv[2]))
