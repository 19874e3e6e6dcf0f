"""A visit that no rule is about is judged by nobody."""

import numpy as np

from metrics.ledger import judge_visits, tally
from tests.metrics.ledger_rows import NO_LEAVE, SENIOR, rules, visit, visits


def test_a_visit_that_no_rule_is_about_lowers_no_share() -> None:
    """准格尔's cross clinics fall under no rule: 心内科, 眼科 and 麻醉科 stood at a 计入率 of 0.0 %."""
    rows = visits(visit("V1"), visit("V2", day="2023-03-08") | {"mechanism_id": "cross_clinics"})
    ledger = judge_visits(rows, SENIOR, NO_LEAVE, rules())
    assert list(ledger.visits.sort_values("visit_id")["reason"]) == ["counted", "no_rule"]
    table = tally(ledger, ["reason"]).set_index("reason")
    assert table.loc["counted", "rate"] == 1 and np.isnan(table.loc["no_rule", "rate"])
    whole = tally(ledger, ["iso_year"]).iloc[0]
    assert (whole["planned"], whole["ruled"], whole["counted"], whole["rate"]) == (2, 1, 1, 1.0)
