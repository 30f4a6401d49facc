"""The server through gRPC, without Keel's Java client."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator

import gymnasium
import grpc
import numpy as np
import pytest

from keel_gym import codec
from keel_gym._generated import environment_pb2 as pb
from keel_gym.errors import Refused
from keel_gym.security import BindError
from keel_gym.server import PROTOCOL, SERVICE, Limits, start


@pytest.fixture
def channel() -> Iterator[grpc.Channel]:
    server = start("127.0.0.1", 0, Limits(max_sessions=2))
    with grpc.insecure_channel(server.address) as opened:
        yield opened
    server.stop()


def unary(channel: grpc.Channel, name: str, request: pb.OpenSessionRequest | pb.HandshakeRequest | bytes, reply: type):
    data = request if isinstance(request, bytes) else request.SerializeToString()
    return channel.unary_unary(f"/{SERVICE}/{name}", response_deserializer=reply.FromString)(data)


def open_session(channel: grpc.Channel, **changes: object) -> pb.OpenSessionReply:
    fields: dict = dict(
        protocol=PROTOCOL, environment_id="CartPole-v1", lanes=2, autoreset=pb.AUTORESET_MODE_SAME_STEP
    )
    fields.update(changes)
    return unary(channel, "OpenSession", pb.OpenSessionRequest(**fields), pb.OpenSessionReply)


def drive(channel: grpc.Channel, *requests: pb.DriveRequest) -> list[pb.DriveReply]:
    call = channel.stream_stream(
        f"/{SERVICE}/Drive",
        request_serializer=pb.DriveRequest.SerializeToString,
        response_deserializer=pb.DriveReply.FromString,
    )
    return list(call(iter(requests)))


def test_steps_are_gymnasiums(channel: grpc.Channel) -> None:
    session = open_session(channel).session_id
    actions = np.array([0, 1], dtype=np.int64)
    step = pb.Step(actions=[codec.encode_array(actions)])
    requests = [pb.DriveRequest(sequence=1, session_id=session, reset=pb.Reset(seeds=[3, 9]))]
    requests += [pb.DriveRequest(sequence=i, step=step) for i in range(2, 40)]
    requests.append(pb.DriveRequest(sequence=40, close=pb.Close()))
    replies = drive(channel, *requests)
    assert [reply.sequence for reply in replies] == list(range(1, 41))
    assert replies[-1].HasField("close")

    env = gymnasium.make_vec(
        "CartPole-v1",
        num_envs=2,
        vectorization_mode="sync",
        vector_kwargs={"autoreset_mode": gymnasium.vector.AutoresetMode.SAME_STEP},
    )
    expected, _ = env.reset(seed=[3, 9])
    np.testing.assert_array_equal(codec.decode_array(replies[0].reset.observations[0], ""), expected)
    endings = 0
    for reply in replies[1:-1]:
        expected, rewards, terminated, _, infos = env.step(actions)
        np.testing.assert_array_equal(codec.decode_array(reply.step.observations[0], ""), expected)
        assert reply.step.rewards == rewards.astype("<f8").tobytes()
        assert reply.step.terminated == terminated.tobytes()
        assert bool(reply.step.final_observations) == ("final_obs" in infos)
        endings += int(terminated.sum())
    assert endings > 0


def test_handshake_names_both_versions(channel: grpc.Channel) -> None:
    other = pb.HandshakeRequest(protocol=pb.ProtocolVersion(major=4, minor=2))
    reply = unary(channel, "Handshake", other, pb.HandshakeReply)
    assert reply.error.code == pb.ERROR_CODE_UNSUPPORTED_VERSION
    assert "4.2" in reply.error.message and "1.1" in reply.error.message
    assert not unary(channel, "Handshake", pb.HandshakeRequest(protocol=PROTOCOL), pb.HandshakeReply).HasField("error")


def test_garbage_is_an_invalid_argument(channel: grpc.Channel) -> None:
    reply = unary(channel, "OpenSession", b"\xff\xff", pb.OpenSessionReply)
    assert reply.error.code == pb.ERROR_CODE_INVALID_ARGUMENT


def test_sessions_are_limited_and_end_with_close(channel: grpc.Channel) -> None:
    first = open_session(channel).session_id
    open_session(channel)
    assert open_session(channel).error.code == pb.ERROR_CODE_LIMIT_EXCEEDED
    drive(channel, pb.DriveRequest(sequence=1, session_id=first, close=pb.Close()))
    assert not open_session(channel).HasField("error")
    reply = drive(channel, pb.DriveRequest(sequence=1, session_id=first, reset=pb.Reset()))
    assert reply[0].error.code == pb.ERROR_CODE_UNKNOWN_SESSION


def test_an_environment_that_raises_is_reported(channel: grpc.Channel) -> None:
    class Raises(gymnasium.Env):
        observation_space = gymnasium.spaces.Discrete(3)
        action_space = gymnasium.spaces.Discrete(2)

        def reset(self, *, seed: int | None = None, options: dict | None = None):
            super().reset(seed=seed)
            raise RuntimeError("no wheels")

    gymnasium.register("KeelTestRaises-v0", entry_point=Raises)
    session = open_session(channel, environment_id="KeelTestRaises-v0").session_id
    (reply,) = drive(channel, pb.DriveRequest(sequence=1, session_id=session, reset=pb.Reset(seeds=[0, 1])))
    assert reply.error.code == pb.ERROR_CODE_ENVIRONMENT_FAILED
    assert "RuntimeError: no wheels" in reply.error.message


@pytest.mark.parametrize(
    "message",
    [
        pb.Tensor(),
        pb.Tensor(element_type=pb.ELEMENT_TYPE_INT64, shape=[2], values=b"\0" * 15),
        pb.Tensor(element_type=pb.ELEMENT_TYPE_BOOL, shape=[1], values=b"\2"),
        pb.Tensor(element_type=pb.ELEMENT_TYPE_INT8, shape=[0] * 33),
        pb.Tensor(element_type=pb.ELEMENT_TYPE_INT64, shape=[0] + [1 << 31] * 31),
    ],
)
def test_tensors_that_lie_are_refused(message: pb.Tensor) -> None:
    with pytest.raises(Refused) as refused:
        codec.decode_array(message, "step.actions")
    assert refused.value.field == "step.actions"


@pytest.mark.parametrize("dtype", ["bool", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8", ">f8"])
def test_arrays_come_back(dtype: str) -> None:
    array = np.array([[0, 1, 1], [1, 0, 1]], dtype=dtype)
    np.testing.assert_array_equal(codec.decode_array(codec.encode_array(array), ""), array)


def test_only_loopback_is_served() -> None:
    with pytest.raises(BindError, match="Refusing"):
        start("0.0.0.0", 0)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_stop_it_cleanly(number: signal.Signals) -> None:
    command = [sys.executable, "-m", "keel_gym", "serve", "--bind", "127.0.0.1:0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("keel-gym serving on 127.0.0.1:")
        process.send_signal(number)
        assert process.wait(timeout=10) == 0
