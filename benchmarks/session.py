"""A reader without a browser: Streamlit's own messages over the socket, so that nothing but the server is measured."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlencode

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from ops.environment import ROOT
from ops.serve import HOST, free_port, server_command, wait_until_answering

ANSWER_LIMIT_S = 600.0


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
def served(*, collecting: bool, **more: str) -> Iterator[Server]:
    """Serve the dashboard, with or without a full collection after each script run; stop it afterwards.

    more : of the environment.
    """
    port = free_port()
    setting = {"STREAMLIT_RUNNER_POST_SCRIPT_GC": str(collecting).lower(), "STREAMLIT_LOGGER_LEVEL": "error"}
    process = subprocess.Popen(
        server_command(sys.executable, port), cwd=ROOT, stdout=subprocess.DEVNULL, env=os.environ | setting | more
    )
    try:
        wait_until_answering(process, port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=120)


class Session:
    """One reader's session."""

    def __init__(self, port: int, limit_s: float = ANSWER_LIMIT_S, headers: Mapping[str, str] | None = None) -> None:
        self._limit_s = limit_s
        self._socket = connect(
            f"ws://{HOST}:{port}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            additional_headers=headers,
        )
        self._kept: set[str] = set()
        self.addresses: set[str] = set()
        """Of the pages that the navigation listed."""
        self.markup = ""
        """HTML of the last answer, all of it together."""

    def close(self) -> None:
        """Leave."""
        self._socket.close()

    def ask(self, page: str, **query: str) -> int:
        """Ask for a page and wait until it is complete; the bytes that came. Raises RuntimeError for one that fails."""
        asked = BackMsg()
        asked.rerun_script.query_string = urlencode(query)
        asked.rerun_script.page_name = page
        # A browser says what it still has; the server then sends its name only.
        asked.rerun_script.cached_message_hashes.extend(self._kept)
        self._socket.send(asked.SerializeToString())
        end, came = time.monotonic() + self._limit_s, 0
        self.markup = ""
        while True:
            content = self._socket.recv(timeout=max(end - time.monotonic(), 0.0))
            content = content if isinstance(content, bytes) else content.encode()
            came += len(content)
            message = ForwardMsg.FromString(content)
            kind = message.WhichOneof("type")
            if message.metadata.cacheable:
                self._kept.add(message.hash)
            if kind == "navigation":
                self.addresses = {page.url_pathname for page in message.navigation.app_pages} | {""}
            if kind == "delta":
                self.markup += message.delta.new_element.html.body
            if kind == "page_not_found":
                raise RuntimeError(f"{page} {query}: no such page")
            # A page may ask to be drawn once more; the change is done with its last drawing.
            if kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return came
            if kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
                raise RuntimeError(f"{page} {query}: {message.delta.new_element.exception.message}")
