"""The certificate with which the dashboard is served encrypted: named on the command line, tried before the start."""

import http.client
import ssl
from dataclasses import dataclass
from pathlib import Path

from ops.messages import Stop

CERTIFICATE, KEY = "--certificate", "--key"


@dataclass(frozen=True)
class Tls:
    """A certificate with those above it, and its key: two files in PEM."""

    certificate: Path
    key: Path

    def flags(self) -> list[str]:
        """Return what the server is told."""
        return ["--server.sslCertFile", str(self.certificate), "--server.sslKeyFile", str(self.key)]


def read_tls(arguments: list[str]) -> tuple[list[str], Tls | None]:
    """Return the arguments that are left, and the certificate if one is named. Raises Stop (code 2).

    Both files or neither: a server that was meant to be encrypted must not start without.
    """
    left, named = [], {}
    rest = iter(arguments)
    for argument in rest:
        if argument in (CERTIFICATE, KEY):
            named[argument] = next(rest, "")
        else:
            left.append(argument)
    if not named:
        return left, None
    if len(named) != 2 or not all(named.values()):
        raise Stop(
            "加密要两个文件：--certificate 证书.pem --key 私钥.pem。",
            "Encryption takes two files: --certificate CERT.pem --key KEY.pem.",
            code=2,
        )
    tls = Tls(Path(named[CERTIFICATE]).absolute(), Path(named[KEY]).absolute())
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(tls.certificate, tls.key, password="")
    except (OSError, ValueError) as error:
        raise Stop(
            f"证书或私钥不能用：{error}。请检查两个文件是否都在、是PEM格式、没有密码、互相配对。",
            f"The certificate or its key cannot be used: {error}. Both must be PEM, without a password, and a pair.",
            code=2,
        ) from error
    return left, tls


def connection(host: str, port: int, *, encrypted: bool) -> http.client.HTTPConnection:
    """Return a connection of this machine to itself: whose certificate answers does not matter, that something does."""
    if not encrypted:
        return http.client.HTTPConnection(host, port, timeout=1)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection(host, port, timeout=1, context=context)
