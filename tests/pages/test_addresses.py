"""An address says which tab and which filter are open, and a former address opens the page it is now."""

import pytest

from tests.pages.conftest import OpenApp
from tests.pages.reading import faults_of


def said(value: object) -> object:
    """A parameter as written by a page or by a link."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


FORMER = [("catchment", {"tier": "township", "limit": "20"}), ("reports", {"sections": "overview"})]


@pytest.mark.parametrize(("former", "own"), FORMER)
def test_a_former_address_opens_the_same_view(open_app: OpenApp, former: str, own: dict[str, str]) -> None:
    app = open_app(former, county="141122", period="2023", **own)
    assert faults_of(app) == []
    found = {name: said(app.query_params[name]) for name in ("county", "period", *own)}
    assert found == {"county": "141122", "period": "2023", **own}


def test_the_address_opens_a_tab_of_the_data_page(open_app: OpenApp) -> None:
    app = open_app("data", county="450223", tab="quality")
    assert faults_of(app) == [] and said(app.query_params["tab"]) == "quality"
    assert app.session_state["tabs_tab"] == "质量"


def test_the_address_filters_the_mechanisms_and_a_choice_is_written_into_it(open_app: OpenApp) -> None:
    app = open_app("mechanisms", county="450223")
    fields = app.multiselect(key="choice_field")
    first, second = fields.options[:2]
    again = open_app("mechanisms", county="450223", field=[first, second, "没有的领域"])
    assert again.multiselect(key="choice_field").value == [first, second]
    again.multiselect(key="choice_field").set_value([second]).run()
    assert said(again.query_params["field"]) == second
