"""How a start that cannot go on says so: what happened and what to do, in Chinese and then in English."""

import errno
import os
import sys
from collections.abc import Callable

# The words pip, venv and DuckDB print when the disk is full; they are other programs, so their text is all there is.
DISK_FULL_WORDS = (os.strerror(errno.ENOSPC), os.strerror(errno.EDQUOT))


class Stop(Exception):
    """An expected end.

    chinese, english : what happened, then what to do next, one line each.
    code             : 1, the machine or the data is at fault; 2, the call is.
    """

    def __init__(self, chinese: str, english: str, code: int = 1) -> None:
        super().__init__(chinese)
        self.chinese, self.english, self.code = chinese, english, code


def say(chinese: str, english: str) -> None:
    """Tell the person at the terminal how far the start has come."""
    print(chinese, english, sep="\n", flush=True)


def disk_full() -> Stop:
    """The end of a start for which the disk had no room."""
    return Stop(
        "磁盘空间不足，未能完成。请清理磁盘后再运行一次，已完成的部分会接着用。",
        "The disk is full. Free some space and run the same command again; finished steps are kept.",
    )


def operating_system_refused(error: OSError) -> Stop:
    """The end of a start that the operating system refused, in words for the frequent reasons."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full()
    place = error.filename or "本目录"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Stop(
            f"没有写入权限：{place}。请换一个可以写入的目录，或请管理员授权。",
            f"No permission to write: {place}. Use a folder you may write to, or ask for access.",
        )
    return Stop(
        f"操作系统拒绝了一步操作：{error.strerror or error}（{place}）。请按提示处理后再运行一次。",
        f"The operating system refused a step: {error.strerror or error} ({place}). Mend it and run again.",
    )


def run_plainly(main: Callable[[], int]) -> int:
    """Run `main` and return its exit code; an expected end is told in two lines, never as a traceback."""
    try:
        return main()
    except Stop as stop:
        end = stop
    except OSError as error:
        end = operating_system_refused(error)
    except KeyboardInterrupt:
        return 130
    print(end.chinese, end.english, sep="\n", file=sys.stderr, flush=True)
    return end.code
