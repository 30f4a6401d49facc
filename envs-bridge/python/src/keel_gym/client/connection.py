"""A connection to a server: handshake, calls, and renewal of leases."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TypeVar

import grpc
from google.protobuf.message import Message

import keel_gym
from keel_gym._generated import environment_pb2 as pb
from keel_gym.client.endpoint import Endpoint
from keel_gym.errors import ConnectionFailed, ServerError, raise_error
from keel_gym.protocol import PROTOCOL, SERVICE

_CALL_SECONDS = 60.0

M = TypeVar("M", bound=Message)


class Connection:
    """One channel to one start of one server. Safe for use by several threads.

    Raises:
        ConnectionFailed: if there is no server at the address, it refuses this client, or speaks another major version
    """

    def __init__(self, endpoint: Endpoint):
        self.endpoint = endpoint
        self._metadata = endpoint.metadata()
        self._channel = endpoint.channel()
        try:
            self.server = self._handshake()
        except BaseException:
            self._channel.close()
            raise

    @property
    def instance(self) -> str:
        """Names this start of the server; empty where the server is of minor version 0."""
        return self.server.instance_id

    @property
    def leases(self) -> bool:
        """The server has leases to renew, and keeps sessions without a stream (minor version 1)."""
        return self.server.protocol.minor >= 1

    def environments(self) -> list[pb.EnvironmentSpec]:
        """What the server can open, sorted by id."""
        reply = self.call("ListEnvironments", pb.ListEnvironmentsRequest(), pb.ListEnvironmentsReply)
        raise_error(reply, ServerError)
        return list(reply.specs) or [pb.EnvironmentSpec(id=name) for name in reply.ids]

    def open(self, request: pb.OpenSessionRequest) -> pb.OpenSessionReply:
        """Opens a session.

        Raises:
            ServerError: if the server refuses it
        """
        reply = self.call("OpenSession", request, pb.OpenSessionReply)
        raise_error(reply, ServerError)
        return reply

    def call(self, name: str, request: Message, kind: type[M]) -> M:
        """One unary call.

        Raises:
            ConnectionFailed: if gRPC gives no reply
        """
        method = self._channel.unary_unary(
            f"/{SERVICE}/{name}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=kind.FromString,
        )
        try:
            reply: M = method(request, metadata=self._metadata, timeout=_CALL_SECONDS)
            return reply
        except grpc.RpcError as failure:
            raise failed(self.endpoint, failure) from failure

    def drive(self, requests: Iterator[pb.DriveRequest]) -> grpc.Call:
        """Begins a stream of Drive; iterating over the call gives the replies."""
        method = self._channel.stream_stream(
            f"/{SERVICE}/Drive",
            request_serializer=pb.DriveRequest.SerializeToString,
            response_deserializer=pb.DriveReply.FromString,
        )
        call: grpc.Call = method(requests, metadata=self._metadata)
        return call

    def close(self) -> None:
        self._channel.close()

    def _handshake(self) -> pb.HandshakeReply:
        request = pb.HandshakeRequest(
            protocol=PROTOCOL, implementation="keel-gym", implementation_version=keel_gym.__version__
        )
        reply = self.call("Handshake", request, pb.HandshakeReply)
        if reply.HasField("error"):
            raise ConnectionFailed(f"{self.endpoint.address}: {reply.error.message}")
        if reply.protocol.major != PROTOCOL.major:
            raise ConnectionFailed(
                f"The server at {self.endpoint.address} ({reply.implementation} {reply.implementation_version}) speaks"
                f" environment protocol {reply.protocol.major}.{reply.protocol.minor}, but this client (keel-gym"
                f" {keel_gym.__version__}) speaks {PROTOCOL.major}.{PROTOCOL.minor}."
                " Install versions of both that speak the same major version."
            )
        return reply


class LeaseRenewal:
    """Renews one session's lease from a thread of its own, every third of the lease, until stopped.

    A renewal that fails is tried again at the next turn: whoever steps the session sees what is wrong, and mends it.
    """

    def __init__(self, connection: Connection, session_id: str, lease_seconds: int):
        self._stopped = threading.Event()
        self._connection = connection
        self._request = pb.RenewLeasesRequest(session_ids=[session_id])
        self._every_seconds = max(lease_seconds, 1) / 3
        if connection.leases and lease_seconds:
            threading.Thread(target=self._renew, name="keel-lease", daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()

    def _renew(self) -> None:
        while not self._stopped.wait(self._every_seconds):
            try:
                self._connection.call("RenewLeases", self._request, pb.RenewLeasesReply)
            except (ConnectionFailed, ValueError):  # ValueError: the channel was closed meanwhile
                continue


def failed(endpoint: Endpoint, failure: grpc.RpcError) -> ConnectionFailed:
    """gRPC's own failure in words."""
    code = failure.code() if isinstance(failure, grpc.Call) else None
    details = (failure.details() if isinstance(failure, grpc.Call) else None) or str(failure)
    untrusted = "The server's certificate is not trusted: see to ca_file, to the host in the address, and to its dates."
    advice = untrusted if "CERTIFICATE_VERIFY_FAILED" in details else {
        grpc.StatusCode.UNAVAILABLE: (
            "Start one, as by: keel envs serve --bind 127.0.0.1:50051. Where it needs TLS, pass ca_file."
        ),
        grpc.StatusCode.UNAUTHENTICATED: "Pass token_file, or set KEEL_ENV_TOKEN, to the token of the server.",
        grpc.StatusCode.UNIMPLEMENTED: "Is what listens there Keel's environment server?",
    }.get(code or grpc.StatusCode.UNKNOWN, "")
    name = code.name if code is not None else type(failure).__name__
    return ConnectionFailed(f"No answer from an environment server at {endpoint.address} ({name}: {details}). {advice}")
