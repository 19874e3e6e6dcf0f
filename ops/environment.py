"""The product's own Python environment: made once, renewed only when a pinned version changes.

python -m ops.environment run|dev
"""

import fcntl
import hashlib
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ops.messages import DISK_FULL_WORDS, Stop, disk_full, run_plainly, say

ROOT = Path(__file__).resolve().parent.parent

# What each kind of environment installs, the most demanding last: one that has "dev" has "run" too.
# The lists name every package, those that others bring too, with the hashes of its files: nothing else is taken.
REQUIREMENTS = {"run": ("requirements.lock",), "dev": ("requirements.lock", "requirements-dev.lock")}

# Free space to have before installing, GiB: the installed size (1.1 and 1.8) and the downloads that pip unpacks.
ROOM_GIB = {"run": 1.5, "dev": 2.5}

UNREACHABLE_WORDS = (
    "Retrying (",
    "Connection refused",
    "timed out",
    "Temporary failure in name resolution",
    "SSLError",
)


def fingerprint(kind: str, root: Path = ROOT) -> str:
    """What an environment of this kind is made from: the interpreter's version and the text of every pinned list."""
    digest = hashlib.sha256(sys.version.encode())
    for name in REQUIREMENTS[kind]:
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def is_current(kind: str, root: Path = ROOT) -> bool:
    """Whether the environment stands and was installed from the lists as they are now."""
    stamp = stamp_file(kind, root)
    return environment_python(root).exists() and stamp.is_file() and stamp.read_text() == fingerprint(kind, root)


def runs_inside(root: Path) -> bool:
    """Whether the running interpreter belongs to the environment under `root`."""
    return Path(sys.prefix).resolve() == (root / ".venv").resolve()


def stamp_file(kind: str, root: Path) -> Path:
    """Where the fingerprint of the last finished installation is kept."""
    return root / ".venv" / f"installed-{kind}"


def environment_python(root: Path = ROOT) -> Path:
    """The environment's interpreter."""
    return root / ".venv" / "bin" / "python"


def ensure(kind: str, root: Path = ROOT) -> Path:
    """Return the interpreter of an environment that has every pinned package of `kind`, making it if needed.

    Raises Stop when the disk is full, `venv` is missing, or pip cannot install.
    """
    if not is_current(kind, root):
        with only_one_at_a_time(root):
            # Whoever held the lock may just have made it.
            if not is_current(kind, root):
                make(kind, root)
    return environment_python(root)


def make(kind: str, root: Path) -> None:
    """Create the environment unless this interpreter already runs in it, and install the pinned packages."""
    # A later change of single versions needs little room.
    if not stamp_file(kind, root).is_file():
        require_room(ROOM_GIB[kind], root)
    # The machine's Python may have moved on from 3.11 to 3.12 under an environment, which then has no pip.
    if not runs_inside(root) or importlib.util.find_spec("pip") is None:
        create(root)
    say("正在安装固定版本的依赖包，首次约需数分钟……", "Installing the pinned packages; the first time takes minutes…")
    install(environment_python(root), root / REQUIREMENTS[kind][-1])
    mark = fingerprint(kind, root)
    stamp_file(kind, root).write_text(mark)
    if kind == "dev":
        stamp_file("run", root).write_text(fingerprint("run", root))


@contextmanager
def only_one_at_a_time(root: Path) -> Iterator[None]:
    """Hold the set-up lock: two starts in one folder would write into each other's environment."""
    (root / "var").mkdir(exist_ok=True)
    with (root / "var" / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("另一个窗口正在准备环境，等它完成……", "Another window is preparing the environment; waiting for it…")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def require_room(gib: float, root: Path) -> None:
    """Raise Stop unless the disk under `root` has `gib` GiB free: pip would fail half-way through."""
    free = shutil.disk_usage(root).free / 2**30
    if free < gib:
        raise Stop(
            f"磁盘空间不足：需要{gib}GB，只剩{free:.1f}GB。请清理磁盘后再运行一次。",
            f"The disk is too full: {gib} GB needed, {free:.1f} GB free. Free some space and run again.",
        )


def create(root: Path) -> None:
    """Make an empty environment, replacing one that cannot be used. Raises Stop where the machine lacks `venv`."""
    # Debian splits these out of its Python; its own message is eight lines of English.
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        raise Stop(
            f"这台机器的 Python 缺少 venv 模块。请先安装（Debian、Ubuntu：sudo apt-get install {package}）再运行一次。",
            f"This Python lacks the venv module. Install it (Debian: sudo apt-get install {package}) and run again.",
        )
    say("正在创建 Python 环境 .venv……", "Creating the Python environment .venv…")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(root / ".venv")], capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise failed("创建 Python 环境失败", "Creating the Python environment failed", made.stdout + made.stderr)


def install(python: Path, requirements: Path) -> None:
    """Install and compile a pinned list with the environment's pip, naming each package on a terminal.

    Raises Stop when pip fails.
    """
    command = [
        str(python),
        "-m",
        "pip",
        "install",
        "--no-compile",
        "--disable-pip-version-check",
        "--no-input",
        "--require-hashes",
        "--progress-bar",
        "off",
    ]
    with subprocess.Popen(
        [*command, "-r", str(requirements)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pip:
        assert pip.stdout is not None
        output = [show_progress(line) for line in pip.stdout]
    if sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)
    if pip.returncode:
        raise failed("安装依赖包失败", "Installing packages failed", "".join(output))
    compile_packages(python, python.parent.parent / "lib")


def compile_packages(python: Path, folder: Path) -> None:
    """Compile the packages under `folder` on all cores; pip would use one, and for nearly half of its time."""
    # Packages bring files for other versions of Python: those that do not compile are never imported, so none is told.
    command = [str(python), "-m", "compileall", "-qq", "-j", "0", str(folder)]
    subprocess.run(command, capture_output=True, check=False)


def show_progress(line: str) -> str:
    """Show on a terminal which package pip is at, on one line; return `line` as it came."""
    if sys.stdout.isatty() and line.startswith(("Collecting ", "Installing ")):
        print(f"\r\033[K  {line.strip()[:100]}", end="", flush=True)
    return line


def failed(chinese: str, english: str, output: str) -> Stop:
    """The end of a step that another program failed at, told from what it printed."""
    if any(words in output for words in DISK_FULL_WORDS):
        return disk_full()
    lines = [line for line in output.splitlines() if line.strip()]
    said = next((line for line in reversed(lines) if line.startswith(("ERROR", "Error"))), lines[-1] if lines else "")
    if any(words in output for words in UNREACHABLE_WORDS):
        return Stop(
            f"{chinese}：连不上软件包源。请检查网络或 pip 的软件包源设置，再运行一次。",
            f"{english}: the package index cannot be reached. Check the network or pip's index setting. {said}",
        )
    return Stop(f"{chinese}：{said} 请按提示处理后再运行一次。", f"{english}: {said} Mend it and run again.")


def main() -> int:
    """Prepare the environment named on the command line."""
    if sys.argv[1:] not in (["run"], ["dev"]):
        raise Stop("用法：python -m ops.environment run|dev", "Usage: python -m ops.environment run|dev", code=2)
    ensure(sys.argv[1])
    return 0


if __name__ == "__main__":
    sys.exit(run_plainly(main))
