"""A siting question that cannot be answered: at the door, while solving, or because no plan fits."""

from typing import Final

_CORRECT: Final = ("请更正后重试。", "Correct it and try again.")
_CHECK: Final = ("请核对编号后重试。", "Check the ids and try again.")
_MINUTES: Final = ("请改为大于 0 的分钟数，例如 30。", "Choose more than 0 minutes, such as 30.")
_LONGER: Final = ("请把时限调长后重试。", "Allow more time and try again.")
_AGAIN: Final = ("需要时请重新计算。", "Start again when needed.")
_ONCE: Final = ("请让每个编号只出现一次。", "Let each id stand once.")
_PAIRS: Final = ("请让两者一一对应。", "Let the two match each other.")

FAULTS: Final = {
    "several_siting_faults": (
        "输入有 {count} 处问题：\n{faults:lines}",
        "",
        "There are {count:of fault} in the input:\n{faults:lines}",
        "",
    ),
    # ---- the arrays ----
    "table_not_rectangular": (
        "通行时间表不是二维或三维数组。",
        "请给出 村×候选点，或 情景×村×候选点 的分钟数。",
        "The table of minutes has neither two nor three dimensions.",
        "Give minutes as villages × candidates, or scenarios × villages × candidates.",
    ),
    "no_array_of_numbers": (
        "{what:word}不是一列数。",
        "请每项只给一个数。",
        "{what:word} are no list of numbers.",
        "Give one number each.",
    ),
    "scenario_names_short": (
        "有 {wanted} 个情景，却给了 {given} 个名称。",
        "请让名称与情景一一对应。",
        "There are {wanted:of scenario} and {given:of name}.",
        "Give each scenario one name.",
    ),
    "scenario_names_repeated": (
        "情景名称有重复。",
        "请给每个情景起不同的名称。",
        "Scenarios share a name.",
        "Give each scenario a name of its own.",
    ),
    "not_in_table": (
        "{what:word}里的 {ids:named} 不在通行时间表中。{hint}",
        _CHECK[0],
        "{what:word}: {ids:named} not in the table of minutes.{hint}",
        _CHECK[1],
    ),
    "no_village": (
        "通行时间表里没有村。",
        "请至少给出一个村的通行时间。",
        "The table of minutes has no village.",
        "Give the minutes of at least one village.",
    ),
    "no_candidate": (
        "没有候选点：通行时间表里没有候选点列。",
        "请至少给出一个候选点。",
        "There is no place where a site could stand: the table of minutes has no candidate.",
        "Give at least one candidate.",
    ),
    "lengths_differ": (
        "{what:word}有 {given} 个，通行时间表里是 {wanted} 个。",
        _PAIRS[0],
        "{what:word}: {given} given, {wanted} in the table of minutes.",
        _PAIRS[1],
    ),
    "ids_repeated": (
        "{what:word}编号重复：{ids:named}。",
        _ONCE[0],
        "{what:word}, ids given twice: {ids:named}.",
        _ONCE[1],
    ),
    "minutes_wrong": (
        "通行时间有 {count} 处{what:word}，第一处是村 {village:name} 到候选点 {site:name}。",
        "请改为不小于 0 的分钟数；到不了的留空。",
        "Minutes are {what:word} in {count:of place}, first from village {village:name} to candidate {site:name}.",
        "Enter minutes of 0 or more; leave empty what cannot be reached.",
    ),
    "residents_missing_of": (
        "{total} 个村中有 {count} 个没有人口数：{ids:named}。",
        "请补上人口，没有人住的村填 0。",
        "{count} of {total:of village} have no residents given: {ids:named}.",
        "Add them; a village where nobody lives has 0.",
    ),
    "people_not_finite": (
        "{what:word}应是不小于 0 的有限数，{ids:named} 不是。",
        _CORRECT[0],
        "{what:word} must be finite and 0 or more; not so at {ids:named}.",
        _CORRECT[1],
    ),
    "site_number_wrong": (
        "{what:word}应是不小于 0 的数，候选点 {ids:named} 不是。",
        _CORRECT[0],
        "{what:word} must be 0 or more; not so at candidates {ids:named}.",
        _CORRECT[1],
    ),
    # ---- the options ----
    "unknown_model": (
        "没有“{model}”这种模型。",
        "可选：{possible:list}。",
        "There is no model “{model}”.",
        "Choose one of: {possible:list}.",
    ),
    "limit_missing": (
        "{model} 需要通行时间上限，现在没有给。",
        "请给出分钟数，例如 30。",
        "{model} needs a limit of travel time; none is given.",
        "Give minutes, such as 30.",
    ),
    "limit_not_positive": (
        "通行时间上限是 {limit:number} 分钟，应大于 0。",
        _MINUTES[0],
        "The limit of travel time is {limit:number} minutes; it must be over 0.",
        _MINUTES[1],
    ),
    "all_forbidden": (
        "{count} 个候选点全部被禁止，可用 0 个。",
        "请至少允许一个候选点。",
        "All of {count:of candidate} are forbidden, 0 can be used.",
        "Allow at least one.",
    ),
    "kept_and_forbidden": (
        "{ids:named} 既要保留或必选，又被禁止。",
        "请从其中一项里去掉。",
        "To be kept or chosen, and forbidden at once: {ids:named}.",
        "Take them off one of the two.",
    ),
    "count_missing": (
        "{model} 需要{p_named} 或预算，现在都没有给。",
        "请给出 {p} 或预算。",
        "{model} needs a number of new sites or a budget; neither is given.",
        "Give one of them.",
    ),
    "too_few_wanted": (
        "要设 {wanted} 个点，至少应为 {least} 个。",
        "请把 {p} 改为 {least} 或更大。",
        "{wanted:of site} asked for; there must be at least {least}.",
        "Ask for {least} or more new sites.",
    ),
    "too_few_candidates": (
        "要设 {wanted} 个点，可用的候选点只有 {allowed} 个。",
        "请减少 {p} 或增加候选点。",
        "{wanted:of site} asked for, and only {allowed:of candidate} can be used.",
        "Ask for fewer new sites, or allow more candidates.",
    ),
    "too_many_required": (
        "必须设的点有 {required} 个，{p} 只有 {wanted}。",
        "请增大 {p} 或减少必设的点。",
        "{required:of site} must be chosen, and only {wanted:of new site} may be.",
        "Allow more new sites, or require fewer.",
    ),
    "unknown_backup": (
        "没有“{backup}”这种后备覆盖。",
        "可选：{possible:list}。",
        "There is no backup cover “{backup}”.",
        "Choose one of: {possible:list}.",
    ),
    "backup_not_lscp": (
        "后备覆盖只用于 lscp，现在的模型是 {model}。",
        "请去掉后备覆盖或改用 lscp。",
        "Backup cover belongs to lscp; the model is {model}.",
        "Drop the backup cover, or use lscp.",
    ),
    "budget_without_cost": (
        "给了预算，没有给候选点的建设费用。",
        "请补上每个候选点的费用。",
        "There is a budget, and no cost of the candidates.",
        "Add what each candidate costs.",
    ),
    "budget_negative": (
        "预算是 {budget:number}，应是不小于 0 的有限数。",
        "请更正预算。",
        "The budget is {budget:number}; it must be finite and 0 or more.",
        "Correct the budget.",
    ),
    "budget_too_small": (
        "必须设的点要花 {spent:number}，预算只有 {budget:number}。",
        "请增加预算或减少必设的点。",
        "The required sites cost {spent:number}, and the budget is {budget:number}.",
        "Raise the budget, or require fewer sites.",
    ),
    "floor_not_mclp": (
        "乡镇覆盖率底线只用于 mclp，现在的模型是 {model}。",
        "请去掉底线或改用 mclp。",
        "Floors on a township's share belong to mclp; the model is {model}.",
        "Drop the floors, or use mclp.",
    ),
    "floor_without_townships": (
        "给了{what:word}，没有给所在乡镇。",
        "请补上每个村或候选点所在的乡镇。",
        "{what:word} given, but not which township a place is in.",
        "Add the township of each village or candidate.",
    ),
    "floor_of_nowhere": (
        "{what:word}里的 {ids:named} 没有对应的村或候选点。",
        "请核对乡镇编号。",
        "{what:word}: {ids:named} have no village or candidate.",
        "Check the codes of the townships.",
    ),
    "floor_out_of_range": (
        "{ids:named} 的底线超出范围。",
        "覆盖率填 0 到 1，设点数填不小于 0 的整数。",
        "Floors out of range: {ids:named}.",
        "Shares go from 0 to 1; numbers of sites are whole and 0 or more.",
    ),
    "time_limit_wrong": (
        "求解时限是 {seconds} 秒，应大于 0，不超过 {most} 秒。",
        "请改为秒数，例如 30。",
        "The time limit is {seconds} s; it must be over 0 and at most {most}.",
        "Enter seconds, such as 30.",
    ),
    "floor_repeated": (
        "{ids:named} 的底线给了不止一次。",
        "请只留一个。",
        "More than one floor given: {ids:named}.",
        "Keep one.",
    ),
    "floor_unreadable": (
        "底线“{text}”读不懂。",
        "请写成 乡镇=数值，例如 甲镇=0.8。",
        "The floor “{text}” cannot be read.",
        "Write township=number, such as A=0.8.",
    ),
    "capacity_too_small": (
        "要服务 {wanted:number} 人，{sites} 个点合计最多接 {held:number} 人，差 {short:number} 人。",
        "请提高服务能力、增加设点数，或减少要服务的人口。",
        "{wanted:of person|people} to serve; {sites:of site} together have room for {held:number}, "
        "{short:number} too few.",
        "Raise capacity, allow more sites, or serve fewer people.",
    ),
    # ---- files ----
    "file_without_candidates": (
        "{name} 里没有候选点：表头只有村编号一列。",
        "请在表头写出每个候选点的编号。",
        "{name} has no candidate: its head has the column of villages only.",
        "Write the id of each candidate into the head.",
    ),
    "file_without_villages": (
        "{name} 只有表头，没有村。",
        "请至少给出一个村的通行时间。",
        "{name} has a head and no village.",
        "Give the minutes of at least one village.",
    ),
    "file_row_length": (
        "{name} 的村 {village} 有 {given} 个时间，候选点有 {wanted} 个。",
        "请让每行与表头等长。",
        "{name}: village {village} has {given:of time}, and there are {wanted:of candidate}.",
        "Let each row be as long as the head.",
    ),
    "file_minutes_wrong": (
        "{name} 的村 {village}、候选点 {site} 写的是“{text}”，不是数字。",
        "请改为分钟数；到不了的留空。",
        "{name}: village {village}, candidate {site} has “{text}”, which is no number of minutes.",
        "Enter a number; leave empty what cannot be reached.",
    ),
    "file_minutes_far": (
        "{name} 的村 {village}、候选点 {site} 写的是 {text} 分钟，超过一天。",
        "请核对单位是不是分钟；到不了的留空。",
        "{name}: village {village}, candidate {site} has {text} minutes, more than a day.",
        "Check that these are minutes; leave empty what cannot be reached.",
    ),
    "file_number_wrong": (
        "{name} 里 {key} 的{what:word}是“{text}”，不是数字。",
        _CORRECT[0],
        "{name}: {key} has “{text}” ({what:word}), which is no number.",
        _CORRECT[1],
    ),
    "file_ids_repeated": (
        "{name} 里编号重复：{ids:named}。",
        _ONCE[0],
        "{name}: ids given twice: {ids:named}.",
        _ONCE[1],
    ),
    "file_not_two_columns": (
        "{name} 应为两列，{ids:named} 行不是。",
        "请只保留编号和数值两列。",
        "{name} must have two columns; not so in rows {ids:named}.",
        "Keep the columns of ids and numbers only.",
    ),
    "file_ids_unknown": (
        "{name} 里的 {ids:named} 不在通行时间表中。{hint}",
        "请核对编号，两个文件要用同一套。",
        "{name}: {ids:named} not in the table of minutes.{hint}",
        "Check the ids; both files must use the same ones.",
    ),
    "file_places_differ": (
        "{name} 的村或候选点与第一个通行时间表不同。",
        "请让各情景用同一套村和候选点。",
        "{name} has other villages or candidates than the first table of minutes.",
        "Let all scenarios have the same villages and candidates.",
    ),
    # ---- clinics instead of buildings ----
    "nothing_to_visit": (
        "可巡诊的乡镇 {townships} 个、日期 {days} 天。",
        "两者都至少要有一个。",
        "{townships:of township} and {days:of day} to choose from.",
        "There must be at least one of each.",
    ),
    "visit_shapes_differ": (
        "通行时间表是 {shape}，村 {villages} 个，人口 {weights} 个，"
        "乡镇 {townships} 个，日期 {days} 天，周期 {periods} 个。",
        "请让村、人口、乡镇、日期与周期一一对应。",
        "The table of minutes is {shape}; {villages:of village}, {weights} with residents, {townships:of township}, "
        "{days:of day}, {periods:of period}.",
        "Let villages, residents, townships, days and periods match each other.",
    ),
    "visit_days_differ": (
        "乡镇 {townships} 个、日期 {days} 天；"
        "每天可派的专家是 {specialists}，已定的是 {planned}，可用的是 {open_days}。",
        "请让它们与乡镇、日期一一对应。",
        "{townships:of township} and {days:of day}; specialists a day are {specialists}, planned visits {planned}, "
        "open days {open_days}.",
        "Let them match the townships and days.",
    ),
    "visit_days_wrong": (
        "每天可派的专家应是不小于 0 的整数，已定和可用的日期只填是或否。",
        _CORRECT[0],
        "Specialists a day must be whole and 0 or more; planned and open days are yes or no.",
        _CORRECT[1],
    ),
    "residents_missing": (
        "{ids:named} 没有人口数。",
        "请补上人口，没有人住的村填 0。",
        "No residents given: {ids:named}.",
        "Add them; a village where nobody lives has 0.",
    ),
    "visit_numbers_wrong": (
        "通行时间或人口里有负数或不是数字的值。",
        "请更正；到不了的填 inf。",
        "Minutes or residents are negative or no numbers in places.",
        "Correct them; enter inf for what cannot be reached.",
    ),
    "visit_limit_not_positive": (
        "通行时间上限是 {limit} 分钟，应大于 0。",
        _MINUTES[0],
        "The limit of travel time is {limit} minutes; it must be over 0.",
        _MINUTES[1],
    ),
    "too_few_specialist_days": (
        "专家日是 {days} 天，至少应为 1 天。",
        "请增加专家日。",
        "{days:of specialist-day}; there must be at least 1.",
        "Allow more specialist-days.",
    ),
    "no_visit_plan_in_time": (
        "时限内没有找到巡诊方案。",
        _LONGER[0],
        "No plan of visits was found in time.",
        _LONGER[1],
    ),
    # ---- while solving ----
    "no_plan_in_time": (
        "{seconds:number} 秒内没有找到方案，也没有证明不存在方案。",
        _LONGER[0],
        "No plan was found in {seconds:number} s, and none was ruled out.",
        _LONGER[1],
    ),
    "cancelled_before_plan": (
        "已取消，取消前还没有找到方案。",
        _AGAIN[0],
        "Stopped before a plan was found.",
        _AGAIN[1],
    ),
    "cancelled_before_proof": (
        "已取消，方案未证明最优。",
        _AGAIN[0],
        "Stopped; the plan is not proven.",
        _AGAIN[1],
    ),
    "solver_died": (
        "求解进程中断，没有给出结果。",
        "请稍后重试；若仍不行，请联系管理员。",
        "The solver's process broke off without a result.",
        "Try again later; if it fails again, ask the administrator.",
    ),
    "solver_failed": (
        "求解器没有给出结果。",
        "请稍后重试；若仍不行，请联系管理员查看日志。",
        "The solver gave no result.",
        "Try again later; if it fails again, ask the administrator to read the log.",
    ),
    "not_a_candidate": (
        "{site} 不是候选点。",
        "请核对候选点编号。",
        "{site} is no candidate.",
        "Check the candidate's id.",
    ),
    # ---- no plan fits ----
    "backup_unreachable": (
        "后备覆盖要求每个村有 2 个点，{count} 个村{within}只有 1 个候选点：{ids:named}。",
        "请放宽上限、增加候选点，或改为“尽量后备”。",
        "Backup cover asks for 2 sites a village; {count:of village} with only 1 candidate{within}: {ids:named}.",
        "Raise the limit, add candidates, or ask for backup where possible.",
    ),
    "villages_unreachable": (
        "{count} 个村{within}没有可用的候选点：{villages:list}{more}。",
        "请{loosen}增加候选点，或允许把这些村列为暂不覆盖。",
        "{count:of village} without a usable candidate{within}: {villages:list}{more}.",
        "{loosen}Add candidates, or allow these villages to stay uncovered for now.",
    ),
    "site_floors_clash": (
        "乡镇设点数底线（{floors:list}）与条件“{limits:list}”不能同时满足。",
        "请降低底线或放宽其他条件。",
        "The floors on sites a township ({floors:list}) and the conditions “{limits:list}” exclude each other.",
        "Lower the floors, or loosen other conditions.",
    ),
    "too_few_sites": (
        "{limits:list}，{within}最多覆盖 {total} 个村中的 {covered} 个，覆盖不到：{ids:named}。",
        "{takes}",
        "With {limits:list}, at most {covered} of {total:of village} are covered{within}; left out: {ids:named}.",
        "{takes}",
    ),
    "backup_out_of_reach": (
        "{limits:list}，不能让每个村都有 2 个点；可选的候选点最少（{fewest} 个）的村是：{ids:named}。",
        "请放宽预算或设点数，或改为“尽量后备”。",
        "With {limits:list}, not every village can have 2 sites; "
        "villages with fewest candidates ({fewest}): {ids:named}.",
        "Allow more money or sites, or ask for backup where possible.",
    ),
    "floors_unreachable": (
        "{limits:list}：{floors:parts}。覆盖不到：{ids:named}。",
        "请降低底线、增加设点数或增加候选点。",
        "With {limits:list}: {floors:parts}. Left out: {ids:named}.",
        "Lower the floors, or allow more sites or candidates.",
    ),
    "floors_together": (
        "各乡镇底线单独都能达到，{limits:list}时不能同时达到：{floors:list}。",
        "请降低其中一个底线或增加设点数。",
        "Each floor can be met alone; with {limits:list} they cannot be met together: {floors:list}.",
        "Lower one of the floors, or allow more sites.",
    ),
}
