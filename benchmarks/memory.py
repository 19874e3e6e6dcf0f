"""Whether the server's memory stays flat over 2,000 filter changes, and what a warm change costs its processor.

Speaks Streamlit's own messages over the socket, as a browser would, so that nothing but the server is measured. Once as
it is set (`runner.postScriptGC = false` and `ui.start.settle`), once with a full collection after every script run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice, product
from urllib.parse import urlencode

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from ops.environment import ROOT
from ops.serve import HOST, free_port, server_command, wait_until_answering

COUNTIES = ("450223", "140781", "141102", "141122", "141125")
PERIODS = ("2023", "2023H1", "2023Q4", "2023-06", "2023-01..2023-09", "2022", "2022H2", "2022-01..2022-06")
PAGES = ("", "coverage", "year_on_year")
WARM_UP = 120
"""Each question once: what is kept of a question is no leak."""

LOOKED_AT = (200, 1000, 2000)
CHANGES_WITH_COLLECTION = 200
ANSWER_LIMIT_S = 120.0


def run() -> Iterator[tuple[str, float, str]]:
    """Yield megabytes after so many changes, what a thousand of them add, and processor time per warm change."""
    with served(collecting=False) as server, Reader(server.port) as reader:
        sizes = {}
        start, done = server.worked(), 0
        for number in LOOKED_AT:
            reader.change(number - done)
            done = number
            sizes[number] = server.megabytes()
            yield f"memory.after_{number}_changes", sizes[number], "MB"
        yield "memory.per_1000_changes", (sizes[2000] - sizes[1000]), "MB"
        yield "memory.cpu_per_change", (server.worked() - start) / done * 1000, "ms"
    with served(collecting=True) as server, Reader(server.port) as reader:
        start = server.worked()
        reader.change(CHANGES_WITH_COLLECTION)
        yield "memory.with_collection.after_200_changes", server.megabytes(), "MB"
        worked = server.worked() - start
        yield "memory.with_collection.cpu_per_change", worked / CHANGES_WITH_COLLECTION * 1000, "ms"


class Server:
    """A running dashboard as the operating system sees it."""

    def __init__(self, port: int, process: int) -> None:
        self.port = port
        self._process = psutil.Process(process)

    def megabytes(self) -> float:
        """Return the memory it holds."""
        return float(self._process.memory_info().rss) / 1024**2

    def worked(self) -> float:
        """Return the processor seconds it took so far."""
        times = self._process.cpu_times()
        return float(times.user + times.system)


@contextmanager
def served(*, collecting: bool) -> Iterator[Server]:
    """Serve the dashboard, with or without a full collection after each script run; stop it afterwards."""
    port = free_port()
    setting = {"STREAMLIT_RUNNER_POST_SCRIPT_GC": str(collecting).lower(), "STREAMLIT_LOGGER_LEVEL": "error"}
    process = subprocess.Popen(
        server_command(sys.executable, port), cwd=ROOT, stdout=subprocess.DEVNULL, env=os.environ | setting
    )
    try:
        wait_until_answering(process, port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


class Reader:
    """One reader's session, who changes page, county and period in turn and has seen every one of them."""

    def __init__(self, port: int) -> None:
        self._socket: ClientConnection = connect(
            f"ws://{HOST}:{port}/_stcore/stream", subprotocols=[Subprotocol("streamlit")], max_size=None
        )
        self._questions = cycle(product(PAGES, PERIODS, COUNTIES))

    def __enter__(self) -> Reader:
        self.change(WARM_UP)
        return self

    def __exit__(self, *fault: object) -> None:
        self._socket.close()

    def change(self, times: int) -> None:
        """Ask for the next pages and wait for each. Raises RuntimeError for a page that fails."""
        for page, period, county in islice(self._questions, times):
            asked = BackMsg()
            asked.rerun_script.query_string = urlencode({"county": county, "period": period})
            asked.rerun_script.page_name = page
            self._socket.send(asked.SerializeToString())
            self._until_finished(f"{page or 'overview'} {county} {period}")

    def _until_finished(self, what: str) -> None:
        end = time.monotonic() + ANSWER_LIMIT_S
        while True:
            content = self._socket.recv(timeout=max(end - time.monotonic(), 0.0))
            message = ForwardMsg.FromString(content if isinstance(content, bytes) else content.encode())
            kind = message.WhichOneof("type")
            # A page may ask to be drawn once more; the change is done with its last drawing.
            if kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return
            if kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
                raise RuntimeError(f"{what}: {message.delta.new_element.exception.message}")
