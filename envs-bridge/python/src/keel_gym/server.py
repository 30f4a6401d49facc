"""The gRPC service: handshake, list, open, and one stream a session."""

from __future__ import annotations

import ipaddress
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

import grpc
import gymnasium
from google.protobuf.message import DecodeError, Message

import keel_gym
from keel_gym._generated import environment_pb2 as pb
from keel_gym.errors import Refused, error_message, invalid
from keel_gym.session import Session

PROTOCOL = pb.ProtocolVersion(major=1, minor=0)
IMPLEMENTATION = "keel-gym"
SERVICE = "keel.env.v1.Environments"

M = TypeVar("M", bound=Message)


class Malformed:
    """Stands for bytes that are not the message they should be."""


class BindError(Exception):
    """The server cannot listen where it was asked to."""


@dataclass(frozen=True)
class Limits:
    """Bounds that the server keeps; see the protocol's ``Limits``."""

    max_message_bytes: int = 64 << 20
    max_lanes: int = 4096
    max_sessions: int = 64
    detached_session_seconds: int = 60


@dataclass
class _Entry:
    session: Session
    opened: float = field(default_factory=time.monotonic)
    attached: bool = False


class Sessions:
    """The open sessions. Safe for use by several threads."""

    def __init__(self, limits: Limits):
        self._limits = limits
        self._lock = threading.Lock()
        self._entries: dict[str, _Entry] = {}
        self._opening = 0

    def open(self, make: Callable[[], Session]) -> tuple[str, Session]:
        """Adds the session that ``make`` gives, which runs outside of the lock."""
        self._close_expired()
        with self._lock:
            if len(self._entries) + self._opening >= self._limits.max_sessions:
                raise Refused(
                    pb.ERROR_CODE_LIMIT_EXCEEDED,
                    f"This server keeps at most {self._limits.max_sessions} sessions open, and has as many."
                    " Close some, or start another server.",
                )
            self._opening += 1
        try:
            session = make()
            session_id = secrets.token_hex(16)
            with self._lock:
                self._entries[session_id] = _Entry(session)
            return session_id, session
        finally:
            with self._lock:
                self._opening -= 1

    def attach(self, session_id: str) -> Session:
        """Gives a session to a stream."""
        self._close_expired()
        with self._lock:
            entry = self._entries.get(session_id)
            if entry is None:
                raise Refused(
                    pb.ERROR_CODE_UNKNOWN_SESSION,
                    f"There is no session '{session_id}': it was never opened, is closed, or waited longer than"
                    f" {self._limits.detached_session_seconds} seconds for its stream. Open another.",
                    "session_id",
                )
            if entry.attached:
                raise Refused(
                    pb.ERROR_CODE_UNKNOWN_SESSION,
                    f"Session '{session_id}' belongs to another stream. Open another session.",
                    "session_id",
                )
            entry.attached = True
            return entry.session

    def close(self, session_id: str) -> None:
        """Closes a session, if it is still there."""
        with self._lock:
            entry = self._entries.pop(session_id, None)
        if entry is not None:
            entry.session.close()

    def __len__(self) -> int:
        with self._lock:
            return len(self._entries)

    def _close_expired(self) -> None:
        before = time.monotonic() - self._limits.detached_session_seconds
        with self._lock:
            expired = [
                session_id
                for session_id, entry in self._entries.items()
                if not entry.attached and entry.opened <= before
            ]
        for session_id in expired:
            self.close(session_id)


class Service:
    """The protocol's four calls. Whatever a client gets wrong is in the reply's ``error``."""

    def __init__(self, limits: Limits):
        self.limits = limits
        self.sessions = Sessions(limits)

    def handshake(self, request: pb.HandshakeRequest | Malformed, _: grpc.ServicerContext) -> pb.HandshakeReply:
        reply = pb.HandshakeReply(
            protocol=PROTOCOL,
            implementation=IMPLEMENTATION,
            implementation_version=keel_gym.__version__,
            backend=f"gymnasium {gymnasium.__version__}",
        )
        try:
            _check_version(_readable(request, pb.HandshakeRequest))
            reply.limits.CopyFrom(pb.Limits(
                    max_message_bytes=self.limits.max_message_bytes,
                    max_lanes=self.limits.max_lanes,
                    max_sessions=self.limits.max_sessions,
                    lease_seconds=self.limits.detached_session_seconds,
                ))
        except Refused as refused:
            reply.error.CopyFrom(refused.to_message())
        return reply

    def list_environments(
        self, request: pb.ListEnvironmentsRequest | Malformed, _: grpc.ServicerContext
    ) -> pb.ListEnvironmentsReply:
        try:
            _readable(request, pb.ListEnvironmentsRequest)
            return pb.ListEnvironmentsReply(ids=sorted(gymnasium.registry))
        except Refused as refused:
            return pb.ListEnvironmentsReply(error=refused.to_message())

    def open_session(self, request: pb.OpenSessionRequest | Malformed, _: grpc.ServicerContext) -> pb.OpenSessionReply:
        try:
            asked = _readable(request, pb.OpenSessionRequest)
            _check_version(asked)
            session_id, session = self.sessions.open(lambda: self._make(asked))
            return pb.OpenSessionReply(
                session_id=session_id,
                observation_space=session.observation_space,
                action_space=session.action_space,
            )
        except Exception as failure:  # environments raise what they like
            return pb.OpenSessionReply(error=error_message(failure))

    def drive(self, requests: Iterator[pb.DriveRequest | Malformed], _: grpc.ServicerContext) -> Iterator[pb.DriveReply]:
        """Answers one stream's requests in order; the session ends with the stream."""
        session: Session | None = None
        session_id = ""
        sequence = 0
        try:
            for request in requests:
                reply = pb.DriveReply(sequence=0 if isinstance(request, Malformed) else request.sequence)
                try:
                    asked = _readable(request, pb.DriveRequest)
                    if asked.sequence != sequence + 1:
                        raise invalid(
                            "sequence",
                            f"Request number {asked.sequence} should be {sequence + 1}: requests count up from 1.",
                        )
                    sequence += 1
                    if session is None:
                        session = self.sessions.attach(asked.session_id)
                        session_id = asked.session_id
                    elif asked.session_id not in ("", session_id):
                        raise invalid(
                            "session_id",
                            f"This stream drives session '{session_id}', not '{asked.session_id}'. Leave it empty.",
                        )
                    _answer(session, asked, reply)
                except Exception as failure:  # environments raise what they like
                    reply.error.CopyFrom(error_message(failure))
                yield reply
                if reply.WhichOneof("result") == "close" or reply.error.code == pb.ERROR_CODE_UNKNOWN_SESSION:
                    return
        finally:
            if session is not None:
                self.sessions.close(session_id)

    def _make(self, request: pb.OpenSessionRequest) -> Session:
        session = Session(request, self.limits.max_lanes)
        if session.largest_reply_bytes > self.limits.max_message_bytes:
            session.close()
            raise Refused(
                pb.ERROR_CODE_LIMIT_EXCEEDED,
                f"One step of {session.lanes} lanes is about {session.largest_reply_bytes} bytes;"
                f" this server sends at most {self.limits.max_message_bytes}. Use fewer lanes.",
                "lanes",
            )
        return session


def start(host: str, port: int, limits: Limits = Limits()) -> tuple[grpc.Server, int]:
    """Starts a server and returns it with its port, which is picked when 0 is given.

    Raises:
        BindError: if the host is not a loopback address, or the port is in use
    """
    _check_loopback(host, port)
    service = Service(limits)
    # Every open stream holds a thread; a few more answer the other calls.
    server = grpc.server(
        ThreadPoolExecutor(max_workers=limits.max_sessions + 8, thread_name_prefix="keel-gym"),
        options=[
            ("grpc.so_reuseport", 0),  # or a second server would share the port
            ("grpc.max_receive_message_length", limits.max_message_bytes),
            ("grpc.max_send_message_length", limits.max_message_bytes),
        ],
    )
    handlers = {
        "Handshake": _unary(service.handshake, pb.HandshakeRequest),
        "ListEnvironments": _unary(service.list_environments, pb.ListEnvironmentsRequest),
        "OpenSession": _unary(service.open_session, pb.OpenSessionRequest),
        "Drive": grpc.stream_stream_rpc_method_handler(
            service.drive,
            request_deserializer=_lenient(pb.DriveRequest),
            response_serializer=pb.DriveReply.SerializeToString,
        ),
    }
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, handlers),))
    bracketed = f"[{host}]" if ":" in host else host
    try:
        bound = server.add_insecure_port(f"{bracketed}:{port}")
    except RuntimeError as failure:
        raise BindError(
            f"Cannot listen on {bracketed}:{port}: the port is in use, or the host is not known here."
            f" Choose another, like --bind {bracketed}:{port % 65535 + 1}, or port 0 to have a free one picked."
        ) from failure
    server.start()
    return server, bound


def _answer(session: Session, request: pb.DriveRequest, reply: pb.DriveReply) -> None:
    command = request.WhichOneof("command")
    if command == "step":
        reply.step.CopyFrom(session.step(request.step))
    elif command == "reset":
        reply.reset.CopyFrom(session.reset(request.reset))
    elif command == "close":
        reply.close.CopyFrom(pb.CloseReply())
    else:
        raise invalid("command", "The request has no command: set reset, step or close.")


def _check_version(request: pb.HandshakeRequest | pb.OpenSessionRequest) -> None:
    if not request.HasField("protocol") or request.protocol.major != PROTOCOL.major:
        spoken = (
            f"{request.protocol.major}.{request.protocol.minor}"
            if request.HasField("protocol")
            else "of no version"
        )
        raise Refused(
            pb.ERROR_CODE_UNSUPPORTED_VERSION,
            f"The client speaks environment protocol {spoken}, but this server ({IMPLEMENTATION}"
            f" {keel_gym.__version__}) speaks {PROTOCOL.major}.{PROTOCOL.minor}."
            " Install versions of both that speak the same major version.",
            "protocol",
        )


def _check_loopback(host: str, port: int) -> None:
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise BindError(
            f"Refusing to serve on {host}:{port}: the connection is neither encrypted nor authenticated, and whoever"
            f" can reach it can run environments here. Bind to 127.0.0.1:{port} and, from another machine, tunnel"
            " to it (ssh -L)."
        )


def _readable(request: M | Malformed, kind: type[M]) -> M:
    if isinstance(request, Malformed):
        raise invalid("", f"The bytes are not a {kind.__name__} of environment protocol 1.0.")
    return request


def _lenient(kind: type[M]) -> Callable[[bytes], M | Malformed]:
    """Reads a message. gRPC's own reader would end the call with an INTERNAL status, as if the server were at fault."""

    def read(data: bytes) -> M | Malformed:
        try:
            return kind.FromString(data)
        except DecodeError:
            return Malformed()

    return read


def _unary(call: Callable[[Any, grpc.ServicerContext], Message], kind: type[Message]) -> Any:
    return grpc.unary_unary_rpc_method_handler(
        call,
        request_deserializer=_lenient(kind),
        response_serializer=lambda reply: reply.SerializeToString(),
    )
