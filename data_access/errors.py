"""What can be wrong with the warehouse, in the reader's words: what happened, then what to do next."""

from __future__ import annotations

from collections.abc import Sequence


class WarehouseError(RuntimeError):
    """The warehouse cannot answer: `happened` and `next_step`, both in plain Chinese."""

    def __init__(self, happened: str, next_step: str) -> None:
        super().__init__(f"{happened}{next_step}")
        self.happened = happened
        self.next_step = next_step


class WarehouseMissing(WarehouseError):
    """There is no warehouse at the address."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"找不到数据仓库（{where}）。", "请在项目目录运行 make run 生成示例仓库，或检查 WAREHOUSE_URL。"
        )


class WarehouseLocked(WarehouseError):
    """Another process holds the DuckDB file for writing."""

    def __init__(self) -> None:
        super().__init__(
            "数据仓库正被另一个程序写入，暂时打不开。", "请等装载结束后再刷新；若一直如此，请管理员关闭占用文件的程序。"
        )


class WarehouseUnreadable(WarehouseError):
    """The file at the address is no warehouse, or damaged."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"数据仓库文件（{where}）打不开：不是仓库文件，或者已经损坏。",
            "请管理员换回备份；示例仓库可运行 python -m data_access build-sample 重新生成。",
        )


class WarehouseDown(WarehouseError):
    """The database server does not answer."""

    def __init__(self) -> None:
        super().__init__(
            "暂时连不上数据仓库。", "页面会自动重试；若 5 分钟后仍不行，请管理员检查数据库服务和 WAREHOUSE_URL。"
        )


class SchemaOlder(WarehouseError):
    """The warehouse was made by an older version of the product."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(
            f"数据仓库的结构版本是 {found}，比程序需要的 {expected} 旧。",
            "请管理员运行 python -m data_access migrate 升级仓库。",
        )


class SchemaNewer(WarehouseError):
    """The warehouse was made by a newer version of the product."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(
            f"数据仓库的结构版本是 {found}，程序只认识到 {expected}。",
            "请管理员把程序升级到与仓库相同的版本。",
        )


class WarehouseEmpty(WarehouseError):
    """The warehouse has tables but no loaded data."""

    def __init__(self) -> None:
        super().__init__("数据仓库里还没有数据。", "请管理员运行 python -m data_access build-sample，或装载本县数据。")


class UnreadableAddress(WarehouseError):
    """WAREHOUSE_URL is no address."""

    def __init__(self) -> None:
        # The address is not repeated: it may hold a password.
        super().__init__(
            "WAREHOUSE_URL 不是仓库地址。", "请写成 duckdb:////目录/文件.duckdb 或 postgresql://用户@主机/库名。"
        )


class UnknownEngine(WarehouseError):
    """WAREHOUSE_URL names an engine that the product does not know."""

    def __init__(self, found: str, known: Sequence[str]) -> None:
        super().__init__(f"WAREHOUSE_URL 写的是 {found[:20]}，本程序不认识这种仓库。", f"请改用：{'、'.join(known)}。")


class DiskFull(OSError):
    """Not enough room to write the warehouse; nothing was changed."""
