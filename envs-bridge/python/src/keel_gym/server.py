"""The gRPC service: what comes in is read, given to the sessions, and answered."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import grpc
import gymnasium
from google.protobuf.message import DecodeError, Message
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

import keel_gym
from keel_gym import codec
from keel_gym._generated import environment_pb2 as pb
from keel_gym.catalog import Catalog
from keel_gym.errors import Refused, error_message, invalid
from keel_gym.protocol import PROTOCOL, SERVICE
from keel_gym.security import BindError, Security
from keel_gym.session import Session
from keel_gym.sessions import MAX_IN_FLIGHT, Entry, Sessions

IMPLEMENTATION = "keel-gym"
_SWEEP_SECONDS = 1.0
_SPARE_THREADS = 16

M = TypeVar("M", bound=Message)


class Malformed:
    """Stands for bytes that are not the message they should be."""


@dataclass(frozen=True)
class Limits:
    """Bounds that the server keeps; see the protocol's ``Limits``.

    Args:
        step_seconds: longest that a request may take; it can ask for less; None: any time
    """

    max_message_bytes: int = 64 << 20
    max_lanes: int = 4096
    max_sessions: int = 64
    lease_seconds: int = 60
    step_seconds: float | None = None


class Service:
    """The protocol's calls. Whatever a client gets wrong is in the reply's ``error``."""

    def __init__(self, limits: Limits, catalog: Catalog):
        self.limits = limits
        self.catalog = catalog
        self.sessions = Sessions(
            limits.max_sessions, limits.lease_seconds, limits.step_seconds, limits.max_message_bytes
        )
        self.draining = False
        self._instance_id = secrets.token_hex(16)
        # Each stream or DriveOnce holds a thread; there are always some left for the short calls.
        self.max_drivers = 2 * limits.max_sessions
        self._drivers = threading.BoundedSemaphore(self.max_drivers)

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
            limits = pb.Limits(
                max_message_bytes=self.limits.max_message_bytes,
                max_lanes=self.limits.max_lanes,
                max_sessions=self.limits.max_sessions,
                lease_seconds=self.limits.lease_seconds,
                max_in_flight=MAX_IN_FLIGHT,
                max_depth=codec.MAX_DEPTH,
            )
            reply.limits.CopyFrom(limits)
        except Refused as refused:
            reply.error.CopyFrom(refused.to_message())
        return reply

    def list_environments(
        self, request: pb.ListEnvironmentsRequest | Malformed, _: grpc.ServicerContext
    ) -> pb.ListEnvironmentsReply:
        try:
            _readable(request, pb.ListEnvironmentsRequest)
            ids = self.catalog.ids()
            specs = [self.catalog.describe(gymnasium.registry[environment_id]) for environment_id in ids]
            return pb.ListEnvironmentsReply(ids=ids, specs=specs)
        except Refused as refused:
            return pb.ListEnvironmentsReply(error=refused.to_message())

    def open_session(self, request: pb.OpenSessionRequest | Malformed, _: grpc.ServicerContext) -> pb.OpenSessionReply:
        try:
            asked = _readable(request, pb.OpenSessionRequest)
            _check_version(asked)
            if self.draining:
                raise Refused(
                    pb.ERROR_CODE_UNAVAILABLE, "The server is shutting down and opens no more sessions. Try another."
                )
            made: list[Session] = []

            def make() -> Session:
                made.append(self._make(asked))
                return made[0]

            entry = self.sessions.open(make, asked.lease_seconds)
            return pb.OpenSessionReply(
                session_id=entry.session_id,
                observation_space=made[0].observation_space,
                action_space=made[0].action_space,
                spec=made[0].spec,
                lease_seconds=int(entry.lease),
            )
        except Exception as failure:  # environments raise what they like
            return pb.OpenSessionReply(error=error_message(failure))

    def drive(
        self, requests: Iterator[pb.DriveRequest | Malformed], context: grpc.ServicerContext
    ) -> Iterator[pb.DriveReply]:
        """Answers one stream's requests in order; the session outlives the stream unless it is closed."""
        if not self._drivers.acquire(blocking=False):
            yield self._too_many()
            return
        entry: Entry | None = None
        owner = object()
        try:
            for request in requests:
                number = 0 if isinstance(request, Malformed) else request.sequence
                try:
                    asked = _readable(request, pb.DriveRequest)
                    if entry is None:
                        entry = self.sessions.attach(asked.session_id, owner, context.cancel)
                    elif asked.session_id not in ("", entry.session_id):
                        raise invalid(
                            "session_id",
                            f"This stream drives session '{entry.session_id}', not '{asked.session_id}'."
                            " Leave it empty.",
                        )
                    reply = self.sessions.answer(entry, owner, asked)
                except Refused as refused:
                    reply = pb.DriveReply(sequence=number, error=refused.to_message())
                yield reply
                if reply.HasField("close") or reply.error.code == pb.ERROR_CODE_UNKNOWN_SESSION:
                    return
        finally:
            if entry is not None:
                self.sessions.detach(entry, owner)
            self._drivers.release()

    def drive_once(self, request: pb.DriveRequest | Malformed, _: grpc.ServicerContext) -> pb.DriveReply:
        if not self._drivers.acquire(blocking=False):
            return self._too_many()
        try:
            asked = _readable(request, pb.DriveRequest)
            owner = object()
            entry = self.sessions.attach(asked.session_id, owner, lambda: None)
            try:
                return self.sessions.answer(entry, owner, asked)
            finally:
                self.sessions.detach(entry, owner)
        except Refused as refused:
            number = 0 if isinstance(request, Malformed) else request.sequence
            return pb.DriveReply(sequence=number, error=refused.to_message())
        finally:
            self._drivers.release()

    def renew_leases(self, request: pb.RenewLeasesRequest | Malformed, _: grpc.ServicerContext) -> pb.RenewLeasesReply:
        try:
            asked = _readable(request, pb.RenewLeasesRequest)
            if len(asked.session_ids) > self.limits.max_sessions:
                raise Refused(
                    pb.ERROR_CODE_LIMIT_EXCEEDED,
                    f"Got {len(asked.session_ids)} sessions; this server has at most {self.limits.max_sessions}.",
                    "session_ids",
                )
            return pb.RenewLeasesReply(unknown_session_ids=self.sessions.renew(asked.session_ids))
        except Refused as refused:
            return pb.RenewLeasesReply(error=refused.to_message())

    def _too_many(self) -> pb.DriveReply:
        message = f"This server has at most {self.max_drivers} streams at once, and has as many. Close some."
        return pb.DriveReply(error=pb.Error(code=pb.ERROR_CODE_LIMIT_EXCEEDED, message=message))

    def _make(self, request: pb.OpenSessionRequest) -> Session:
        session = Session(request, self.catalog, self.limits.max_lanes)
        if session.largest_reply_bytes > self.limits.max_message_bytes:
            session.close()
            raise Refused(
                pb.ERROR_CODE_LIMIT_EXCEEDED,
                f"One step of {session.lanes} lanes is about {session.largest_reply_bytes} bytes;"
                f" this server sends at most {self.limits.max_message_bytes}. Use fewer lanes.",
                "lanes",
            )
        return session


class Server:
    """A running server; its address is ``HOST:PORT`` or ``unix:/path``."""

    def __init__(self, server: grpc.Server, service: Service, checks: health.HealthServicer, address: str):
        self._server = server
        self._health = checks
        self._ended = threading.Event()
        self.service = service
        self.address = address
        threading.Thread(target=self._sweep, daemon=True, name="keel-gym-leases").start()

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def drain(self) -> None:
        """No new sessions from now on; those that are open go on."""
        self.service.draining = True
        self._health.enter_graceful_shutdown()

    def stop(self, grace: float = 0.5) -> None:
        """Ends every call, and closes every session."""
        self._ended.set()
        self._server.stop(grace).wait()
        self.service.sessions.close_all()
        if self.address.startswith("unix:") and os.path.exists(self.address[5:]):
            os.unlink(self.address[5:])

    def _sweep(self) -> None:
        while not self._ended.wait(_SWEEP_SECONDS):
            self.service.sessions.sweep()


def start(
    host: str,
    port: int = 0,
    limits: Limits = Limits(),
    catalog: Catalog = Catalog(),
    security: Security = Security(),
) -> Server:
    """Starts a server.

    Args:
        host: a name or address; or ``unix:/path``, then without port
        port: 0 has a free one picked

    Raises:
        BindError: if the address is in use, or would be open to strangers
    """
    unix = host.startswith("unix:")
    if not unix:
        security.check(host)
    service = Service(limits, catalog)
    threads = service.max_drivers + limits.max_sessions + _SPARE_THREADS
    server = grpc.server(
        ThreadPoolExecutor(max_workers=threads, thread_name_prefix="keel-gym"),
        interceptors=security.interceptors(),
        options=[
            ("grpc.so_reuseport", 0),  # or a second server would share the port
            ("grpc.max_receive_message_length", limits.max_message_bytes),
            ("grpc.max_send_message_length", limits.max_message_bytes),
            ("grpc.keepalive_time_ms", 20_000),
            ("grpc.keepalive_timeout_ms", 10_000),
            ("grpc.keepalive_permit_without_calls", 1),
            ("grpc.http2.min_ping_interval_without_data_ms", 5_000),
            ("grpc.http2.min_recv_ping_interval_without_data_ms", 5_000),
        ],
    )
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, _handlers(service)),))
    checks = health.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(checks, server)
    for name in ("", SERVICE):
        checks.set(name, health_pb2.HealthCheckResponse.SERVING)
    address = host if unix else f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    bound = _bind(server, address, security)
    if unix:
        os.chmod(host[5:], 0o600)
    server.start()
    return Server(server, service, checks, address if unix else f"{address.rpartition(':')[0]}:{bound}")


def _bind(server: grpc.Server, address: str, security: Security) -> int:
    credentials = security.credentials()
    try:
        if credentials is None:
            return int(server.add_insecure_port(address))
        return int(server.add_secure_port(address, credentials))
    except RuntimeError as failure:
        host, _, port = address.rpartition(":")
        other = "another path" if host == "unix" else f"another, like --bind {host}:{int(port) % 65535 + 1}, or port 0"
        raise BindError(
            f"Cannot listen on {address}: it is in use, or not known here (or the certificate cannot be read)."
            f" Choose {other} to have a free one picked."
        ) from failure


def _handlers(service: Service) -> dict[str, Any]:
    return {
        "Handshake": _unary(service.handshake, pb.HandshakeRequest),
        "ListEnvironments": _unary(service.list_environments, pb.ListEnvironmentsRequest),
        "OpenSession": _unary(service.open_session, pb.OpenSessionRequest),
        "DriveOnce": _unary(service.drive_once, pb.DriveRequest),
        "RenewLeases": _unary(service.renew_leases, pb.RenewLeasesRequest),
        "Drive": grpc.stream_stream_rpc_method_handler(
            service.drive,
            request_deserializer=_lenient(pb.DriveRequest),
            response_serializer=pb.DriveReply.SerializeToString,
        ),
    }


def _check_version(request: pb.HandshakeRequest | pb.OpenSessionRequest) -> None:
    if not request.HasField("protocol") or request.protocol.major != PROTOCOL.major:
        spoken = (
            f"{request.protocol.major}.{request.protocol.minor}" if request.HasField("protocol") else "of no version"
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
        raise invalid("", f"The bytes are not a {kind.__name__} of environment protocol 1.1.")
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
