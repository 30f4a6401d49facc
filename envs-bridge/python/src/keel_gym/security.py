"""Who may connect: addresses, certificates and tokens."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc


class BindError(Exception):
    """The server cannot listen where, or how, it was asked to."""


@dataclass(frozen=True)
class Security:
    """Files that protect a server; an absent one protects nothing.

    Args:
        certificate: PEM chain; with ``key``: TLS
        key: PEM private key
        client_ca: PEM; clients must show a certificate of it (mutual TLS)
        token: clients must send it as ``authorization: Bearer TOKEN``
    """

    certificate: Path | None = None
    key: Path | None = None
    client_ca: Path | None = None
    token: str | None = None

    def __post_init__(self) -> None:
        if (self.certificate is None) != (self.key is None):
            raise BindError("TLS needs both a certificate and its key: pass --tls-cert FILE and --tls-key FILE.")
        if self.client_ca is not None and self.certificate is None:
            raise BindError("Clients' certificates are only asked for with TLS: pass --tls-cert and --tls-key, too.")
        if self.token is not None and not self.token:
            raise BindError("The token is empty. Write one into the first line of its file, like openssl rand -hex 32.")

    def check(self, host: str) -> None:
        """Refuses an open door."""
        try:
            loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
        except ValueError:
            loopback = False
        guarded = self.certificate is not None and (self.token is not None or self.client_ca is not None)
        if not loopback and not guarded:
            raise BindError(
                f"Refusing to serve on {host}: whoever can reach it could read along and run environments here."
                " Pass --tls-cert, --tls-key and --token-file (or --client-ca), or bind to 127.0.0.1 or"
                " unix:/path and tunnel to it (ssh -L)."
            )

    def credentials(self) -> grpc.ServerCredentials | None:
        """None: no TLS."""
        if self.certificate is None or self.key is None:
            return None
        pair = (_read(self.key), _read(self.certificate))
        ca = None if self.client_ca is None else _read(self.client_ca)
        return grpc.ssl_server_credentials([pair], ca, require_client_auth=ca is not None)

    def interceptors(self) -> list[grpc.ServerInterceptor]:
        return [] if self.token is None else [_TokenCheck(self.token)]


def read_token(file: Path) -> str:
    """The first line of a file."""
    return (_read(file).decode().splitlines() or [""])[0].strip()


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as failure:
        raise BindError(f"Cannot read {file}: {failure.strerror}.") from failure


class _TokenCheck(grpc.ServerInterceptor):  # type: ignore[misc]
    def __init__(self, token: str):
        self._expected = f"Bearer {token}".encode()

    def intercept_service(self, continuation: Callable[..., Any], details: Any) -> Any:
        metadata = dict(details.invocation_metadata)
        sent = metadata.get("authorization", "")
        if hmac.compare_digest(sent.encode() if isinstance(sent, str) else sent, self._expected):
            return continuation(details)
        handler = continuation(details)
        if handler is not None and handler.request_streaming:
            return grpc.stream_stream_rpc_method_handler(_refuse)
        if handler is not None and handler.response_streaming:
            return grpc.unary_stream_rpc_method_handler(_refuse)
        return grpc.unary_unary_rpc_method_handler(_refuse)


def _refuse(_: Any, context: grpc.ServicerContext) -> Any:
    context.abort(
        grpc.StatusCode.UNAUTHENTICATED,
        "The token is missing or wrong. Send metadata 'authorization: Bearer TOKEN' with the server's token.",
    )
