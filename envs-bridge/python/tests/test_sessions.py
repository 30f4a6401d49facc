"""Leases, sequence numbers, takeover, groups and failures."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Any

import environments  # noqa: F401  registers
import gymnasium
import numpy as np
import pytest

from keel_gym import codec
from keel_gym._generated import environment_pb2 as pb
from keel_gym.catalog import Catalog
from keel_gym.errors import Refused
from keel_gym.server import PROTOCOL
from keel_gym.session import Session
from keel_gym.sessions import Sessions


def opening(environment_id: str, **changes: Any) -> pb.OpenSessionRequest:
    arguments = {k: codec.encode_value(v) for k, v in changes.pop("arguments", {}).items()}
    fields: dict[str, Any] = dict(lanes=4, autoreset=pb.AUTORESET_MODE_SAME_STEP, arguments=arguments)
    return pb.OpenSessionRequest(protocol=PROTOCOL, environment_id=environment_id, **{**fields, **changes})


class Driver:
    """One session, driven without gRPC."""

    def __init__(self, *args: Any, **changes: Any):
        self.sessions = Sessions(4, 60)
        made: list[Session] = []

        def make() -> Session:
            made.append(Session(opening(*args, **changes), Catalog(), 100))
            return made[0]

        self.entry = self.sessions.open(make)
        self.session = made[0]
        self.owner = object()
        self.sessions.attach(self.entry.session_id, self.owner, lambda: None)
        self.sequence = 0

    def __call__(self, **command: Any) -> pb.DriveReply:
        self.sequence += 1
        return self.sessions.answer(self.entry, self.owner, pb.DriveRequest(sequence=self.sequence, **command))

    def step(self, lanes: int = 4, limit: int = 0, **fields: Any) -> pb.DriveReply:
        actions = [codec.encode_array(np.zeros(lanes, dtype=np.int64))]
        return self(step=pb.Step(actions=actions, **fields), time_limit_ms=limit)

    def close(self) -> None:
        self.sessions.close_all()


@pytest.fixture
def drivers() -> Iterator[list[Driver]]:
    made: list[Driver] = []
    yield made
    for driver in made:
        driver.close()


SEEDS = pb.Reset(seeds=[0, 1, 2, 3])


@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize("mood, words", [("raise", "RuntimeError: no wheels"), ("shape", "[2]"), ("dtype", "float32")])
def test_a_failure_names_its_lane(drivers: list[Driver], groups: int, mood: str, words: str) -> None:
    drivers.append(driver := Driver("KeelMoody-v0", groups=groups, arguments={"mood": mood, "culprit": 2}))
    assert driver(reset=SEEDS).HasField("reset")
    assert driver.step().HasField("step") and driver.step().HasField("step")
    error = driver.step().error
    assert error.code == pb.ERROR_CODE_ENVIRONMENT_FAILED
    assert error.lane == 2 and words in error.message
    assert driver(reset=SEEDS).HasField("reset")


@pytest.mark.parametrize("groups", [1, 2])
def test_what_hangs_is_answered_and_closed(drivers: list[Driver], groups: int) -> None:
    drivers.append(driver := Driver("KeelMoody-v0", groups=groups, arguments={"mood": "hang"}))
    driver(reset=SEEDS)
    driver.step(limit=30_000)
    driver.step()
    assert driver.step(limit=300).error.code == pb.ERROR_CODE_DEADLINE_EXCEEDED
    assert len(driver.sessions) == 0
    assert driver.step().error.code == pb.ERROR_CODE_UNKNOWN_SESSION


def test_a_worker_that_dies_is_named(drivers: list[Driver]) -> None:
    drivers.append(driver := Driver("KeelMoody-v0", groups=2, arguments={"mood": "die"}))
    driver(reset=SEEDS)
    driver.step()
    driver.step()
    error = driver.step().error
    assert error.code == pb.ERROR_CODE_ENVIRONMENT_FAILED
    assert "lanes 0 .. 1 died (exit code 3)" in error.message


@pytest.mark.parametrize("mode", [1, 2, 3])
def test_groups_do_not_change_results(drivers: list[Driver], mode: int) -> None:
    drivers += [Driver("KeelMoody-v0", groups=g, autoreset=mode, arguments={}) for g in (1, 3)]
    one, three = drivers
    assert one(reset=SEEDS) == three(reset=SEEDS)
    for i in range(14):
        actions = [codec.encode_array(np.array([i % 2, 0, 1, 0]))]
        first, second = (driver(step=pb.Step(actions=actions)) for driver in drivers)
        assert first == second
        if first.HasField("error"):
            assert mode == pb.AUTORESET_MODE_DISABLED
            mask = pb.Reset(lanes=[False, True, False, True])
            assert one(reset=mask) == three(reset=mask)


@pytest.mark.parametrize("groups", [1, 2])
def test_composed_spaces_are_gymnasiums(drivers: list[Driver], groups: int) -> None:
    drivers.append(driver := Driver("KeelComposed-v0", groups=groups, autoreset=1))
    reply = driver(reset=SEEDS).reset
    space = environments.Composed.observation_space
    for _ in range(10):
        batch = codec.decode_batch(space, reply.observations, 4, "o")
        assert all(space.contains(value) for value in codec.split(space, batch, 4))
        action = codec.stack(environments.Composed.action_space, [environments.Composed.action_space.sample()] * 4)
        step = pb.Step(actions=codec.encode_batch(environments.Composed.action_space, action))
        answer = driver(step=step)
        assert answer.HasField("step"), answer.error
        reply = answer.step


def test_final_infos_are_those_of_the_ending_step(drivers: list[Driver]) -> None:
    drivers.append(driver := Driver("KeelMoody-v0"))
    infos = codec.decode_infos(driver(reset=SEEDS).reset.infos, 4, "infos")
    assert list(infos["seed"]) == ["0", "1", "2", "3"]
    for _ in range(4):
        assert not driver.step().step.HasField("final_infos")
    reply = driver.step().step
    finals = codec.decode_infos(reply.final_infos, 4, "infos")
    assert finals["n"].tolist() == [5] * 4 and finals["deep"]["odd"].tolist() == [True] * 4
    assert list(codec.decode_infos(reply.infos, 4, "infos")["seed"]) == ["None"] * 4
    np.testing.assert_array_equal(codec.decode_array(reply.final_observations[0], ""), np.full((4, 2), 0.5, np.float32))


def test_reset_options_mask_and_big_seeds(drivers: list[Driver]) -> None:
    drivers.append(driver := Driver("KeelMoody-v0", groups=2))
    mask = pb.Reset(lanes=[True, False, False, False])
    assert driver(reset=mask).error.code == pb.ERROR_CODE_FAILED_PRECONDITION
    driver(reset=SEEDS)
    driver.step()
    big = [(1 << 70).to_bytes(9, "little"), b"", b"", b""]
    options = codec.encode_map({"level": 3})
    reply = driver(reset=pb.Reset(lanes=mask.lanes, big_seeds=big, options=options)).reset
    infos = codec.decode_infos(reply.infos, 4, "infos")
    assert infos["_seed"].tolist() == [True, False, False, False]
    assert infos["seed"][0] == str(1 << 70) and infos["options"]["level"][0] == 3
    observations = codec.decode_array(reply.observations[0], "")
    np.testing.assert_allclose(observations[:, 0], [0, 0.1, 0.1, 0.1], atol=1e-7)


def test_groups_step_by_themselves(drivers: list[Driver]) -> None:
    drivers.append(driver := Driver("KeelMoody-v0", groups=2))
    driver(reset=SEEDS)
    half = driver.step(2, groups=[1]).step
    assert list(half.groups) == [1] and len(half.terminated) == 2
    first = driver.step(4, ready=1).step
    assert len(first.groups) == 1
    other = 1 - first.groups[0]
    assert driver.step(2, groups=[other]).error.code == pb.ERROR_CODE_FAILED_PRECONDITION
    seen = set()
    for _ in range(20):
        ready = driver.step(2, groups=[first.groups[0]], ready=1).step
        seen.add(ready.groups[0])
        first = ready
    assert seen == {0, 1}
    assert driver.step(2, groups=[2]).error.field == "step.groups"


def test_pictures_are_png(drivers: list[Driver]) -> None:
    drivers += [Driver("KeelPainted-v0", render=True), Driver("KeelPainted-v0")]
    drivers[0](reset=SEEDS)
    png = drivers[0](render=pb.Render(lane=3)).render.png
    assert png[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", png[16:24]) == (5, 3)
    start = png.index(b"IDAT") + 4
    (length,) = struct.unpack(">I", png[start - 8 : start - 4])
    assert zlib.decompress(png[start : start + length]) == (b"\0" + b"\7" * 15) * 3
    assert drivers[0](render=pb.Render(lane=4)).error.field == "render.lane"
    assert drivers[1](render=pb.Render(lane=0)).error.code == pb.ERROR_CODE_FAILED_PRECONDITION
    assert list(drivers[0].session.spec.render_modes) == ["rgb_array"] and drivers[0].session.spec.render_fps == 12


class Counter:
    """A session that counts what it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.closed = False

    def answer(self, request: pb.DriveRequest, reply: pb.DriveReply, limit: float | None) -> None:
        self.asked += 1
        reply.step.rewards = bytes([self.asked])

    def close(self) -> None:
        self.closed = True


def test_a_lost_reply_is_repeated_and_steps_once() -> None:
    sessions, counter = Sessions(1, 60), Counter()
    entry = sessions.open(lambda: counter)
    cut = []
    sessions.attach(entry.session_id, "first", lambda: cut.append(1))
    replies = [sessions.answer(entry, "first", pb.DriveRequest(sequence=i, step=pb.Step())) for i in range(1, 7)]
    assert sessions.attach(entry.session_id, "second", lambda: None) is entry
    assert cut == [1]
    for i in (3, 4, 5, 6):
        assert sessions.answer(entry, "second", pb.DriveRequest(sequence=i, step=pb.Step())) == replies[i - 1]
    for i in (0, 2, 8):
        wrong = sessions.answer(entry, "second", pb.DriveRequest(sequence=i, step=pb.Step()))
        assert wrong.error.code == pb.ERROR_CODE_INVALID_ARGUMENT
    assert counter.asked == 6
    late = sessions.answer(entry, "first", pb.DriveRequest(sequence=7, step=pb.Step()))
    assert late.error.code == pb.ERROR_CODE_UNKNOWN_SESSION and counter.asked == 6


@pytest.mark.parametrize("asked, limit", [(0, 2.0), (500, 0.5), (9_000, 2.0)])
def test_a_client_cannot_lengthen_the_servers_limit(asked: int, limit: float) -> None:
    limits: list[float | None] = []

    class Limited(Counter):
        def answer(self, request: pb.DriveRequest, reply: pb.DriveReply, limit: float | None) -> None:
            limits.append(limit)

    sessions = Sessions(1, 60, step_limit=2.0)
    entry = sessions.open(Limited)
    sessions.attach(entry.session_id, "first", lambda: None)
    sessions.answer(entry, "first", pb.DriveRequest(sequence=1, step=pb.Step(), time_limit_ms=asked))
    assert limits == [limit]


def test_eight_hours_of_leases() -> None:
    now = [0.0]
    sessions = Sessions(2, 60, clock=lambda: now[0])
    kept, lost = Counter(), Counter()
    renewed = sessions.open(lambda: kept)
    sessions.open(lambda: lost, 3600)
    for _ in range(8 * 60 * 3):
        now[0] += 20
        assert sessions.renew([renewed.session_id]) == []
    assert lost.closed and not kept.closed
    now[0] += 59.9
    sessions.sweep()
    assert not kept.closed
    with renewed.lock:  # executes a request
        now[0] += 0.1
        sessions.sweep()
        assert not kept.closed
    sessions.sweep()
    assert kept.closed and sessions.renew([renewed.session_id, "x"]) == [renewed.session_id, "x"]


@pytest.mark.parametrize(
    "catalog, environment_id, code",
    [
        (Catalog(), "os:X-v0", pb.ERROR_CODE_NOT_PERMITTED),
        (Catalog(("Cart*",)), "Pendulum-v1", pb.ERROR_CODE_NOT_PERMITTED),
        (Catalog(allow_import=True), "environments:Nothing-v0", pb.ERROR_CODE_UNKNOWN_ENVIRONMENT),
    ],
)
def test_the_catalog_keeps_the_door(catalog: Catalog, environment_id: str, code: int) -> None:
    with pytest.raises(Refused) as refused:
        catalog.find(environment_id)
    assert refused.value.code == code


def test_arguments_that_name_code_are_not_passed() -> None:
    catalog, spec = Catalog(allow_import=True), gymnasium.spec("FrozenLake-v1")
    assert catalog.find("environments:KeelMoody-v0").id == "KeelMoody-v0"
    catalog.check_arguments(spec, ["map_name"])
    for name, code in [
        ("entry_point", pb.ERROR_CODE_NOT_PERMITTED),
        ("num_envs", pb.ERROR_CODE_INVALID_ARGUMENT),
        ("map_nam", pb.ERROR_CODE_INVALID_ARGUMENT),
    ]:
        with pytest.raises(Refused) as refused:
            catalog.check_arguments(spec, [name])
        assert refused.value.code == code and refused.value.field == f"arguments.{name}"
    with pytest.raises(Refused):
        Catalog(arguments=("desc",)).check_arguments(spec, ["map_name"])
