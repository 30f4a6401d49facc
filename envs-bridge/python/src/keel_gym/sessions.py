"""The open sessions: leases, sequence numbers, kept replies, and which stream drives which."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Protocol

from keel_gym._generated import environment_pb2 as pb
from keel_gym.errors import Refused, error_message, invalid
from keel_gym.session import TimeIsOver

MAX_IN_FLIGHT = 4


class Drivable(Protocol):
    """What a session needs to be."""

    def answer(self, request: pb.DriveRequest, reply: pb.DriveReply, limit: float | None) -> None: ...

    def close(self) -> None: ...


class Entry:
    """An open session. ``lock`` is held while it executes a request."""

    def __init__(self, session_id: str, session: Drivable, lease: float, now: float):
        self.session_id = session_id
        self.session = session
        self.lease = lease
        self.renewed = now
        self.lock = threading.Lock()
        self.owner: object = None
        self.cut_off: Callable[[], object] = lambda: None
        self.sequence = 0
        self.kept: OrderedDict[int, pb.DriveReply] = OrderedDict()
        self.closed = False


class Sessions:
    """Safe for use by several threads.

    Args:
        max_sessions: most that are open at once
        lease: longest lease in seconds
        step_limit: seconds that a request may take; it can ask for less; None: any
        max_reply_bytes: largest reply
        clock: seconds, for leases
    """

    def __init__(
        self,
        max_sessions: int,
        lease: int,
        step_limit: float | None = None,
        max_reply_bytes: int = 64 << 20,
        clock: Callable[[], float] = time.monotonic,
    ):
        self._max_sessions = max_sessions
        self._lease = lease
        self._step_limit = step_limit
        self._max_reply_bytes = max_reply_bytes
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: dict[str, Entry] = {}
        self._opening = 0

    def open(self, make: Callable[[], Drivable], lease: int = 0) -> Entry:
        """Adds the session that ``make`` gives, which runs outside of the lock."""
        self.sweep()
        with self._lock:
            if len(self._entries) + self._opening >= self._max_sessions:
                raise Refused(
                    pb.ERROR_CODE_LIMIT_EXCEEDED,
                    f"This server keeps at most {self._max_sessions} sessions open, and has as many."
                    " Close some, or start another server.",
                )
            self._opening += 1
        try:
            granted = min(lease or self._lease, self._lease)
            entry = Entry(secrets.token_hex(16), make(), granted, self._clock())
            with self._lock:
                self._entries[entry.session_id] = entry
            return entry
        finally:
            with self._lock:
                self._opening -= 1

    def attach(self, session_id: str, owner: object, cut_off: Callable[[], object]) -> Entry:
        """Gives a session to a stream; the stream that had it is cut off."""
        self.sweep()
        with self._lock:
            entry = self._entries.get(session_id)
            if entry is None:
                raise self._unknown(session_id)
            earlier, entry.owner, entry.cut_off = entry.cut_off, owner, cut_off
        earlier()
        return entry

    def detach(self, entry: Entry, owner: object) -> None:
        """The stream has ended; the session waits for another."""
        with self._lock:
            if entry.owner is owner:
                entry.owner, entry.cut_off = None, lambda: None

    def answer(self, entry: Entry, owner: object, request: pb.DriveRequest) -> pb.DriveReply:
        """Executes one request of the session, or repeats its reply."""
        with entry.lock:
            reply = pb.DriveReply(sequence=request.sequence)
            if entry.closed or entry.owner is not owner:
                reply.error.CopyFrom(self._unknown(entry.session_id).to_message())
                return reply
            entry.renewed = self._clock()
            kept = entry.kept.get(request.sequence)
            if kept is not None:
                return kept
            if request.sequence != entry.sequence + 1:
                wrong = invalid(
                    "sequence",
                    f"Request number {request.sequence} should be {entry.sequence + 1}: requests count up from 1, over"
                    f" all streams of a session, and the last {MAX_IN_FLIGHT} replies are kept.",
                )
                reply.error.CopyFrom(wrong.to_message())
                return reply
            entry.sequence += 1
            reply = self._execute(entry, request, reply)
            entry.kept[request.sequence] = reply
            if len(entry.kept) > MAX_IN_FLIGHT:
                entry.kept.popitem(last=False)
            entry.renewed = self._clock()
            return reply

    def _execute(self, entry: Entry, request: pb.DriveRequest, reply: pb.DriveReply) -> pb.DriveReply:
        if request.HasField("close"):
            self._remove(entry)
            reply.close.SetInParent()
            return reply
        limit = self._limit(request)
        try:
            entry.session.answer(request, reply, limit)
            if reply.ByteSize() > self._max_reply_bytes:
                raise Refused(
                    pb.ERROR_CODE_LIMIT_EXCEEDED,
                    f"The reply is of {reply.ByteSize()} bytes; at most {self._max_reply_bytes} can be sent."
                    " Use fewer lanes, or start the server with a larger --max-message-bytes.",
                )
        except TimeIsOver:
            self._remove(entry)
            late = pb.Error(
                code=pb.ERROR_CODE_DEADLINE_EXCEEDED,
                message=f"The request took longer than {limit:g} seconds; the session is closed. Open another.",
            )
            return pb.DriveReply(sequence=request.sequence, error=late)
        except Exception as failure:  # environments raise what they like
            return pb.DriveReply(sequence=request.sequence, error=error_message(failure))
        return reply

    def _limit(self, request: pb.DriveRequest) -> float | None:
        """Seconds; the client's limit can shorten the server's own, not lengthen it."""
        if not request.time_limit_ms:
            return self._step_limit
        asked = request.time_limit_ms / 1000
        return asked if self._step_limit is None else min(asked, self._step_limit)

    def renew(self, session_ids: Iterable[str]) -> list[str]:
        """Begins leases anew; gives those that are not there."""
        self.sweep()
        unknown = []
        with self._lock:
            for session_id in session_ids:
                entry = self._entries.get(session_id)
                if entry is None:
                    unknown.append(session_id)
                else:
                    entry.renewed = self._clock()
        return unknown

    def sweep(self) -> None:
        """Closes the sessions whose lease is over, but none that executes a request."""
        with self._lock:
            late = [entry for entry in self._entries.values() if self._expired(entry)]
        for entry in late:
            if entry.lock.acquire(blocking=False):
                try:
                    if self._expired(entry):
                        self._remove(entry)
                finally:
                    entry.lock.release()

    def close_all(self) -> None:
        with self._lock:
            entries = list(self._entries.values())
        for entry in entries:
            self._remove(entry)

    def __len__(self) -> int:
        with self._lock:
            return len(self._entries)

    def _expired(self, entry: Entry) -> bool:
        return self._clock() - entry.renewed >= entry.lease

    def _remove(self, entry: Entry) -> None:
        with self._lock:
            if self._entries.pop(entry.session_id, None) is None:
                return
            entry.closed = True
        try:
            entry.session.close()
        except Exception:  # an environment that cannot even be closed is gone all the same
            pass

    def _unknown(self, session_id: str) -> Refused:
        return Refused(
            pb.ERROR_CODE_UNKNOWN_SESSION,
            f"There is no session '{session_id}' for this stream: it was never opened, is closed, has expired"
            f" ({self._lease} seconds without request or renewal), or a later stream drives it. Open another.",
            "session_id",
        )
