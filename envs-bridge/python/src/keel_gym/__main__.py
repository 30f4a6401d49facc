"""``python -m keel_gym serve``."""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

# Before gRPC is imported: its own lines about a port in use would stand above the message that says what to do.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")

import keel_gym
from keel_gym.listening import BindError, split
from keel_gym.options import Limits, ServerOptions
from keel_gym.server import Server
from keel_gym.session import Policy


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line; returns the exit code: 0 stopped by a signal, 1 cannot listen, 2 usage."""
    parsed = _parser().parse_args(arguments)
    try:
        options = _options(parsed)
        for module in options.policy.imports:
            importlib.import_module(module)
        server = Server(options)
    except (BindError, OSError, ImportError) as failure:
        print(f"keel-gym: {failure}", file=sys.stderr)
        return 1
    told = threading.Event()
    told_again = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        (told_again if told.is_set() else told).set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    print(f"keel-gym serving on {server.address}", flush=True)
    told.wait()
    server.drain(told_again)
    return 0


def _parser() -> argparse.ArgumentParser:
    limits = Limits()
    defaults = ServerOptions()
    parser = argparse.ArgumentParser(prog="keel-gym", description="Serves Gymnasium environments to Keel.")
    parser.add_argument("--version", action="version", version=f"keel-gym {keel_gym.__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="serve registered environments until interrupted")
    add = serve.add_argument
    add(
        "--bind",
        type=_address,
        default=defaults.bind,
        metavar="ADDRESS",
        help=f"HOST:PORT or unix:/PATH; port 0 has a free one picked (default: {defaults.bind})",
    )
    add("--import", dest="imports", action="append", default=[], metavar="MODULE", help="import this first; repeatable")
    add("--allow", action="append", default=[], metavar="PATTERN", help="allow only ids like this; repeatable")
    add("--allow-argument", action="append", default=[], metavar="NAME", help="allow only these arguments; repeatable")
    add("--allow-import", action="store_true", help="allow ids of the form module:id, which import code")
    add("--tls-cert", metavar="FILE", help="PEM certificate chain; with --tls-key the connection is encrypted")
    add("--tls-key", metavar="FILE", help="PEM private key")
    add("--client-ca", metavar="FILE", help="PEM authority; clients must show a certificate of it")
    add("--token-file", metavar="FILE", help="clients must send the token in this file's first line")
    add("--lease", type=int, default=limits.lease_seconds, metavar="SECONDS", help="of a session (default: %(default)s)")
    add("--drain", type=float, default=defaults.drain, metavar="SECONDS", help="for open sessions when told to stop (default: %(default)s)")
    add("--step-limit", type=float, default=0, metavar="SECONDS", help="longest time of one request; 0: none (default)")
    add("--max-lanes", type=int, default=limits.max_lanes, metavar="N", help="of one session (default: %(default)s)")
    add("--max-sessions", type=int, default=limits.max_sessions, metavar="N", help="(default: %(default)s)")
    add("--max-message-bytes", type=int, default=limits.max_message_bytes, metavar="N", help="(default: %(default)s)")
    return parser


def _options(parsed: argparse.Namespace) -> ServerOptions:
    if (parsed.tls_cert is None) != (parsed.tls_key is None):
        raise BindError("--tls-cert and --tls-key go together: a certificate needs its key.")
    for name in ("lease", "max_lanes", "max_sessions", "max_message_bytes"):
        if getattr(parsed, name) < 1:
            raise BindError(f"--{name.replace('_', '-')} must be at least 1, but got {getattr(parsed, name)}.")
    lines = Path(parsed.token_file).read_text().splitlines() if parsed.token_file else [None]
    return ServerOptions(
        bind=parsed.bind,
        limits=Limits(parsed.max_message_bytes, parsed.max_lanes, parsed.max_sessions, parsed.lease),
        step_limit=parsed.step_limit,
        drain=parsed.drain,
        tls=None if parsed.tls_cert is None else (parsed.tls_cert, parsed.tls_key),
        client_ca=parsed.client_ca,
        token=lines[0] if lines else "",
        policy=Policy(tuple(parsed.allow), tuple(parsed.allow_argument), parsed.allow_import, tuple(parsed.imports)),
    )


def _address(text: str) -> str:
    if not text.startswith("unix:"):
        try:
            split(text)
        except ValueError as failure:
            raise argparse.ArgumentTypeError(str(failure)) from failure
    return text


if __name__ == "__main__":
    sys.exit(main())
