"""What a round of appraisal holds besides scores: weights of its items, problems closed, classes, pay coefficients."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sample_data.world import FloatArray, IntArray, rng

FULL_SCORES: Final = {"jiaocheng_director_pay": (30.0, 30.0, 20.0, 20.0)}
"""Points an item can bring, where the items of a round add to one mark of 100; else each is marked out of 100."""

CLASSES: Final = {"一类": "Class 1", "二类": "Class 2", "三类": "Class 3"}
LEVEL_CLASSES: Final = {
    "county_hospital": ("医院", "Hospitals"),
    "tcm_hospital": ("医院", "Hospitals"),
    "mch_hospital": ("医院", "Hospitals"),
    "township_centre": ("卫生院", "Township"),
    "community_centre": ("社区中心", "Community"),
}
PAID_BY: Final = frozenset(
    {("lishi_month_assess", "month"), ("jiaocheng_director_pay", "half_year"), ("luzhai_assessment", "year")}
)
"""Mechanism and cadence of the rounds whose result sets a pay coefficient."""
COEFFICIENT_FROM: Final = ((90.0, 1.2), (85.0, 1.1), (80.0, 1.0), (75.0, 0.9), (0.0, 0.8))
CLOSED_BY_NEXT_ROUND: Final = 0.8


def item_scores(mechanism_id: str, percent: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return scores and full scores, both of shape (n_rounds, n_subjects, n_items), from scores in percent.

    A weighted item is marked to a tenth and the last one takes what is left, so that a round's sum over its full
    score is what it was in percent: the mean of its items.
    """
    full = np.broadcast_to(np.array(FULL_SCORES.get(mechanism_id, (100.0,) * percent.shape[-1])), percent.shape)
    if mechanism_id not in FULL_SCORES:
        return percent, full
    share = full / full.sum(axis=-1, keepdims=True)
    whole = percent.mean(axis=-1, keepdims=True) * full.sum(axis=-1, keepdims=True) / 100
    scores = percent * full / 100
    scores = np.round(scores + (whole - scores.sum(axis=-1, keepdims=True)) * share, 1)
    scores[..., -1] = np.round(whole[..., 0] - scores[..., :-1].sum(axis=-1), 3)
    return scores, full


def problems_closed(left_open: IntArray, *key: object) -> IntArray:
    """Return how many problems of the round before each round found closed; shape as `left_open`, rounds first.

    What was open and no longer is has been closed; of the rest most are closed too and new ones have been found.
    """
    before = np.concatenate([np.zeros_like(left_open[:1]), left_open[:-1]])
    drawn = rng("problems closed", *key).binomial(before, CLOSED_BY_NEXT_ROUND)
    return np.asarray(np.maximum(drawn, before - left_open), dtype=np.int64)


def classes(places: pd.DataFrame, mechanism_id: str) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """Return each institution's class in Chinese and English, shape (n_places,); None where all are one class.

    Where a county weighs its items, it also names the classes; elsewhere kinds of institution are compared among
    themselves.
    """
    if mechanism_id in FULL_SCORES:
        names = [(name, CLASSES[name]) for name in places["appraisal_class"]]
    else:
        names = [LEVEL_CLASSES[level] for level in places["level"]]
    if len(set(names)) == 1:
        empty = np.full(len(places), None, dtype=object)
        return empty, empty.copy()
    chinese, english = zip(*names, strict=True)
    return np.array(chinese, dtype=object), np.array(english, dtype=object)


def coefficients(mechanism_id: str, cadence: str, scores: FloatArray, full: FloatArray) -> FloatArray:
    """Return the pay coefficient of each round and subject, shape (n_rounds, n_subjects); NaN where none follows."""
    if (mechanism_id, cadence) not in PAID_BY:
        return np.full(scores.shape[:2], np.nan)
    result = scores.sum(axis=-1) / full.sum(axis=-1) * 100
    least, coefficient = zip(*COEFFICIENT_FROM, strict=True)
    return np.select([result >= limit for limit in least], list(coefficient), default=coefficient[-1])
