"""A downloaded table says what it is, and runs nothing in a spreadsheet."""

import pandas as pd

from faces.csv import About, csv_file
from words.speech import Speech

ROWS = pd.DataFrame({"name": ["北镇", "=1+1", "-0.3", "@sum"], "value": [1.5, -2.0, 0.0, 3.0]})


def lines(about: About, language: str = "zh") -> list[str]:
    return csv_file(ROWS, about, Speech("en" if language == "en" else "zh")).decode("utf-8-sig").splitlines()


def test_invented_rows_are_marked_in_the_first_line() -> None:
    assert lines(About(is_sample=True))[0] == "# 示例数据，不是真实业务数据"
    assert lines(About(is_sample=True), "en")[0] == "# Sample data, not real operations"


def test_reported_rows_carry_no_mark_and_no_line_that_says_nothing() -> None:
    """A list of villages once opened with “# 数据” over real rows."""
    assert lines(About(is_sample=False))[0] == "name,value"


def test_source_and_period_stand_above_the_heads() -> None:
    told = lines(About(True, source="卫生统计直报", period="2024年1—9月", lines=("可比\n口径",)))
    assert told[1:4] == ["# 来源：卫生统计直报", "# 时期：2024年1—9月", "# 可比 口径"] and told[4] == "name,value"


def test_words_that_begin_like_a_formula_are_not_run_and_numbers_stay_numbers() -> None:
    rows = lines(About(is_sample=False))[1:]
    assert rows == ["北镇,1.5", "'=1+1,-2.0", "-0.3,0.0", "'@sum,3.0"]
