"""A file of the county that cannot be read, or is no form that is known."""

from typing import Final

_SAVE_AS: Final = (
    "请在Excel或WPS中打开，另存为.xlsx后再试。",
    "Open it in Excel or WPS, save it as .xlsx and try again.",
)

_UNIT: Final = (
    '请核对表头的单位（元、千元、万元），改正后再试；确实无误的，在回答里写 accept = ["unit_slip"]。',
    'Check the unit in the heading and try again; if it is right, answer accept = ["unit_slip"].',
)

FAULTS: Final = {
    "intake_no_such_file": (
        "读不到文件{name}。",
        "请检查路径和权限。",
        "The file {name} cannot be read.",
        "Check its path and permissions.",
    ),
    "intake_no_select": (
        "“{statement}”不是一条单独的查询。",
        "请写一条以 SELECT 或 WITH 开头的查询，中间不要分号。",
        "“{statement}” is no single query.",
        "Write one query that begins with SELECT or WITH, without a semicolon in it.",
    ),
    "intake_query_failed": (
        "查询没有成功：{reason}",
        "请核对地址、账号的权限和查询的写法。",
        "The query failed: {reason}",
        "Check the address, the account's rights and the query.",
    ),
    "intake_query_too_long": (
        "查询的结果超过 {most} 行。",
        "请按机构和月份汇总，或分几次装载。",
        "The query gives more than {most} rows.",
        "Sum by institution and month, or load in several parts.",
    ),
    "intake_no_database": (
        "看不懂数据库的地址。",
        "请写 duckdb:///文件、sqlite:///文件 或 postgresql://用户@主机/库。",
        "The address of the database cannot be read.",
        "Write duckdb:///file, sqlite:///file or postgresql://user@host/database.",
    ),
    "intake_no_folder": (
        "读不到文件夹{name}。",
        "请检查路径和权限。",
        "The folder {name} cannot be read.",
        "Check its path and permissions.",
    ),
    "intake_no_such_form": (
        "没有代码为“{form}”的表样。",
        "可用的有：{possible:list}。",
        "There is no form “{form}”.",
        "There are: {possible:list}.",
    ),
    "intake_no_such_period": (
        "看不懂时期“{period}”。",
        "请写 2024、2024Q3、2024-09 或 2024-01..2024-09。",
        "The period “{period}” cannot be read.",
        "Write 2024, 2024Q3, 2024-09 or 2024-01..2024-09.",
    ),
    "intake_no_source": (
        "没有写要装载什么。",
        "请写文件，或用 --from 和 --select 写数据库和查询。",
        "Nothing to load is named.",
        "Name files, or a database and a query with --from and --select.",
    ),
    "intake_cannot_write": (
        "写不了文件{name}。",
        "请检查文件夹和权限；文件正打开着的请先关闭。",
        "The file {name} cannot be written.",
        "Check its folder and permissions, and close it if it is open.",
    ),
    "intake_no_such_paper": (
        "不会做{name}这种文件。",
        "请写 .docx 或 .pdf。",
        "{name} is of no kind that can be made.",
        "Write .docx or .pdf.",
    ),
    "intake_no_printer": (
        "这台电脑上没有Chromium，做不了{name}。",
        "请改做 .docx，或装上Chromium。",
        "There is no Chromium on this machine to print {name}.",
        "Make a .docx instead, or install Chromium.",
    ),
    "intake_empty_file": (
        "文件{name}里没有内容。",
        "请打开看看是不是传错了文件。",
        "The file {name} holds nothing.",
        "Open it: it may be the wrong file.",
    ),
    "intake_file_too_large": (
        "文件{name}超过{most} MB，没有读。",
        "请按年或按月拆成几个文件。",
        "The file {name} is over {most} MB and was not read.",
        "Split it by year or month.",
    ),
    "intake_sheet_too_large": (
        "文件{name}的工作表“{sheet}”超过{most}万格，没有读。",
        "请删掉没有内容的行和列，或按年拆开。",
        "Sheet “{sheet}” of {name} has more than {most}0,000 cells and was not read.",
        "Delete rows and columns that hold nothing, or split it by year.",
    ),
    "intake_long_table_unknown": (
        "文件{name}的“{sheet}”行数很多，但栏目不是认得的台账。",
        "请核对表头；本县自己的台账可以用--forms加一份表样。",
        "Sheet “{sheet}” of {name} is long, and its columns are those of no ledger that is known.",
        "Check its headings; a ledger of the county's own can be added with --forms.",
    ),
    "intake_bomb": (
        "文件{name}解压后会大得异常，没有打开。",
        "请向来源核实，另存一份再试。",
        "The file {name} would grow beyond all measure when unpacked and was not opened.",
        "Ask where it comes from, and save it anew.",
    ),
    "intake_locked": (
        "文件{name}有打开密码。",
        "请去掉密码，另存后再试。",
        "The file {name} has a password.",
        "Take the password off, save it and try again.",
    ),
    "intake_damaged": (
        "文件{name}损坏，打不开。",
        _SAVE_AS[0],
        "The file {name} is damaged and cannot be opened.",
        _SAVE_AS[1],
    ),
    "intake_no_table": ("文件{name}不是表格。", _SAVE_AS[0], "The file {name} is no table.", _SAVE_AS[1]),
    "intake_xml_2003": (
        "文件{name}是“XML 表格2003”格式，读不了。",
        _SAVE_AS[0],
        "The file {name} is an XML Spreadsheet 2003, which is not read.",
        _SAVE_AS[1],
    ),
    "intake_no_text": (
        "文件{name}的文字既不是UTF-8也不是GB18030编码。",
        "请用记事本打开，另存为UTF-8编码。",
        "The text of {name} is neither UTF-8 nor GB 18030.",
        "Open it in a text editor and save it as UTF-8.",
    ),
    "intake_no_form": (
        "文件{name}里没有认出任何一种表。",
        "认得的表：{forms:list}。表头和表样不同时，可以加一个版本。",
        "Nothing in {name} is a form that is known.",
        "Known forms: {forms:list}. Where the headings differ, add an edition.",
    ),
    "intake_no_period": (
        "文件{name}的工作表“{sheet}”没有写明是哪个月的数：标题、表名、文件名里都没有。",
        "请在标题里写上年月，如“2024年9月”。",
        "Sheet “{sheet}” of {name} does not say which month it is about: neither title, sheet nor file name does.",
        "Write year and month into its title, such as 9/2024.",
    ),
    "intake_no_year": (
        "文件{name}的工作表“{sheet}”只写了月份，没有写年份。",
        "请在标题或文件名里写上年份，如“2024年9月”。",
        "Sheet “{sheet}” of {name} names a month and no year.",
        "Write the year into its title or the file's name, such as 9/2024.",
    ),
    "intake_periods_differ": (
        "工作表“{sheet}”的时期前后不一：{said:list}。",
        "请改成一致后再试。",
        "Sheet “{sheet}” names different periods: {said:list}.",
        "Make them agree and try again.",
    ),
    "intake_unknown_county": (
        "仓库里没有代码为{county}的县。",
        "可选：{possible:list}。",
        "The warehouse has no county with the code {county}.",
        "Choose one of: {possible:list}.",
    ),
    "intake_county_not_listed": (
        "随产品提供的区划里没有代码为{county}的县。",
        "可选：{possible:list}。",
        "The divisions that come with the product have no county with the code {county}.",
        "Choose one of: {possible:list}.",
    ),
    "intake_no_seat": (
        "随产品提供的区划里没有{county}县城的位置，没有建库。",
        "请在命令行加上 --seat 经度 纬度，如 --seat 109.74 24.48。",
        "The divisions that come with the product do not say where the seat of {county} is; nothing was made.",
        "Add --seat LONGITUDE LATITUDE on the command line, such as --seat 109.74 24.48.",
    ),
    "intake_too_many_files": (
        "一次交了{found}个文件，没有读。",
        "请分几次，每次最多{most}个。",
        "{found} files were handed in at once; none was read.",
        "Hand in at most {most} at a time.",
    ),
    "intake_batch_too_large": (
        "一次交的文件共{size} MB，没有读。",
        "请分几次，每次合计不超过{most} MB。",
        "The files handed in have {size} MB together; none was read.",
        "Hand in at most {most} MB at a time.",
    ),
    "intake_no_such_month": (
        "{month}不是一个月份。",
        "请写成六位数，如202401。",
        "{month} is no month.",
        "Write six digits, such as 202401.",
    ),
    "intake_no_institutions": (
        "文件{name}里没有机构名册：要有{heads:list}这几栏。",
        "请补上缺的栏后再试。",
        "The file {name} has no list of institutions: the columns {heads:list} are needed.",
        "Add those that are missing and try again.",
    ),
    "intake_attendance_month": (
        "文件{name}的工作表“{sheet}”是考勤表，但写的不是一个月。",
        "请在标题里写明是哪个月，如2024年9月；一张工作表一个月。",
        "Sheet “{sheet}” of {name} is an attendance sheet and is not about one month.",
        "Name the month in the title, as 2024-9; one sheet a month.",
    ),
    "intake_no_villages": (
        "文件{name}里没有村名册：要有{heads:list}这几栏。",
        "请补上缺的栏后再试。",
        "The file {name} has no list of villages: the columns {heads:list} are needed.",
        "Add those that are missing and try again.",
    ),
    "intake_no_experts": (
        "文件{name}里没有专家名册：要有{heads:list}这几栏。",
        "请补上缺的栏后再试。",
        "The file {name} has no list of experts: the columns {heads:list} are needed.",
        "Add those that are missing and try again.",
    ),
    "intake_no_targets": (
        "文件{name}里没有目标：要有{heads:list}这几栏。",
        "请补上缺的栏后再试。",
        "The file {name} has no targets: the columns {heads:list} are needed.",
        "Add those that are missing and try again.",
    ),
    "intake_no_codes": (
        "文件{name}里没有代码对照：要有机构代码或机构名称，再加一栏别的代码；可用的栏名：{heads:list}。",
        "请补上缺的栏后再试。",
        "The file {name} holds no codes: institutions by code or name, and a column of others; headings: {heads:list}.",
        "Add those that are missing and try again.",
    ),
    "intake_sample": (
        "这是示例仓库，不装载实际数据：示例与实际不能混在一起。",
        "请先在“接入”页或用 python -m intake start 建本县自己的仓库，再打开它。",
        "This is the sample; real data are not loaded into it, for the two must not be mixed.",
        "Make one of your own on the page Intake or with python -m intake start first, and open it.",
    ),
    "intake_unit_more": (
        "文件{name}没有装载：{year}年{number}月的{column_zh}，能比的{of}家中{places}家同样多了{digits}位数，像是单位写错了。",
        _UNIT[0],
        "{name} was not loaded: {column_en} of {number}/{year}: {places} of {of} have {digits:of digit} too many.",
        _UNIT[1],
    ),
    "intake_unit_less": (
        "文件{name}没有装载：{year}年{number}月的{column_zh}，能比的{of}家中{places}家同样少了{digits}位数，像是单位写错了。",
        _UNIT[0],
        "{name} was not loaded: {column_en} of {number}/{year}: {places} of {of} have {digits:of digit} too few.",
        _UNIT[1],
    ),
    "intake_form_ambiguous": (
        "表样“{name}”里的“{column}”与另一栏同名，做不出表头。",
        "请在表样里给它一个不重的名称。",
        "In the form “{name}” the column “{column}” has the name of another, so no heading can be made.",
        "Give it a name of its own in the form's record.",
    ),
    "intake_form_no_toml": (
        "文件{name}不是有效的TOML：{reason}。",
        "请按样例改正后再试。",
        "The file {name} is no valid TOML: {reason}.",
        "Correct it after the example and try again.",
    ),
    "intake_form_unknown_item": (
        "文件{name}里的“{item}”不认得。",
        "可写：{possible:list}。",
        "“{item}” in {name} is not known.",
        "Possible: {possible:list}.",
    ),
    "intake_form_wrong_kind": (
        "文件{name}里有一项写的种类不对：{reason}。",
        "该写文字的请加引号，该写一列的请用方括号，照样例改正后再试。",
        "An item of {name} is of the wrong kind: {reason}.",
        "Put texts in quotes and lists in brackets, after the example, and try again.",
    ),
    "intake_form_lacks_item": (
        "文件{name}缺少“{item}”。",
        "请补上后再试。",
        "“{item}” is missing in {name}.",
        "Add it and try again.",
    ),
}
"""Code → what happened and what to do next in Chinese, then the same in English."""
