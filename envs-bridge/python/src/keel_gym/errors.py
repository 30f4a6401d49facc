"""Refusals: what a client asked for and cannot have, with the reason the protocol gives it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

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

    def to_message(self) -> pb.Error:
        return pb.Error(code=self.code, message=str(self), field=self.field, lane=self.lane)


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
