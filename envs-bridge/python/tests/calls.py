"""Unary calls of the protocol, for tests; bytes that are no message can be sent, too."""

from __future__ import annotations

from typing import Any

import grpc

from keel_gym._generated import environment_pb2 as pb
from keel_gym.protocol import PROTOCOL, SERVICE

SECONDS = 20


def call(channel: grpc.Channel, name: str, request: Any, reply: Any, **options: Any) -> Any:
    data = request if isinstance(request, bytes) else request.SerializeToString()
    method = channel.unary_unary(f"/{SERVICE}/{name}", response_deserializer=reply.FromString)
    return method(data, timeout=SECONDS, **options)


def hello(channel: grpc.Channel, **options: Any) -> pb.HandshakeReply:
    return call(channel, "Handshake", pb.HandshakeRequest(protocol=PROTOCOL), pb.HandshakeReply, **options)


def opened(channel: grpc.Channel, **changes: Any) -> pb.OpenSessionReply:
    request = pb.OpenSessionRequest(protocol=PROTOCOL, environment_id="KeelMoody-v0", lanes=2, autoreset=1)
    request.MergeFrom(pb.OpenSessionRequest(**changes))
    return call(channel, "OpenSession", request, pb.OpenSessionReply)
