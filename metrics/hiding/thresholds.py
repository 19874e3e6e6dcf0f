"""From how many people on a count is printed: for townships and months, and for a county's whole year.

Settings, as others of a deployment (docs/operations.md): YILAN_SMALL_COUNT and YILAN_SMALL_COUNT_COUNTY_YEAR.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from typing import Final

from words.faults import Fault

log = logging.getLogger("yilan.metrics")

TOWNSHIP_SETTING: Final = "YILAN_SMALL_COUNT"
COUNTY_YEAR_SETTING: Final = "YILAN_SMALL_COUNT_COUNTY_YEAR"
USUAL: Final = {TOWNSHIP_SETTING: 10, COUNTY_YEAR_SETTING: 1}
LARGEST: Final = 1000


class BadThreshold(Fault, ValueError):
    """A threshold that is no whole number from 1 on, or a county's that is above that of its townships."""


def thresholds(environment: Mapping[str, str] | None = None) -> tuple[int, int]:
    """Return the smallest count printed of townships and months, and of a county's whole year; 1 hides nothing.

    environment : names and values; None is that of this process. Raises BadThreshold.
    """
    given = os.environ if environment is None else environment
    township, county = (_whole(name, given.get(name, "").strip()) for name in USUAL)
    if county > township:
        raise BadThreshold("county_threshold_above", county=county, township=township)
    return township, county


def thresholds_in_force() -> tuple[int, int]:
    """Return the thresholds of this process; where a setting cannot be read the usual ones of townships for both.

    A figure too many must not be printed because of a slip of the pen, and a page must open all the same: what is
    wrong is logged, and more is hidden than need be.
    """
    try:
        return thresholds()
    except BadThreshold as fault:
        log.error("%s%s", fault.happened, fault.next_step)
        usual = USUAL[TOWNSHIP_SETTING]
        return usual, usual


def _whole(name: str, text: str) -> int:
    if not text:
        return USUAL[name]
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= LARGEST:
        raise BadThreshold("bad_threshold", name=name, value=text, most=LARGEST)
    return int(text)
