"""The client where a server has to be trusted, and has to trust: certificates, tokens, unix sockets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
import pytest
from certificates import certify

import keel_gym
from keel_gym.client import ConnectionFailed, Endpoint, KeelEnv, KeelVectorEnv
from keel_gym.registration import register_java_environments
from keel_gym.security import Security
from keel_gym.server import Server, start

TOKEN = "the-servers-token"


def steps_as_local(**access: Any) -> None:
    """One lane and several, against Gymnasium itself."""
    one, local = KeelEnv("CartPole-v1", **access), gymnasium.make("CartPole-v1")
    lanes = KeelVectorEnv("CartPole-v1", 3, **access)
    locals_ = gymnasium.make_vec("CartPole-v1", num_envs=3, vectorization_mode="sync")
    np.testing.assert_array_equal(one.reset(seed=4)[0], local.reset(seed=4)[0])
    np.testing.assert_array_equal(lanes.reset(seed=4)[0], locals_.reset(seed=4)[0])
    for i in range(8):
        np.testing.assert_array_equal(one.step(i % 2)[0], local.step(i % 2)[0])
        actions = np.full(3, i % 2)
        np.testing.assert_array_equal(lanes.step(actions)[0], locals_.step(actions)[0])
    for env in (one, local, lanes, locals_):
        env.close()


def guarded(folder: Path, certificate: str, days: str = "2", **more: Any) -> Server:
    pair = certify(folder, certificate, days)
    return start("127.0.0.1", security=Security(*pair, token=TOKEN, **more))


@pytest.fixture
def token_file(tmp_path: Path) -> str:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    return str(file)


def test_a_client_over_a_unix_socket(tmp_path: Path) -> None:
    server = start(f"unix:{tmp_path / 'keel'}")
    steps_as_local(address=server.address)
    server.stop()


def test_a_client_over_tls_with_a_token(tmp_path: Path, token_file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    server = guarded(tmp_path, "server")
    access = {"address": f"localhost:{server.port}", "ca_file": str(tmp_path / "ca.pem")}
    steps_as_local(**access, token_file=token_file)
    names = keel_gym.register(endpoint=Endpoint(**access, token_file=token_file))
    assert {"keel/CartPole-v1", "keel/phys2d.CartPole-v1"} <= set(names) and len(names) == len(set(names))
    env = gymnasium.make("keel/CartPole-v1")
    assert env.reset(seed=0)[0].shape == (4,)
    env.close()
    for name in names:
        gymnasium.registry.pop(name)
    register_java_environments()
    monkeypatch.setenv("KEEL_ENV_TOKEN", TOKEN)
    steps_as_local(**access)
    server.stop()


@pytest.mark.parametrize("kind", [KeelEnv, KeelVectorEnv])
def test_a_wrong_token_or_none_is_told(tmp_path: Path, kind: Any) -> None:
    server = guarded(tmp_path, "server")
    access = {"address": f"localhost:{server.port}", "ca_file": str(tmp_path / "ca.pem")}
    wrong = tmp_path / "wrong"
    wrong.write_text("another\n")
    for more in ({}, {"token_file": str(wrong)}):
        with pytest.raises(ConnectionFailed, match="UNAUTHENTICATED.*Pass token_file"):
            kind("CartPole-v1", **access, **more)
    server.stop()


@pytest.mark.parametrize("kind", [KeelEnv, KeelVectorEnv])
def test_a_server_whose_certificate_has_expired_is_not_trusted(tmp_path: Path, token_file: str, kind: Any) -> None:
    server = guarded(tmp_path, "expired", "-1")
    access = {"address": f"localhost:{server.port}", "ca_file": str(tmp_path / "ca.pem"), "token_file": token_file}
    with pytest.raises(ConnectionFailed, match="expired.*not trusted"):
        kind("CartPole-v1", **access)
    server.stop()


def test_a_server_of_another_authority_is_not_trusted(tmp_path: Path, token_file: str) -> None:
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    for folder in (mine, theirs):
        folder.mkdir()
        certify(folder, "server", "2")
    server = guarded(theirs, "server")
    with pytest.raises(ConnectionFailed, match="not trusted"):
        KeelEnv("CartPole-v1", f"localhost:{server.port}", ca_file=str(mine / "ca.pem"), token_file=token_file)
    server.stop()


def test_a_client_shows_its_own_certificate(tmp_path: Path, token_file: str) -> None:
    certificate, key = certify(tmp_path, "client", "2")
    server = guarded(tmp_path, "server", client_ca=tmp_path / "ca.pem")
    access = {"address": f"localhost:{server.port}", "ca_file": str(tmp_path / "ca.pem"), "token_file": token_file}
    steps_as_local(**access, certificate_file=str(certificate), key_file=str(key))
    with pytest.raises(ConnectionFailed):
        KeelEnv("CartPole-v1", **access)
    server.stop()
