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
    "own_no_toml": (
        "指标的定义不是TOML：{reason}。",
        "请照docs/intake.md里的例子改。",
        "The indicator's definition is no TOML: {reason}.",
        "Write it as in docs/intake.md.",
    ),
    "own_no_file": (
        "读不到文件{name}。",
        "请核对文件名，文件应为UTF-8。",
        "The file {name} cannot be read.",
        "Check its name; it is to be UTF-8.",
    ),
    "own_lacks": (
        "指标的定义缺“{item}”。",
        "请补上。",
        "The indicator's definition lacks “{item}”.",
        "Add it.",
    ),
    "own_wrong_item": (
        "指标的定义里“{item}”不能用。",
        "可以写：{possible:list}。",
        "“{item}” cannot stand in the indicator's definition.",
        "Possible: {possible:list}.",
    ),
    "own_id": (
        "指标编号“{value}”不能用。",
        "请以own_开头，后面2到36个小写字母、数字或下划线。",
        "The indicator's id “{value}” cannot be used.",
        "Begin with own_, then 2 to 36 small letters, digits or underscores.",
    ),
    "own_stock_and_flow": (
        "{columns:list}不能相加：有的是期内累计，有的是期末时点。",
        "请分成两个指标。",
        "{columns:list} cannot be added: some are flows of a period, some stocks at its end.",
        "Make two indicators of them.",
    ),
    "no_calendar": (
        "{county}还没有发布过班表，没有日历。",
        "请先在专家下沉里排班并发布。",
        "No roster of {county} was ever published: there is no calendar.",
        "Make and publish one under Experts.",
    ),
    "no_calendar_of": (
        "{county}没有编号为“{only}”的专家或乡镇。",
        "请核对编号；不写编号是全部专家的日历。",
        "{county} has no expert or township “{only}”.",
        "Check the code; without one the calendar is that of all experts.",
    ),
    "asked_nothing": (
        "没有写{name}。",
        "请加上参数{name}；参数见 /api/v1/openapi.json。",
        "{name} is missing.",
        "Add the parameter {name}; /api/v1/openapi.json lists them.",
    ),
    "asked_too_many": (
        "一次最多{metrics}个指标、{places}个乡镇。",
        "请分几次取。",
        "At most {metrics} metrics and {places} townships at once.",
        "Ask in several parts.",
    ),
    "asked_too_much": (
        "地址太长，最多{most}个字符。",
        "请分几次取。",
        "The address is too long: at most {most} characters.",
        "Ask in several parts.",
    ),
    "asked_form": (
        "没有“{form}”这种格式。",
        "可用的有：{forms:list}。",
        "There is no format “{form}”.",
        "There are: {forms:list}.",
    ),
    "own_unknown": (
        "本县没有在用的指标“{value}”。",
        "请核对编号；python -m metrics own 列出在用的。",
        "The county has no indicator “{value}” in use.",
        "Check the id; python -m metrics own lists those in use.",
    ),
    "bad_threshold": (
        "设置 {name} 的值“{value}”不是1到{most}的整数。",
        "请改成整数（10表示1到9人不显示，1表示都显示）；改好前按10人处理。",
        "The setting {name} is “{value}”, which is no whole number from 1 to {most}.",
        "Write a whole number (10 hides 1 to 9 people, 1 hides nothing); until then 10 holds.",
    ),
    "county_threshold_above": (
        "县级整年的门槛（{county}人）高于乡镇的门槛（{township}人）。",
        "县级的数比乡镇的大，门槛不能更高；请改小，改好前都按10人处理。",
        "The threshold of a county's year ({county}) is above that of townships ({township}).",
        "A county's counts are larger, so its threshold cannot be higher; lower it. Until then 10 holds for both.",
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
        "请改选时期，或先到“接入”页交村名册，再导入路网。",
        "In {year}-{month:02d} county {county} has no village with residents (0): there is nothing to plan.",
        "Choose another period, or hand in the villages under Intake and import the roads first.",
    ),
    "no_visiting_place": (
        "{year}年{month}月没有可巡诊的卫生院或社区卫生服务中心（0个）。",
        "请改选时期，或到“接入”页补交机构名册。",
        "In {year}-{month:02d} there is no township or community health centre to visit (0).",
        "Choose another period, or hand in the list of institutions under Intake.",
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
