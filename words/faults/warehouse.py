"""A warehouse that cannot answer."""

from typing import Final

FAULTS: Final = {
    "warehouse_missing": (
        "找不到数据仓库（{where}）。",
        "请在项目目录运行 make run 生成示例仓库，或检查 WAREHOUSE_URL。",
        "There is no warehouse at {where}.",
        "Run make run in the project's folder to build the sample warehouse, or check WAREHOUSE_URL.",
    ),
    "warehouse_locked": (
        "数据仓库正被另一个程序写入，暂时打不开。",
        "请等装载结束后再刷新；若一直如此，请管理员关闭占用文件的程序。",
        "Another program is writing to the warehouse; it cannot be opened now.",
        "Refresh once the load has ended; if it stays so, ask the administrator to close what holds the file.",
    ),
    "warehouse_unreadable": (
        "数据仓库文件（{where}）打不开：不是仓库文件，或者已经损坏。",
        "请管理员换回备份，或把 WAREHOUSE_URL 指到完好的仓库；打不开的文件先移到别处留着，不要删除。",
        "The warehouse file {where} cannot be opened: it is no warehouse, or it is damaged.",
        "Ask the administrator to put a backup back or to let WAREHOUSE_URL name a sound warehouse; "
        "move the file that does not open elsewhere, do not delete it.",
    ),
    "warehouse_down": (
        "暂时连不上数据仓库。",
        "页面会自动重试；若 5 分钟后仍不行，请管理员检查数据库服务和 WAREHOUSE_URL。",
        "The warehouse cannot be reached at the moment.",
        "The page tries again by itself; if it still fails after 5 minutes, "
        "ask the administrator to check the database service and WAREHOUSE_URL.",
    ),
    "statement_refused": (
        "数据仓库没有接受这条查询，数没有取到。",
        "多半是仓库结构与程序不符，或少了读取权限：请管理员运行 python -m data_access status 查看。",
        "The warehouse did not take the statement; nothing was read.",
        "Its tables may not be those of this program, or a right is missing; python -m data_access status says more.",
    ),
    "statement_too_long": (
        "这条查询太慢，数据库服务器把它停掉了。",
        "请缩短时期或少选几个乡镇；若经常如此，请管理员检查数据库服务器的负荷。",
        "The statement took too long and the database server ended it.",
        "Choose a shorter period or fewer townships; if it happens often, ask the administrator about the server.",
    ),
    "change_collides": (
        "仓库里已有同样的一行，可能刚由别人保存，这次没有改动。",
        "请刷新页面，看过现在的内容再决定。",
        "The warehouse holds the same row already, perhaps saved by somebody just now; nothing was changed.",
        "Refresh the page and look at what is there now.",
    ),
    "right_missing": (
        "程序使用的账号没有权限做这件事（{where}），没有改动。",
        "只读账号只能看数；要保存或装载，请管理员换用可以写入的账号，或开放仓库文件所在目录的写权限。",
        "The account that the program uses has no right to do this ({where}); nothing was changed.",
        "A read-only account can read and no more; to save or to load, ask the administrator for an account that may "
        "write, or for the right to write into the folder of the warehouse file.",
    ),
    "login_refused": (
        "数据库服务器（{where}）在运行，但不接受 WAREHOUSE_URL 里的账号或口令。",
        "请管理员核对账号、口令和服务器的登录规则（pg_hba.conf）。",
        "The database server ({where}) answers but refuses the account or the password in WAREHOUSE_URL.",
        "Ask the administrator to check account, password and the server's rules (pg_hba.conf).",
    ),
    "database_missing": (
        "数据库服务器在运行，但没有这个库（{where}）。",
        "请管理员核对 WAREHOUSE_URL 里的库名，或先建库。",
        "The database server answers but has no such database ({where}).",
        "Ask the administrator to check the name in WAREHOUSE_URL, or to create the database.",
    ),
    "driver_missing": (
        "WAREHOUSE_URL 要用的驱动 {found} 没有安装。",
        "请把地址写成 duckdb:////目录/文件.duckdb 或 postgresql://用户@主机/库名，不写驱动。",
        "The driver {found}, which WAREHOUSE_URL asks for, is not installed.",
        "Write duckdb:////folder/file.duckdb or postgresql://user@host/database, without a driver.",
    ),
    "backup_there": (
        "{where}已经存在，没有备份。",
        "请换一个文件名，例如加上日期。",
        "{where} exists already; no backup was made.",
        "Choose another name, such as one with the date.",
    ),
    "restore_over": (
        "{where}里有数据（数据版本{version}），没有恢复，一行未动。",
        "先备份现在的仓库；确要用备份换掉它，请加 --replace 再运行。",
        "{where} holds data (version {version}); nothing was restored, nothing touched.",
        "Back up what is there first; to exchange it for the backup, run again with --replace.",
    ),
    "restore_damaged": (
        "备份文件{where}里有{count}处数据不能用，没有恢复，原仓库一行未动。",
        "把 WAREHOUSE_URL 指到备份文件，运行 python -m data_access check 看是哪些；或换一份备份。",
        "The backup {where} holds data that cannot be used in {count} places; nothing was restored.",
        "Use another backup; the command check names its faults, once WAREHOUSE_URL points to it.",
    ),
    "real_data_there": (
        "{where}里是实际数据，不是示例：没有生成示例仓库，原数据一行未动。",
        "示例请写到另一个地址（改 WAREHOUSE_URL 再运行）。",
        "{where} holds real data, not the sample: no sample was built, and nothing there was touched.",
        "Write the sample to another address (set WAREHOUSE_URL and run again).",
    ),
    "unknown_data_there": (
        "{where}里有数据，但看不出是示例（没有数据版本记录，或不是本程序的表）：没有生成示例仓库，原数据一行未动。",
        "若是本县数据，请换回带版本记录的备份；示例请写到另一个地址（改 WAREHOUSE_URL 再运行）。",
        "{where} holds data that do not say they are the sample (no data version, or tables that are not ours): "
        "no sample was built, and nothing there was touched.",
        "If they are the county's, put a backup back that bears a version; write the sample to another address "
        "(set WAREHOUSE_URL and run again).",
    ),
    "changes_there": (
        "{where}里的示例已被改动过（数据版本{versions}个、改动记录{changes}条、班表{rosters}份）：没有重新生成，原内容一行未动。",
        "确实不要这些改动，请运行 python -m data_access build-sample --discard-changes。",
        "The sample in {where} has been changed ({versions} data versions, {changes} changes on record, {rosters} "
        "rosters): it was not built anew, and nothing there was touched.",
        "If the changes are to go, run python -m data_access build-sample --discard-changes.",
    ),
    "no_room_to_build": (
        "磁盘剩余空间不足 {needed} MB，没有生成仓库。",
        "请清理磁盘后重试。",
        "Less than {needed} MB are free on the disk; no warehouse was built.",
        "Free some space and try again.",
    ),
    "no_room_to_change": (
        "磁盘剩余空间不足，没有改动仓库。",
        "请清理磁盘后重试。",
        "The disk is nearly full; the warehouse was not changed.",
        "Free some space and try again.",
    ),
    "address_unreadable": (
        "WAREHOUSE_URL 不是仓库地址。",
        "请写成 duckdb:////目录/文件.duckdb 或 postgresql://用户@主机/库名。",
        "WAREHOUSE_URL is no address of a warehouse.",
        "Write duckdb:////folder/file.duckdb or postgresql://user@host/database.",
    ),
    "engine_unknown": (
        "WAREHOUSE_URL 写的是 {found}，本程序不认识这种仓库。",
        "请改用：{known:list}。",
        "WAREHOUSE_URL says {found}, a warehouse that this program does not know.",
        "Use one of: {known:list}.",
    ),
    "schema_older": (
        "数据仓库的结构版本是 {found}，比程序需要的 {expected} 旧。",
        "请管理员运行 python -m data_access migrate 升级仓库。",
        "The warehouse has structure version {found}, older than {expected}, which the program needs.",
        "Ask the administrator to run python -m data_access migrate to bring it up to date.",
    ),
    "schema_unknown": (
        "数据仓库的结构版本是 未知，比程序需要的 {expected} 旧。",
        "请管理员运行 python -m data_access migrate 升级仓库。",
        "The warehouse has no known structure version; the program needs {expected}.",
        "Ask the administrator to run python -m data_access migrate to bring it up to date.",
    ),
    "schema_newer": (
        "数据仓库的结构版本是 {found}，程序只认识到 {expected}。",
        "请管理员把程序升级到与仓库相同的版本。",
        "The warehouse has structure version {found}; the program knows versions up to {expected}.",
        "Ask the administrator to bring the program to the warehouse's version.",
    ),
    "warehouse_empty": (
        "数据仓库里还没有数据。",
        "请管理员装载本县数据或换回备份；只想看示例，请不设 WAREHOUSE_URL，运行 make run。",
        "The warehouse holds no data yet.",
        "Ask the administrator to load the county's data or to put a backup back; "
        "for the sample alone leave WAREHOUSE_URL unset and run make run.",
    ),
    "no_version": (
        "数据仓库没有数据。",
        "请管理员先装载数据。",
        "The warehouse holds no data.",
        "Ask the administrator to load data first.",
    ),
    "no_roads": (
        "县（市、区）{county}还没有路网。",
        "请在“接入”的“本县的仓库”里交道路文件，"
        "或由管理员运行 python -m data_access import-roads 文件 --county {county}。",
        "County {county} has no road network yet.",
        "Hand in a road file under “Warehouse” on the page Intake, or ask the administrator to run "
        "python -m data_access import-roads FILE --county {county}.",
    ),
    "ledger_unusable": (
        "台账里有不能用的行：{fault}",
        "请改正原来的文件，到“接入”页重新装载。",
        "The ledger holds rows that cannot be used: {fault}",
        "Correct the file and load it again on the page Intake.",
    ),
    "own_no_name": (
        "“{name}”不能作仓库的名字。",
        "请用字母、数字、下划线或短横，最多40个，以字母或数字开头，如luzhai。",
        "“{name}” cannot name a warehouse.",
        "Use up to 40 letters, digits, underscores or hyphens, a letter or digit first, such as luzhai.",
    ),
    "own_warehouse_unknown": (
        "没有名为“{name}”的仓库。",
        "可选：{possible:list}。",
        "There is no warehouse named “{name}”.",
        "Choose one of: {possible:list}.",
    ),
    "own_fixed": (
        "打开哪个仓库由启动时的 WAREHOUSE_URL 决定，页面上改不了。",
        "请管理员改 WAREHOUSE_URL 后重新启动。",
        "WAREHOUSE_URL decides which warehouse is open; a page cannot change that.",
        "Ask the administrator to change WAREHOUSE_URL and to start the program again.",
    ),
}
