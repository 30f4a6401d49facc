"""A server process is sent messages that are broken, too long, or lie about what they hold."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from calls import SECONDS, call, hello, opened
from google.protobuf.message import DecodeError

from keel_gym._generated import environment_pb2 as pb
from keel_gym.protocol import PROTOCOL, SERVICE

MESSAGES = 10_000
WARM_UP = 2_500
MOST_GROWTH_KIB = 8 * 1024
MOST_BYTES = 1 << 16
LANES = 3
KEPT = 4
REFUSALS = {
    pb.ERROR_CODE_INVALID_ARGUMENT,
    pb.ERROR_CODE_UNKNOWN_ENVIRONMENT,
    pb.ERROR_CODE_UNSUPPORTED_VERSION,
    pb.ERROR_CODE_UNKNOWN_SESSION,
    pb.ERROR_CODE_LIMIT_EXCEEDED,
    pb.ERROR_CODE_FAILED_PRECONDITION,
    pb.ERROR_CODE_NOT_PERMITTED,
    pb.ERROR_CODE_DEADLINE_EXCEEDED,
}


@pytest.fixture
def process() -> Iterator[tuple[int, str]]:
    command = [sys.executable, "-m", "keel_gym", "serve", "--bind", "127.0.0.1:0", "--import", "environments"]
    command += ["--max-message-bytes", str(MOST_BYTES), "--max-sessions", "4", "--max-lanes", "8", "--lease", "5"]
    paths = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": paths}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as started:
        assert started.stdout is not None
        try:
            yield started.pid, started.stdout.readline().split()[-1]
            assert started.poll() is None
        finally:
            started.kill()


def resident_kib(process: int) -> int:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


class Hostile:
    """Sends one message after the other, and knows what has to come back.

    It follows the session: requests that are carried out count up its number.
    """

    def __init__(self, channel: grpc.Channel, seed: int):
        self.channel = channel
        self.rng = random.Random(seed)
        self.executed = self.malformed = self.oversized = 0
        self.begin()

    def begin(self) -> None:
        reply = opened(self.channel, environment_id="KeelComposed-v0", lanes=LANES)
        assert reply.session_id, reply.error
        self.session, self.sequence, self.first = reply.session_id, 0, True

    def send(self) -> None:
        kind = self.rng.randrange(1000)
        if kind == 0:
            self.too_long()
        elif kind < 800:
            request = self.drive()
            self.check_drive(self.mangled(request) if kind < 600 else request.SerializeToString())
        else:
            name, reply, request = self.rng.choice(self.others())
            self.check(name, reply, type(request), self.mangled(request))

    def mangled(self, request: Any) -> bytes:
        data = bytearray(request.SerializeToString())
        for _ in range(self.rng.randint(0, 4)):
            data[self.rng.randrange(len(data))] = self.rng.randrange(256)
        if self.rng.random() < 0.3:
            del data[self.rng.randint(1, len(data)) :]
        return bytes(data)

    def drive(self) -> pb.DriveRequest:
        rng = self.rng
        request = pb.DriveRequest(sequence=self.sequence + 1, session_id=self.session)
        if self.first or rng.random() < 0.2:
            request.reset.seeds.extend(range(rng.choice([0, 0, LANES, 2])))
        elif rng.random() < 0.1:
            request.reset.big_seeds.extend(rng.randbytes(rng.choice([0, 9, 64, 65])) for _ in range(LANES))
            request.reset.options.CopyFrom(self.nested(rng.choice([1, 14, 20])).map)
        else:
            request.step.actions.extend([self.tensor(8, LANES, 1), self.tensor(8, LANES, 0), self.tensor(11, 0, 0)])
            request.step.actions[2].shape.append(1)
            if rng.random() < 0.6:
                leaf = rng.choice(request.step.actions)
                leaf.CopyFrom(rng.choice([
                    pb.Tensor(element_type=8, shape=[1 << 31] * rng.randint(1, 32)),
                    pb.Tensor(element_type=8, shape=[1] * 33, values=bytes(8)),
                    pb.Tensor(element_type=8, shape=[LANES], values=rng.randbytes(8 * LANES)),
                    pb.Tensor(element_type=11, shape=[MOST_BYTES // 8, 1], values=bytes(MOST_BYTES // 2)),
                    pb.Tensor(element_type=rng.randrange(20), shape=[0]),
                ]))
            request.step.ready = rng.choice([0, 0, 0, 1 << 31])
        return request

    @staticmethod
    def tensor(element_type: Any, count: int, value: int) -> pb.Tensor:
        return pb.Tensor(element_type=element_type, shape=[count], values=value.to_bytes(8, "little") * count)

    def nested(self, depth: int) -> pb.Value:
        value = pb.Value(integer=1)
        for _ in range(depth):
            value = pb.Value(map=pb.ValueMap(entries=[pb.ValueEntry(key="k", value=value)]))
        return value

    def others(self) -> list[tuple[str, Any, Any]]:
        lanes = self.rng.choice([0, 9, (1 << 32) - 1])
        name = self.rng.choice(["No-v0", "a:b", "x" * 30_000])
        asked = pb.OpenSessionRequest(protocol=PROTOCOL, environment_id=name, lanes=1, autoreset=1)
        many = pb.OpenSessionRequest(protocol=PROTOCOL, environment_id="CartPole-v1", lanes=lanes, autoreset=1)
        wrong = pb.OpenSessionRequest(protocol=PROTOCOL, environment_id="CartPole-v1", lanes=1, autoreset=1)
        wrong.arguments["y" * 20_000].CopyFrom(self.nested(3))
        return [
            ("OpenSession", pb.OpenSessionReply, asked),
            ("OpenSession", pb.OpenSessionReply, many),
            ("OpenSession", pb.OpenSessionReply, wrong),
            ("RenewLeases", pb.RenewLeasesReply, pb.RenewLeasesRequest(session_ids=[self.session] * 5)),
            ("Handshake", pb.HandshakeReply, pb.HandshakeRequest(protocol=PROTOCOL, implementation="z" * 100)),
        ]

    def too_long(self) -> None:
        """Several at once: gRPC takes its time to refuse one."""
        methods = [self.channel.unary_unary(f"/{SERVICE}/{name}") for name in ("DriveOnce", "OpenSession")]
        lengths = [MOST_BYTES + 1, MOST_BYTES * 2, MOST_BYTES * 16, MOST_BYTES + self.rng.randint(2, MOST_BYTES)]
        sent = [method.future(bytes(length), timeout=SECONDS) for method in methods for length in lengths]
        for one in sent:
            assert one.exception().code() == grpc.StatusCode.RESOURCE_EXHAUSTED
        self.oversized += len(sent)

    def check(self, name: str, reply: Any, kind: Any, data: bytes) -> Any:
        answer = call(self.channel, name, data, reply)
        try:
            kind.FromString(data)
        except DecodeError:
            assert answer.error.code == pb.ERROR_CODE_INVALID_ARGUMENT
            self.malformed += 1
        assert not answer.HasField("error") or answer.error.code in REFUSALS, answer.error
        if name == "OpenSession" and answer.session_id:
            close = pb.DriveRequest(sequence=1, session_id=answer.session_id, close=pb.Close())
            assert call(self.channel, "DriveOnce", close, pb.DriveReply).HasField("close")
        return answer

    def check_drive(self, data: bytes) -> None:
        answer = self.check("DriveOnce", pb.DriveReply, pb.DriveRequest, data)
        try:
            sent = pb.DriveRequest.FromString(data)
        except DecodeError:
            return
        if sent.session_id != self.session:
            assert answer.error.code == pb.ERROR_CODE_UNKNOWN_SESSION
        elif sent.sequence == self.sequence + 1:
            self.executed += 1
            self.sequence += 1
            self.first &= not answer.HasField("reset")
            assert answer.sequence == self.sequence and answer.error.field != "sequence"
            if answer.HasField("close") or answer.error.code == pb.ERROR_CODE_DEADLINE_EXCEEDED:
                self.begin()
        elif not max(0, self.sequence - KEPT) < sent.sequence <= self.sequence:
            assert answer.error.code == pb.ERROR_CODE_INVALID_ARGUMENT and answer.error.field == "sequence"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the memory of a process from /proc")
def test_ten_thousand_hostile_messages_break_nothing_and_leave_nothing(process: tuple[int, str]) -> None:
    number, address = process
    with grpc.insecure_channel(address) as channel:
        hostile = Hostile(channel, seed=7)
        before = 0
        for i in range(MESSAGES):
            if i == WARM_UP:
                before = resident_kib(number)
            hostile.send()
        growth = resident_kib(number) - before
        assert hostile.executed > 2_000 and hostile.malformed > 2_000 and hostile.oversized > 50
        assert growth < MOST_GROWTH_KIB, f"the server's process has grown by {growth} KiB"
        assert not hello(channel).HasField("error")
