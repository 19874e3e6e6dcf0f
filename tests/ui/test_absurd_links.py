"""A link that no page could mean costs neither an error nor the server's time."""

from pathlib import Path

import pytest

from data_access.build import write_warehouse
from data_access.engine import opened
from metrics.period import Period
from metrics.reference import Reference, load_reference
from tests.metrics.small_county import COUNTY, NORTH, frames
from ui.filters import UNKNOWN_SHOWN, _townships
from ui.url import whole_number

YEAR = Period(202301, 202312)


@pytest.fixture
def reference(tmp_path: Path) -> Reference:
    url = f"duckdb:///{tmp_path / 'small.duckdb'}"
    write_warehouse(url, frames())
    with opened(url) as engine:
        return load_reference(engine)


@pytest.mark.parametrize("text", ["9" * 5000, "9" * 10, "", "-1", "1.5", "²", "one"])
def test_a_number_that_no_page_could_mean_is_none(text: str):
    """slide= and auto= with 5,000 nines showed an English error."""
    assert whole_number(text, 7) == 7
    assert whole_number("12", 7) == 12


def test_thousands_of_unknown_townships_are_counted_and_not_listed(reference: Reference):
    """20,000 of them cost 4 s and 20,005 boxes."""
    faults: list[str] = []
    asked = [NORTH, *[f"没有{number}" for number in range(20_000)], NORTH]
    assert _townships(asked, reference, COUNTY, YEAR, faults) == (NORTH,)
    assert len(faults) == UNKNOWN_SHOWN + 1
    # 20,000 unknown ones without the five that are named.
    assert "19995" in faults[-1]
