"""The gRPC service: handshake, list, open, one stream a session, leases, health."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import grpc
import gymnasium
from google.protobuf.message import DecodeError, Message
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

import keel_gym
from keel_gym import listening
from keel_gym._generated import environment_pb2 as pb
from keel_gym.codec import MAX_DEPTH
from keel_gym.errors import Refused, error_message, invalid
from keel_gym.listening import BindError
from keel_gym.options import Limits, ServerOptions
from keel_gym.session import MAX_IN_FLIGHT, Session, spec_message, unknown_session

PROTOCOL = pb.ProtocolVersion(major=1, minor=1)
IMPLEMENTATION = "keel-gym"
SERVICE = "keel.env.v1.Environments"

_SWEEP_SECONDS = 1.0
_DRAIN_POLL_SECONDS = 0.02
_GRACE_SECONDS = 1.0

# Threads for calls that are no streams; a stream that was cut off may hold its thread a little longer.
_SPARE_THREADS = 16

M = TypeVar("M", bound=Message)

__all__ = ["BindError", "Limits", "PROTOCOL", "SERVICE", "Server", "ServerOptions"]


class Malformed:
    """Stands for bytes that are not the message they should be."""


@dataclass
class _Entry:
    session: Session
    renewed: float
    stream: grpc.ServicerContext | None = None


class Sessions:
    """The open sessions. Safe for use by several threads."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic):
        self._limits = limits
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: dict[str, _Entry] = {}
        self._opening = 0
        self.draining = False

    def open(self, make: Callable[[], Session], lease_seconds: int = 0) -> tuple[str, Session]:
        """Adds the session that ``make`` gives, which runs outside of the lock."""
        self.sweep()
        with self._lock:
            if self.draining:
                raise Refused(
                    pb.ERROR_CODE_UNAVAILABLE,
                    "This server is shutting down and opens no more sessions. Use another, or wait for its successor.",
                )
            if len(self._entries) + self._opening >= self._limits.max_sessions:
                raise Refused(
                    pb.ERROR_CODE_LIMIT_EXCEEDED,
                    f"This server keeps at most {self._limits.max_sessions} sessions open, and has as many."
                    " Close some, or start another server.",
                )
            self._opening += 1
        try:
            session = make()
            longest = self._limits.lease_seconds
            session.lease_seconds = min(lease_seconds, longest) if lease_seconds else longest
            session_id = secrets.token_hex(16)
            with self._lock:
                self._entries[session_id] = _Entry(session, self._clock())
            return session_id, session
        finally:
            with self._lock:
                self._opening -= 1

    def get(self, session_id: str, stream: grpc.ServicerContext | None = None) -> Session:
        """A session, its lease begun anew.

        Args:
            stream: drives it from now on; an earlier one is cut off

        Raises:
            Refused: if there is none
        """
        self.sweep()
        with self._lock:
            entry = self._entries.get(session_id)
            if entry is None:
                raise unknown_session(session_id)
            entry.renewed = self._clock()
            before = entry.stream
            if stream is not None:
                entry.stream = stream
        if stream is not None and before is not None and before is not stream:
            before.cancel()
        return entry.session

    def renew(self, session_id: str) -> bool:
        """Begins a lease anew; False if there is no such session."""
        with self._lock:
            entry = self._entries.get(session_id)
            if entry is None or self._expired(entry):
                return False
            entry.renewed = self._clock()
            return True

    def forget(self, session: Session) -> None:
        """Takes a session that is closed out."""
        with self._lock:
            self._entries = {key: entry for key, entry in self._entries.items() if entry.session is not session}

    def sweep(self) -> None:
        """Closes the sessions whose lease is over."""
        with self._lock:
            over = [key for key, entry in self._entries.items() if self._expired(entry)]
            entries = [self._entries.pop(key) for key in over]
        for entry in entries:
            _close(entry.session)

    def close_all(self) -> None:
        with self._lock:
            self.draining = True
            entries = list(self._entries.values())
            self._entries.clear()
        for entry in entries:
            _close(entry.session)

    def _expired(self, entry: _Entry) -> bool:
        return not entry.session.busy and self._clock() - entry.renewed >= entry.session.lease_seconds

    def __len__(self) -> int:
        with self._lock:
            return len(self._entries)


def _close(session: Session) -> None:
    try:
        session.close()
    except Exception:  # nobody is there to whom it would matter
        pass


class Service:
    """The protocol's calls. Whatever a client gets wrong is in the reply's ``error``."""

    def __init__(self, options: ServerOptions, clock: Callable[[], float] = time.monotonic):
        self.options = options
        self.sessions = Sessions(options.limits, clock)
        self._instance_id = str(uuid.uuid4())

    def handshake(self, request: pb.HandshakeRequest | Malformed, _: grpc.ServicerContext) -> pb.HandshakeReply:
        reply = pb.HandshakeReply(
            protocol=PROTOCOL,
            implementation=IMPLEMENTATION,
            implementation_version=keel_gym.__version__,
            backend=f"gymnasium {gymnasium.__version__}",
            instance_id=self._instance_id,
        )
        try:
            _check_version(_readable(request, pb.HandshakeRequest))
            limits = vars(self.options.limits)
            reply.limits.CopyFrom(pb.Limits(**limits, max_in_flight=MAX_IN_FLIGHT, max_depth=MAX_DEPTH))
        except Refused as refused:
            reply.error.CopyFrom(refused.to_message())
        return reply

    def list_environments(
        self, request: pb.ListEnvironmentsRequest | Malformed, _: grpc.ServicerContext
    ) -> pb.ListEnvironmentsReply:
        try:
            _readable(request, pb.ListEnvironmentsRequest)
            ids = [name for name in sorted(gymnasium.registry) if self.options.policy.allows(name)]
            return pb.ListEnvironmentsReply(ids=ids, specs=[spec_message(gymnasium.registry[name]) for name in ids])
        except Refused as refused:
            return pb.ListEnvironmentsReply(error=refused.to_message())

    def open_session(self, request: pb.OpenSessionRequest | Malformed, _: grpc.ServicerContext) -> pb.OpenSessionReply:
        try:
            asked = _readable(request, pb.OpenSessionRequest)
            _check_version(asked)
            session_id, session = self.sessions.open(lambda: self._make(asked), asked.lease_seconds)
            return pb.OpenSessionReply(
                session_id=session_id,
                observation_space=session.observation_space,
                action_space=session.action_space,
                spec=session.spec,
                lease_seconds=session.lease_seconds,
            )
        except Exception as failure:  # environments raise what they like
            return pb.OpenSessionReply(error=error_message(failure))

    def renew_leases(self, request: pb.RenewLeasesRequest | Malformed, _: grpc.ServicerContext) -> pb.RenewLeasesReply:
        try:
            asked = _readable(request, pb.RenewLeasesRequest)
            most = self.options.limits.max_sessions
            if len(asked.session_ids) > most:
                raise Refused(
                    pb.ERROR_CODE_LIMIT_EXCEEDED,
                    f"Got {len(asked.session_ids)} sessions; this server keeps at most {most}.",
                    "session_ids",
                )
            unknown = [key for key in asked.session_ids if not self.sessions.renew(key)]
            return pb.RenewLeasesReply(unknown_session_ids=unknown)
        except Refused as refused:
            return pb.RenewLeasesReply(error=refused.to_message())

    def drive_once(self, request: pb.DriveRequest | Malformed, _: grpc.ServicerContext) -> pb.DriveReply:
        try:
            asked = _readable(request, pb.DriveRequest)
            session = self.sessions.get(asked.session_id)
        except Refused as refused:
            return _refusal(request, refused)
        return self._answer(session, asked)

    def drive(self, requests: Iterator[pb.DriveRequest | Malformed], context: grpc.ServicerContext) -> Iterator[pb.DriveReply]:
        """Answers one stream's requests in order; the session outlives the stream."""
        session: Session | None = None
        session_id = ""
        for request in requests:
            try:
                asked = _readable(request, pb.DriveRequest)
                if session is None:
                    if not asked.session_id:
                        raise invalid(
                            "session_id",
                            "A stream's first request names the session that it drives. Set session_id.",
                        )
                    session = self.sessions.get(asked.session_id, context)
                    session_id = asked.session_id
                elif asked.session_id not in ("", session_id):
                    raise invalid(
                        "session_id",
                        f"This stream drives session '{session_id}', not '{asked.session_id}'. Leave it empty.",
                    )
                else:
                    self.sessions.renew(session_id)
                reply = self._answer(session, asked)
            except Refused as refused:
                reply = _refusal(request, refused)
            yield reply
            if reply.WhichOneof("result") == "close" or reply.error.code == pb.ERROR_CODE_UNKNOWN_SESSION:
                return

    def _answer(self, session: Session, request: pb.DriveRequest) -> pb.DriveReply:
        reply = session.answer(request)
        if session.closed:
            self.sessions.forget(session)
        return reply

    def _make(self, request: pb.OpenSessionRequest) -> Session:
        limits = self.options.limits
        session = Session(request, limits.max_lanes, self.options.policy, self.options.step_limit)
        if session.largest_reply_bytes > limits.max_message_bytes:
            session.close()
            raise Refused(
                pb.ERROR_CODE_LIMIT_EXCEEDED,
                f"One step of {session.lanes} lanes is about {session.largest_reply_bytes} bytes;"
                f" this server sends at most {limits.max_message_bytes}. Use fewer lanes.",
                "lanes",
            )
        return session


class Server:
    """A running server."""

    def __init__(self, options: ServerOptions, clock: Callable[[], float] = time.monotonic):
        """Starts it.

        Raises:
            BindError: if it cannot listen there, or would be open to strangers
        """
        self._options = options
        self._service = Service(options, clock)
        listening.check(options)
        interceptors = [] if options.token is None else [_TokenCheck(options.token)]
        self._server = grpc.server(
            ThreadPoolExecutor(
                max_workers=2 * options.limits.max_sessions + _SPARE_THREADS, thread_name_prefix="keel-gym"
            ),
            interceptors=interceptors,
            options=listening.channel_options(options),
        )
        self._server.add_generic_rpc_handlers((_handlers(self._service),))
        self._health = health.HealthServicer()
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        for name in ("", SERVICE):
            self._health.set(name, health_pb2.HealthCheckResponse.SERVING)
        self.address = listening.bind(self._server, options)
        self._server.start()
        self._stopped = threading.Event()
        threading.Thread(target=self._sweep, daemon=True, name="keel-gym-leases").start()

    @property
    def open_sessions(self) -> int:
        return len(self._service.sessions)

    def sweep(self) -> None:
        """Closes the sessions whose lease is over now, not within the next second."""
        self._service.sessions.sweep()

    def _sweep(self) -> None:
        while not self._stopped.wait(_SWEEP_SECONDS):
            self.sweep()

    def drain(self, at_once: threading.Event | None = None) -> None:
        """Stops in good order: open sessions go on until they are closed, or the drain time is over.

        Args:
            at_once: ends the waiting when it is set
        """
        for name in ("", SERVICE):
            self._health.set(name, health_pb2.HealthCheckResponse.NOT_SERVING)
        self._service.sessions.draining = True
        until = time.monotonic() + self._options.drain
        while self.open_sessions and time.monotonic() < until:
            if at_once is not None and at_once.wait(_DRAIN_POLL_SECONDS):
                break
            if at_once is None:
                time.sleep(_DRAIN_POLL_SECONDS)
        self.stop()

    def stop(self) -> None:
        """Stops listening and ends every session."""
        self._stopped.set()
        self._server.stop(_GRACE_SECONDS).wait()
        self._service.sessions.close_all()
        listening.release(self._options)


def _refusal(request: pb.DriveRequest | Malformed, refused: Refused) -> pb.DriveReply:
    sequence = 0 if isinstance(request, Malformed) else request.sequence
    return pb.DriveReply(sequence=sequence, error=refused.to_message())


class _TokenCheck(grpc.ServerInterceptor):
    """Ends every call that does not carry the server's token with UNAUTHENTICATED."""

    def __init__(self, token: str):
        self._expected = f"Bearer {token}".encode()

    def intercept_service(self, continuation: Any, handler_call_details: Any) -> Any:
        given = dict(handler_call_details.invocation_metadata).get("authorization")
        # Takes the same time wherever the two differ.
        if given is not None and hmac.compare_digest(str(given).encode(), self._expected):
            return continuation(handler_call_details)
        why = (
            "This server needs a token. Send metadata 'authorization: Bearer TOKEN'."
            if given is None
            else "The token is not this server's. Ask its operator."
        )

        def refuse(_: Any, context: grpc.ServicerContext) -> Any:
            context.abort(grpc.StatusCode.UNAUTHENTICATED, why)

        return grpc.unary_unary_rpc_method_handler(refuse)


def _handlers(service: Service) -> grpc.GenericRpcHandler:
    handlers = {
        "Handshake": _unary(service.handshake, pb.HandshakeRequest),
        "ListEnvironments": _unary(service.list_environments, pb.ListEnvironmentsRequest),
        "OpenSession": _unary(service.open_session, pb.OpenSessionRequest),
        "RenewLeases": _unary(service.renew_leases, pb.RenewLeasesRequest),
        "DriveOnce": _unary(service.drive_once, pb.DriveRequest),
        "Drive": grpc.stream_stream_rpc_method_handler(
            service.drive,
            request_deserializer=_lenient(pb.DriveRequest),
            response_serializer=pb.DriveReply.SerializeToString,
        ),
    }
    return grpc.method_handlers_generic_handler(SERVICE, handlers)


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


def _readable(request: M | Malformed, kind: type[M]) -> M:
    if isinstance(request, Malformed):
        version = f"{PROTOCOL.major}.{PROTOCOL.minor}"
        raise invalid("", f"The bytes are not a {kind.__name__} of environment protocol {version}.")
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
