"""What a name says in Markdown is shown, never done."""

import re

from streamlit.testing.v1 import AppTest

from ui.labels import plain_label


def test_a_picture_in_a_name_is_no_picture() -> None:
    """Nine pictures were fetched from outside, on two of twenty-three pages."""
    hostile = "![x](http://evil.example/a.png) **粗** :red[红] `码` $x$"
    shown = plain_label(hostile)
    # Each mark has its backslash, and without them it is the name again.
    assert re.search(r"(?<!\\)[!\[\]()*`:$]", shown) is None
    assert re.sub(r"\\(.)", r"\1", shown) == hostile
    assert plain_label("凤山街道") == "凤山街道"


def _page() -> None:
    from ui.messages import guarded

    @guarded
    def breaks() -> None:
        raise ZeroDivisionError("one per nothing")

    breaks()


def test_what_fails_inside_a_fragment_is_told_with_a_number_and_not_in_english() -> None:
    app = AppTest.from_function(_page).run()
    shown = "".join(block.proto.body for block in app.get("html"))
    assert not app.exception and "没能显示完整（编号" in shown and "one per nothing" not in shown
