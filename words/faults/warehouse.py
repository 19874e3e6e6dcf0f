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
        "请管理员换回备份；示例仓库可运行 python -m data_access build-sample 重新生成。",
        "The warehouse file {where} cannot be opened: it is no warehouse, or it is damaged.",
        "Ask the administrator to put a backup back; python -m data_access build-sample builds the sample anew.",
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
        "请管理员运行 python -m data_access build-sample，或装载本县数据。",
        "The warehouse holds no data yet.",
        "Ask the administrator to run python -m data_access build-sample or to load the county's data.",
    ),
    "no_version": (
        "数据仓库没有数据。",
        "请管理员先装载数据。",
        "The warehouse holds no data.",
        "Ask the administrator to load data first.",
    ),
    "no_roads": (
        "县（市、区）{county}还没有路网。",
        "请管理员运行 python -m data_access import-roads 文件 --county {county} 导入路网。",
        "County {county} has no road network yet.",
        "Ask the administrator to run python -m data_access import-roads FILE --county {county}.",
    ),
    "ledger_unusable": (
        "台账里有不能用的行：{fault}",
        "请在数据页改正后重新装载。",
        "The ledger holds rows that cannot be used: {fault}",
        "Correct them on the page Data and load them again.",
    ),
}
