"""The server, spoken to as a client in another language would."""

from __future__ import annotations

from collections.abc import Iterator

import grpc
import gymnasium
import numpy as np
import pytest

from keel_gym import codec
from keel_gym._generated import environment_pb2 as pb
from keel_gym.__main__ import main
from keel_gym.server import SERVICE, BindError, start


class Client:
    """Calls by name, without generated stubs."""

    def __init__(self, port: int):
        self.channel = grpc.insecure_channel(f"127.0.0.1:{port}")

    def unary(self, name: str, request: object, reply: type) -> object:
        call = self.channel.unary_unary(
            f"/{SERVICE}/{name}",
            request_serializer=lambda m: m if isinstance(m, bytes) else m.SerializeToString(),
            response_deserializer=reply.FromString,
        )
        return call(request, timeout=20)

    def open(self, **fields: object) -> pb.OpenSessionReply:
        defaults: dict[str, object] = {
            "protocol": pb.ProtocolVersion(major=1),
            "environment_id": "CartPole-v1",
            "lanes": 2,
            "autoreset": pb.AUTORESET_MODE_SAME_STEP,
        }
        return self.unary("OpenSession", pb.OpenSessionRequest(**{**defaults, **fields}), pb.OpenSessionReply)

    def drive(self, requests: list[pb.DriveRequest]) -> list[pb.DriveReply]:
        call = self.channel.stream_stream(
            f"/{SERVICE}/Drive",
            request_serializer=pb.DriveRequest.SerializeToString,
            response_deserializer=pb.DriveReply.FromString,
        )
        return list(call(iter(requests), timeout=20))


@pytest.fixture()
def client() -> Iterator[Client]:
    server, port = start("127.0.0.1", 0)
    connected = Client(port)
    yield connected
    connected.channel.close()
    server.stop(0)


def test_handshake_names_versions_and_refuses_another_major(client: Client) -> None:
    reply = client.unary(
        "Handshake", pb.HandshakeRequest(protocol=pb.ProtocolVersion(major=1)), pb.HandshakeReply
    )
    assert reply.error.code == pb.ERROR_CODE_UNSPECIFIED
    assert reply.backend == f"gymnasium {gymnasium.__version__}"
    other = client.unary(
        "Handshake", pb.HandshakeRequest(protocol=pb.ProtocolVersion(major=2)), pb.HandshakeReply
    )
    assert other.error.code == pb.ERROR_CODE_UNSUPPORTED_VERSION
    assert "2.0" in other.error.message and "1.0" in other.error.message


def test_a_session_steps_as_gymnasium_does(client: Client) -> None:
    opened = client.open()
    assert opened.action_space.discrete.n == 2
    actions = np.array([1, 0])
    step = pb.Step(actions=codec.encode_array(actions))
    replies = client.drive(
        [
            pb.DriveRequest(sequence=1, session_id=opened.session_id, reset=pb.Reset(seeds=[5, 6])),
            pb.DriveRequest(sequence=2, step=step),
            pb.DriveRequest(sequence=3, close=pb.Close()),
        ]
    )
    env = gymnasium.make_vec("CartPole-v1", num_envs=2, vectorization_mode="sync")
    observations, _ = env.reset(seed=[5, 6])
    assert replies[0].reset.observations.values == observations.tobytes()
    observations, rewards, *_ = env.step(actions)
    assert replies[1].step.observations.values == observations.tobytes()
    assert np.frombuffer(replies[1].step.rewards).tolist() == rewards.tolist()
    assert replies[2].WhichOneof("result") == "close"


@pytest.mark.parametrize(
    ("fields", "code", "word"),
    [
        ({"environment_id": "CartPole-v9"}, pb.ERROR_CODE_UNKNOWN_ENVIRONMENT, "CartPole-v1"),
        ({"environment_id": "os:system"}, pb.ERROR_CODE_NOT_PERMITTED, "import code"),
        ({"lanes": 0}, pb.ERROR_CODE_INVALID_ARGUMENT, "lane"),
        ({"lanes": 100_000}, pb.ERROR_CODE_LIMIT_EXCEEDED, "4096"),
        ({"autoreset": 0}, pb.ERROR_CODE_INVALID_ARGUMENT, "autoreset"),
        ({"arguments": {"gravty": pb.Value(real=1)}}, pb.ERROR_CODE_INVALID_ARGUMENT, "gravty"),
        ({"protocol": pb.ProtocolVersion(major=7)}, pb.ERROR_CODE_UNSUPPORTED_VERSION, "7.0"),
    ],
)
def test_a_session_that_cannot_be_is_refused_in_band(
    client: Client, fields: dict[str, object], code: int, word: str
) -> None:
    error = client.open(**fields).error
    assert error.code == code, error
    assert word in error.message


def test_a_mistake_in_a_stream_costs_neither_the_stream_nor_the_step(client: Client) -> None:
    opened = client.open()
    outside = pb.Step(actions=codec.encode_array(np.array([0, 9])))
    replies = client.drive(
        [
            pb.DriveRequest(sequence=1, session_id=opened.session_id, reset=pb.Reset(seeds=[5, 6])),
            pb.DriveRequest(sequence=2, step=outside),
            pb.DriveRequest(sequence=3, step=pb.Step(actions=codec.encode_array(np.array([0, 1])))),
        ]
    )
    assert replies[1].error.code == pb.ERROR_CODE_INVALID_ARGUMENT
    assert replies[1].error.lane == 1
    assert replies[1].error.field == "step.actions"
    assert replies[2].WhichOneof("result") == "step"


def test_bytes_that_are_no_message_are_an_invalid_argument(client: Client) -> None:
    reply = client.unary("Handshake", b"\xff\xff\xff", pb.HandshakeReply)
    assert reply.error.code == pb.ERROR_CODE_INVALID_ARGUMENT


def test_it_binds_to_loopback_and_names_a_port_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BindError, match="neither encrypted"):
        start("0.0.0.0", 0)
    server, port = start("127.0.0.1", 0)
    try:
        assert main(["serve", "--bind", f"127.0.0.1:{port}"]) == 1
        assert str(port) in capsys.readouterr().err
    finally:
        server.stop(0)
