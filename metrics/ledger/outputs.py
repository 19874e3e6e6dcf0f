"""What was done: on visits (下沉) and, apart from them, on postings (派驻). No function here adds the two."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

ACTIVITIES = ("clinic", "rounds", "lecture", "teaching_surgery")
POSTED_WORK = ("days_present", "teaching_rounds", "lectures", "trainees", "outpatients")


def visit_outputs(visits: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return clinics, rounds, lectures, teaching surgery, patients and trainees of attended visits, by any columns.

    visits: the columns of table `visit`. Visits nobody came to bring nothing, whatever their row says; of
    visits that a sheet only marks the work is not known, and they are left out.
    """
    went = visits[visits["actual_start"].notna()]
    done = {name: (went["activity"] == name).astype(np.int64) for name in ACTIVITIES}
    rows = went[[*by, "patients", "trainees"]].assign(visits=1, **done)
    return rows.groupby(list(by), sort=True, as_index=False).sum()


def posting_outputs(posting_months: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return people posted and their work by any columns of table `posting_month`.

    postings: rows with at least one day present, so over several months it counts person-months.
    """
    rows = posting_months[[*by, *POSTED_WORK]].assign(postings=(posting_months["days_present"] > 0).astype(np.int64))
    return rows.groupby(list(by), sort=True, as_index=False).sum()
