"""The client against the server in this process, and against local Gymnasium."""

from __future__ import annotations

import os
import warnings
import zlib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AutoresetMode
from gymnasium.wrappers import NormalizeObservation, RecordEpisodeStatistics
from gymnasium.wrappers import vector as vector_wrappers

import keel_gym
from keel_gym._generated import environment_pb2 as pb
from keel_gym.client import ConnectionFailed, Endpoint, KeelEnv, KeelVectorEnv, ServerError
from keel_gym.client.session import BackOff
from keel_gym.codec import decode_infos, encode_array, lane_info
from keel_gym.png import decode_png
from keel_gym.server import start

# A server given by this variable is tested instead, with all that it lists.
SERVER = os.environ.get("KEEL_TEST_SERVER")
IDS = [
    "Acrobot-v1",
    "Blackjack-v1",
    "CartPole-v1",
    "CliffWalking-v1",
    "CliffWalkingSlippery-v1",
    "FrozenLake-v1",
    "FrozenLake8x8-v1",
    "MountainCar-v0",
    "MountainCarContinuous-v0",
    "Pendulum-v1",
    "Taxi-v4",
]
if SERVER:
    IDS = [name.removeprefix("keel/") for name in keel_gym.register(SERVER)]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    if SERVER:
        yield SERVER
        return
    server = start("127.0.0.1", 0)
    yield server.address
    server.stop()


def same(ours: Any, theirs: Any) -> None:
    """Equal values of equal NumPy types; CartPole's reward may differ by no bit either."""
    if isinstance(theirs, dict):
        assert ours.keys() == theirs.keys()
        for key in theirs:
            same(ours[key], theirs[key])
    elif isinstance(theirs, tuple):
        assert len(ours) == len(theirs)
        for left, right in zip(ours, theirs, strict=True):
            same(left, right)
    elif isinstance(theirs, np.ndarray) and theirs.dtype == object:
        for left, right in zip(ours, theirs, strict=True):
            same(left, right)
    elif isinstance(theirs, np.ndarray):
        assert ours.dtype == theirs.dtype
        np.testing.assert_array_equal(ours, theirs)
    else:
        assert ours == theirs


@pytest.mark.parametrize("name", IDS)
def test_passes_gymnasiums_check(address: str, name: str) -> None:
    env, local = KeelEnv(name, address), gymnasium.make(name)
    with warnings.catch_warnings(record=True) as of_ours:
        warnings.simplefilter("always")
        check_env(env, skip_render_check=find_spec("pygame") is None)
    with warnings.catch_warnings(record=True) as of_local:
        warnings.simplefilter("always")
        check_env(local.unwrapped, skip_render_check=True)
    # What the check says of the original's spaces it says of ours, and nothing else.
    assert {str(one.message) for one in of_ours} <= {str(one.message) for one in of_local}
    env.close()
    local.close()


@pytest.mark.parametrize("name", IDS)
def test_one_lane_is_as_local(address: str, name: str) -> None:
    ours, theirs = gymnasium.make(f"keel/{name}", address=address), gymnasium.make(name)
    same(ours.reset(seed=7), theirs.reset(seed=7))
    theirs.action_space.seed(1)
    for _ in range(600):
        action = theirs.action_space.sample()
        left, right = ours.step(action), theirs.step(action)
        same(left, right)
        assert type(left[1]) is float and type(left[2]) is bool and type(left[3]) is bool
        if left[2] or left[3]:
            same(ours.reset(), theirs.reset())
    ours.close()
    theirs.close()


@pytest.mark.parametrize("mode", list(AutoresetMode))
@pytest.mark.parametrize("name", IDS)
def test_lanes_are_as_local(address: str, name: str, mode: AutoresetMode) -> None:
    ours = gymnasium.make_vec(f"keel/{name}", num_envs=3, address=address, autoreset_mode=mode)
    assert isinstance(ours, KeelVectorEnv)
    theirs = gymnasium.make_vec(
        name, num_envs=3, vectorization_mode="sync", vector_kwargs={"autoreset_mode": mode}
    )
    same(ours.reset(seed=5), theirs.reset(seed=5))
    theirs.action_space.seed(2)
    for _ in range(300):
        actions = theirs.action_space.sample()
        left, right = ours.step(actions), theirs.step(actions)
        same(left, right)
        ended = right[2] | right[3]
        if mode == AutoresetMode.DISABLED and ended.any():
            left, right = (envs.reset(options={"reset_mask": ended.copy()}) for envs in (ours, theirs))
            same(left, right)
    ours.close()
    theirs.close()


def test_wrappers_of_gymnasium_work(address: str) -> None:
    env = RecordEpisodeStatistics(NormalizeObservation(gymnasium.make("keel/CartPole-v1", address=address)))
    env.reset(seed=0)
    steps, info = 0, {}
    while "episode" not in info:
        info, steps = env.step(0)[4], steps + 1
    assert info["episode"]["l"] == steps and info["episode"]["r"] == steps
    env.close()
    lanes = vector_wrappers.RecordEpisodeStatistics(
        vector_wrappers.NormalizeObservation(gymnasium.make_vec("keel/CartPole-v1", num_envs=2, address=address))
    )
    lanes.reset(seed=0)
    infos: dict[str, Any] = {}
    while "episode" not in infos:
        infos = lanes.step(np.zeros(2, dtype=np.int64))[4]
    lanes.close()


def test_registered_names_keep_namespaces_apart(address: str) -> None:
    names = keel_gym.register(address)
    assert len(set(names)) == len(names)
    assert gymnasium.spec("keel/CartPole-v1").kwargs["environment_id"] == "CartPole-v1"
    if not SERVER:
        assert gymnasium.spec("keel/phys2d.CartPole-v1").kwargs["environment_id"] == "phys2d/CartPole-v1"


def test_importing_registers_without_connecting() -> None:
    assert "keel/Taxi-v4" in gymnasium.registry
    with pytest.raises(ConnectionFailed, match="Start one"):
        gymnasium.make("keel/Taxi-v4", address="127.0.0.1:1")


def test_refusals_have_the_servers_words(address: str) -> None:
    with pytest.raises(ServerError, match="CartPole-v1") as refused:
        KeelEnv("CartPole-v9", address)
    assert refused.value.reason == "UNKNOWN_ENVIRONMENT"


@pytest.mark.skipif(SERVER is not None, reason="about the server in Python")
def test_a_server_does_not_pass_others_environments_on(address: str) -> None:
    with pytest.raises(ServerError, match="another server's") as refused:
        KeelEnv("keel/CartPole-v1", address)
    assert refused.value.reason == "NOT_PERMITTED"


@pytest.mark.parametrize(
    "arguments, words",
    [
        (dict(address="nowhere"), "HOST:PORT"),
        (dict(address="unix:relative"), "absolute"),
        (dict(address="h:1", certificate_file="a"), "both"),
        (dict(address="h:1", certificate_file="a", key_file="b"), "ca_file"),
    ],
)
def test_endpoints_that_do_not_fit_are_refused(arguments: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Endpoint(**arguments)


def test_a_token_is_not_sent_in_the_clear(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("secret\n")
    assert Endpoint("127.0.0.1:1", token_file=str(file)).metadata() == (("authorization", "Bearer secret"),)
    with pytest.raises(ValueError, match="readable"):
        Endpoint("example.org:1", token_file=str(file))


def test_back_off_doubles_up_to_its_most() -> None:
    waits = BackOff(first_seconds=1, most_seconds=4).waits()
    for whole in (1, 2, 4, 4):
        assert whole / 2 <= next(waits) <= whole


@pytest.mark.parametrize(
    "action, kind, words",
    [
        (np.zeros(2, dtype=np.int64), ValueError, r"int64 \[\] a lane, but is int64 \[2\]"),
        (0.0, ValueError, "int64, but is float64"),
        ("left", ValueError, "int64, but is"),
        (None, ValueError, "int64, but is object"),
        ({1, 2}, ValueError, "int64, but is object"),
    ],
)
def test_an_action_without_wire_form_is_refused_here(address: str, action: Any, kind: type, words: str) -> None:
    env = KeelEnv("CartPole-v1", address)
    env.reset(seed=0)
    with pytest.raises(kind, match=words):
        env.step(action)
    assert env.step(np.int8(1))[1] == 1.0
    env.close()


def test_arguments_and_options_without_wire_form_are_refused_here(address: str) -> None:
    with pytest.raises(TypeError, match=r"arguments\.render_fps\[1\]\.x is of type set"):
        KeelEnv("CartPole-v1", address, render_fps=[1, {"x": {2}}])
    env = KeelEnv("CartPole-v1", address)
    with pytest.raises(TypeError, match="A key of options is of type int"):
        env.reset(options={3: 0.0})
    assert env.reset(options={"low": -0.1, "high": 0.1})[0].shape == (4,)
    env.close()


def test_observations_are_the_callers_own(address: str) -> None:
    envs = KeelVectorEnv("CartPole-v1", 2, address)
    first, _ = envs.reset(seed=0)
    kept = first.copy()
    first += 1
    second, *_ = envs.step(np.zeros(2, dtype=np.int64))
    second += 1
    again, _ = envs.reset(seed=0)
    np.testing.assert_array_equal(again, kept)
    envs.close()


def test_infos_have_gymnasiums_masks() -> None:
    message = pb.Infos(
        columns=[
            pb.InfoColumn(key="p", present=b"\1\0", tensor=encode_array(np.array([0.5, 0.0]))),
            pb.InfoColumn(key="t", present=b"\0\1", objects=pb.ValueList(values=[pb.Value(), pb.Value(text="x")])),
        ]
    )
    infos = decode_infos(message, 2, "infos")
    assert list(infos) == ["p", "_p", "t", "_t"]
    assert infos["t"].tolist() == [None, "x"] and infos["_t"].tolist() == [False, True]
    assert lane_info(message, infos, 0) == {"p": 0.5} and lane_info(message, infos, 1) == {"t": "x"}


def png(picture: np.ndarray, kinds: list[int]) -> bytes:
    """A PNG file with the given filter in each row, by section 9 of its standard."""
    height, width, channels = picture.shape
    flat, data = picture.reshape(height, -1).astype(int), b""
    for y, kind in enumerate(kinds):
        row = []
        for x in range(width * channels):
            left = flat[y, x - channels] if x >= channels else 0
            up = flat[y - 1, x] if y else 0
            corner = flat[y - 1, x - channels] if y and x >= channels else 0
            guess = min((left, up, corner), key=lambda value: abs(left + up - corner - value))
            row.append((flat[y, x] - [0, left, up, (left + up) // 2, guess][kind]) % 256)
        data += bytes([kind, *row])
    colour = {3: 2, 4: 6}[channels]

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, colour, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("channels", [3, 4])
def test_pictures_are_read_whatever_their_filters(channels: int) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (5, 7, channels), dtype=np.uint8)
    np.testing.assert_array_equal(decode_png(png(picture, [0, 1, 2, 3, 4])), picture[:, :, :3])


@pytest.mark.parametrize("at, byte", [(0, 0), (23, 9), (24, 16), (41, 0)])
def test_a_file_that_is_no_picture_is_refused(at: int, byte: int) -> None:
    data = bytearray(png(np.zeros((3, 3, 3), dtype=np.uint8), [0, 0, 0]))
    data[at] = byte
    with pytest.raises(ValueError, match="PNG"):
        decode_png(bytes(data))


@pytest.mark.skipif(SERVER is not None, reason="needs an environment of its own")
def test_what_cannot_be_rendered_is_made_without_a_render_mode(address: str) -> None:
    """Stable-Baselines3's make_vec_env asks every environment for rgb_array."""
    import environments  # noqa: F401  # registers KeelMoody-v0, in the server's process too

    with pytest.warns(UserWarning, match="cannot be rendered.*made without a render mode"):
        env = KeelEnv("KeelMoody-v0", address, render_mode="rgb_array")
    assert env.render_mode is None
    assert env.reset(seed=1)[0].shape == (2,)
    env.close()
