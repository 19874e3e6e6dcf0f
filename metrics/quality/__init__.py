"""Whether figures can be what they say they are: rules as records, and what breaks them."""

from metrics.quality.problems import Problem, Series, SeriesKey, problems_in
from metrics.quality.record import Rule, Rules, rules_of, shipped_rules

__all__ = ["Problem", "Rule", "Rules", "Series", "SeriesKey", "problems_in", "rules_of", "shipped_rules"]
