"""The five sample counties: published facts, real names, and the seeded generator of the rest (示例)."""

from sample_data.generator import generate
from sample_data.world import SEED

__all__ = ["SEED", "generate"]
