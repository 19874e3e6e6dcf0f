"""A roster question that cannot be answered: a row, the reason and what to do."""

from typing import Final

_ID: Final = ("请先登记专家，或改正编号。", "Register the expert first, or correct the id.")
_PLACE: Final = ("请先登记地点，或改正编号。", "Register the place first, or correct the id.")
_DATES: Final = (
    "请写成 2026-03-02、2026/3/2、20260302，或 Excel 的日期数。",
    "Write 2026-03-02, 2026/3/2, 20260302, or Excel's number of the day.",
)
_LOOSEN: Final = ("请放宽规定，或增加专家。", "Loosen the rule, or add experts.")

FAULTS: Final = {
    "several_roster_faults": (
        "有 {count} 处问题：\n{faults:lines}",
        "",
        "{count:of fault}:\n{faults:lines}",
        "",
    ),
    "columns_missing": (
        "缺少列 {columns:list}。",
        "请补齐列后重试。",
        "Columns {columns:list} are missing.",
        "Add them and try again.",
    ),
    "id_repeated": (
        "编号出现了不止一次。",
        "请合并重复的行。",
        "The id stands more than once.",
        "Merge the rows.",
    ),
    "title_of_none": (
        "职称“{title}”不是四级之一。",
        "请改正；不知道就留空。",
        "“{title}” is none of the four titles.",
        "Correct it; leave it empty where it is not known.",
    ),
    "expert_unknown": (
        "专家 {expert} 不在专家表中。{hint}",
        _ID[0],
        "Expert {expert} is not in the table of experts.{hint}",
        _ID[1],
    ),
    "place_unknown": (
        "地点 {place} 不在地点表中。{hint}",
        _PLACE[0],
        "Place {place} is not in the table of places.{hint}",
        _PLACE[1],
    ),
    "no_working_day": ("没有一个工作日。", "请改选起止日期。", "There is no working day.", "Choose other dates."),
    "horizon_too_long": (
        "共 {days} 天，超过 {most} 天。",
        "请分年排班。",
        "{days} days, more than {most}.",
        "Make rosters year by year.",
    ),
    "specialty_unknown": (
        "没有这个专科的专家。",
        "请核对专科名称。",
        "There is no expert of this specialty.",
        "Check the specialty's name.",
    ),
    "floor_negative": (
        "“{floor}”不是人数。",
        "请填 0 或正整数。",
        "“{floor}” is no number of people.",
        "Enter 0 or more.",
    ),
    "most_per_week_wrong": (
        "{most} 不是 1 至 7 的整数。",
        "请改正。",
        "{most} is no whole number from 1 to 7.",
        "Correct it.",
    ),
    "visit_hours_wrong": (
        "{hours} 小时不在一天之内。",
        "请改正。",
        "{hours} hours are no part of a day.",
        "Correct it.",
    ),
    "day_minutes_wrong": (
        "{minutes} 分钟不在一天之内。",
        "请改正。",
        "{minutes} minutes are no part of a day.",
        "Correct it.",
    ),
    "leave_dates_wrong": (
        "{last} 早于 {first}。",
        "请改正起止日期。",
        "{last} is before {first}.",
        "Correct the dates.",
    ),
    "sick_call_dates_wrong": (
        "结束早于开始。",
        "请改正日期。",
        "It ends before it begins.",
        "Correct the dates.",
    ),
    "code_wrong": (
        "“{column}”写的是“{value}”，不是编号。",
        "编号请按文字填写，例如 002；不要让表格软件改成数字。",
        "“{column}” is “{value}”, which is no id.",
        "Enter ids as text, such as 002; do not let a spreadsheet turn them into numbers.",
    ),
    "date_wrong": (
        "“{column}”写的是“{value}”，不是一个日子。",
        _DATES[0],
        "“{column}” is “{value}”, which is no day.",
        _DATES[1],
    ),
    "date_blank": (
        "没有写“{column}”。",
        "请补上日期；还没有结束的，填排班的最后一天。",
        "“{column}” is empty.",
        "Add the day; for what has not ended, the last day of the roster.",
    ),
    "month_wrong": (
        "“{column}”写的是“{value}”，不是年或月。",
        "请写成 2026（整年）或 202603（月）。",
        "“{column}” is “{value}”, which is no year or month.",
        "Write 2026 (the whole year) or 202603 (a month).",
    ),
    "amount_wrong": (
        "“{column}”写的是“{value}”，不是 {least:g} 至 {most:g} 的{kind:word}。",
        "请改正；不要求就留空。",
        "“{column}” is “{value}”, which is no {kind:word} from {least:g} to {most:g}.",
        "Correct it; leave it empty where nothing is asked.",
    ),
    "cadence_of_none": (
        "周期“{cadence}”不是{possible:list}之一。",
        "请改正；只写职称或专科下限的行留空。",
        "The cadence “{cadence}” is none of {possible:list}.",
        "Correct it; leave it empty in rows that only give a floor.",
    ),
    "specialty_blank": (
        "没有写专科。",
        "请补上。",
        "The specialty is missing.",
        "Add it.",
    ),
    "table_without_rows": (
        "一行也没有。",
        "请至少写一行。",
        "It has no row.",
        "Write at least one.",
    ),
    "pair_repeated": (
        "出现了不止一次。",
        "请只留一行。",
        "It stands more than once.",
        "Keep one row.",
    ),
    "earlier_inside": (
        "{day} 在排班时段之内；这张表只列时段之外的下沉。",
        "要固定时段之内的下沉，请写进 pins。",
        "{day} is inside the roster; this table lists visits outside it only.",
        "To keep a visit of the roster itself, write it into pins.",
    ),
    "seconds_wrong": (
        "{seconds} 不是 0.1 至 {most} 秒。",
        "请改为秒数，例如 30。",
        "{seconds} is not from 0.1 to {most} seconds.",
        "Enter seconds, such as 30.",
    ),
    "minutes_of_none": (
        "“{value}”不是分钟数（0 至 1440）。",
        "请填 0 或正数；不通就删去这一行。",
        "“{value}” is no number of minutes (0 to 1440).",
        "Enter 0 or more; delete the row where there is no road.",
    ),
    "visits_of_none": (
        "“{value}”不是次数。",
        "请填 0 或正整数。",
        "“{value}” is no number of visits.",
        "Enter 0 or more.",
    ),
    "place_or_weekday": (
        "要么写地点，要么写星期。",
        "请拆成两行或补上一项。",
        "A wish names a place or a weekday.",
        "Split it into two rows, or add what is missing.",
    ),
    "points_or_weekday_wrong": (
        "分值或星期（0 至 6，0 是周一）有误。",
        "请改正。",
        "The points or the weekday (0 to 6, 0 is Monday) are wrong.",
        "Correct them.",
    ),
    "day_not_worked": (
        "这一天不是工作日，或不在排班时段内。",
        "请改日期。",
        "This day is not worked, or is outside the roster.",
        "Choose another day.",
    ),
    "rule_id_repeated": (
        "编号出现了不止一次。",
        "请每条规定一个编号。",
        "The id stands more than once.",
        "Give each rule an id of its own.",
    ),
    "title_floor_of_none": (
        "职称下限“{title}”不是四级之一。",
        "请改正职称下限。",
        "The least title “{title}” is none of the four.",
        "Correct it.",
    ),
    "rule_dates_wrong": (
        "失效 {last} 早于生效 {first}。",
        "请改正有效期。",
        "The rule ends in {last}, before it begins in {first}.",
        "Correct the months.",
    ),
    "nobody_accepted": (
        "没有一名专家符合它的职称和专科。",
        _LOOSEN[0],
        "No expert has its title and specialty.",
        _LOOSEN[1],
    ),
    "too_few_accepted": (
        "一期要 {wanted}，合格的专家只有 {people} 名。",
        _LOOSEN[0],
        "It asks for {wanted} a period, and only {people:of expert} will do.",
        _LOOSEN[1],
    ),
    "pin_on_leave": (
        "这一天专家请假。",
        "请改日期或换人。",
        "The expert is on leave that day.",
        "Choose another day or expert.",
    ),
    "pin_out_of_reach": (
        "当天不能往返。",
        "请换人，或延长一天的时长。",
        "One cannot go and return that day.",
        "Choose another expert, or allow a longer day.",
    ),
    "pin_taken": (
        "同一天已指定到 {place}。",
        "请只留一处。",
        "Pinned to {place} on the same day.",
        "Keep one of the two.",
    ),
    "published_twice": (
        "同一天排在{first:name}和{second:name}。",
        "请先在已发布的班表里只留一处。",
        "Sent to {first:name} and {second:name} on one day.",
        "Keep one of the two in the published roster first.",
    ),
    "no_roster": (
        "指定的下沉与硬性规定互相冲突。",
        "请减少指定后重试。",
        "The pins and the hard rules exclude each other.",
        "Pin fewer visits and try again.",
    ),
    "no_repair": (
        "在时限内没有找到可行的改法。",
        "请放宽冻结期或指定，或延长时限。",
        "No change that works was found in time.",
        "Shorten the frozen days, pin less, or allow more time.",
    ),
    "stopped_before_roster": (
        "还没有排出班表就被停止。",
        "请重新开始。",
        "Stopped before there was a roster.",
        "Start again.",
    ),
    "nothing_lacking": (
        "各项规定都能满足。",
        "不需要调整。",
        "Every rule can be met.",
        "Nothing needs to give way.",
    ),
    "all_can_be_met": (
        "这几周的各项规定其实都能满足。",
        "请延长排班时限后重排。",
        "All rules of these weeks can be met after all.",
        "Allow more time and make the roster anew.",
    ),
    "tables_missing": (
        "缺少表 {tables:list}。",
        "请补齐后重试。",
        "Tables {tables:list} are missing.",
        "Add them and try again.",
    ),
    # ---- calendar ----
    "calendar_columns": (
        "缺少列 {columns:list}。",
        "请补齐后重试。",
        "Columns {columns:list} are missing.",
        "Add them and try again.",
    ),
    "visit_ends_early": (
        "结束不晚于开始。",
        "请改正时间。",
        "It ends no later than it starts.",
        "Correct the times.",
    ),
    "visit_id_repeated": (
        "编号出现了不止一次。",
        "请给每次下沉一个编号。",
        "The id stands more than once.",
        "Give each visit an id of its own.",
    ),
    "span_too_long": (
        "时段 {first} 至 {last} 共 {days} 天，超过 {most} 天。",
        "请改正起止日期，或分年计算。",
        "From {first} to {last} there are {days} days, more than {most}.",
        "Correct the dates, or count year by year.",
    ),
    "span_reversed": (
        "时段 {first} 至 {last} 结束早于开始。",
        "请改正起止日期，或分年计算。",
        "From {first} to {last} ends before it begins.",
        "Correct the dates, or count year by year.",
    ),
}
