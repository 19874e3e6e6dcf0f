"""A question that cannot be answered as asked: a name, a period, a split, a plan that there is none of."""

from typing import Final

_HELP: Final = ("加 --help 可以看用法。", "Add --help to see how it is used.")

FAULTS: Final = {
    "unknown_name": (
        "没有这个{what:word}：“{value}”。",
        "{hint}",
        "There is no {what:word} “{value}”.",
        "{hint}",
    ),
    "missing_value": ("缺少“{name}”的值。", _HELP[0], "The value of “{name}” is missing.", _HELP[1]),
    "unreadable_command": ("看不懂这条命令。", _HELP[0], "This command cannot be read.", _HELP[1]),
    "unreadable_period": (
        "看不懂这个时期：“{value}”。",
        "可以写成 2017、2017-06、2017Q2、2017H1 或 2017-01..2017-06。",
        "The period “{value}” cannot be read.",
        "Write 2017, 2017-06, 2017Q2, 2017H1 or 2017-01..2017-06.",
    ),
    "period_without_data": (
        "时期“{value}”没有数据。",
        "数据范围为{available_zh}。",
        "There are no data of the period “{value}”.",
        "Data reach over {available_en}.",
    ),
    "unsupported_split": (
        "“{name_zh}”不能按“{dimension}”分组。",
        "可以按：{possible}。",
        "“{name_en}” cannot be split by “{dimension}”.",
        "It can be split by: {possible}.",
    ),
    "unknown_comparison": (
        "没有这种对比：“{value}”。",
        "可以选：{possible:list}。",
        "There is no comparison “{value}”.",
        "Choose one of: {possible:list}.",
    ),
    "no_villages": (
        "{year}年{month}月，县（市、区）{county}没有带人口的村（0个），无法规划。",
        "请改选时期，或先装载村的人口和路网。",
        "In {year}-{month:02d} county {county} has no village with residents (0): there is nothing to plan.",
        "Choose another period, or load the villages' residents and the roads first.",
    ),
    "no_visiting_place": (
        "{year}年{month}月没有可巡诊的卫生院或社区卫生服务中心（0个）。",
        "请改选时期，或在数据里补上机构。",
        "In {year}-{month:02d} there is no township or community health centre to visit (0).",
        "Choose another period, or add institutions to the data.",
    ),
    "plan_gone": (
        "要放进汇报的方案已经不在了。",
        "可能被同名方案替换；请在“规划”页重新保存，或改选方案。",
        "The plan for the report is no longer there.",
        "A plan of the same name may have replaced it; save it again on the page Planning, or choose another.",
    ),
    "plan_without_roads": (
        "这个县没有路网，方案算不出来。",
        "请管理员先导入路网。",
        "The county has no road network, so the plan cannot be worked out.",
        "Ask the administrator to import the roads first.",
    ),
    "no_plan_named": (
        "没有名为“{name}”的方案。",
        "现有方案：{plans}。",
        "There is no plan named “{name}”.",
        "Plans there are: {plans}.",
    ),
    "unknown_circle": (
        "没有这种服务圈：“{tier}、{mode}、{scenario}”。",
        "请在页面上重新选择机构范围、出行方式和季节。",
        "There is no catchment “{tier}, {mode}, {scenario}”.",
        "Choose institutions, travel and season anew on the page.",
    ),
    "faulty_scenario": (
        "假设方案里有一步用不了：{what}。",
        "现在照现状显示；请在“假设调整”里撤销这一步，或重新添加。",
        "A step of the what-if cannot be used: {what}.",
        "The page shows things as they are; undo the step under “What if”, or add it anew.",
    ),
}
