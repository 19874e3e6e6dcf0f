"""The map asks no outside host, says what has no figure, and fits the county."""

import json
import math
import re

import pydeck
import pytest

from faces.areas import ground_points, label_weights
from faces.blocks.marks import TownshipArea
from faces.screen.base import Look
from faces.screen.map_view import (
    Extent,
    Label,
    emptier_corner,
    extent_of,
    fit_zoom,
    fitting_height,
    hatching,
    labels_that_fit,
    names_that_fit,
    scale_bar,
)
from faces.screen.township_map import township_map, unlabelled
from faces.screen.township_map_plotly import township_map_plotly
from tests.faces.shapes import (
    AREAS,
    BANDS,
    FACILITIES,
    ROADS,
    VILLAGES,
    square,
)

LOOKS = [Look("light"), Look("dark"), Look("light", phone=True), Look("dark", scale=1.5, ground="paper")]


def everything(look: Look | None = None):
    return township_map(AREAS, villages=VILLAGES, facilities=FACILITIES, bands=BANDS, roads=ROADS, look=look)


def layers(deck) -> dict[str, dict]:
    return {layer["id"]: layer for layer in json.loads(deck.to_json())["layers"]}


@pytest.mark.parametrize("look", LOOKS)
def test_the_deck_never_names_a_tile_host(look):
    for deck in (township_map(AREAS, look=look), everything(look)):
        content = json.loads(deck.to_json())
        # The sentinel is what keeps Streamlit's front end from falling back to CARTO.
        assert content["mapStyle"] == "__MAP_STYLE__"
        assert content.get("mapProvider") is None
        text = deck.to_json()
        assert "carto" not in text.lower() and not re.search(r"https?://(?!www\.w3\.org)", text)


def test_no_word_of_a_layer_is_read_as_an_expression():
    for layer in layers(everything()).values():
        for key, value in layer.items():
            if isinstance(value, str) and key not in ("@@type", "id"):
                # Accessors are expressions on purpose: a property or a column of the row.
                assert not value.startswith("@@=") or re.fullmatch(
                    r"@@=(properties\.fill|path|at|radius|icon|text|offset)", value
                )


def test_chinese_labels_take_their_characters_from_the_data():
    texts = [layer for layer in layers(everything()).values() if layer["@@type"] == "TextLayer"]
    assert texts and all(layer["characterSet"] == "auto" for layer in texts)


def test_a_township_without_a_figure_is_hatched_and_says_so_and_zero_is_neither():
    drawn = layers(township_map(AREAS))
    fills = [feature["properties"]["fill"] for feature in drawn["townships"]["data"]]
    assert len({tuple(fill) for fill in fills}) == 3
    assert drawn["hatch"]["data"]
    words = [row["text"] for name, layer in drawn.items() if name.startswith("values") for row in layer["data"]]
    assert sorted(words) == ["0.0%", "92.0%", "未报"]


def test_with_minutes_drawn_the_townships_are_a_plain_sheet():
    drawn = layers(everything())
    assert {tuple(feature["properties"]["fill"]) for feature in drawn["townships"]["data"]} == {(255, 255, 255, 255)}
    assert "hatch" not in drawn and not any(name.startswith("values") for name in drawn)
    order = list(drawn)
    assert order.index("townships") < order.index("band-30") < order.index("band-15") < order.index("road-村道")
    assert order.index("road-县道") < order.index("point") < order.index("villages-in") < order.index("names-dark")


def test_only_the_township_of_the_finding_is_outlined():
    assert len(layers(township_map(AREAS))["point"]["data"]) == 1
    assert "point" not in layers(township_map([area for area in AREAS if not area.is_point]))


def test_names_from_the_data_reach_the_hover_box_as_they_are():
    """Streamlit escapes whatever it fills into a tooltip: names escaped here as well would show their escapes."""
    drawn = layers(everything())
    place = drawn["townships"]["data"][2]["properties"]
    assert (place["tip"], place["more"]) == ("丙<b>乡", "未报")
    assert drawn["villages-cross"]["data"][0]["tip"] == "北<i>村"
    assert everything()._tooltip["html"] == "<b>{tip}</b><br>{more}"


def test_the_json_is_the_decks_own_without_its_padding():
    deck = everything()
    assert json.loads(deck.to_json()) == json.loads(pydeck.Deck.to_json(deck))
    assert len(deck.to_json().encode()) < 0.5 * len(pydeck.Deck.to_json(deck))


def test_villages_are_sized_by_residents():
    assert layers(everything())["villages-in"]["data"][0]["radius"] == 2.2
    assert layers(everything())["villages-out"]["data"][0]["radius"] == 4.6
    assert "villages-cross" in layers(everything())


def test_a_phone_keeps_its_scroll_and_loses_the_lesser_roads():
    deck = everything(Look(phone=True))
    assert json.loads(deck.to_json())["views"][0]["controller"] is False
    assert "road-县道" in layers(deck) and "road-村道" not in layers(deck)
    assert [row["text"] for row in layers(deck)["scale-words"]["data"]] == ["0", "5公里"]


def test_a_selection_can_name_the_township_by_its_code():
    townships = layers(everything())["townships"]
    assert townships["pickable"] and townships["data"][0]["properties"]["code"] == "450223100"


def test_the_fitted_county_fills_ninety_three_per_cent_of_the_tighter_side():
    # 0.2° of longitude on 512 px at zoom z is 0.2/360 × 512 × 2^z px wide; a low picture is bound by its height.
    extent = Extent(109.0, 24.0, 109.2, 24.1)
    wide = 2 ** fit_zoom(extent, 400, 10_000) * 512 * 0.2 / 360
    assert wide == pytest.approx(0.93 * 400)
    tall = 2 ** fit_zoom(extent, 10_000, 300) * 512 * 0.1 / 360 / math.cos(math.radians(24.05))
    assert tall == pytest.approx(0.93 * 300)


def test_the_scale_bar_is_as_long_on_the_ground_as_it_says():
    bar = scale_bar(Extent(109.0, 24.0, 109.5, 24.5))
    (west, y), (east, _) = bar.paths[0]
    assert bar.km == 10  # the county is 50.8 km wide, a quarter of it 12.7
    assert (east - west) * 111.32 * math.cos(math.radians(y)) == pytest.approx(10, rel=0.005)
    assert [text for _, text in bar.labels] == ["0", "5", "10公里"]
    assert scale_bar(Extent(109.0, 24.0, 109.5, 24.5), unit=" km").labels[-1][1] == "10 km"


def test_swapped_longitude_and_latitude_are_named():
    with pytest.raises(ValueError, match="changed places"):
        extent_of([(24.0, 109.0)])


def test_a_map_of_nothing_is_refused():
    with pytest.raises(ValueError, match="empty state"):
        township_map([])


def test_hatching_stays_inside_and_leaves_holes_open():
    lines = hatching([square(0, 0, 1.0), square(0.4, 0.4, 0.2)], 0.05)
    points = [point for line in lines for point in line]
    assert points and all(-1e-9 <= x <= 1 + 1e-9 and -1e-9 <= y <= 1 + 1e-9 for x, y in points)
    middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in (line for line in lines if len(line) == 2)]
    assert not [one for one in middles if 0.41 < one[0] < 0.59 and 0.41 < one[1] < 0.59]


def test_of_two_names_on_one_spot_the_weightier_is_written():
    at = (109.0, 24.0)
    labels = [Label(at, 0, ["小镇"], 1.0), Label(at, 0, ["大镇"], 2.0), Label((110.0, 24.0), 0, ["远乡"], 0.5)]
    assert labels_that_fit(labels, 9, 15) == [1, 2]


def test_a_name_that_does_not_fit_is_reported_so_that_the_page_can_say_it():
    assert unlabelled(township_map(AREAS), AREAS) == []
    assert set(unlabelled(township_map(AREAS, size=(40, 40)), AREAS)) == {"甲镇", "丙<b>乡"}  # the point keeps its name


@pytest.mark.parametrize("look", LOOKS)
def test_the_fallback_shows_the_same_townships_and_words_without_webgl(look):
    figure = township_map_plotly(AREAS, villages=VILLAGES, facilities=FACILITIES, look=look)
    assert {trace.type for trace in figure.data} == {"scatter"}
    filled = [trace for trace in figure.data if trace.fill == "toself"]
    assert len(filled) == len(AREAS)
    assert filled[-1].line.color == look.color("point")  # drawn last, above its neighbours
    hatched = [trace for trace in filled if trace.fillpattern.shape == "/"]
    assert len(hatched) == 1 and "未报" in hatched[0].text


def test_the_fallback_is_not_stretched():
    figure = township_map_plotly(AREAS)
    assert figure.layout.yaxis.scaleanchor == "x"
    assert figure.layout.yaxis.scaleratio == pytest.approx(1 / math.cos(math.radians(24.1)), rel=0.005)


def test_a_wide_county_gets_a_low_map_and_fills_it():
    # Twice as wide as high on the ground at the equator: 860 px wide needs 430.
    extent = Extent(100.0, -0.25, 101.0, 0.25)
    height = fitting_height(extent, 860, least=260, most=640)
    assert height == 430
    assert fit_zoom(extent, 860, height) == pytest.approx(fit_zoom(extent, 860, 640))


def test_a_high_county_stops_at_the_pages_height_and_a_strip_keeps_a_least():
    assert fitting_height(Extent(100.0, -1.0, 100.5, 1.0), 860, least=260, most=640) == 640
    assert fitting_height(Extent(100.0, -0.01, 101.0, 0.01), 860, least=260, most=640) == 260


def test_the_scale_bar_stands_in_the_corner_the_county_leaves_free():
    falling = [(0.0, 1.0), (0.2, 1.0), (1.0, 0.2), (1.0, 0.0), (0.9, 0.0)]
    box = Extent(0.0, 0.0, 1.0, 1.0)
    assert emptier_corner(box, falling) == "west"
    assert emptier_corner(box, [(1 - x, y) for x, y in falling]) == "east"
    west = scale_bar(box, "west")
    assert all(0 < x < 0.5 for path in west.paths for x, _ in path)


def test_a_name_keeps_off_the_symbol_of_its_neighbour_and_moves_above_its_own():
    own, neighbour = (110.0, 24.0), (110.0, 23.9928)
    name = Label(own, 22.0, ["甲镇"], 1.0)
    # At zoom 11 the neighbour's symbol stands some 23 px below: where the name would be.
    ((_, kept),) = names_that_fit([name], 11, 15, [own, neighbour], 6.0)
    assert kept.down_px == -22.0
    above = (110.0, 24.0072)
    assert names_that_fit([name], 11, 15, [own, neighbour, above], 6.0) == []
    first = Label(own, 22.0, ["甲镇"], math.inf)
    # The township of the finding is always named.
    assert names_that_fit([first], 11, 15, [own, neighbour, above], 6.0) == [(0, first)]


def test_a_township_in_two_pieces_is_named_once():
    small = [(110.5, 24.0), (110.52, 24.0), (110.52, 24.02), (110.5, 24.02)]
    large = [(110.0, 24.0), (110.2, 24.0), (110.2, 24.2), (110.0, 24.2)]
    pieces = [TownshipArea("1", "甲镇", [ring], (110.1, 24.1)) for ring in (small, large)]
    assert label_weights(pieces) == [0.0, pytest.approx(0.04)]


@pytest.mark.parametrize("draw", [township_map, township_map_plotly])
def test_a_county_without_outlines_is_drawn_from_its_villages_and_institutions(draw):
    assert draw([], villages=VILLAGES, facilities=FACILITIES, look=Look("light")) is not None
    found = ground_points([], VILLAGES, FACILITIES)
    extent = extent_of(found)
    for mark in (*VILLAGES, *FACILITIES):
        assert extent.west < mark.lon < extent.east and extent.south < mark.lat < extent.north
    assert ground_points(AREAS, VILLAGES) == [point for area in AREAS for ring in area.rings for point in ring]
