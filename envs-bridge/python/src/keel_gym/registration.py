"""Registers a server's environments for gymnasium.make and gymnasium.make_vec."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gymnasium

if TYPE_CHECKING:
    from keel_gym.client.endpoint import Endpoint

NAMESPACE = "keel/"

# What Keel's own server has.
_JAVA_IDS = (
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
)


def register(address: str | None = None, endpoint: Endpoint | None = None) -> list[str]:
    """Registers all environments that a server lists, at its address, under the names of :func:`registered_name`.

    Args:
        address: the server's; default as for :class:`keel_gym.client.KeelEnv`
        endpoint: address and credentials instead, for a server that asks for them

    Returns:
        the registered ids, such as ``keel/CartPole-v1``; a namespace of the server's own comes before a dot, as in
        ``keel/phys2d.CartPole-v1``

    Raises:
        ConnectionFailed: if the server cannot be reached
    """
    # Only here: importing the package has to load neither gRPC nor the client.
    from keel_gym.client.connection import Connection
    from keel_gym.client.endpoint import Endpoint, default_address

    endpoint = endpoint or Endpoint(address or default_address())
    connection = Connection(endpoint)
    try:
        ids = [spec.id for spec in connection.environments()]
    finally:
        connection.close()
    options = {
        "address": endpoint.address,
        "token_file": endpoint.token_file,
        "ca_file": endpoint.ca_file,
        "certificate_file": endpoint.certificate_file,
        "key_file": endpoint.key_file,
    }
    return [_register(name, {key: value for key, value in options.items() if value is not None}) for name in ids]


def register_java_environments() -> None:
    """Registers the environments of Keel's own server, without asking one."""
    for name in _JAVA_IDS:
        _register(name, {})


def registered_name(environment_id: str) -> str:
    """The name here of a server's environment: ``keel/ID``; ``keel/NAMESPACE.ID`` if its id is ``NAMESPACE/ID``.

    Different ids have different names, so that ``phys2d/CartPole-v1`` does not take the place of ``CartPole-v1``.
    """
    return NAMESPACE + environment_id.replace("/", ".")


def _register(environment_id: str, options: dict[str, str]) -> str:
    name = registered_name(environment_id)
    gymnasium.registry.pop(name, None)
    # No max_episode_steps: the server itself truncates.
    gymnasium.register(
        id=name,
        entry_point="keel_gym.client.env:KeelEnv",
        vector_entry_point="keel_gym.client.vector:KeelVectorEnv",
        kwargs={"environment_id": environment_id, **options},
    )
    return name
