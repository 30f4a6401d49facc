"""What can go wrong: refusals, with the reason the protocol gives them, and connections and sessions that are lost."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any, Protocol

from keel_gym._generated import environment_pb2 as pb


class Refused(Exception):
    """A request is refused; nothing has changed by it.

    Args:
        code: an ``ERROR_CODE_*`` of the protocol
        message: what, why, how to fix it
        field: path of the field at fault, or empty
        lane: the lane at fault, or None
    """

    def __init__(self, code: Any, message: str, field: str = "", lane: int | None = None):
        super().__init__(message)
        self.code = code
        self.field = field
        self.lane = lane

    @property
    def reason(self) -> str:
        """The code's name, such as ``INVALID_ARGUMENT``."""
        name = pb.ErrorCode.Name(self.code) if self.code in pb.ErrorCode.values() else str(self.code)
        return name.removeprefix("ERROR_CODE_")

    def to_message(self) -> pb.Error:
        return pb.Error(code=self.code, message=str(self), field=self.field, lane=self.lane)


class ServerError(Refused):
    """A server answered with an error; the session is still there unless the code says otherwise."""


class ConnectionFailed(Exception):
    """The server cannot be reached, does not let this client in, or does not keep to the protocol."""


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


class Reply(Protocol):
    """Any reply that may hold an error."""

    @property
    def error(self) -> pb.Error: ...

    def HasField(self, field_name: Any) -> bool: ...  # noqa: N802


def raise_error(reply: Reply, kind: type[Refused] = Refused) -> None:
    """Raises the error of a reply, if it has one."""
    if reply.HasField("error"):
        error = reply.error
        raise kind(error.code, error.message, error.field, error.lane if error.HasField("lane") else None)


def invalid(field: str, message: str, lane: int | None = None) -> Refused:
    """A field does not fit."""
    return Refused(pb.ERROR_CODE_INVALID_ARGUMENT, message, field, lane)


def error_message(failure: Exception) -> pb.Error:
    """Any failure as a message; what is not a refusal is the environment's."""
    if isinstance(failure, Refused):
        return failure.to_message()
    return pb.Error(
        code=pb.ERROR_CODE_ENVIRONMENT_FAILED,
        message=f"The environment failed: {type(failure).__name__}: {failure}",
    )


def suggestion(mistaken: str, known: Iterable[str]) -> str:
    """`` Did you mean 'NAME'?``, or nothing when no known name is near."""
    near = difflib.get_close_matches(mistaken, list(known), n=1)
    return f" Did you mean '{near[0]}'?" if near else ""
