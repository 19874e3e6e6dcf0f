"""The script that measures the screen is handed everything it reads."""

import re

from streamlit.testing.v1 import AppTest

from ui import screen


def test_the_script_reads_nothing_that_it_is_not_given(monkeypatch):
    """Once it waited for a quiet time that nobody told it, and no narrow screen was ever noticed."""
    given: dict[str, object] = {}
    monkeypatch.setattr(screen, "_script", lambda **own: given.update(own["data"]))

    def page() -> None:
        from ui.screen import measure_screen

        measure_screen()

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert set(re.findall(r"\bdata\.(\w+)", screen.SCRIPT)) == set(given)
