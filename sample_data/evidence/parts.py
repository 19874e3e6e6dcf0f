"""Counts shared out at random: what several kinds of evidence do with a sum that another table holds."""

from __future__ import annotations

import numpy as np

from sample_data.world import FloatArray, IntArray


def split(draw: np.random.Generator, counts: IntArray, weights: FloatArray) -> IntArray:
    """Return each count shared out at random over its weights; (n,) and (n, k) or (k,) → (n, k)."""
    shares = np.broadcast_to(weights, (len(counts), weights.shape[-1]))
    return np.asarray(draw.multinomial(counts, shares / shares.sum(axis=1, keepdims=True)), dtype=np.int64)
