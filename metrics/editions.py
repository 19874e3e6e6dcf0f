"""Which reading of a measure a county has chosen, where a list leaves it open: the figure then says which.

National indicator 7 speaks of 诊疗人次 and its calculation sheet is not public: 门诊人次 is one reading, 总诊疗人次
(with emergencies, visits at home and on the internet) the other. Both are in the catalogue; a county's choice is a
decision on record, and every figure under the measure's id is then the chosen one (decision 0091).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from sqlalchemy import URL, Engine

from data_access.changes import ChangeRefused
from data_access.control_limits import EDITION, chosen_editions, decide
from metrics.definition import Metric
from metrics.errors import UnknownEdition
from metrics.reference import Reference

AS_LISTED: Final = "as_listed"
"""The catalogue's own reading."""


@lru_cache(maxsize=200)
def _read_as(metric: Metric, edition: str) -> Metric:
    """Return the same object for the same question: what is known of a metric is kept under it."""
    other = dict(metric.editions).get(edition)
    return metric if other is None else replace(other, id=metric.id, editions=metric.editions)


def in_edition(reference: Reference, county: str, metric: Metric) -> Metric:
    """Return a metric as a county reads it: the catalogue's, unless the county has chosen another edition."""
    if not metric.editions:
        return metric
    return _read_as(metric, reference.editions.get((county, metric.id), AS_LISTED))


def in_editions(reference: Reference, counties: Sequence[str], metrics: Sequence[Metric]) -> tuple[Metric, ...]:
    """Return metrics as one county reads them; several counties are held side by side in the catalogue's reading."""
    if len(counties) != 1:
        return tuple(metrics)
    return tuple(in_edition(reference, counties[0], metric) for metric in metrics)


def choose_edition(
    url: URL | str, engine: Engine, county: str, metric: Metric, edition: str, *, who: str, reason: str
) -> None:
    """Put a county's choice on record. edition: a code of the metric's editions, or AS_LISTED.

    Raises UnknownEdition with those there are, ChangeRefused, WarehouseError; nothing is then changed.
    """
    possible = {AS_LISTED: metric.name_zh} | {code: other.name_zh for code, other in metric.editions}
    if edition not in possible:
        raise UnknownEdition(edition, possible)
    before = chosen_editions(engine).get((county, metric.id), "")
    after = "" if edition == AS_LISTED else edition
    if before == after:
        raise ChangeRefused("edition_as_before")
    decide(url, county, metric.id, EDITION, before, after, who=who, reason=reason)
