"""Gymnasium over Keel's environment protocol: its environments served, and a server's environments as Gymnasium's.

Serving: :func:`keel_gym.server.start`, or ``python -m keel_gym serve``. Using: ``gymnasium.make("keel/CartPole-v1",
address="127.0.0.1:50051")``, or :class:`keel_gym.client.KeelEnv` and :class:`keel_gym.client.KeelVectorEnv`. Importing
this package registers the environments of Keel's own server; nothing connects before ``make``. The protocol is
described in ``proto/src/main/proto/keel/env/v1/environment.proto``.
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("keel-gym")
except PackageNotFoundError:  # run from the source tree
    __version__ = "0+source"

from keel_gym.registration import register, register_java_environments  # noqa: E402  (needs __version__)

register_java_environments()

__all__ = ["__version__", "register"]
