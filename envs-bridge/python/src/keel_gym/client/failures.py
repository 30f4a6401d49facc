"""What can go wrong between a client and its server."""

from __future__ import annotations

from keel_gym._generated import environment_pb2 as pb


class ServerError(Exception):
    """The server answered a request with an error; its session is still there unless the code says otherwise.

    Args:
        error: the server's words, with the lane and the field at fault where they are known
    """

    def __init__(self, error: pb.Error):
        super().__init__(error.message)
        self.code: int = error.code
        self.field: str = error.field
        self.lane: int | None = error.lane if error.HasField("lane") else None

    @property
    def reason(self) -> str:
        """The code's name, such as ``INVALID_ARGUMENT``."""
        name = pb.ErrorCode.Name(self.code) if self.code in pb.ErrorCode.values() else str(self.code)
        return name.removeprefix("ERROR_CODE_")


class ConnectionFailed(Exception):
    """The server cannot be reached, does not let this client in, or speaks another protocol."""


class SessionLost(Exception):
    """The lanes are gone: nobody knows how their episodes would have gone on.

    Args:
        restarted: another server has taken the place of the one that had the lanes; otherwise the lease ran out
    """

    def __init__(self, message: str, restarted: bool):
        super().__init__(message)
        self.restarted = restarted

    @property
    def info(self) -> str:
        """The key under which a step tells of it."""
        return "server_restarted" if self.restarted else "session_expired"
