"""A client's session: its lanes on the server, kept through lost connections."""

from __future__ import annotations

import queue
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import grpc

from keel_gym._generated import environment_pb2 as pb
from keel_gym.client.connection import Connection, LeaseRenewal, failed
from keel_gym.client.endpoint import Endpoint
from keel_gym.errors import ConnectionFailed, ServerError, SessionLost, raise_error

_FATAL = (
    grpc.StatusCode.UNAUTHENTICATED,
    grpc.StatusCode.PERMISSION_DENIED,
    grpc.StatusCode.UNIMPLEMENTED,
    grpc.StatusCode.RESOURCE_EXHAUSTED,
)


@dataclass(frozen=True)
class BackOff:
    """How a client tries to reach its server again.

    Args:
        first_seconds: the first wait; each wait is twice the one before, and up to a half shorter by chance, so that
            many clients do not come back at once
        most_seconds: no wait is longer
        limit_seconds: how long it tries in all; 0 does not try
    """

    first_seconds: float = 0.1
    most_seconds: float = 5.0
    limit_seconds: float = 60.0

    def __post_init__(self) -> None:
        if not 0 < self.first_seconds <= self.most_seconds or self.limit_seconds < 0:
            raise ValueError(
                "Back-off needs 0 < first_seconds <= most_seconds and limit_seconds >= 0, but got"
                f" {self.first_seconds}, {self.most_seconds} and {self.limit_seconds}."
            )

    def waits(self) -> Iterator[float]:
        """Seconds to wait before each attempt, without end."""
        wait = self.first_seconds
        while True:
            yield wait * random.uniform(0.5, 1.0)
            wait = min(2 * wait, self.most_seconds)


class Session:
    """Lanes of one environment on a server. Belongs to one thread at a time.

    A request whose reply was lost with the connection is sent again with its number, and the server does not carry it
    out twice.

    Raises:
        ConnectionFailed: if the server cannot be reached
        ServerError: if it refuses the request
    """

    def __init__(self, endpoint: Endpoint, request: pb.OpenSessionRequest, back_off: BackOff):
        self._endpoint = endpoint
        self._back_off = back_off
        self._request = request
        self._connection = Connection(endpoint)
        try:
            self._begin()
        except BaseException:
            self._connection.close()
            raise

    @property
    def opened(self) -> pb.OpenSessionReply:
        """Spaces, specification and lease."""
        return self._opened

    def reopen(self) -> None:
        """Opens new lanes in place of lost ones."""
        self._renewal.stop()
        before = self._opened
        self._begin()
        same = (before.observation_space, before.action_space)
        if (self._opened.observation_space, self._opened.action_space) != same:
            raise ConnectionFailed(
                f"The server at {self._endpoint.address} was restarted, and its {self._request.environment_id} has"
                " other spaces now. Make the environment anew."
            )

    def drive(self, **command: Any) -> pb.DriveReply:
        """One request and its reply.

        Raises:
            ServerError: if the server refuses the request; the session is as before
            SessionLost: if the lanes are gone
            ConnectionFailed: if the server stays away longer than the back-off allows
        """
        self._sequence += 1
        request = pb.DriveRequest(sequence=self._sequence, session_id=self._opened.session_id, **command)
        try:
            reply = self._exchange(request)
        except (grpc.RpcError, StopIteration) as failure:
            reply = self._resume(request, failure)
        if reply.HasField("error"):
            if reply.error.code == pb.ERROR_CODE_UNKNOWN_SESSION:
                raise SessionLost(reply.error.message, restarted=False)
            if reply.error.code == pb.ERROR_CODE_DEADLINE_EXCEEDED:
                self._end_stream()
        raise_error(reply, ServerError)
        return reply

    def close(self) -> None:
        """Closes the lanes and the connection; a server that is away finds out by the lease."""
        self._renewal.stop()
        try:
            self._sequence += 1
            self._exchange(
                pb.DriveRequest(sequence=self._sequence, session_id=self._opened.session_id, close=pb.Close())
            )
        except (grpc.RpcError, StopIteration, ValueError):
            pass
        finally:
            self._end_stream()
            self._connection.close()

    def _begin(self) -> None:
        self._stream: Any = None
        self._opened = self._connection.open(self._request)
        self._renewal = LeaseRenewal(self._connection, self._opened.session_id, self._opened.lease_seconds)
        self._sequence = 0

    def _exchange(self, request: pb.DriveRequest) -> pb.DriveReply:
        if self._stream is None:
            self._requests: queue.SimpleQueue[pb.DriveRequest | None] = queue.SimpleQueue()
            self._stream = self._connection.drive(iter(self._requests.get, None))
        self._requests.put(request)
        reply: pb.DriveReply = next(self._stream)
        if reply.sequence != request.sequence:
            raise ConnectionFailed(
                f"The server answered request {request.sequence} with number {reply.sequence}: it breaks the protocol."
            )
        return reply

    def _end_stream(self) -> None:
        if self._stream is not None:
            self._requests.put(None)
            self._stream.cancel()
            self._stream = None

    def _resume(self, request: pb.DriveRequest, failure: Exception) -> pb.DriveReply:
        """Reaches the server again and repeats the request, under its number."""
        end = time.monotonic() + self._back_off.limit_seconds
        last: Exception = failure
        for wait in self._back_off.waits():
            self._end_stream()
            if isinstance(last, grpc.RpcError) and isinstance(last, grpc.Call) and last.code() in _FATAL:
                raise failed(self._endpoint, last) from last
            if time.monotonic() + wait > end:
                raise ConnectionFailed(
                    f"Lost the environment server at {self._endpoint.address} and did not reach it again within"
                    f" {self._back_off.limit_seconds:g} seconds ({_words(last)}). Start it, and make the environment"
                    " anew."
                ) from failure
            time.sleep(wait)
            try:
                self._reconnect()
                return self._exchange(request)
            except (grpc.RpcError, StopIteration, ConnectionFailed) as again:
                last = again
        raise AssertionError("waits() does not end")

    def _reconnect(self) -> None:
        connection = Connection(self._endpoint)
        earlier, self._connection = self._connection, connection
        earlier.close()
        self._renewal.stop()
        if not connection.leases or connection.instance != earlier.instance:
            raise SessionLost(
                f"The server at {self._endpoint.address} was restarted: the lanes of"
                f" {self._request.environment_id} are gone.",
                restarted=True,
            )
        self._renewal = LeaseRenewal(connection, self._opened.session_id, self._opened.lease_seconds)


def _words(failure: Exception) -> str:
    if isinstance(failure, StopIteration):
        return "it ended the stream"
    if isinstance(failure, grpc.Call):
        return str(failure.details())
    return str(failure)

