"""The ledger of expert visits (下沉, the 118 mode): planned, attended, counted, and why not; compliance with rules."""

from metrics.ledger.assessment import monthly_assessment, yearly_bands
from metrics.ledger.balance import continuity, fairness, gini, specialty_gaps
from metrics.ledger.compliance import compliance, compliance_by, losses, tally
from metrics.ledger.faults import LedgerFault, SeveralLedgerFaults
from metrics.ledger.outputs import posting_outputs, visit_outputs
from metrics.ledger.visits import Ledger, judge_visits

__all__ = [
    "Ledger",
    "LedgerFault",
    "SeveralLedgerFaults",
    "compliance",
    "compliance_by",
    "continuity",
    "fairness",
    "gini",
    "judge_visits",
    "losses",
    "monthly_assessment",
    "posting_outputs",
    "specialty_gaps",
    "tally",
    "visit_outputs",
    "yearly_bands",
]
