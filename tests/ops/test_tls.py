"""Serving encrypted: two files that fit, or no start; cookies that keep to encrypted ways."""

import http.client
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.store import SETTING
from ops import serve
from ops.environment import ROOT
from ops.messages import Stop
from ops.tls import Tls, connection, read_tls

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificates")


def pair(folder: Path, name: str) -> Tls:
    """A certificate that signs itself, and its key."""
    made = Tls(folder / f"{name}.pem", folder / f"{name}.key")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-keyout", made.key, "-out", made.certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    return made


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Tls:
    """A certificate of this machine's own."""
    return pair(tmp_path_factory.mktemp("tls"), "own")


def test_both_files_are_taken_and_the_port_is_left(tls: Tls) -> None:
    given = ["--port", "8502", "--certificate", str(tls.certificate), "--key", str(tls.key)]
    left, read = read_tls(given)
    assert (left, read) == (["--port", "8502"], tls) and serve.read_port(left) == 8502
    assert read_tls(["--port", "8502"]) == (["--port", "8502"], None)
    assert serve.server_command("python", 1, tls)[-4:] == tls.flags() and "--server.sslCertFile" in tls.flags()


def test_one_file_a_wrong_key_and_a_missing_file_stop_the_start(tls: Tls, tmp_path: Path) -> None:
    other = pair(tmp_path, "other")
    for given in (
        ["--certificate", str(tls.certificate)],
        ["--key", str(tls.key)],
        ["--certificate", str(tls.certificate), "--key"],
        ["--certificate", str(tls.certificate), "--key", str(other.key)],
        ["--certificate", str(tmp_path / "none.pem"), "--key", str(tls.key)],
        ["--certificate", str(tls.key), "--key", str(tls.certificate)],
    ):
        with pytest.raises(Stop) as stopped:
            read_tls(given)
        assert stopped.value.code == 2 and ("证书" in stopped.value.chinese)


@pytest.fixture
def encrypted_port(tls: Tls, tmp_path: Path) -> Iterator[int]:
    """The port of a dashboard with accounts that is served encrypted."""
    port = serve.free_port()
    server = subprocess.Popen(
        serve.server_command(sys.executable, port, tls),
        cwd=ROOT,
        env=os.environ | {SETTING: str(tmp_path / "accounts.db")},
        stdout=subprocess.DEVNULL,
    )
    try:
        serve.wait_until_answering(server, port, encrypted=True)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def test_the_dashboard_answers_encrypted_only_and_its_cookies_are_secure(encrypted_port: int) -> None:
    asked = connection(serve.HOST, encrypted_port, encrypted=True)
    asked.request("GET", "/set-up")
    answer = asked.getresponse()
    assert answer.status == 200 and "secure" in str(answer.getheader("set-cookie")).lower()
    asked.close()
    assert serve.answers(encrypted_port, encrypted=True) and not serve.answers(encrypted_port)
    plain = http.client.HTTPConnection(serve.HOST, encrypted_port, timeout=5)
    with pytest.raises((OSError, http.client.HTTPException)):
        plain.request("GET", "/set-up")
        plain.getresponse()
    plain.close()
