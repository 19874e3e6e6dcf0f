"""What `make bench` prints, and that one broken benchmark hides no other."""

from collections.abc import Iterator

import pytest

import benchmarks.__main__ as command


def good() -> Iterator[command.Figure]:
    yield "good.time", 1.23456, "s"


def broken() -> Iterator[command.Figure]:
    yield "broken.first", 2, "KB"
    raise RuntimeError("the warehouse is gone")


RUNS = {"broken": broken, "good": good}


def test_a_figure_is_printed_as_name_tab_value_unit(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--only", "good"], RUNS) == 0
    assert capsys.readouterr().out == "good.time\t1.235 s\n"


def test_a_broken_module_is_named_and_the_others_still_print(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([], RUNS) == 1
    printed = capsys.readouterr()
    assert printed.out == "broken.first\t2 KB\ngood.time\t1.235 s\n"
    assert printed.err.splitlines()[-1] == "benchmarks.broken failed"


def test_an_unknown_module_is_answered_with_the_nearest_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--only", "goood"], RUNS) == 2
    assert "good" in capsys.readouterr().err


def test_what_was_not_measured_still_has_its_line() -> None:
    assert command.line(("igraph 未安装，未比较", float("nan"), "倍")) == "igraph 未安装，未比较\t–"


@pytest.mark.parametrize(
    ("value", "printed"),
    [(0.00071234, "0.0007123"), (1234.56, "1235"), (40, "40"), (1.3, "1.3"), (47_500_000, "47500000")],
)
def test_values_keep_four_digits_and_never_lose_whole_ones(value: float, printed: str) -> None:
    assert command.line(("n", value, "")) == f"n\t{printed}"
