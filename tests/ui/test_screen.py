"""The script that measures the screen is handed everything it reads."""

import json
import re

from streamlit.testing.v1 import AppTest


def test_the_script_reads_nothing_that_it_is_not_given():
    """Once it waited for a quiet time that nobody told it, and no narrow screen was ever noticed."""

    def page() -> None:
        from ui.screen import measure_screen

        measure_screen()

    app = AppTest.from_function(page).run()
    assert not app.exception
    (sent,) = (component.proto for component in app.get("bidi_component"))
    assert set(re.findall(r"\bdata\.(\w+)", sent.js_content)) == set(json.loads(sent.json))
