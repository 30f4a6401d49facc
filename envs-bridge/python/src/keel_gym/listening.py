"""Where and how a server listens: TCP or unix socket, encryption, keep-alive."""

from __future__ import annotations

import ipaddress
import os
import socket
import stat
from pathlib import Path
from typing import Any

import grpc

from keel_gym.options import ServerOptions

_UNIX = "unix:"


class BindError(Exception):
    """The server cannot listen where it was asked to."""


def split(address: str) -> tuple[str, int]:
    """Host and port of ``HOST:PORT`` or ``[IPV6]:PORT``.

    Raises:
        ValueError: if it is something else; the message says what it should be
    """
    host, colon, port = address.rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    if not colon or not host or not port.isdecimal() or (":" in host and not bracketed):
        raise ValueError(f"'{address}' is not HOST:PORT, like 127.0.0.1:50051 or [::1]:50051, or unix:/PATH")
    if int(port) > 65535:
        raise ValueError(f"port {port} of '{address}' is not within 0 .. 65535")
    return host.strip("[]"), int(port)


def check(options: ServerOptions) -> None:
    """Refuses to be open to strangers.

    Raises:
        BindError: saying what to pass
    """
    if options.client_ca is not None and options.tls is None:
        raise BindError("Client certificates need TLS: give the server a certificate and its key too.")
    if options.token is not None and not options.token.strip():
        raise BindError("The token is empty, which would let everybody in. Put a long random one into its file.")
    if options.bind.startswith(_UNIX):
        return
    host, port = split(options.bind)
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    known = options.token is not None or options.client_ca is not None
    if not loopback and not (options.tls is not None and known):
        raise BindError(
            f"Refusing to serve on {options.bind}: whoever can reach it could run environments here. Beyond this machine"
            " a server needs TLS (--tls-cert, --tls-key) and a way to know its clients (--token-file, or --client-ca)."
            f" Or bind to 127.0.0.1:{port} and, from another machine, tunnel to it (ssh -L)."
        )


def channel_options(options: ServerOptions) -> list[tuple[str, Any]]:
    size = options.limits.max_message_bytes
    return [
        ("grpc.so_reuseport", 0),  # or a second server would share the port
        ("grpc.max_receive_message_length", size),
        ("grpc.max_send_message_length", size),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.min_ping_interval_without_data_ms", 5000),
        ("grpc.http2.min_recv_ping_interval_without_data_ms", 5000),
        ("grpc.http2.max_ping_strikes", 0),
    ]


def bind(server: grpc.Server, options: ServerOptions) -> str:
    """Has the server listen, and gives the address where clients reach it.

    Raises:
        BindError: if it cannot
    """
    if options.bind.startswith(_UNIX):
        path = Path(options.bind[len(_UNIX) :])
        _check_socket(path)
        _add(server, options)
        path.chmod(stat.S_IRUSR | stat.S_IWUSR)
        return options.bind
    bound = _add(server, options)
    host, _ = split(options.bind)
    return f"{'[' + host + ']' if ':' in host else host}:{bound}"


def _add(server: grpc.Server, options: ServerOptions) -> int:
    try:
        if options.tls is None:
            return server.add_insecure_port(options.bind)
        return server.add_secure_port(options.bind, _credentials(options, options.tls))
    except RuntimeError as failure:
        if options.bind.startswith(_UNIX):
            raise BindError(f"Cannot listen on {options.bind}: {failure}. Choose another path.") from failure
        host, port = split(options.bind)
        bracketed = f"[{host}]" if ":" in host else host
        raise BindError(
            f"Cannot listen on {bracketed}:{port}: the port is in use, or the host is not known here."
            f" Choose another, like --bind {bracketed}:{port % 65535 + 1}, or port 0 to have a free one picked."
        ) from failure


def _credentials(options: ServerOptions, files: tuple[str, str]) -> grpc.ServerCredentials:
    try:
        chain, key = (Path(file).read_bytes() for file in files)
        authority = None if options.client_ca is None else Path(options.client_ca).read_bytes()
    except OSError as failure:
        raise BindError(f"A certificate cannot be read: {failure}.") from failure
    return grpc.ssl_server_credentials(
        [(key, chain)], root_certificates=authority, require_client_auth=authority is not None
    )


def _check_socket(path: Path) -> None:
    """Removes a socket that nobody listens on, which is what a killed server leaves behind."""
    if not path.is_absolute():
        raise BindError(f"Socket 'unix:{path}' is not unix:/PATH. Give the whole path, like unix:/run/keel.sock.")
    if not path.exists():
        return
    if not stat.S_ISSOCK(path.stat().st_mode):
        raise BindError(f"{path} is no socket. Choose another path.")
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            os.unlink(path)
            return
    raise BindError(f"Another server listens on unix:{path}. Stop it, or choose another path.")


def release(options: ServerOptions) -> None:
    """Removes the socket of a server that has stopped."""
    if options.bind.startswith(_UNIX):
        Path(options.bind[len(_UNIX) :]).unlink(missing_ok=True)
