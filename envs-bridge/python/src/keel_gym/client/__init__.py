"""Environments of a Keel server as Gymnasium's: :class:`KeelEnv` for one, :class:`KeelVectorEnv` for many at once."""

from keel_gym.client.connection import Connection
from keel_gym.client.endpoint import Endpoint
from keel_gym.client.env import KeelEnv
from keel_gym.client.vector import KeelVectorEnv
from keel_gym.errors import ConnectionFailed, ServerError, SessionLost

__all__ = ["Connection", "ConnectionFailed", "Endpoint", "KeelEnv", "KeelVectorEnv", "ServerError", "SessionLost"]
