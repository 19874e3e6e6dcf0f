"""What `data_access check` says of rows that break a rule."""

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "check_doubled": (
        "{table}：有{count}行重复（同一{columns:list}出现不止一次），合计会多算。例如：{rows}",
        "{table}: {count} rows too many (the same {columns:list} more than once); sums count them twice. E.g. {rows}",
    ),
    "check_orphan": (
        "{table}：有{count}行的{part}不在登记表里，按乡镇或机构列出时会漏掉。例如：{rows}",
        "{table}: {count} rows whose {part} no register knows; lists by place leave them out. E.g. {rows}",
    ),
    "check_negative": (
        "{table}：有{count}行的{part}是负数。例如：{rows}",
        "{table}: {count} rows with a negative {part}. E.g. {rows}",
    ),
    "check_above_whole": (
        "{table}：有{count}行的{part}大于{whole}，部分大于总体。例如：{rows}",
        "{table}: {count} rows whose {part} is above {whole}, the whole it is a part of. E.g. {rows}",
    ),
    "check_no_month": (
        "{table}：有{count}行的{part}不是年月（应为六位，例如202405）。例如：{rows}",
        "{table}: {count} rows whose {part} is no month (six digits, such as 202405). E.g. {rows}",
    ),
    "check_no_history": (
        "{table}：有{count}家机构在institution_history里没有记录，按机构登记算的指标不计它们。例如：{rows}",
        "{table}: {count} institutions without a row in institution_history; counts of the register leave them out. "
        "E.g. {rows}",
    ),
    "check_overlap": (
        "{table}：有{count}行与同一机构的下一行有相同的月份，这些月份会算两次。例如：{rows}",
        "{table}: {count} rows share months with the next row of the same institution; those months count twice. "
        "E.g. {rows}",
    ),
    "check_circle": (
        "{table}：有{count}行沿{part}追下去又回到自己，没有终点。例如：{rows}",
        "{table}: {count} rows whose {part} leads back to themselves. E.g. {rows}",
    ),
}
