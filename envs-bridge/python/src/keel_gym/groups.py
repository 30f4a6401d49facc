"""Groups of lanes: one in this process, or each in a process of its own."""

from __future__ import annotations

import importlib
import multiprocessing
import signal
from multiprocessing.connection import Connection
from typing import Any, Protocol

from keel_gym._generated import environment_pb2 as pb
from keel_gym.errors import Refused
from keel_gym.lanes import Lanes, Making

_CLOSING_SECONDS = 2.0


class Group(Protocol):
    """Lanes that step together: a command is sent, and its result received."""

    first_lane: int
    lanes: int

    def send(self, command: str, *arguments: Any) -> None:
        """Begins a method of :class:`Lanes`."""

    def receive(self, seconds: float | None) -> Any:
        """Its result.

        Raises:
            TimeoutError: if it does not come in time
            Exception: what the method raised
        """

    def close(self) -> None: ...


class LocalGroup:
    """Lanes in this thread."""

    def __init__(self, making: Making):
        self.first_lane = 0
        self.lanes = making.lanes
        self._lanes = Lanes(making)
        self.env = self._lanes.env
        self._result: Any = None
        self._failure: Exception | None = None

    def send(self, command: str, *arguments: Any) -> None:
        self._result, self._failure = None, None
        try:
            self._result = getattr(self._lanes, command)(*arguments)
        except Exception as failure:  # environments raise what they like
            self._failure = failure

    def receive(self, seconds: float | None) -> Any:
        if self._failure is not None:
            raise self._failure
        return self._result

    def close(self) -> None:
        self._lanes.close()


class ProcessGroup:
    """Lanes in a process of their own, which a hanging environment can be ended with."""

    def __init__(self, making: Making, first_lane: int):
        self.first_lane = first_lane
        self.lanes = making.lanes
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, making), daemon=True, name="keel-gym-lanes")
        self._process.start()
        theirs.close()

    def send(self, command: str, *arguments: Any) -> None:
        try:
            self.connection.send((command, arguments))
        except OSError as failure:
            raise self._died() from failure

    def receive(self, seconds: float | None) -> Any:
        try:
            if not self.connection.poll(seconds):
                raise TimeoutError
            succeeded, result = self.connection.recv()
        except (EOFError, ConnectionResetError) as failure:
            raise self._died() from failure
        if succeeded:
            return result
        code, message, field, lane = result
        if lane is not None:
            lane, message = lane + self.first_lane, message.replace(f"lane {lane}", f"lane {lane + self.first_lane}", 1)
        raise Refused(code, message, field, lane)

    def close(self) -> None:
        try:
            self.connection.send(("close", ()))
        except OSError:
            pass
        self._process.join(_CLOSING_SECONDS)
        self.kill()

    def kill(self) -> None:
        """Ends the process, whatever it does."""
        if self._process.is_alive():
            self._process.kill()
            self._process.join(_CLOSING_SECONDS)
        self.connection.close()

    def _died(self) -> Refused:
        self._process.join(_CLOSING_SECONDS)
        last = self.first_lane + self.lanes - 1
        return Refused(
            pb.ERROR_CODE_ENVIRONMENT_FAILED,
            f"The process of lanes {self.first_lane} .. {last} died (exit code {self._process.exitcode})."
            " Close the session and open another.",
            "",
            self.first_lane if self.lanes == 1 else None,
        )


def _work(connection: Connection, making: Making) -> None:
    """A worker process: carries out commands until it is told to close."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lanes: Lanes | None = None
    try:
        while True:
            command, arguments = connection.recv()
            if command == "close":
                break
            try:
                if lanes is None:
                    for module in making.imports:
                        importlib.import_module(module)
                    lanes = Lanes(making)
                result = getattr(lanes, command)(*arguments) if command != "make" else None
                connection.send((True, result))
            except Refused as refused:
                connection.send((False, (refused.code, str(refused), refused.field, refused.lane)))
            except Exception as failure:  # environments raise what they like
                message = f"The environment failed: {type(failure).__name__}: {failure}"
                connection.send((False, (pb.ERROR_CODE_ENVIRONMENT_FAILED, message, "", None)))
    except (EOFError, OSError):
        pass  # the server is gone
    finally:
        if lanes is not None:
            lanes.close()
