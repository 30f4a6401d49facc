"""Over gRPC: tokens, certificates, takeover, garbage, drain."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import environments  # noqa: F401  registers
import grpc
import pytest
from calls import SECONDS, call, hello, opened
from certificates import certify
from grpc_health.v1 import health_pb2, health_pb2_grpc

from keel_gym._generated import environment_pb2 as pb
from keel_gym.security import BindError, Security
from keel_gym.protocol import SERVICE
from keel_gym.server import Limits, start

class Stream:
    """A Drive stream; waits for replies, but not for ever."""

    def __init__(self, channel: grpc.Channel):
        self.requests: SimpleQueue[pb.DriveRequest | None] = SimpleQueue()
        method = channel.stream_stream(
            f"/{SERVICE}/Drive", pb.DriveRequest.SerializeToString, pb.DriveReply.FromString
        )
        self.replies = method(iter(self.requests.get, None), timeout=SECONDS)

    def __call__(self, **fields: Any) -> pb.DriveReply:
        self.requests.put(pb.DriveRequest(**fields))
        return next(self.replies)


@pytest.fixture
def channel() -> Iterator[grpc.Channel]:
    server = start("127.0.0.1", 0, Limits(max_sessions=2, max_message_bytes=1 << 16))
    with grpc.insecure_channel(server.address) as made:
        yield made
    server.stop()


def test_another_stream_takes_over(channel: grpc.Channel) -> None:
    session = opened(channel).session_id
    first, second = Stream(channel), Stream(channel)
    reply = first(sequence=1, session_id=session, reset=pb.Reset())
    assert second(sequence=1, session_id=session, reset=pb.Reset()) == reply
    with pytest.raises(grpc.RpcError):
        first(sequence=2, reset=pb.Reset())
    once = call(channel, "DriveOnce", pb.DriveRequest(sequence=2, session_id=session, reset=pb.Reset()), pb.DriveReply)
    assert once.HasField("reset")
    first.requests.put(None)
    second.requests.put(None)


def test_the_short_calls(channel: grpc.Channel) -> None:
    assert hello(channel).limits.max_in_flight == 4 and hello(channel).instance_id == hello(channel).instance_id != ""
    session = opened(channel, lease_seconds=5)
    assert session.lease_seconds == 5 and session.spec.id == "KeelMoody-v0"
    assert opened(channel, lease_seconds=5000).lease_seconds == 60
    renewal = pb.RenewLeasesRequest(session_ids=[session.session_id, "none"])
    assert call(channel, "RenewLeases", renewal, pb.RenewLeasesReply).unknown_session_ids == ["none"]
    listed = call(channel, "ListEnvironments", pb.ListEnvironmentsRequest(), pb.ListEnvironmentsReply)
    assert [spec.id for spec in listed.specs] == list(listed.ids) == sorted(listed.ids)
    cartpole = listed.specs[list(listed.ids).index("CartPole-v1")]
    assert cartpole.max_episode_steps == 500 and "sutton_barto_reward" in cartpole.argument_names


def test_a_token_is_asked_for() -> None:
    server = start("127.0.0.1", security=Security(token="secret"))
    with grpc.insecure_channel(server.address) as channel:
        for sent in ((), (("authorization", "Bearer wrong"),)):
            with pytest.raises(grpc.RpcError) as refused:
                hello(channel, metadata=sent)
            assert refused.value.code() == grpc.StatusCode.UNAUTHENTICATED  # type: ignore[attr-defined]
        assert hello(channel, metadata=(("authorization", "Bearer secret"),)).implementation == "keel-gym"
    server.stop()


def secure(server: Any, folder: Path, client: tuple[Path, Path] | None) -> grpc.Channel:
    own = (None, None) if client is None else (client[1].read_bytes(), client[0].read_bytes())
    credentials = grpc.ssl_channel_credentials((folder / "ca.pem").read_bytes(), *own)
    return grpc.secure_channel(f"localhost:{server.port}", credentials)


def test_clients_must_show_a_certificate_that_holds(tmp_path: Path) -> None:
    good, expired = certify(tmp_path, "good", "2"), certify(tmp_path, "expired", "-1")
    server = start("127.0.0.1", security=Security(*good, client_ca=tmp_path / "ca.pem"))
    with secure(server, tmp_path, good) as channel:
        assert hello(channel).implementation == "keel-gym"
    for client in (None, expired):
        with secure(server, tmp_path, client) as channel, pytest.raises(grpc.RpcError) as refused:
            hello(channel)
        assert refused.value.code() == grpc.StatusCode.UNAVAILABLE  # type: ignore[attr-defined]
    server.stop()


def test_an_open_door_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BindError, match="--token-file"):
        start("0.0.0.0", security=Security(token="secret"))
    with pytest.raises(BindError, match="--tls-key"):
        Security(certificate=tmp_path / "x")
    with pytest.raises(BindError, match="empty"):
        Security(token="")


def test_a_unix_socket(tmp_path: Path) -> None:
    path = tmp_path / "keel"
    server = start(f"unix:{path}")
    assert path.stat().st_mode & 0o777 == 0o600
    with grpc.insecure_channel(server.address) as channel:
        assert hello(channel).implementation == "keel-gym"
    server.stop()
    assert not path.exists()


def test_a_stopped_server_lets_sessions_end() -> None:
    command = [sys.executable, "-m", "keel_gym", "serve", "--bind", "127.0.0.1:0", "--drain", "60"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            with grpc.insecure_channel(process.stdout.readline().split()[-1]) as channel:
                session = opened(channel, environment_id="CartPole-v1").session_id
                health = health_pb2_grpc.HealthStub(channel)
                question = health_pb2.HealthCheckRequest(service=SERVICE)
                watch = health.Watch(question, timeout=SECONDS)
                assert next(watch).status == health_pb2.HealthCheckResponse.SERVING
                process.send_signal(signal.SIGTERM)
                assert next(watch).status == health_pb2.HealthCheckResponse.NOT_SERVING
                assert opened(channel, environment_id="CartPole-v1").error.code == pb.ERROR_CODE_UNAVAILABLE
                stream = Stream(channel)
                assert stream(sequence=1, session_id=session, reset=pb.Reset()).HasField("reset")
                assert stream(sequence=2, close=pb.Close()).HasField("close")
            assert process.wait(timeout=SECONDS) == 0
        finally:
            process.kill()


def test_a_session_without_a_client_is_reclaimed() -> None:
    server = start("127.0.0.1", 0, Limits(max_sessions=1, lease_seconds=1))
    with grpc.insecure_channel(server.address) as channel:
        assert opened(channel).session_id
        for _ in range(SECONDS):
            if len(server.service.sessions) == 0:
                break
            time.sleep(0.5)
        assert len(server.service.sessions) == 0
        assert opened(channel).session_id
    server.stop()
