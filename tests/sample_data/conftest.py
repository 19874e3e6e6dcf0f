"""One generated sample for all tests of this folder."""

from pathlib import Path

import pandas as pd
import pytest

Frames = dict[str, pd.DataFrame]


@pytest.fixture(scope="session")
def sample(sample_tables_file: Path) -> Frames:
    """Every table of the sample, made once a run."""
    tables: Frames = pd.read_pickle(sample_tables_file)
    return tables
