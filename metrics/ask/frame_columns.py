"""The columns of a metric frame, in their order: the only currency between warehouse, screen and file."""

FRAME_COLUMNS = (
    "metric_id",
    "county_code",
    "township_code",
    "period",
    "numerator",
    "denominator",
    "value",
    "unit",
    "compare_period",
    "compare_value",
    "change",
    "change_unit",
    "lower",
    "upper",
    "confidence",
    "method",
    "target",
    "target_gap",
    "status",
    "completeness",
    "basis",
)
# What judging a change adds (metrics/judge/assessment.py).
JUDGED_COLUMNS = ("verdict", "change_lower", "change_upper")
