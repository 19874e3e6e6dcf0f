"""What is 示例 and what is not: one invented row marks a file, and no reported row is marked for its neighbours."""

import pandas as pd
import pytest

from findings.origin import holds_invented, is_invented
from metrics.reference import Reference

HERE, THERE = "999901", "999902"


def reference(*, is_sample: bool, **basis: str) -> Reference:
    """A data version whose tables hold rows of one county; table → their basis."""
    return Reference(
        version="v1",
        is_sample=is_sample,
        first_month=202301,
        last_month=202312,
        counties={},
        townships={},
        targets=(),
        unreported=(),
        basis={(table, HERE): origin for table, origin in basis.items()},
    )


@pytest.mark.parametrize(
    ("basis", "is_marked"), [("synthetic", True), ("mixed", True), ("reported", False), ("published", False)]
)
@pytest.mark.parametrize("is_sample", [True, False])
def test_a_table_is_as_invented_as_its_own_rows_whatever_the_warehouse(basis: str, is_marked: bool, is_sample: bool):
    assert is_invented(reference(is_sample=is_sample, village=basis), ("village",), HERE) is is_marked


def test_one_invented_table_marks_a_file_of_several():
    own = reference(is_sample=False, village="reported", institution="synthetic", visit="published")
    assert is_invented(own, ("village", "institution"), HERE)
    assert not is_invented(own, ("village", "visit"), HERE)


def test_the_rows_of_another_county_say_nothing_of_this_one():
    own = reference(is_sample=False, village="synthetic")
    assert is_invented(own, ("village",), HERE) and not is_invented(own, ("village",), THERE)


@pytest.mark.parametrize("is_sample", [True, False])
def test_a_table_that_does_not_say_is_as_real_as_the_warehouse(is_sample: bool):
    """Beside a reported table it once passed for reported."""
    own = reference(is_sample=is_sample, village="reported")
    assert is_invented(own, ("road_edition",), HERE) is is_sample
    assert is_invented(own, ("village", "road_edition"), HERE) is is_sample


def rows(*basis: str) -> pd.DataFrame:
    """Fact rows with where each comes from."""
    return pd.DataFrame({"visits": range(len(basis)), "basis": list(basis)})


@pytest.mark.parametrize("is_sample", [True, False])
def test_one_invented_row_marks_all_that_are_listed_with_it(is_sample: bool):
    whole = reference(is_sample=is_sample)
    assert holds_invented(rows("reported", "published", "synthetic"), whole)
    assert holds_invented(rows("mixed"), whole)
    assert not holds_invented(rows("reported", "published"), whole)
    assert not holds_invented(rows(), whole)


@pytest.mark.parametrize("is_sample", [True, False])
def test_rows_that_do_not_say_are_as_real_as_the_warehouse(is_sample: bool):
    assert holds_invented(rows("reported").drop(columns="basis"), reference(is_sample=is_sample)) is is_sample
