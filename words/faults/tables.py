"""A file that cannot be read as a table: which line, what is wrong, what to do."""

from typing import Final

_AS_CSV: Final = ("请另存为 UTF-8 编码的 CSV。", "Save it as CSV in UTF-8.")
_JSON: Final = ("请核对文件内容。", "Check what is in the file.")

FAULTS: Final = {
    "several_table_faults": (
        "有 {count} 处问题：\n{faults:lines}",
        "",
        "{count:of fault}:\n{faults:lines}",
        "",
    ),
    "file_missing": (
        "读不到文件 {name}。",
        "请核对路径与权限。",
        "The file {name} cannot be read.",
        "Check its path and permissions.",
    ),
    "file_too_large": (
        "{name} 超过 {most} MB，没有读。",
        "请拆成几个文件，或删去用不到的行。",
        "{name} is over {most} MB and was not read.",
        "Split it, or delete the rows that are not needed.",
    ),
    "file_not_text": ("{name} 不是文本文件。", _AS_CSV[0], "{name} is no text file.", _AS_CSV[1]),
    "file_not_csv": (
        "从这一行起读不成表格，多半是引号没有成对。",
        "请改正，或另存为 UTF-8 编码的 CSV。",
        "From this line on it cannot be read as a table; a quotation mark is probably not closed.",
        "Correct it, or save it as CSV in UTF-8.",
    ),
    "file_empty": (
        "{name} 是空文件。",
        "请写表头和至少一行。",
        "{name} is empty.",
        "Write a head and at least one row.",
    ),
    "head_missing": (
        "第 {columns:list} 列有内容，没有表头。",
        "请写上表头，或清空这一列。",
        "Column {columns:list} holds something and has no heading.",
        "Name it, or empty the column.",
    ),
    "head_repeated": (
        "表头 {columns:list} 出现了不止一次。",
        "请让每一列有自己的表头。",
        "The heading {columns:list} stands more than once.",
        "Give each column a heading of its own.",
    ),
    "row_length": (
        "这一行有 {given} 格，表头有 {wanted} 格。",
        "请让每行与表头等长。",
        "This row has {given:of cell}, the heading {wanted}.",
        "Let each row be as long as the heading.",
    ),
    "file_id_blank": (
        "{name} 有 {count} 行没有写编号。",
        "请补上编号，或删去这些行。",
        "{name}: {count:of row} without an id.",
        "Add the ids, or delete the rows.",
    ),
    "file_ids_missing": (
        "{name} 里没有写 {ids:named} 的{what:word}。",
        "请补上。",
        "{name}: no {what:word} given for {ids:named}.",
        "Add them.",
    ),
    "file_first_row_is_data": (
        "{name} 的第一行（{cells:list}）是数据，不是表头。",
        "请在最上面加一行表头，例如：{example}；表头请写文字，不要只写数字。",
        "The first row of {name} ({cells:list}) is data and no heading.",
        "Add a heading above it, such as: {example}; write words, not numbers alone.",
    ),
    "no_heading": (
        "第一行没有一个认得的列名，多半没有表头。",
        "请在最上面加一行表头：{columns:list}。",
        "The first row has no column name that is known; the heading is probably missing.",
        "Add a heading above it: {columns:list}.",
    ),
    "not_json": ("不是正确的 JSON。", _JSON[0], "It is no valid JSON.", _JSON[1]),
    "json_key_repeated": (
        "“{key}”写了不止一次。",
        "请只留一个。",
        "“{key}” stands more than once.",
        "Keep one of them.",
    ),
    "not_an_object": (
        "应是一个写有名称和值的对象（花括号）。",
        _JSON[0],
        "It must be an object of names and values (in braces).",
        _JSON[1],
    ),
    "not_rows": (
        "应是一行一个对象的列表。",
        "请写成 [{{…}}, {{…}}]，每行写明列名。",
        "It must be a list with one object a row.",
        "Write [{{…}}, {{…}}], each row with its column names.",
    ),
    "cell_not_plain": (
        "“{column}”不是文字或数字。",
        "请改为文字或数字；没有就不写。",
        "“{column}” is neither text nor number.",
        "Enter text or a number; leave it out where there is none.",
    ),
    "column_misspelt": (
        "不认得列“{column}”，是不是“{meant}”？",
        "是，就改列名；不是，就换一个名称或删去这一列。",
        "The column “{column}” is not known; is it “{meant}”?",
        "If so, correct its name; if not, give it another name or delete it.",
    ),
    "unknown_key": (
        "没有“{key}”这一项。{hint}",
        "可选：{possible:list}。",
        "There is no “{key}”.{hint}",
        "Choose one of: {possible:list}.",
    ),
    "option_wrong": (
        "写的是“{value}”。",
        "请改为 {least:g} 至 {most:g} 的{kind:word}。",
        "It is “{value}”.",
        "Enter a {kind:word} from {least:g} to {most:g}.",
    ),
    "roster_not_written": (
        "没有写成 {name}。",
        "请核对文件夹是否存在、能否写入；没有留下半个文件。",
        "{name} was not written.",
        "Check that its folder exists and can be written to; no half file was left.",
    ),
    "years_implausible": (
        "{first} 至 {last} 不在 {least} 年至 {most} 年之间。",
        "请改正起止日期。",
        "From {first} to {last} is not between {least} and {most}.",
        "Correct the dates.",
    ),
}
