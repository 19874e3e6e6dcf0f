"""Streamlit's look for components among the installed packages: AppTest repeats it for every app that it opens.

It reads the metadata of each package, two thirds of the time of a page whose figures are known.
"""

import functools

from streamlit.components.v2 import manifest_scanner

_found_once = functools.cache(manifest_scanner.scan_component_manifests)


def look_once() -> None:
    """Let the apps of this process share what the first of them finds, as the sessions of a server do."""
    manifest_scanner.scan_component_manifests = _found_once
