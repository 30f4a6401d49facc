"""``python -m keel_gym serve``."""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType

# Before gRPC is imported: its own lines about a port in use would stand above the message that says what to do.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")

import keel_gym
from keel_gym.catalog import Catalog
from keel_gym.security import BindError, Security, read_token
from keel_gym.server import Limits, Server, start

_POLL_SECONDS = 0.1


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line; returns the exit code: 0 stopped by a signal, 1 cannot listen, 2 usage."""
    chosen = _parser().parse_args(arguments)
    try:
        for module in chosen.modules:
            importlib.import_module(module)
    except ImportError as failure:
        print(f"keel-gym: Cannot import a module of --import: {failure}. Is it on PYTHONPATH?", file=sys.stderr)
        return 1
    try:
        server = _start(chosen)
    except BindError as failure:
        print(f"keel-gym: {failure}", file=sys.stderr)
        return 1
    asked, forced = threading.Event(), threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        (forced if asked.is_set() else asked).set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    print(f"keel-gym serving on {server.address}", flush=True)
    asked.wait()
    server.drain()
    end = time.monotonic() + chosen.drain
    while len(server.service.sessions) and time.monotonic() < end and not forced.wait(_POLL_SECONDS):
        pass
    server.stop()
    return 0


def _start(chosen: argparse.Namespace) -> Server:
    limits = Limits(
        max_message_bytes=chosen.max_message_bytes,
        max_lanes=chosen.max_lanes,
        max_sessions=chosen.max_sessions,
        lease_seconds=chosen.lease,
        step_seconds=chosen.step_limit or None,
    )
    catalog = Catalog(tuple(chosen.allow or ["*"]), tuple(chosen.allow_argument), chosen.allow_import)
    token = None if chosen.token_file is None else read_token(chosen.token_file)
    security = Security(chosen.tls_cert, chosen.tls_key, chosen.client_ca, token)
    host, port = chosen.bind
    return start(host, port, limits, catalog, security)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="keel-gym", description="Serves Gymnasium environments to Keel.")
    parser.add_argument("--version", action="version", version=f"keel-gym {keel_gym.__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="serve registered environments until interrupted")
    add = serve.add_argument
    add(
        "--bind",
        type=_address,
        default=("127.0.0.1", 50051),
        metavar="ADDRESS",
        help="HOST:PORT or unix:/path; port 0 has a free one picked (default: 127.0.0.1:50051)",
    )
    add("--import", dest="modules", action="append", default=[], metavar="MODULE", help="registers environments")
    add("--allow", action="append", metavar="PATTERN", help="environment ids to open (default: all)")
    add("--allow-argument", action="append", default=[], metavar="NAME", help="arguments to pass (default: all known)")
    add("--allow-import", action="store_true", help="open module:Id, which runs that module's code")
    add("--tls-cert", type=Path, metavar="FILE", help="PEM certificate")
    add("--tls-key", type=Path, metavar="FILE", help="its PEM key")
    add("--client-ca", type=Path, metavar="FILE", help="clients must show a certificate of it")
    add("--token-file", type=Path, metavar="FILE", help="clients must send the token of its first line")
    limits = Limits()
    add("--lease", type=_positive, default=limits.lease_seconds, metavar="SECONDS")
    add("--drain", type=_seconds, default=30.0, metavar="SECONDS", help="longest wait for sessions when stopped")
    add("--step-limit", type=_seconds, default=0.0, metavar="SECONDS", help="longest request (default: 0, none)")
    add("--max-lanes", type=_positive, default=limits.max_lanes, metavar="N")
    add("--max-sessions", type=_positive, default=limits.max_sessions, metavar="N")
    add("--max-message-bytes", type=_positive, default=limits.max_message_bytes, metavar="N")
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) < 1 << 31:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 on")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of seconds from 0 on")
    return seconds


def _address(text: str) -> tuple[str, int]:
    if text.startswith("unix:"):
        if not text.startswith("unix:/"):
            raise argparse.ArgumentTypeError(f"'{text}' is not unix:/absolute/path")
        return text, 0
    host, colon, port = text.rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    if not colon or not host or not port.isdecimal() or (":" in host and not bracketed):
        raise argparse.ArgumentTypeError(f"'{text}' is not HOST:PORT, like 127.0.0.1:50051, [::1]:50051 or unix:/path")
    if int(port) > 65535:
        raise argparse.ArgumentTypeError(f"port {port} of '{text}' is not within 0 .. 65535")
    return host.strip("[]"), int(port)


if __name__ == "__main__":
    sys.exit(main())
