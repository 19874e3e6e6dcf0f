"""What a siting plan counts, changes and comes to: Chinese and English."""

from typing import Final

# What became of a planned site.
STATE_NAMES: Final = {
    "as_planned": ("已按方案建成", "built as planned"),
    "not_built": ("还没有建", "not built"),
    "unplanned": ("方案外新增", "built, not planned"),
    "gone": ("村或机构已不在册", "no longer listed"),
}
# What a step of a plan does, where a list of steps names it in English.
STEPS_EN: Final = {
    "add": "new site",
    "move": "move",
    "close": "close",
    "upgrade": "upgrade",
    "shut": "shut road",
    "improve": "improve road",
    "season": "season",
}
# Whom a plan counts.
PEOPLE_NAMES: Final = {
    "residents": ("居民", "residents"),
    "residents_65_up": ("65岁及以上居民", "residents 65 and over"),
    "chronic_patients": ("慢病患者", "chronic patients"),
}
# On which roads a plan was counted.
ROADS_OF_SEASON: Final = {
    "normal": ("平常", "normal roads"),
    "snow": ("雨雪", "snow or rain"),
    "night": ("夜间", "night"),
}
# The unit of a model's objective; p-median counts person-minutes.
OBJECTIVE_UNITS: Final = {
    "mclp": ("人", " people covered"),
    "lscp": ("个点", " sites"),
    "p-median": ("人·分钟", " person-minutes"),
    "p-center": ("分钟", " minutes to the farthest village"),
}
