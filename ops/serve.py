"""Serves the dashboard on this machine: environment, sample warehouse, web server, address.

    python -m ops.serve [--port 8501] [--certificate CERT.pem --key KEY.pem]

Kept to the standard library and few imports: a second start has four seconds from `make run` to the first page.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from ops import environment
from ops import tls as tls_of
from ops.messages import Stop, run_plainly, say
from ops.tls import Tls

HOST = "127.0.0.1"
DEFAULT_PORT = 8501

# Where the sample warehouse stands when WAREHOUSE_URL names no other; the same file as data_access's default.
SAMPLE_WAREHOUSE = Path("var") / "yilan.duckdb"

ANSWER_LIMIT_S = 60.0
POLL_S = 0.05


def read_port(arguments: list[str]) -> int:
    """The port asked for on the command line. Raises Stop (code 2) unless it is a whole number from 1 to 65535."""
    if not arguments:
        return DEFAULT_PORT
    text = arguments[1] if len(arguments) == 2 and arguments[0] == "--port" else " ".join(arguments)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise Stop(
            f"端口“{text}”不对：应是1到65535之间的整数，例如 make run PORT=8502。",
            f"Not a port: {text!r}. Give a whole number from 1 to 65535, for example make run PORT=8502.",
            code=2,
        )
    return int(text)


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of the loopback address now."""
    with socket.socket() as probe:
        # As the server will: a port left in TIME_WAIT by the last run is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError as error:
            raise Stop(
                f"没有权限使用端口{port}（1024以下的端口要管理员权限）。请换一个：make run PORT=8501",
                f"No permission for port {port} (below 1024 needs an administrator). Try: make run PORT=8501",
            ) from error
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port nobody listens on, chosen by the operating system."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def require_free(port: int) -> None:
    """Raise Stop when the port is taken, naming the next free one, or the dashboard that already runs there."""
    if is_free(port):
        return
    if answers(port):
        raise Stop(
            f"端口{port}上已有一个看板在运行：http://{HOST}:{port}。要再开一个，请换端口：make run PORT={port + 1}",
            f"A dashboard already answers at http://{HOST}:{port}. For a second one: make run PORT={port + 1}",
        )
    other = next((number for number in range(port + 1, min(port + 50, 65535)) if is_free(number)), free_port())
    raise Stop(
        f"端口{port}已被别的程序占用。请停掉那个程序，或换一个端口：make run PORT={other}",
        f"Port {port} is taken by another program. Stop it, or choose another port: make run PORT={other}",
    )


def answers(port: int, *, encrypted: bool = False) -> bool:
    """Whether a Streamlit server on this port says it is healthy."""
    connection = tls_of.connection(HOST, port, encrypted=encrypted)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def ensure_warehouse(python: Path, settings: Mapping[str, str], root: Path = environment.ROOT) -> None:
    """Build the sample warehouse where no other is named and none stands yet. Raises Stop when building fails."""
    sample = root / SAMPLE_WAREHOUSE
    if settings.get("WAREHOUSE_URL", "").strip() or sample.exists():
        return
    with environment.only_one_at_a_time(root):
        # Whoever held the lock may have just built it.
        if not sample.exists():
            build_sample(python, root)


def build_sample(python: Path, root: Path) -> None:
    """Build the sample warehouse, with its own progress on the terminal. Raises Stop when that fails."""
    say("首次启动：正在生成示例数据……", "First start: building the sample warehouse…")
    code = subprocess.call([str(python), "-m", "data_access", "build-sample"], cwd=root)
    if code:
        raise Stop(
            f"示例数据没有生成（退出码{code}），原因见上。处理后再运行一次 make run。",
            f"The sample warehouse was not built (exit code {code}); the reason is above. Mend it and run again.",
        )


def server_command(python: Path | str, port: int, tls: Tls | None = None) -> list[str]:
    """The command that serves app.py on `port`; everything else is set in .streamlit/config.toml."""
    told = tls.flags() if tls else []
    return [str(python), "-m", "ui.server", "run", "app.py", "--server.port", str(port), *told]


def wait_until_answering(
    server: subprocess.Popen[bytes], port: int, limit_s: float = ANSWER_LIMIT_S, *, encrypted: bool = False
) -> float:
    """Seconds until the server answered. Raises Stop when it ends first or stays silent for `limit_s`."""
    started = time.monotonic()
    while (waited := time.monotonic() - started) < limit_s:
        if answers(port, encrypted=encrypted):
            return waited
        if server.poll() is not None:
            raise Stop(
                f"网页服务没有启动（退出码{server.returncode}），原因见上。处理后再运行一次 make run。",
                f"The web server did not start (exit code {server.returncode}); the reason is above.",
            )
        time.sleep(POLL_S)
    server.terminate()
    raise Stop(
        f"网页服务{limit_s:.0f}秒内没有响应，已停止。请稍后再运行一次，或查看上面的输出。",
        f"The web server stayed silent for {limit_s:.0f} seconds and was stopped. Try again, or read the output above.",
    )


def serve(python: Path, port: int, root: Path = environment.ROOT, tls: Tls | None = None) -> int:
    """Run the web server until it ends or is told to; return 0 after an orderly stop."""
    server = subprocess.Popen(server_command(python, port, tls), cwd=root)
    address = f"{'https' if tls else 'http'}://{HOST}:{port}"
    # `kill` reaches only this process: hand it on, so that no server is left holding the port.
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    try:
        wait_until_answering(server, port, encrypted=tls is not None)
        say(f"医览已启动：{address} （按 Ctrl+C 停止）", f"Yilan is running at {address} (Ctrl+C stops it)")
        code = server.wait()
    except KeyboardInterrupt:
        # Ctrl+C reached the server too; it closes its sessions and ends.
        code = server.wait()
    return 0 if code in (0, 130, -signal.SIGINT, -signal.SIGTERM) else 1


def main() -> int:
    """Prepare what is missing and serve."""
    arguments, tls = tls_of.read_tls(sys.argv[1:])
    port = read_port(arguments)
    require_free(port)
    python = environment.ensure("run")
    ensure_warehouse(python, os.environ)
    return serve(python, port, tls=tls)


if __name__ == "__main__":
    sys.exit(run_plainly(main))
