"""A link that no page could mean costs neither an error nor the server's time."""

import pytest
from streamlit.testing.v1 import AppTest

from data_access.engine import opened
from metrics.period import Period
from metrics.reference import Reference, load_reference
from tests.metrics.small_county import COUNTY, NORTH
from ui.filters import UNKNOWN_SHOWN, _townships
from ui.url import whole_number

YEAR = Period(202301, 202312)


@pytest.fixture
def reference(own_small_url: str) -> Reference:
    with opened(own_small_url) as engine:
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


def _fragments() -> None:
    """A page whose fragment reads the address, as the slide on the wall and a proof under way do."""
    import streamlit as st

    from data_access.engine import opened, warehouse_url
    from metrics.reference import load_reference
    from ui import url
    from ui.filters import read_parameters
    from ui.messages import guarded, show_state

    @st.fragment
    @guarded
    def slide() -> None:
        number = url.whole_number(url.said("slide"), 1)
        st.html(f"<p>slide {number}</p>")
        # What forgets the bound fails as Python does: its digits are too many to be read.
        st.html(f"<p>unbounded {int(url.said('slide', '1'))}</p>")

    @st.fragment
    @guarded
    def townships() -> None:
        with opened(warehouse_url()) as engine:
            filters = read_parameters(url.parameters(), load_reference(engine))
        for fault in filters.faults:
            show_state("information", fault, "其余照链接显示。")
        st.html(f"<p>asked {len(filters.scope.townships)}</p>")

    slide()
    townships()


def test_absurd_addresses_inside_a_fragment_are_bounded_and_what_fails_there_gets_a_number(
    own_small_url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WAREHOUSE_URL", own_small_url)
    app = AppTest.from_function(_fragments, default_timeout=60)
    app.query_params["slide"] = "9" * 5000
    app.query_params["county"] = COUNTY
    app.query_params["township"] = ",".join([NORTH, *[f"x{number}" for number in range(20_000)]])
    app.run()
    shown = [str(element.proto.body) for element in app.get("html")]
    text = "".join(shown)
    assert not app.exception and "Exceeds the limit" not in text
    assert "<p>slide 1</p>" in shown and "<p>asked 1</p>" in shown
    assert text.count("没能显示完整（编号") == 1 and "unbounded" not in text
    # The number that could not be read, two counts, the five townships that are named and how many more there were.
    assert len(shown) <= 4 + UNKNOWN_SHOWN + 1
