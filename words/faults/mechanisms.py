"""A mechanism that cannot be kept as a county wrote it, and rows of its evidence that cannot be loaded."""

from typing import Final

_CORRECT: Final = ("请改正后重新装载。", "Correct it and load the file again.")
_CODES: Final = ("请照“可选代码”表填写。", "Copy it from the sheet of codes.")

_RECORD: Final = {
    "mechanism_lacks": (
        "举措没有填“{head_zh}”。",
        "请填写后再保存。",
        "The mechanism has no {head_en}.",
        "Fill it in and save again.",
    ),
    "mechanism_too_long": (
        "“{head_zh}”超过 {most} 字。",
        "请写短一些。",
        "{head_en} has more than {most} characters.",
        "Write a shorter one.",
    ),
    "mechanism_name_taken": (
        "本县已有名为“{name}”的举措。",
        "请换个名称，或到该举措页修改。",
        "The county has a mechanism of this name already: {name}.",
        "Choose another name, or edit that mechanism.",
    ),
    "mechanism_county_unknown": (
        "没有代码为“{county}”的县（市、区）。",
        "请填仓库中已有的县代码。",
        "There is no county with code {county}.",
        "Enter the code of a county of the warehouse.",
    ),
    "mechanism_unknown": (
        "没有编号为“{mechanism}”的举措。",
        "请核对编号；新增的举措编号留空。",
        "There is no mechanism {mechanism}.",
        "Check the id; leave it empty for a new mechanism.",
    ),
    "mechanism_views_unknown": (
        "没有这样的证据种类：{views:list}。",
        "可选：{known:list}。",
        "There is no such kind of evidence: {views:list}.",
        "Choose from: {known:list}.",
    ),
    "mechanism_metrics_unknown": (
        "指标库里没有：{metrics:list}。",
        "请从指标库选编号，次序即显示次序。",
        "The catalogue has no metric {metrics:list}.",
        "Choose ids from the catalogue; their order is that of the page.",
    ),
    "mechanism_figures_unknown": (
        "本县公布数里没有：{figures:list}。",
        "请到数据页“公布数对照”核对编号。",
        "The county has published no figure {figures:list}.",
        "Check the ids on the page Data, published figures.",
    ),
    "mechanism_page_unknown": (
        "没有名为“{page}”的页面。",
        "可选：{known_zh:list}。",
        "There is no page {page}.",
        "Choose from: {known_en:list}.",
    ),
    "mechanism_no_month": (
        "“{head_zh}”填的“{value}”不是月份。",
        "请写成六位数，如 202501。",
        "{head_en}: {value} is not a month.",
        "Write six digits, such as 202501.",
    ),
    "mechanism_no_number": (
        "“{head_zh}”填的“{value}”不是正数。",
        "请填正数，不要求就留空。",
        "{head_en}: {value} is not a positive number.",
        "Enter a positive number, or nothing where nothing is asked.",
    ),
    "mechanism_ends_before": (
        "停办月 {until} 早于开始月 {since}。",
        "请改正月份。",
        "The mechanism ends in {until}, before it begins in {since}.",
        "Correct the months.",
    ),
    "mechanism_begins_later": (
        "开始月 {since} 太远，最晚可填 {latest}。",
        "请核对年份。",
        "It begins in {since}; the latest month that can be entered is {latest}.",
        "Check the year.",
    ),
    "mechanism_into_itself": (
        "不能把举措并入它自己。",
        "请另选并入的举措。",
        "A mechanism cannot be merged into itself.",
        "Choose another one.",
    ),
    "mechanism_load_unknown": (
        "这项举措没有编号为 {load} 的装载。",
        "请从列出的装载里选。",
        "The mechanism has no rows of a load {load}.",
        "Choose one of those listed.",
    ),
    "mechanism_load_changed_since": (
        "这次装载的行后来被“{later}”改过，不能先撤回。",
        "请先撤回后来的那次。",
        "Rows of this load were changed by a later one ({later}).",
        "Take the later one back first.",
    ),
    "mechanism_rows_below": (
        "还有 {count} 行“{head_zh}”挂在这次装载的行下面，不能撤回。",
        "请先撤回那些行的装载。",
        "{count} rows of {head_en} hang on rows of this load.",
        "Take their load back first.",
    ),
    "mechanism_of_another_county": (
        "两项举措不在同一个县。",
        "只能并入本县的举措。",
        "The two mechanisms are not of one county.",
        "Choose a mechanism of the same county.",
    ),
}
_FILE: Final = {
    "mechanism_file_kind": (
        "{name}不是 .toml 或 .xlsx 文件。",
        "请用导出的文件或下载的空表。",
        "{name} is neither a .toml nor an .xlsx file.",
        "Use an exported file or a blank form.",
    ),
    "mechanism_file_unreadable": (
        "{name}读不出来：{reason}。",
        "请用导出的文件或下载的空表，改好后另存再试。",
        "{name} cannot be read: {reason}.",
        "Use an exported file or a blank form and save it again.",
    ),
    "mechanism_file_too_large": (
        "文件超过 {most} MB，没有读。",
        "请分成几个文件装载。",
        "The file is over {most} MB and was not read.",
        "Load it in several files.",
    ),
    "mechanism_file_unpacks_too_large": (
        "{name}解开后过大，没有读。",
        "请用下载的空表填写，或分成几个文件装载。",
        "{name} unpacks to too much and was not read.",
        "Fill in a blank form, or load it in several files.",
    ),
    "mechanism_sheet_too_long": (
        "“{sheet}”超过{most:number}行，没有读。",
        "请删去末尾的空行，或分成几个文件装载。",
        "“{sheet}” has more than {most:number} rows and was not read.",
        "Delete empty rows at its end, or load it in several files.",
    ),
    "mechanism_file_without_record": (
        "文件里没有“举措”表。",
        "请用导出的文件或下载的空表。",
        "The file does not say which mechanism it is about.",
        "Use an exported file or a blank form.",
    ),
    "mechanism_file_of_another": (
        "这是举措“{name}”的文件，不是本页的。",
        "请到该举措页上传，或改正“举措编号”。",
        "The file is that of another mechanism, {name}.",
        "Upload it on that mechanism's page, or correct the id in it.",
    ),
    "mechanism_sheet_unknown": (
        "不认识工作表“{sheet}”。",
        "请用空表里的表名。",
        "The sheet {sheet} is not known.",
        "Use the names of the blank form.",
    ),
    "mechanism_column_unknown": (
        "不认识“{head}”这一项。",
        "请用空表里的表头。",
        "{head} is not known.",
        "Use the heads of the blank form.",
    ),
    "mechanism_rows_faulty": (
        "文件有 {count} 处错误，什么也没有装载。",
        "请改正后重新装载：\n{faults:lines}",
        "The file has {count:of fault}; nothing was loaded.",
        "Correct them and load the file again:\n{faults:lines}",
    ),
}
_CELL: Final = {
    "evidence_empty": ("没有填“{head_zh}”。", _CORRECT[0], "{head_en} is empty.", _CORRECT[1]),
    "evidence_too_long": (
        "“{head_zh}”超过 {most} 字。",
        _CORRECT[0],
        "{head_en} has more than {most} characters.",
        _CORRECT[1],
    ),
    "evidence_no_number": (
        "“{head_zh}”填的“{value}”不是数字。",
        "请只填数字，不带单位。",
        "{head_en}: {value} is not a number.",
        "Enter digits only, without a unit.",
    ),
    "evidence_not_whole": (
        "“{head_zh}”填的“{value}”不是整数。",
        "请填整数。",
        "{head_en}: {value} is not a whole number.",
        "Enter a whole number.",
    ),
    "evidence_negative": (
        "“{head_zh}”是负数（{value}）。",
        "请填 0 或正数。",
        "{head_en} is negative ({value}).",
        "Enter 0 or more.",
    ),
    "evidence_no_month": (
        "“{head_zh}”填的“{value}”不是月份。",
        "请写成六位数，如 202501。",
        "{head_en}: {value} is not a month.",
        "Write six digits, such as 202501.",
    ),
    "evidence_no_day": (
        "“{head_zh}”填的“{value}”不是日期。",
        "请写成 2025-01-31。",
        "{head_en}: {value} is not a date.",
        "Write 2025-01-31.",
    ),
    "evidence_no_time": (
        "“{head_zh}”填的“{value}”不是时间。",
        "请写成 2025-01-31 08:30。",
        "{head_en}: {value} is not a time.",
        "Write 2025-01-31 08:30.",
    ),
    "evidence_yes_or_no": (
        "“{head_zh}”填的“{value}”不是“是”或“否”。",
        "请填是或否。",
        "{head_en}: {value} is neither yes nor no.",
        "Enter yes or no.",
    ),
    "evidence_code_unknown": (
        "“{head_zh}”填的“{value}”不在可选之列。",
        "可选：{known_zh:list}。",
        "{head_en}: {value} is not among the choices.",
        "Choose from: {known_en:list}.",
    ),
    "evidence_to_come": (
        "“{head_zh}”填的 {value} 还没到。",
        "请核对日期；只填已经发生的。",
        "{head_en}: {value} is in the future.",
        "Check the date; enter only what has happened.",
    ),
}
_ROW: Final = {
    "evidence_no_institution": (
        "本县没有编号为 {code} 的机构。",
        _CODES[0],
        "The county has no institution {code}.",
        _CODES[1],
    ),
    "evidence_no_township": (
        "本县没有编号为 {code} 的乡镇。",
        _CODES[0],
        "The county has no township {code}.",
        _CODES[1],
    ),
    "evidence_without_institution": (
        "没有写机构。",
        "请填机构代码；不是机构的，写明对象名称。",
        "The row names no institution.",
        "Enter its code, or the name of what is not an institution.",
    ),
    "evidence_answered_before": (
        "到达或答复时间早于求助时间。",
        "请核对两个时间。",
        "It was answered before it was asked.",
        "Check the two times.",
    ),
    "evidence_treated_before": (
        "处置时间早于求助时间。",
        "请核对两个时间。",
        "Treatment began before help was asked for.",
        "Check the two times.",
    ),
    "evidence_score_too_high": (
        "得分 {score:number} 高于满分 {full:number}。",
        "请核对得分和满分。",
        "The score {score:number} is above its full score {full:number}.",
        "Check the score and the full score.",
    ),
    "evidence_paid_above": (
        "预算 {code} 累计支付 {paid:number} 元，超过预算 {budget:number} 元。",
        "请核对支付和预算。",
        "Of budget {code}, {paid:number} yuan are paid: more than its {budget:number} yuan.",
        "Check payments and budget.",
    ),
    "evidence_parent_unknown": (
        "没有编号为 {code} 的预算或计划。",
        "请先在上一级表里写明这个编号。",
        "There is no budget or plan item {code}.",
        "Enter it in the table above first.",
    ),
    "evidence_above": (
        "“{head_zh}”大于“{other_zh}”。",
        "请核对两个数。",
        "{head_en} is above {other_en}.",
        "Check the two numbers.",
    ),
    "evidence_ends_before": (
        "“{head_zh}”早于“{other_zh}”。",
        "请核对两个月份。",
        "{head_en} is before {other_en}.",
        "Check the two months.",
    ),
    "evidence_not_done": (
        "写了落实月份，但状态不是已完成。",
        "请改状态，或去掉月份。",
        "There is a month of completion, but the item is not done.",
        "Change the state, or take the month away.",
    ),
    "evidence_twice": (
        "与第 {other} 行是同一件事。",
        "请只留一行。",
        "It is the same as row {other}.",
        "Keep one of them.",
    ),
    "evidence_there": (
        "仓库里编号为 {code} 的行说的是同一件事。",
        "请用这个编号修改它，或不要再写一行。",
        "The row {code} of the warehouse is about the same thing.",
        "Change it under that id, or do not enter it again.",
    ),
    "evidence_of_another": (
        "编号 {code} 已是另一项举措的行。",
        "请换个编号，或留空。",
        "The id {code} is that of another mechanism's row.",
        "Use another id, or none.",
    ),
}
FAULTS: Final = {**_RECORD, **_FILE, **_CELL, **_ROW}
