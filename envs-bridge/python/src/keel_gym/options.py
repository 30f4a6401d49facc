"""How a server serves."""

from __future__ import annotations

from dataclasses import dataclass

from keel_gym.session import Policy


@dataclass(frozen=True)
class Limits:
    """Bounds that the server keeps; see the protocol's ``Limits``."""

    max_message_bytes: int = 64 << 20
    max_lanes: int = 4096
    max_sessions: int = 64
    lease_seconds: int = 60


@dataclass(frozen=True)
class ServerOptions:
    """How a server serves.

    Attributes:
        bind: ``HOST:PORT``, ``[IPV6]:PORT`` (port 0 has one picked) or ``unix:/PATH``
        limits: bounds that it keeps
        step_limit: longest time of one request in seconds; 0 for no limit
        drain: seconds that open sessions may go on once it is told to stop
        tls: PEM files of the server's certificate chain and its private key; None for no encryption
        client_ca: PEM file of the authority whose certificates clients must show; None if they need none
        token: what clients must send; None if they need none
        policy: what clients may open
    """

    bind: str = "127.0.0.1:50051"
    limits: Limits = Limits()
    step_limit: float = 0
    drain: float = 30
    tls: tuple[str, str] | None = None
    client_ca: str | None = None
    token: str | None = None
    policy: Policy = Policy()
