"""The map of a plan: numbered discs above the villages, below the scale, the same in SVG."""

import json

from faces.blocks.marks import TownshipArea
from faces.screen.base import Look
from faces.screen.circle_map_plotly import catchment_map_plotly
from faces.screen.plan_map import PlanSite, plan_map, with_numbers

SQUARE = [(109.0, 24.0), (109.4, 24.0), (109.4, 24.4), (109.0, 24.4)]
AREA = TownshipArea("450223100", "鹿寨镇", [SQUARE], (109.2, 24.2))
SITES = [PlanSite(1, "河岭村", 109.1, 24.1, "新增覆盖<1,200人>"), PlanSite(2, "温村", 109.3, 24.3)]


def test_every_new_site_has_a_disc_with_its_number():
    deck = json.loads(plan_map([AREA], sites=SITES).to_json())
    layers = {layer["id"]: layer for layer in deck["layers"]}
    assert [row["text"] for row in layers["plan-numbers"]["data"]] == ["1", "2"]
    assert [row["at"] for row in layers["plan-sites"]["data"]] == [[109.1, 24.1], [109.3, 24.3]]
    order = list(layers)
    assert order.index("plan-sites") < order.index("plan-numbers") < order.index("scale")


def test_words_of_the_data_reach_no_markup():
    text = plan_map([AREA], sites=SITES).to_json()
    assert "&lt;1,200人&gt;" in text and "<1,200人>" not in text


def test_without_new_sites_it_is_the_map_of_today():
    deck = json.loads(plan_map([AREA]).to_json())
    assert not [layer["id"] for layer in deck["layers"] if layer["id"].startswith("plan-")]


def test_the_plain_map_carries_the_same_numbers():
    figure = catchment_map_plotly([AREA])
    drawn = len(figure.data)
    numbered = with_numbers(figure, SITES, Look())
    assert len(numbered.data) == drawn + 1 and list(numbered.data[-1].text) == ["1", "2"]
    assert list(numbered.data[-1].x) == [109.1, 109.3]
