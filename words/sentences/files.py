"""What the verification of a file finds."""

from typing import Final

_REMADE: Final = ("请以重新生成的文件为准。", "Use a file made anew.")

SENTENCES: Final = {
    "file_holds": (
        "一致：数据版本{version}，口径版本{edition}，文件没有被改动，数字与仓库相同。{left}",
        "It holds: data version {version}, definitions {edition}; the file was not altered and its figures are those "
        "of the warehouse.{left}",
    ),
    "file_of_other_data": (
        "文件用的是数据版本{made}，仓库现在是{now}，数字无法逐一核对。{state}请用当前数据重新生成。",
        "The file was made from data version {made} and the warehouse is now at {now}: its figures cannot be checked "
        "one by one. {state} Make it again from the present data.",
    ),
    "file_itself_untouched": ("文件本身没有被改动。", "The file itself was not altered."),
    "file_itself_altered": ("而且文件在生成后被改动过。", "It was also altered after it was made."),
    "file_says_otherwise": (
        "文件的印记与仓库算出的内容不一致：数字或文字被改过，或口径已经变化。请重新生成。",
        "The file's stamp is not that of what the warehouse gives: figures or words were altered, or definitions have "
        "changed. Make the file again.",
    ),
    "file_altered_somewhere": (
        "文件在生成后被改动过。请以重新生成的文件为准；带上--template可以指出改了哪里。",
        "The file was altered after it was made. Use a file made anew; with --template it can be said where.",
    ),
    "file_parts_altered": (
        "文件在生成后被改动过：{parts:list}。" + _REMADE[0],
        "The file was altered after it was made: {parts:list}. " + _REMADE[1],
    ),
    "file_words_altered": (
        "文件在生成后被改动过：{pages:list}的文字与仓库算出的不一样。" + _REMADE[0],
        "The file was altered after it was made: the words of {pages:list} are not those that the warehouse gives. "
        + _REMADE[1],
    ),
    "file_drawing_altered": (
        "文件在生成后被改动过：文字未变，图形或版面变了。" + _REMADE[0],
        "The file was altered after it was made: its words are the same, its drawings or layout are not. " + _REMADE[1],
    ),
    "drawings_not_reprinted": (
        "图形没有重印对照：这台机器没有印这份PDF的Chromium版本。",
        " Its drawings were not printed again to compare: this machine lacks the version of Chromium that printed the "
        "PDF.",
    ),
    # ---- parts of a file as a reader knows them ----
    "slide_number": ("第{number}页", "slide {number}"),
    "page_number": ("第{number}页", "page {number}"),
    "chart_number": ("图表{number}", "chart {number}"),
    "sheet_number": ("第{number}张工作表", "sheet {number}"),
    "chart_data": ("图表数据", "the data of a chart"),
    "main_text": ("正文", "the text"),
    "cell_words": ("表中文字", "words in cells"),
}
