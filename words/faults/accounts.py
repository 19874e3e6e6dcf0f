"""What can be refused about accounts and signing in."""

from typing import Final

FAULTS: Final = {
    "sign_in_refused": (
        "账号、密码或验证码不对，或者账号已停用。",
        "请核对后再试；忘记密码请找管理员重设。",
        "The account, password or code is wrong, or the account is disabled.",
        "Check and try again; an administrator can reset a forgotten password.",
    ),
    "sign_in_locked": (
        "{failures}次不对，已锁定{minutes}分钟。",
        "请稍后再试，或找管理员。",
        "Locked for {minutes} minutes after {failures} wrong tries.",
        "Try again later, or ask an administrator.",
    ),
    "password_length": (
        "密码应有{shortest}到{longest}个字符。",
        "请换一个。",
        "A password has {shortest} to {longest} characters.",
        "Choose another.",
    ),
    "password_plain": (
        "密码太简单：大写、小写、数字、其他符号中至少要有{kinds}种，不能多是重复的字符。",
        "请换一个。",
        "The password is too plain: use at least {kinds} of capitals, small letters, digits and other signs, "
        "and not the same few.",
        "Choose another.",
    ),
    "password_holds_name": (
        "密码里不能有账号名。",
        "请换一个。",
        "The password must not hold the account's name.",
        "Choose another.",
    ),
    "password_used": (
        "这是最近{remembered}个密码之一。",
        "请换一个没有用过的。",
        "This is among the last {remembered} passwords.",
        "Choose one that was not used.",
    ),
    "password_wrong": ("现在的密码不对。", "请核对后再试。", "The present password is wrong.", "Check and try again."),
    "passwords_differ": ("两次输入的密码不一样。", "请重新输入。", "The two passwords differ.", "Type them again."),
    "one_time_code_wrong": (
        "验证码不对。",
        "请用应用里现在显示的6位数字；手机时间要准。",
        "The code is wrong.",
        "Use the 6 digits that the app shows now; the phone's clock must be right.",
    ),
    "setup_code": (
        "初始化码不对、已过期或已用过。",
        "请在服务器上运行 python -m accounts set-up 重新生成。",
        "The set-up code is wrong, too old or used.",
        "Make a new one on the server with `python -m accounts set-up`.",
    ),
    "form_too_old": (
        "这个页面开得太久，没有提交。",
        "请再填一次。",
        "This page was open for too long; nothing was sent.",
        "Fill it in again.",
    ),
    "account_name": (
        "账号名应有2到{longest}个字符：字母、数字、汉字和 . _ - @。",
        "请换一个。",
        "An account's name has 2 to {longest} characters: letters, digits and . _ - @.",
        "Choose another.",
    ),
    "account_exists": ("账号{name}已经有了。", "请换一个名字。", "There is an account {name}.", "Choose another name."),
    "no_such_account": (
        "没有账号{name}。",
        "python -m accounts list 列出全部账号。",
        "There is no account {name}.",
        "python -m accounts list shows them all.",
    ),
    "no_such_role": (
        "没有角色“{role}”。",
        "可用的有：{roles:list}。",
        "There is no role “{role}”.",
        "There are: {roles:list}.",
    ),
    "grant_places": (
        "县和乡镇要用代码。",
        "多个代码用逗号分开。",
        "Counties and townships are given by code.",
        "Put commas between several.",
    ),
    "grant_needs_township": (
        "这个角色要指明乡镇。",
        "请加上 --township 乡镇代码。",
        "This role needs a township.",
        "Add --township CODE.",
    ),
    "grants_exclude": (
        "同一账号不能既是管理员又是审计员。",
        "请给两个人，各开一个账号。",
        "An account cannot both administer and audit.",
        "Give the two to two people.",
    ),
    "last_administrator": (
        "这是最后一个管理员，停用后就没有人能管理了。",
        "请先给别人管理员角色。",
        "This is the last administrator.",
        "Give somebody else that role first.",
    ),
    "account_disabled": (
        "账号{name}已停用。",
        "请先启用账号，或换一个账号。",
        "The account {name} is disabled.",
        "Enable it first, or choose another.",
    ),
    "no_token": (
        "没有在用的{number}号令牌。",
        "python -m accounts token list 列出全部令牌。",
        "There is no token {number} in use.",
        "python -m accounts token list shows them all.",
    ),
    "token_subject": (
        "日历令牌要指明县。",
        "请加上 --county 县代码；只要一位专家或一个乡镇，再加 --only 编号。",
        "A calendar's token needs a county.",
        "Add --county CODE, and --only CODE for one expert or township.",
    ),
    "wall_view": (
        "“{view}”不是大屏能看的画面。",
        "请写页面的地址，从斜线开始，写明县，如 /coverage?county=450223&present=1。",
        "{view} is no view for a wall screen.",
        "Give a page's address from its slash on, with the county, such as /coverage?county=450223&present=1.",
    ),
    "settings_unreadable": (
        "账号的设置文件{file}读不出来：{reason}。",
        "请按 docs/operations.md 的样子改正，再启动。",
        "The accounts' setting file {file} cannot be read: {reason}.",
        "Put it right as docs/operations.md shows, then start again.",
    ),
    "proxy_header": (
        "{file}里的[proxy]没有写好header：“{header}”。",
        '请写代理用来告诉读者账号的请求头，如 header = "X-Remote-User"。',
        "[proxy] in {file} has no usable header: {header}.",
        'Name the header in which the proxy says who reads, such as header = "X-Remote-User".',
    ),
    "proxy_not_here": (
        "{file}里的代理地址“{address}”不在这台机器上，不能信它说的账号。",
        '代理要装在同一台机器上，写 address = "127.0.0.1"；否则请删去[proxy]，让读者登录。',
        "The proxy {address} in {file} is not on this machine: what it says of readers cannot be believed.",
        'Put the proxy on this machine (address = "127.0.0.1"), or remove [proxy] and let readers sign in.',
    ),
    "accounts_needed": (
        "要在{address}上提供服务，先要有账号：现在没有账号，任何人都能打开和修改。",
        "请先运行 python -m accounts set-up 得到初始化码，再启动；只在本机试用，请用127.0.0.1。",
        "To serve on {address}, accounts are needed: without them anybody can read and write.",
        "Run python -m accounts set-up for a set-up code and start again; to try it on this machine use 127.0.0.1.",
    ),
}
