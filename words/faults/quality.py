"""Rules of data quality that cannot be read."""

from typing import Final

FAULTS: Final = {
    "quality_no_toml": (
        "规则文件{name}不是有效的TOML：{reason}。",
        "请按样例改正后再试。",
        "The rules in {name} are no valid TOML: {reason}.",
        "Correct them after the example and try again.",
    ),
    "quality_unknown_item": (
        "规则文件{name}里的“{item}”不认得。",
        "可写：{possible:list}。",
        "“{item}” in {name} is not known.",
        "Possible: {possible:list}.",
    ),
    "quality_lacks_item": (
        "规则文件{name}里的规则“{rule}”缺少“{item}”。",
        "请补上后再试。",
        "Rule “{rule}” in {name} lacks “{item}”.",
        "Add it and try again.",
    ),
}
"""Code → what happened and what to do next in Chinese, then the same in English."""
