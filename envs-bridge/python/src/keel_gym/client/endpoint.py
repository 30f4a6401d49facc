"""Where a server is, and how a client shows who it is."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path

import grpc

_PING_EVERY_MS = 20_000
_PING_TIMEOUT_MS = 10_000


def default_address() -> str:
    """The environment variable ``KEEL_ENV_SERVER``, else ``127.0.0.1:50051``."""
    return os.environ.get("KEEL_ENV_SERVER") or "127.0.0.1:50051"


@dataclass(frozen=True)
class Endpoint:
    """A server's address and the client's credentials.

    Args:
        address: ``HOST:PORT``, ``[::1]:PORT`` or ``unix:/absolute/path``; with ``tls:`` before a host, the connection
            is encrypted and the server's certificate checked against the system's trust store
        token_file: file whose first line is sent as a bearer token; the environment variable ``KEEL_ENV_TOKEN`` has the
            token itself. None: no token unless that variable is set
        ca_file: PEM file of authorities that the server's certificate is checked against; turns encryption on
        certificate_file: PEM file of the client's own certificate, where the server asks for one
        key_file: PEM file of its key

    Raises:
        ValueError: if the parts do not fit together
    """

    address: str
    token_file: str | None = None
    ca_file: str | None = None
    certificate_file: str | None = None
    key_file: str | None = None

    def __post_init__(self) -> None:
        if (self.certificate_file is None) != (self.key_file is None):
            raise ValueError("A client certificate needs both certificate_file and key_file, but got one of them.")
        if self.address.startswith("unix:"):
            if not self.address.startswith("unix:/"):
                raise ValueError(f"'{self.address}' is not unix:/absolute/path: what follows 'unix:' begins with a slash.")
        else:
            host, colon, port = self.address.removeprefix("tls:").rpartition(":")
            if not colon or not host or not port.isdecimal() or (":" in host and not host.startswith("[")):
                raise ValueError(
                    f"'{self.address}' is not an address: write HOST:PORT, like 127.0.0.1:50051 or [::1]:50051,"
                    " or unix:/absolute/path."
                )
        if self.certificate_file is not None and not self.encrypted:
            message = "A client certificate needs an encrypted connection. Pass ca_file, or write tls:HOST:PORT."
            raise ValueError(message)
        if self.token and not self.encrypted and not self._local():
            raise ValueError(
                f"The token would go to {self.address} readable by anybody on the way. Pass ca_file, write"
                " tls:HOST:PORT, or tunnel to the server (ssh -L) and use the loopback address."
            )

    @property
    def encrypted(self) -> bool:
        return self.ca_file is not None or self.address.startswith("tls:")

    @property
    def token(self) -> str:
        """The bearer token; empty for none."""
        if self.token_file is not None:
            lines = Path(self.token_file).read_text(encoding="utf-8").splitlines()
            if not lines or not lines[0].strip():
                message = f"The first line of the token file {self.token_file} is empty; it should be the token."
                raise ValueError(message)
            return lines[0].strip()
        return os.environ.get("KEEL_ENV_TOKEN", "")

    def metadata(self) -> tuple[tuple[str, str], ...]:
        """What goes with every call."""
        return (("authorization", f"Bearer {self.token}"),) if self.token else ()

    def channel(self) -> grpc.Channel:
        """A new channel, not connected yet. Whoever asks for it closes it."""
        options = [
            ("grpc.max_receive_message_length", -1),
            ("grpc.max_send_message_length", -1),
            ("grpc.keepalive_time_ms", _PING_EVERY_MS),
            ("grpc.keepalive_timeout_ms", _PING_TIMEOUT_MS),
            ("grpc.keepalive_permit_without_calls", 1),
            ("grpc.http2.max_pings_without_data", 0),
            # Back-off is Connection's; a channel of its own for each attempt, so that no earlier failure is remembered.
            ("grpc.use_local_subchannel_pool", 1),
            ("grpc.enable_http_proxy", 0),
        ]
        if not self.encrypted:
            return grpc.insecure_channel(self.address, options=options)
        credentials = grpc.ssl_channel_credentials(
            root_certificates=_bytes(self.ca_file),
            private_key=_bytes(self.key_file),
            certificate_chain=_bytes(self.certificate_file),
        )
        return grpc.secure_channel(self.address.removeprefix("tls:"), credentials, options=options)

    def _local(self) -> bool:
        if self.address.startswith("unix:"):
            return True
        host = self.address.rpartition(":")[0].strip("[]")
        try:
            return host == "localhost" or ipaddress.ip_address(host).is_loopback
        except ValueError:
            return False


def _bytes(file: str | None) -> bytes | None:
    return None if file is None else Path(file).read_bytes()
