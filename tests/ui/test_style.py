"""The stylesheet holds the tokens, reaches nothing outside and keeps off what old browsers lack."""

import re

import pytest

from faces.look.tokens import tokens
from ui.logo import FAVICON, logo_path, mark_path
from ui.style import stylesheet

THEMES = ("light", "dark")


@pytest.mark.parametrize("theme", THEMES)
def test_every_colour_of_the_theme_is_a_variable_with_its_value(theme):
    sheet = stylesheet(theme)
    for name, value in tokens(theme).color.items():
        assert f"--{name.replace('_', '-')}:{value};" in sheet


@pytest.mark.parametrize("theme", THEMES)
def test_every_variable_used_is_defined(theme):
    sheet = stylesheet(theme)
    assert set(re.findall(r"var\((--[a-z0-9-]+)\)", sheet)) <= set(re.findall(r"(--[a-z0-9-]+):", sheet))


@pytest.mark.parametrize("theme", THEMES)
def test_the_stylesheet_is_one_style_element_and_fetches_nothing(theme):
    sheet = stylesheet(theme)
    assert sheet.startswith("<style>") and sheet.endswith("</style>") and sheet.count("<style>") == 1
    assert "http" not in sheet and "@import" not in sheet and "url(" not in sheet


@pytest.mark.parametrize("needed", ["light-dark(", "color-mix(", ":has("])
def test_nothing_depends_on_css_that_old_office_browsers_lack(needed):
    assert needed not in stylesheet("light") + stylesheet("dark", presentation=True)


@pytest.mark.parametrize("theme", THEMES)
def test_braces_are_balanced(theme):
    sheet = stylesheet(theme, presentation=True)
    assert sheet.count("{") == sheet.count("}")


def test_only_two_weights_are_used_because_most_chinese_faces_have_no_more():
    weights = set(re.findall(r"font-weight:(\d+)", stylesheet("light"))) | set(
        re.findall(r"font:(\d+) ", stylesheet("light"))
    )
    assert weights == {"400", "700"}


def test_presentation_hides_the_frame_and_enlarges_the_root():
    sheet = stylesheet("light", presentation=True)
    assert "html{font-size:22px" in sheet and "html{font-size" not in stylesheet("light")


@pytest.mark.parametrize("theme", THEMES)
def test_the_mark_is_outlines_without_a_font(theme):
    for path in (logo_path(theme), mark_path(theme)):
        with open(path, encoding="utf-8") as file:
            drawing = file.read()
        assert "<path" in drawing and "<text" not in drawing and "font" not in drawing


def test_the_favicon_is_shipped():
    assert FAVICON.read_bytes().startswith(b"\x89PNG")
