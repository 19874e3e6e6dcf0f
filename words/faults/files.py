"""A pack, a file of one, or a template that cannot be made, read or written."""

from typing import Final

_ORIGINAL: Final = ("请用原始下载的文件再核对。", "Verify the file as it was downloaded.")
_OURS: Final = ("只能核对由本看板生成的文件。", "Only files made by this dashboard can be verified.")
_UNREAD_STAMP: Final = ("文件里的印记读不出来。", "The stamp in the file cannot be read.")

FAULTS: Final = {
    "unknown_section": (
        "没有这个部分：{section}。",
        "可选：{possible:list}。",
        "There is no section {section}.",
        "Choose one of: {possible:list}.",
    ),
    "template_not_found": (
        "读不到模板{name}。",
        "请检查路径和权限。",
        "The template {name} cannot be read.",
        "Check its path and permissions.",
    ),
    "template_too_large": (
        "模板超过30 MB，没有使用。",
        "请压缩模板里的图片后再试。",
        "The template is over 30 MB and was not used.",
        "Compress the pictures in it and try again.",
    ),
    "template_unpacks_too_large": (
        "模板解开后过大（可能被人动过手脚），没有使用。",
        "请在PowerPoint或WPS中打开，删去不用的页和图片，另存为.pptx后再试。",
        "The template unpacks to far more than a template holds and was not used.",
        "Open it in PowerPoint or WPS, delete pages and pictures it does not need, save it as .pptx and try again.",
    ),
    "template_locked": (
        "模板有打开密码，或是旧的.ppt格式，读不出来。",
        "请去掉密码，另存为.pptx后再试。",
        "The template has a password or is an old .ppt file; it cannot be read.",
        "Take the password off, save it as .pptx and try again.",
    ),
    "template_damaged": (
        "模板文件损坏，或不是PowerPoint模板。",
        "请在PowerPoint或WPS中打开并另存为.pptx后再试。",
        "The template is damaged, or it is no PowerPoint template.",
        "Open it in PowerPoint or WPS, save it as .pptx and try again.",
    ),
    "template_without_title": (
        "模板里没有带标题的版式。",
        "请在母版中加一个“仅标题”版式后再试。",
        "The template has no layout with a title.",
        "Add a layout “Title Only” to its master and try again.",
    ),
    "template_without_size": (
        "模板没有写明幻灯片的大小。",
        "请在PowerPoint或WPS中设好幻灯片大小，另存为.pptx后再试。",
        "The template does not say how large its slides are.",
        "Set the slide size in PowerPoint or WPS and save it as .pptx.",
    ),
    "template_without_room": (
        "模板的标题版式没有给内容留地方。",
        "请把标题占位符上移，给下方至少留5厘米。",
        "The template's title layout leaves no room for content.",
        "Move the title up so that at least 5 cm stay free below it.",
    ),
    "file_not_found": (
        "读不到文件{name}：{reason}。",
        "请检查路径。",
        "The file {name} cannot be read: {reason}.",
        "Check its path.",
    ),
    "no_stamp": ("文件里没有印记。", _OURS[0], "The file bears no stamp.", _OURS[1]),
    "stamp_unreadable": (_UNREAD_STAMP[0], _ORIGINAL[0], _UNREAD_STAMP[1], _ORIGINAL[1]),
    "file_unpacks_too_large": (
        "文件解开后过大，不是本系统生成的，没有核对。",
        _ORIGINAL[0],
        "The file unpacks to more than any file of ours and was not verified.",
        _ORIGINAL[1],
    ),
    "not_an_office_file": (
        "文件损坏，或不是Office文件。",
        _ORIGINAL[0],
        "The file is damaged, or it is no Office file.",
        _ORIGINAL[1],
    ),
    "pdf_unreadable": (
        "PDF的页面读不出来。",
        "只能核对由本看板生成、没有经过转换的PDF。",
        "The pages of the PDF cannot be read.",
        "Only a PDF made by this dashboard and not converted since can be verified.",
    ),
    "pdf_end_unreadable": (
        "PDF的结尾读不出来。",
        "请换一个Chromium版本再试。",
        "The end of the PDF cannot be read.",
        "Try another version of Chromium.",
    ),
    "no_chromium": (
        "这台机器没有Chromium，做不出PDF。",
        "请安装Chromium，或用PowerPoint、WPS打开演示稿另存为PDF。",
        "This machine has no Chromium, so no PDF can be made.",
        "Install Chromium, or open the slides in PowerPoint or WPS and save them as PDF.",
    ),
    "chromium_failed": (
        "Chromium没有打印成功，这次没有PDF。",
        "其余文件不受影响；请管理员检查Chromium能否启动。",
        "Chromium did not print; there is no PDF this time.",
        "The other files are not affected; ask the administrator whether Chromium starts.",
    ),
    "not_written": (
        "没有写成{name}：{reason}。",
        "请检查磁盘空间和文件夹权限后再试；没有留下半个文件。",
        "{name} was not written: {reason}.",
        "Check disk space and the folder's permissions and try again; no half file was left.",
    ),
}
