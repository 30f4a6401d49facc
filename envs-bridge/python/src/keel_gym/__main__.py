"""``python -m keel_gym serve``."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from types import FrameType

# Before gRPC is imported: its own lines about a port in use would stand above the message that says what to do.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")

import keel_gym
from keel_gym.server import BindError, start

_GRACE_SECONDS = 1.0


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line; returns the exit code: 0 stopped by a signal, 1 cannot listen, 2 usage."""
    parser = argparse.ArgumentParser(prog="keel-gym", description="Serves Gymnasium environments to Keel.")
    parser.add_argument("--version", action="version", version=f"keel-gym {keel_gym.__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="serve every registered environment until interrupted")
    serve.add_argument(
        "--bind",
        type=_address,
        default=("127.0.0.1", 50051),
        metavar="HOST:PORT",
        help="loopback address to listen on; port 0 has a free one picked (default: 127.0.0.1:50051)",
    )
    host, port = parser.parse_args(arguments).bind
    try:
        server, bound = start(host, port)
    except BindError as failure:
        print(f"keel-gym: {failure}", file=sys.stderr)
        return 1
    stopped = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    print(f"keel-gym serving on {'[' + host + ']' if ':' in host else host}:{bound}", flush=True)
    stopped.wait()
    server.stop(_GRACE_SECONDS).wait()
    return 0


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    if not colon or not host or not port.isdecimal() or (":" in host and not bracketed):
        raise argparse.ArgumentTypeError(f"'{text}' is not HOST:PORT, like 127.0.0.1:50051 or [::1]:50051")
    if int(port) > 65535:
        raise argparse.ArgumentTypeError(f"port {port} of '{text}' is not within 0 .. 65535")
    return host.strip("[]"), int(port)


if __name__ == "__main__":
    sys.exit(main())
