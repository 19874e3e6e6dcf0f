"""One generated sample for all tests of this folder."""

import pandas as pd
import pytest

import sample_data

Frames = dict[str, pd.DataFrame]


@pytest.fixture(scope="session")
def sample() -> Frames:
    """Every table of the sample, made once."""
    return sample_data.generate()
