"""Starting the dashboard: what is said when it cannot start, and that nothing is done twice."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from data_access.engine import DEFAULT_FILE
from ops import serve
from ops.messages import Stop


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other_program:
        other_program.bind((serve.HOST, 0))
        other_program.listen()
        yield other_program.getsockname()[1]


class Healthy(BaseHTTPRequestHandler):
    """A server that says it is well, as Streamlit does."""

    def do_GET(self) -> None:
        """Answer the question after its health and no other."""
        self.send_response(200 if self.path == "/_stcore/health" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture
def dashboard_port() -> Iterator[int]:
    """A port on which a dashboard answers."""
    with HTTPServer((serve.HOST, 0), Healthy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def builder(tmp_path: Path) -> Path:
    """An interpreter that builds no sample but notes that it was asked to, in `asked` beside it, and fails."""
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\necho "$@" >>"${0%/*}/asked"\nexit 1\n')
    python.chmod(0o755)
    return python


def test_a_taken_port_is_named_together_with_a_free_one(taken_port: int) -> None:
    with pytest.raises(Stop) as stop:
        serve.require_free(taken_port)
    proposed = int(stop.value.chinese.rsplit("PORT=", 1)[1])
    assert f"端口{taken_port}已被别的程序占用" in stop.value.chinese
    assert serve.is_free(proposed)
    assert stop.value.code == 1


def test_a_port_on_which_the_dashboard_already_runs_is_given_as_an_address(dashboard_port: int) -> None:
    with pytest.raises(Stop) as stop:
        serve.require_free(dashboard_port)
    assert f"http://127.0.0.1:{dashboard_port}" in stop.value.chinese


def test_a_taken_port_ends_the_command_without_a_traceback(taken_port: int) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "ops.serve", "--port", str(taken_port)],
        cwd=serve.environment.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    chinese, english = ran.stderr.splitlines()
    assert ran.returncode == 1
    assert chinese.startswith(f"端口{taken_port}")
    assert english.startswith(f"Port {taken_port}")


def test_a_free_port_is_accepted() -> None:
    serve.require_free(serve.free_port())


@pytest.mark.parametrize("text", ["0", "65536", "八五", "8501;id", "", "-1", "８５０１"])
def test_what_is_not_a_port_number_is_the_callers_fault(text: str) -> None:
    with pytest.raises(Stop) as stop:
        serve.read_port(["--port", text])
    assert stop.value.code == 2


def test_no_port_given_means_8501() -> None:
    assert serve.read_port([]) == 8501


def test_the_sample_is_not_built_when_the_reader_names_a_warehouse(tmp_path: Path, builder: Path) -> None:
    serve.ensure_warehouse(builder, {"WAREHOUSE_URL": "postgresql://warehouse/county"}, tmp_path)
    assert not (tmp_path / "asked").exists()


def test_the_sample_is_not_built_a_second_time(tmp_path: Path, builder: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / serve.SAMPLE_WAREHOUSE).write_bytes(b"")
    serve.ensure_warehouse(builder, {}, tmp_path)
    assert not (tmp_path / "asked").exists()


def test_a_sample_that_could_not_be_built_stops_the_start(tmp_path: Path, builder: Path) -> None:
    with pytest.raises(Stop, match="示例数据没有生成"):
        serve.ensure_warehouse(builder, {}, tmp_path)
    assert (tmp_path / "asked").read_text() == "-m data_access build-sample\n"


def test_a_server_that_ends_at_once_is_reported_with_its_exit_code() -> None:
    server = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(Stop, match="退出码3"):
        serve.wait_until_answering(server, serve.free_port())


def test_a_server_that_stays_silent_is_stopped_at_the_limit() -> None:
    server = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    with pytest.raises(Stop, match="没有响应"):
        serve.wait_until_answering(server, serve.free_port(), limit_s=0.2)
    # Ended by the signal and not by itself, whenever this machine comes to it.
    assert server.wait() < 0


def test_the_first_start_uses_the_warehouse_that_pages_read_by_default() -> None:
    """Were the two places different, the sample would be built anew at every start and never be shown."""
    assert serve.environment.ROOT / serve.SAMPLE_WAREHOUSE == DEFAULT_FILE
