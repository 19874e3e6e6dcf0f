"""The browser and the Chinese font that the browser tests need: found, installed where that is allowed, or asked for.

python -m ops.browser
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from ops.messages import Stop, run_plainly, say

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk")

CHINESE = (
    "浏览器测试需要 Chromium 和中文字体。请安装后再运行（Debian：sudo apt-get install -y chromium fonts-noto-cjk）。"
)
ENGLISH = "Browser tests need Chromium and a Chinese font (Debian: sudo apt-get install -y chromium fonts-noto-cjk)."


def find_chromium() -> str | None:
    """Path of an installed Chromium or Chrome."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def has_chinese_font() -> bool:
    """Whether this machine can draw Chinese; without a font every label is a row of boxes."""
    if shutil.which("fc-list"):
        listed = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=False)
        return bool(listed.stdout.strip())
    return any(Path("/usr/share/fonts").rglob("*CJK*"))


def is_ready() -> bool:
    """Whether browser tests can run."""
    return find_chromium() is not None and has_chinese_font()


def may_install() -> bool:
    """Whether packages can be installed without asking: a Debian system, as root."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install() -> None:
    """Install both packages with apt; what apt prints goes to the terminal."""
    say("正在安装 Chromium 和中文字体……", "Installing Chromium and a Chinese font…")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # An update that fails for one source still leaves the lists that the installation may need.
    subprocess.call(["apt-get", "-q", "update"], env=quiet)
    subprocess.call(["apt-get", "-q", "install", "-y", *PACKAGES], env=quiet)


def in_ci(settings: Mapping[str, str]) -> bool:
    """Whether this run must prove everything, so that nothing may be skipped."""
    return settings.get("CI", "").lower() not in ("", "0", "false")


def main() -> int:
    """Install what is missing where that is allowed, else say what to install; in CI its absence is a failure."""
    if not is_ready() and may_install():
        install()
    if is_ready():
        return 0
    if in_ci(os.environ):
        raise Stop(CHINESE, ENGLISH)
    say(CHINESE + "本次跳过浏览器测试。", ENGLISH + " They are skipped this time.")
    return 0


if __name__ == "__main__":
    sys.exit(run_plainly(main))
