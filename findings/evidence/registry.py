"""Every kind of evidence by its code, in the order in which a county is asked for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from findings.evidence import (
    appraisal,
    checklist,
    flows,
    ledger,
    map,
    money,
    network,
    outings,
    plan,
    programme,
    response,
    series,
)
from findings.evidence.shown import Kind

KINDS: Final[Mapping[str, Kind]] = {
    module.KIND.code: module.KIND
    for module in (checklist, network, appraisal, flows, response, outings, money, plan, programme, series, map, ledger)
}
