"""The client when connections break and servers restart, against a small server that does both on demand."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import numpy as np
import pytest
from gymnasium import spaces
from gymnasium.vector import AutoresetMode

from keel_gym._generated import environment_pb2 as pb
from keel_gym.client import ConnectionFailed, KeelEnv, KeelVectorEnv
from keel_gym.codec import encode_array, encode_space


class Counting:
    """Each lane observes how many steps were carried out since its reset. Restarts when ``instance`` changes."""

    def __init__(self) -> None:
        self.instance = "first"
        self.drop_next = False
        self.forget_next = False
        self.opened = 0
        self.renewed: list[str] = []
        self.lease_seconds = 60
        self.steps = 0
        self.lanes = 0
        self.kept: dict[int, pb.DriveReply] = {}
        self.session = ""

    def handshake(self, _: pb.HandshakeRequest, __: Any) -> pb.HandshakeReply:
        return pb.HandshakeReply(
            protocol=pb.ProtocolVersion(major=1, minor=1), implementation="counting", instance_id=self.instance
        )

    def open(self, request: pb.OpenSessionRequest, _: Any) -> pb.OpenSessionReply:
        self.opened += 1
        self.session, self.lanes, self.steps, self.kept = f"{self.instance}-{self.opened}", request.lanes, 0, {}
        return pb.OpenSessionReply(
            session_id=self.session,
            observation_space=encode_space(spaces.Discrete(1000), "observation_space"),
            action_space=encode_space(spaces.Discrete(2), "action_space"),
            spec=pb.EnvironmentSpec(id=request.environment_id),
            lease_seconds=self.lease_seconds,
        )

    def renew(self, request: pb.RenewLeasesRequest, _: Any) -> pb.RenewLeasesReply:
        self.renewed.extend(request.session_ids)
        return pb.RenewLeasesReply()

    def drive(self, requests: Iterator[pb.DriveRequest], context: grpc.ServicerContext) -> Iterator[pb.DriveReply]:
        for request in requests:
            if self.forget_next:
                self.forget_next, self.session = False, "none"
            if request.session_id != self.session:
                error = pb.Error(code=pb.ERROR_CODE_UNKNOWN_SESSION, message="No such session.")
                yield pb.DriveReply(sequence=request.sequence, error=error)
                return
            reply = self.kept.get(request.sequence) or self.carry_out(request)
            self.kept[request.sequence] = reply
            if self.drop_next:
                self.drop_next = False
                context.abort(grpc.StatusCode.UNAVAILABLE, "cut")
            yield reply

    def carry_out(self, request: pb.DriveRequest) -> pb.DriveReply:
        self.steps = self.steps + 1 if request.HasField("step") else 0
        observations = [encode_array(np.full(self.lanes, self.steps))]
        reply = pb.DriveReply(sequence=request.sequence)
        if request.HasField("step"):
            none = bytes(self.lanes)
            rewards = np.ones(self.lanes).tobytes()
            reply.step.CopyFrom(
                pb.StepReply(observations=observations, rewards=rewards, terminated=none, truncated=none)
            )
        elif request.HasField("close"):
            reply.close.CopyFrom(pb.CloseReply())
        else:
            reply.reset.CopyFrom(pb.ResetReply(observations=observations))
        return reply


def serve(service: Counting) -> tuple[grpc.Server, str]:
    def unary(call: Any, kind: Any) -> Any:
        return grpc.unary_unary_rpc_method_handler(call, kind.FromString, lambda reply: reply.SerializeToString())

    handlers = {
        "Handshake": unary(service.handshake, pb.HandshakeRequest),
        "OpenSession": unary(service.open, pb.OpenSessionRequest),
        "RenewLeases": unary(service.renew, pb.RenewLeasesRequest),
        "Drive": grpc.stream_stream_rpc_method_handler(
            service.drive, pb.DriveRequest.FromString, lambda reply: reply.SerializeToString()
        ),
    }
    server = grpc.server(ThreadPoolExecutor(8))
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("keel.env.v1.Environments", handlers)])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, f"127.0.0.1:{port}"


@pytest.fixture
def served() -> Iterator[tuple[Counting, str]]:
    service = Counting()
    server, address = serve(service)
    yield service, address
    server.stop(None).wait()


def test_a_cut_connection_steps_nothing_twice(served: tuple[Counting, str]) -> None:
    service, address = served
    env = KeelEnv("Counting-v0", address)
    env.reset()
    assert env.step(0)[0] == 1
    service.drop_next = True
    assert env.step(0) == (2, 1.0, False, False, {})
    assert env.step(0)[0] == 3
    assert service.opened == 1
    env.close()


def test_a_restarted_server_truncates_the_episode(served: tuple[Counting, str]) -> None:
    service, address = served
    env = KeelEnv("Counting-v0", address)
    env.reset()
    env.step(0)
    service.instance, service.drop_next = "second", True
    assert env.step(0) == (1, 0.0, False, True, {"server_restarted": True})
    assert env.reset()[0] == 0
    assert env.step(0)[0] == 1
    assert service.opened == 2
    env.close()


def test_an_expired_session_truncates_the_episode(served: tuple[Counting, str]) -> None:
    service, address = served
    env = KeelEnv("Counting-v0", address)
    env.reset()
    env.step(0)
    service.forget_next = True
    assert env.step(0) == (1, 0.0, False, True, {"session_expired": True})
    assert env.reset()[0] == 0
    env.close()


@pytest.mark.parametrize("mode", list(AutoresetMode))
def test_a_restarted_server_truncates_every_lane(served: tuple[Counting, str], mode: AutoresetMode) -> None:
    service, address = served
    envs = KeelVectorEnv("Counting-v0", 2, address, autoreset_mode=mode)
    actions = np.zeros(2, dtype=np.int64)
    envs.reset()
    envs.step(actions)
    service.instance, service.drop_next = "second", True
    observations, rewards, terminated, truncated, infos = envs.step(actions)
    assert truncated.all() and not terminated.any() and not rewards.any()
    assert infos["server_restarted"].all()
    if mode == AutoresetMode.SAME_STEP:
        assert observations.tolist() == [0, 0] and infos["final_obs"].tolist() == [1, 1]
        assert infos["final_info"]["server_restarted"].all()
    else:
        assert observations.tolist() == [1, 1]
    if mode == AutoresetMode.NEXT_STEP:
        assert envs.step(actions)[0].tolist() == [0, 0]
    elif mode == AutoresetMode.DISABLED:
        assert envs.reset(options={"reset_mask": truncated})[0].tolist() == [0, 0]
    assert envs.step(actions)[0].tolist() == [1, 1]
    envs.close()


def test_a_server_that_stays_away_is_given_up(served: tuple[Counting, str]) -> None:
    service = Counting()
    server, address = serve(service)
    env = KeelEnv("Counting-v0", address, reconnect_seconds=0.5)
    env.reset()
    server.stop(None).wait()
    with pytest.raises(ConnectionFailed, match="did not reach it again within 0.5 seconds"):
        env.step(0)
    env.close()


def test_an_idle_session_is_renewed(served: tuple[Counting, str]) -> None:
    service, address = served
    service.lease_seconds = 1
    env = KeelEnv("Counting-v0", address)
    for _ in range(1000):
        if service.renewed:
            break
        time.sleep(0.01)
    assert service.renewed[0] == "first-1"
    env.close()
