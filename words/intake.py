"""What is said of a cell, row or sheet that does not enter, and what a county is asked."""

from typing import Final

SET_ASIDE: Final[dict[str, tuple[str, str]]] = {
    "sheet_left_alone": ("汇总、说明或隐藏的工作表，不装载", "a summary, an explanation or a hidden sheet; not loaded"),
    "no_column": ("认得这一栏，但仓库里没有放它的地方", "the column is known, but the warehouse has no place for it"),
    "unknown_column": ("不认得这一栏", "the column is not known"),
    "struck_out": ("划掉的数，不算", "crossed out; not counted"),
    "formula_without_result": (
        "公式没有存下结果，请在Excel中重新计算并保存",
        "a formula without its result; recalculate and save it in Excel",
    ),
    "is_estimate": ("约数，请确认", "an estimate; please confirm"),
    "is_text": ("不是数", "not a number"),
    "is_percent": ("这一栏要的是个数，写的是百分数", "a percentage where a count is wanted"),
    "is_error": ("公式出错", "the formula failed"),
    "is_yes_no": ("这一栏要的是数，写的是是/否", "yes or no where a number is wanted"),
    "is_date": (
        "这一栏要的是数，写的是日期；请检查单元格格式",
        "a date where a number is wanted; check the cell's format",
    ),
    "not_finite": ("数太大，读不出来", "a number beyond all bounds"),
    "no_whole_number": ("这一栏应当是整数", "a whole number is wanted"),
    "negative": ("负数：若是冲减请确认", "below zero; confirm it if it is a correction"),
    "cumulative_months_missing": (
        "累计数：前面有月份没有数，分不出当月",
        "cumulative: earlier months are missing, so the month cannot be told",
    ),
    "cumulative_falls": (
        "累计数比前几个月之和还小：若是冲减请确认",
        "cumulative, and below the sum of the earlier months; confirm it if it is a correction",
    ),
    "twice": ("同一个数出现两次且不同，都没有取", "given twice and different; neither was taken"),
    "township_incomplete": (
        "该乡镇有机构没有报，合计不完整，没有取",
        "an institution of the township is missing, so its sum is not whole; not taken",
    ),
    "part_above_whole": (
        "其中项“{part}”大于总数“{whole}”（{whole_value:g}）",
        "the part “{part}” exceeds the whole “{whole}” ({whole_value:g})",
    ),
    "rate_apart": (
        "印的率与本行的数算出来的不符：{numerator:g}/{denominator:g}＝{rate:.2f}%",
        "the printed rate is not what its row gives: {numerator:g}/{denominator:g} = {rate:.2f}%",
    ),
    "year_apart": (
        "年报与十二个月之和（{summed:g}）不符；已按年报装载，请核对",
        "the year is not what its twelve months add to ({summed:g}); loaded as returned, please check",
    ),
    "no_whole_year": (
        "年报要的是全年的数，这里只有几个月",
        "a yearly return wants whole years; this is of some months only",
    ),
    "another_series": (
        "这一栏在这一年是另一个口径，不能与现在的数连成一列，没有取",
        "in this year the column counted something else: another series, so it was not taken",
    ),
    "no_such_day": ("{month}月没有{day}日", "month {month} has no day {day}"),
    "unknown_mark": ("不认得这个记号", "the mark is not known"),
    "expert_unknown": ("专家名册里没有这个人", "no expert of this name is on record"),
    "expert_left_out": ("已答过：不是名册里的专家", "answered before: no expert of the county"),
    "expert_ambiguous": ("专家名册里同名的不止一个", "more than one expert has this name"),
    "days_apart": (
        "印的天数与本行记号（{marked:g}天）不符",
        "the printed days are not what the marks of its row give ({marked:g})",
    ),
    "row_without_month": ("没有写明是哪个月", "does not say which month"),
    "place_absent": ("没有写机构或乡镇", "names no institution or township"),
    "place_unknown": ("名册里没有这个机构或乡镇", "no institution or township of this name is on record"),
    "place_left_out": ("已答过：不是要装载的机构或乡镇", "answered before: not to be loaded"),
    "place_ambiguous": ("同名的不止一个", "more than one has this name"),
    "place_not_open": ("这个月它还没有，或已经撤并", "it did not exist in this month"),
    "place_float_code": (
        "代码被Excel当成了数，后几位已丢失；请把这一列设为文本，从原系统重新导出",
        "the code was turned into a number and lost its last digits; set the column to text and export it again",
    ),
    "cell_absent": ("{column}这一格是空的", "the cell of {column} is empty"),
    "word_unknown": ("不认得“{column}”里的这个写法", "this word is not known in {column}"),
    "word_left_out": ("已答过：这样写的行不取", "answered before: such rows are left out"),
    "no_day": ("读不出是哪一天", "no day that can be read"),
    "day_to_come": ("日期在今天之后", "a day that is yet to come"),
    "no_span": ("读不出起止时间", "no first and last day that can be read"),
    "no_age": ("读不出年龄", "no age that can be read"),
    "no_icd": ("不是ICD-10编码", "no code of ICD-10"),
    "row_twice": ("这一行前面已经有了，只算一次", "the row stands before; it counts once"),
    "counts_nowhere": ("这些行不属于要统计的任何一项", "these rows belong to nothing that is counted"),
    "outside_county": ("不是本县的，不计", "not of this county; not counted"),
    "referral_not_done": ("转诊没有完成（取消、退回或待接诊），不计", "the referral was not completed; not counted"),
    "sum_incomplete": (
        "有的行没有写数，合计不完整，没有取",
        "a row does not say its number, so the sum is not whole; not taken",
    ),
    "deaths_without_township": (
        "这一行是各乡镇的合计，没有写乡镇：仓库按乡镇存死亡数，没有取",
        "a row of the whole county names no township, by which deaths are kept; not taken",
    ),
    "age_cells_blank": (
        "有年龄组是空的，又没有相符的合计证明它是0，算未知",
        "an age group is empty and no printed sum proves it 0; unknown",
    ),
    "other_form_waits": (
        "“{form_zh}”装载的是{before:.10g}，与这里不同；请先答以哪一种为准",
        "“{form_en}” has {before:.10g}; say first which of the two counts",
    ),
    "other_form_stays": (
        "已答过以“{form_zh}”为准（{before:.10g}），没有取",
        "answered before: “{form_en}” counts ({before:.10g}); not taken",
    ),
    "ends_before_it_begins": ("结束日期在开始日期之前", "it ends before it begins"),
    "posted_outside": ("受援单位不在本县，不是派驻到基层", "the receiving institution lies outside the county"),
    "posted_twice": (
        "同一医师同一时间派在两处或有两种写法，都没有取",
        "one doctor at one time in two places, or told in two ways; neither was taken",
    ),
}
"""Code of what does not enter → why, in Chinese and English. Fields in braces come with the note."""

QUESTIONS: Final[dict[str, tuple[str, str]]] = {
    "other_form": (
        "{column}：已有的来自“{other}”，这个文件（“{form}”）说的不同，共{count}处，"
        "如{where}{year}年{number}月{before}与{after}。以哪一种为准？",
        "{column}: what stands is from “{other}”, this file (“{form}”) says otherwise, {count} times, "
        "such as {before} and {after} for {where} in {year}-{number:02d}. Which of the two counts?",
    ),
    "place": ("“{about}”是哪一个？", "Which is “{about}”?"),
    "column": ("“{about}”这一栏是什么？", "What is the column “{about}”?"),
    "mark": ("考勤表里的记号“{about}”是什么意思？", "What does the mark “{about}” mean?"),
    "expert": ("“{about}”是专家名册里的哪一位？", "Which expert is “{about}”?"),
    "estimate": ("“{about}”是约数，按这个数装载吗？", "“{about}” is an estimate. Load it as it is?"),
    "negative": ("“{about}”是冲减吗？", "Is “{about}” a correction?"),
    "cumulative": ("{about}的累计数比前几个月少，是冲减吗？", "The cumulative {about} falls. Is it a correction?"),
    "twice": ("{about}出现了两次，取哪一个？", "{about} is given twice. Which counts?"),
    "word": ("“{about}”是什么意思？", "What does “{about}” mean?"),
    "mechanism": ("这些行是哪个机制的（{about}）？", "Which mechanism are these rows of ({about})?"),
    "posted_twice": (
        "{about}同一时间派在两处或有两种写法。是同名的两个人请加“工号”一栏，是写错了请改正。",
        "{about}: at one time in two places, or told in two ways. Give namesakes a staff number, or correct it.",
    ),
    "incomplete": (
        "有{about}行没有读出来，其余照装吗？合计会少算这些行。",
        "{about} rows could not be read. Load the others? Sums will lack these.",
    ),
    "whole_ledger": (
        "这份台账包括本县的每家机构吗？是的话，没有出现的机构记0；不是的，没有出现的算未知。",
        "Is this the ledger of the whole county? Then institutions that are not in it have 0; else they are unknown.",
    ),
}
"""Kind of a question → its sentence."""

INSTITUTION_FAULTS: Final[dict[str, tuple[str, str]]] = {
    "no_code": ("机构代码要2—20位字母或数字", "a code has 2 to 20 letters or digits"),
    "code_lost": (
        "代码被Excel当成了数，后几位已丢失；请把这一列设为文本，从原系统重新导出",
        "the code was turned into a number and lost its last digits; set the column to text and export it again",
    ),
    "code_twice": ("这个代码在文件里出现了两次", "the code stands twice in the file"),
    "no_name": ("没有写名称", "has no name"),
    "no_township": ("名单里没有这个乡镇", "no township of this name is on record"),
    "no_level": (
        "不认得这个机构类别；可写综合医院、中医医院、妇幼保健院、疾控中心、卫生院、社区卫生服务中心、村卫生室……",
        "the kind of institution is not known",
    ),
    "no_position": ("经纬度不是中国范围内的度数", "no degrees that lie in China"),
}
"""Code of what is wrong with a row of a list of institutions → its sentence."""

CODE_FAULTS: Final[dict[str, tuple[str, str]]] = {
    "code_lost": (
        "代码被Excel当成了数，后几位已丢失；请把这一列设为文本，从原系统重新导出",
        "the code was turned into a number and lost its last digits; set the column to text and export it again",
    ),
    "code_shape": ("不是这一种代码的样子", "not what a code of this kind looks like"),
    "code_of_another": ("这个代码已经是另一家机构的", "the code is another institution's already"),
    "no_institution": ("名册里没有这个机构", "no such institution is on record"),
}
"""Code of what is wrong with a cell of a crosswalk of codes → its sentence."""

LIST_FAULTS: Final[dict[str, tuple[str, str]]] = {
    "code_lost": CODE_FAULTS["code_lost"],
    "village_code": ("村代码要12位数字", "a village's code has 12 digits"),
    "other_township": ("代码的前9位不是这个乡镇的", "the first nine digits are not the township's"),
    "code_twice": ("这个代码在文件里出现了两次", "the code stands twice in the file"),
    "name_twice": ("同一乡镇里这个村名出现了两次", "the name stands twice within its township"),
    "no_name": ("没有写名称", "has no name"),
    "no_township": ("这个月没有这个乡镇；撤并、改名的请按文件的日期写", "no township of this name in that month"),
    "no_count": ("要的是不小于0的整数", "a whole number, 0 or more, is wanted"),
    "above_residents": ("多于本村常住人口", "exceeds the residents of the village"),
    "no_position": (
        "经纬度不是中国范围内的度数；没有就两格都空着",
        "no degrees that lie in China; leave both empty if unknown",
    ),
    "no_specialty": ("没有写专科，或超过20个字", "has no specialty, or one of more than 20 characters"),
    "no_institution": CODE_FAULTS["no_institution"],
    "expert_twice": ("这个人在文件里出现了两次", "the person stands twice in the file"),
    "no_metric": ("没有这个指标；请写编号或名称，一字不差，见 python -m metrics list", "no such metric, by id or name"),
    "no_value": ("目标值不是数", "the target is no number"),
    "no_month": ("没有写年份或起始月", "names no year or first month"),
    "no_direction": (
        "这个指标没有好坏方向，请写“不低于”或“不高于”",
        "the metric has no direction; say at least or at most",
    ),
    "target_twice": ("同一指标、同一起始月的目标出现了两次", "the target stands twice in the file"),
}
"""Code of what is wrong with a row of a list of villages, experts or targets → its sentence."""

LIST_NAMES: Final[dict[str, tuple[str, str]]] = {
    "institutions": ("机构名册", "List of institutions"),
    "codes": ("代码对照", "Crosswalk of codes"),
    "villages": ("村名册", "List of villages"),
    "experts": ("专家名册", "List of experts"),
    "targets": ("目标", "Targets"),
}
"""Lists that a county hands in once → what they are called."""

LIST_COLUMNS: Final[dict[str, tuple[str, str]]] = {
    "institutions": (
        "机构代码、机构名称、所在乡镇、机构类别、经度、纬度六栏。",
        "Code, name, township, kind, longitude, latitude.",
    ),
    "codes": (
        "机构代码或名称，加22位、统一社会信用、组织机构、医保代码：别的部门怎样称呼本县的机构。",
        "Code or name, and the codes by which other offices know the institution.",
    ),
    "villages": (
        "12位代码、村名、乡镇、常住人口；有的加经度、纬度和各人群。没有的人群不算。",
        "Code of 12 digits, name, township, residents; position and groups of residents if known.",
    ),
    "experts": (
        "姓名、专科、派出单位，有的加职称。身份证号、电话不读。",
        "Name, specialty, institution, title if known. Numbers of persons are not read.",
    ),
    "targets": (
        "指标编号或名称（一字不差）、目标值、年份或起始月，有的加方向、截止月、乡镇。",
        "Metric by id or name to the letter, value, year or first month; direction, last month, township if wanted.",
    ),
}
"""Lists → the columns that they have."""

LIST_UNITS: Final[dict[str, tuple[str, str]]] = {
    "institutions": ("家机构", "institutions"),
    "codes": ("个代码", "codes"),
    "villages": ("个村", "villages"),
    "experts": ("名专家", "experts"),
    "targets": ("个目标", "targets"),
}

LIST_SINCE: Final = ("从哪个月起有", "There since month")

RESIDENT_GROUPS: Final[dict[str, tuple[str, str]]] = {
    "residents_0_14": ("0—14岁", "0–14 years"),
    "residents_65_up": ("65岁及以上", "65 and over"),
    "chronic_patients": ("慢病患者", "chronic patients"),
    "key_group_residents": ("重点人群", "key groups"),
}
"""Groups of a village's residents."""

GROUPS_ZH: Final[dict[str, str]] = {group: zh for group, (zh, _) in RESIDENT_GROUPS.items()}
"""Groups of a village's residents, as a message names them."""

NOTES: Final[dict[str, tuple[str, str]]] = {
    "macros_left_alone": ("文件带有宏，没有运行", "the file has macros; they were not run"),
    "links_left_alone": ("文件引用了别的文件，没有去读", "the file refers to others; they were not read"),
    "another_kind": (
        "文件的后缀与内容不符，按内容读取",
        "the file's ending does not fit its content; it was read by content",
    ),
    "read_by_own": (
        "这些数内置的指标都不读，各页看不到；用它们请定义本县口径（`python -m metrics own`）",
        "no built-in indicator reads these figures and no page shows them; define your own (`python -m metrics own`)",
    ),
}
"""Code of what a reader of the file should know → its sentence."""

PROBLEM_LIST: Final = "问题清单"
"""The sheet that lists a file's problems; it goes back to the sender, who reads Chinese."""

PROBLEM_HEADS: Final[tuple[tuple[str, str], ...]] = (
    ("工作表", "Sheet"),
    ("单元格", "Cell"),
    ("读到的", "Read"),
    ("类别", "Kind"),
    ("问题", "Problem"),
    ("怎样处理", "What to do"),
)

PROBLEM_KINDS: Final[dict[str, tuple[str, str]]] = {
    "ask": ("要答", "to answer"),
    "aside": ("没有取", "not taken"),
    "note": ("提示", "note"),
    "sum": (
        "“{column}”的合计与各行之和（{summed:g}）不符",
        "the sum of “{column}” is not that of its rows ({summed:g})",
    ),
    "none": ("没有问题", "no problem"),
}

WHAT_TO_DO: Final[dict[str, str]] = {
    "ask": "请确认；有误的，改正后重报。",
    "ask_check": "请核对原始记录：有误的改正后重报，无误的请确认。",
    "ask_place": "请写名册上的全称或机构代码。",
    "ask_column": "请说明这一栏的口径，或按表样写栏目名称。",
    "ask_estimate": "请写确切的数；只有约数的请确认。",
    "ask_negative": "是冲减的请确认，不是的请改正。",
    "ask_cumulative": "是冲减的请确认，不是的请核对前几个月。",
    "ask_other_form": "请核对两种表的口径；有误的改正后重报。",
    "other_form_waits": "请核对两种表的口径；有误的改正后重报。",
    "other_form_stays": "不必改。",
    "ask_twice": "请只保留一处，或改成一致。",
    "aside": "请改正后重报。",
    "note": "请核对；无误的不必改。",
    "sum": "请核对合计与各行，改正有误的一处。",
    "sheet_left_alone": "不必改。",
    "no_column": "不必改。",
    "unknown_column": "请按表样写栏目名称；不用报的栏可以不管。",
    "formula_without_result": "请在Excel里重新计算并保存。",
    "is_percent": "请写个数。",
    "is_date": "请把单元格格式改成数值，重新填写。",
    "is_error": "请改正公式，或直接写数。",
    "is_text": "请写数；没有数的留空。",
    "struck_out": "要算的请去掉删除线，不要的请清空。",
    "place_float_code": "请把这一列设为文本，从原系统重新导出。",
    "cumulative_months_missing": "请先补报前面的月份，或改报当月数。",
    "township_incomplete": "请把该乡镇各机构报齐。",
    "rate_apart": "请核对率和它的分子分母。",
}
"""Code of what is wrong → what its sender does about it."""

FORM_NOTES: Final[dict[str, str]] = {
    "empty_is_unknown": "没有数的留空；0表示确实一个也没有。",
    "locked": "灰色的代码和名称不要改；新增的机构写在最后几行，从下拉列表里选。",
    "at_most": "“{part}”不大于“{whole}”。",
    "source": "来源：{source}",
    "wrong_number": "这里要填不小于0的数；人数、人次要填整数。没有数的留空。",
    "nothing_missing": "没有缺项。",
    "no_column": "整栏：“{column}”，仓库里没有，请另填。",
    "silent": "整行：{place}，本期没有报。",
    "empty": "{place}：{columns}，没有数。",
}
"""What stands on a form to be filled in, and on the sheet of what is missing; forms are Chinese."""

ATTENDANCE: Final = ("支援医生考勤月报", "Attendance of doctors sent to townships")
DEATHS: Final = ("死亡数", "deaths")
DEATHS_BY_AGE: Final = ("死因汇总（年龄组）", "Deaths by age group")
"""What sheets of marks, deaths by age and their figures are called."""

ANSWER_KINDS: Final[dict[str, tuple[str, str]]] = {
    "place": ("机构或乡镇", "place"),
    "column": ("栏目", "column"),
    "accept": ("一类格子", "kind of cell"),
    "word": ("用词", "word"),
    "cell": ("一个文件的一处", "one place of one file"),
    "accept_incomplete": ("台账里读不出来的行", "rows of a ledger that cannot be read"),
    "accept_whole_ledger": ("台账里没有出现的机构", "institutions that are not in a ledger"),
    "accept_posted_twice": ("派在两处的医师", "doctors posted to two places"),
    "ignore_expert": ("不是名册里的专家", "no expert of the county"),
    "ignore_word": ("这样写的行不取", "leave such rows out"),
    "ignore_mechanism": ("不记到机制里", "of no mechanism"),
    "outside": ("不在本县", "outside the county"),
    "accept_estimate": ("约数", "estimates"),
    "accept_negative": ("负数（冲减）", "negatives (corrections)"),
    "ignore_place": ("不是要装载的机构", "not to be loaded"),
    "ignore_column": ("不要这一栏", "leave this column out"),
}
"""Kinds of answers that are kept, and answers that stand for no place or column."""

CELL_ANSWERS: Final[dict[str, tuple[str, str]]] = {
    "take": ("照装", "load it"),
    "leave": ("不取", "leave it out"),
    "always": ("照装，以后都不问", "load it, and all like it from now on"),
    "yes": ("照装", "load them"),
    "take_incomplete": ("这个文件其余照装", "load the others of this file"),
    "always_incomplete": ("其余照装，以后都不问", "load the others, now and from now on"),
    "take_whole_ledger": ("是，没有出现的记0", "yes: those not in it have 0"),
    "always_whole_ledger": ("是，以后的台账都是", "yes, and so are all ledgers from now on"),
    "leave_posted_twice": ("这几行不取，其余照装", "leave these rows out and load the others"),
    "take_check": ("核对过，这个数没有错", "checked: the figure is right"),
    "always_check": ("这条规则以后都不问", "this rule is not asked any more"),
    "yes_whole_ledger": ("记0", "have 0"),
    "yes_check": ("核对过，没有错", "checked and right"),
}
"""What may be said of a cell."""

MODES: Final[dict[str, tuple[str, str]]] = {
    "newest": ("以新报为准", "The newest report stands"),
    "fill": ("只补缺", "Only fill what is missing"),
    "replace": ("替换本期全部", "Replace the whole period"),
}
"""How a file's figures meet those that are there."""

MODE_NOTES: Final[dict[str, tuple[str, str]]] = {
    "newest": (
        "文件里有的数取代原来的；文件里没有的、空着的，原来的数不动。",
        "What the file says takes the place of what was there; what it does not say stays.",
    ),
    "fill": (
        "只装原来没有的数；原来有的一个不动。",
        "Only figures that were missing enter; none that is there changes.",
    ),
    "replace": (
        "文件写明的月份里，文件没有的机构和乡镇视为没有数。迟报的一个乡镇不要用这一项。",
        "In the file's months, places that it does not name count as unreported. Not for one late township.",
    ),
}
