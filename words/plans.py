"""What a siting plan counts, changes and comes to: Chinese and English."""

from typing import Final

# What became of a planned site.
STATE_NAMES: Final = {
    "as_planned": ("已按方案建成", "built as planned"),
    "not_built": ("还没有建", "not built"),
    "unplanned": ("方案外新增", "built, not planned"),
    "gone": ("村或机构已不在册", "no longer listed"),
}
# What a step of a plan does.
STEP_NAMES: Final = {
    "add": ("新增一处", "new site"),
    "move": ("迁址", "move"),
    "close": ("关闭", "close"),
    "upgrade": ("升级达标", "upgrade"),
    "shut": ("封闭道路", "shut road"),
    "improve": ("改善道路", "improve road"),
    "season": ("季节", "season"),
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
