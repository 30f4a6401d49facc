"""Lanes of one Gymnasium environment in groups: requests are checked, given to the groups, and answered."""

from __future__ import annotations

import threading
import time
from typing import Any

import numpy as np
from gymnasium import spaces
from gymnasium.vector import AutoresetMode
from numpy.typing import NDArray

from keel_gym import codec
from keel_gym._generated import environment_pb2 as pb
from keel_gym.catalog import Catalog
from keel_gym.errors import Refused, invalid, raise_error
from keel_gym.lanes import Lanes, Recipe, Worker, ready
from keel_gym.merge import merge_batches, merge_infos, merge_steps
from keel_gym.protocol import MODES

_MODES: dict[int, AutoresetMode] = {code: mode for mode, code in MODES.items()}
_MOST_SEED_BYTES = 64


class TimeIsOver(Exception):
    """A request took longer than its limit; what it does goes on, out of reach."""


class Session:
    """Lanes that step together. One request at a time."""

    def __init__(self, request: pb.OpenSessionRequest, catalog: Catalog, max_lanes: int):
        """Makes the environment.

        Raises:
            Refused: if the request does not fit
        """
        spec = catalog.find(request.environment_id)
        self.lanes: int = request.lanes
        groups = max(1, request.groups)
        _check_size(request, groups, max_lanes)
        mode = _MODES.get(request.autoreset)
        if mode is None:
            raise invalid(
                "autoreset",
                "The autoreset mode is not set, or not known to protocol 1.1:"
                " choose NEXT_STEP, SAME_STEP or DISABLED.",
            )
        catalog.check_arguments(spec, list(request.arguments))
        arguments = {n: codec.decode_value(message, f"arguments.{n}") for n, message in request.arguments.items()}
        self._mode = mode
        catalog.check_rendering(spec, request.render)
        self._render: bool = request.render
        self._bounds = [g * self.lanes // groups for g in range(groups + 1)]
        self._all_groups = list(range(groups))
        self._all_lanes: NDArray[np.int64] = np.arange(self.lanes)
        self._ended: NDArray[np.bool_] = np.zeros(self.lanes, dtype=np.bool_)
        self._started = False
        self._stepping: set[int] = set()
        self._latest: list[Any] = [()] * groups
        self._workers: list[Worker] = []
        runs = [
            Recipe(spec, arguments, first, end - first, mode, request.render)
            for first, end in zip(self._bounds, self._bounds[1:])
        ]
        # With workers, one lane is made here all the same: it tells the spaces.
        lanes = Lanes(runs[0] if groups == 1 else Recipe(spec, arguments, 0, 1, mode, False))
        try:
            self._observations = lanes.observation_space
            self._actions = lanes.action_space
            self.observation_space = codec.encode_space(self._observations, "observation_space")
            self.action_space = codec.encode_space(self._actions, "action_space")
            self.spec = catalog.describe(spec, lanes.metadata)
            if groups > 1:
                self._workers = [Worker(run) for run in runs]
                for worker in self._workers:
                    raise_error(worker.receive())
        except BaseException:
            lanes.close()
            self.close()
            raise
        self._local: Lanes | None = lanes
        if groups > 1:
            lanes.close()
            self._local = None

    @property
    def largest_reply_bytes(self) -> int:
        """About the size of a reply to a step, of zero values."""
        leaves = codec.to_leaves(self._observations, codec.zeros(self._observations, 1))
        batches = 2 if self._mode == AutoresetMode.SAME_STEP else 1
        return 1024 + self.lanes * (batches * sum(leaf.nbytes for leaf in leaves) + 10)

    def answer(self, request: pb.DriveRequest, reply: pb.DriveReply, limit: float | None) -> None:
        """Does what the request asks for.

        Args:
            limit: seconds that it may take; None: any

        Raises:
            Refused: if the request does not fit, or the environment failed
            TimeIsOver: the session is of no use any more
        """
        command = request.WhichOneof("command")
        deadline = None if limit is None else time.monotonic() + limit
        if command == "step":
            self._step(request.step, reply, deadline)
        elif command == "reset":
            self._reset(request.reset, reply, deadline)
        elif command == "render":
            self._draw(request.render.lane, reply, deadline)
        else:
            raise invalid("command", "The request has no command: set reset, step, render or close.")

    def close(self) -> None:
        for worker in self._workers:
            worker.close()
        local = getattr(self, "_local", None)
        if local is not None:
            local.close()

    # ---- Reset ----

    def _reset(self, request: pb.Reset, reply: pb.DriveReply, deadline: float | None) -> None:
        mask = np.array(request.lanes, dtype=np.bool_)
        self._check_mask(mask)
        chosen = mask if mask.size else np.ones(self.lanes, dtype=np.bool_)
        seeds = self._seeds(request, chosen)
        codec.decode_map(request.options, "reset.options")
        involved = [g for g in range(len(self._latest)) if chosen[self._bounds[g] : self._bounds[g + 1]].any()]
        self._check_free(involved, "reset")
        parts: dict[int, pb.DriveRequest] = {}
        for g in involved:
            run = slice(self._bounds[g], self._bounds[g + 1])
            part = pb.Reset(big_seeds=seeds[run], options=request.options)
            if mask.size:
                part.lanes.extend(mask[run].tolist())
            parts[g] = pb.DriveRequest(reset=part)
        replies = self._run(parts, deadline)
        for g, answer in replies.items():
            self._latest[g] = answer.reset.observations
        self._ended[chosen] = False
        self._started = True
        if len(self._latest) == 1:
            reply.reset.CopyFrom(replies[0].reset)
            return
        reply.reset.observations.extend(merge_batches(self._latest))
        infos = [replies[g].reset.infos if g in replies else pb.Infos() for g in range(len(self._latest))]
        if any(part.columns for part in infos):
            counts = [end - first for first, end in zip(self._bounds, self._bounds[1:])]
            reply.reset.infos.CopyFrom(merge_infos(infos, counts))

    def _seeds(self, request: pb.Reset, chosen: NDArray[np.bool_]) -> list[bytes]:
        """One a lane, little-endian; empty: none. An empty list: no lane has one."""
        if request.seeds and request.big_seeds:
            raise invalid("reset.big_seeds", "Both seeds and big_seeds are set. Set one of them.")
        field = "reset.seeds" if request.seeds else "reset.big_seeds"
        count = len(request.seeds) + len(request.big_seeds)
        if count not in (0, self.lanes):
            raise invalid(
                field,
                f"Got {count} seeds for {self.lanes} lanes."
                " Pass one a lane, or none to keep each lane's random stream going.",
            )
        for lane, seed in enumerate(request.seeds):
            if seed < 0 and chosen[lane]:
                raise invalid(field, f"Seed {seed} of lane {lane} is negative; seeds are 0 and up.", lane)
        for lane, big in enumerate(request.big_seeds):
            if len(big) > _MOST_SEED_BYTES:
                message = f"The seed of lane {lane} has {len(big)} bytes; at most {_MOST_SEED_BYTES} are allowed."
                raise invalid(field, message, lane)
        all_seeds = [max(seed, 0).to_bytes(8, "little") for seed in request.seeds] or list(request.big_seeds)
        return [seed if chosen[lane] else b"" for lane, seed in enumerate(all_seeds)]

    def _check_mask(self, mask: NDArray[np.bool_]) -> None:
        if not mask.size:
            return
        if mask.size != self.lanes:
            raise invalid(
                "reset.lanes", f"Got a mask of {mask.size} for {self.lanes} lanes. Pass one value a lane."
            )
        if not mask.any():
            raise invalid("reset.lanes", "The mask selects no lane. Set at least one to true.")
        if not self._started:
            raise Refused(
                pb.ERROR_CODE_FAILED_PRECONDITION,
                "Some lanes would be without an episode. Reset every lane once before resetting single ones.",
                "reset.lanes",
            )

    # ---- Step ----

    def _step(self, request: pb.Step, reply: pb.DriveReply, deadline: float | None) -> None:
        groups = self._chosen_groups(request)
        lanes = self._all_lanes
        if groups is not self._all_groups:
            lanes = np.concatenate([lanes[self._bounds[g] : self._bounds[g + 1]] for g in groups])
        actions = codec.decode_batch(self._actions, request.actions, len(lanes), "step.actions")
        self._check_ready(lanes)
        self._check_actions(actions, lanes)
        if self._local is not None:
            self._within(deadline, self._local.step, actions, reply.step)
            self._note_step(0, reply.step)
            return
        values = actions if codec.is_array(self._actions) else codec.split(self._actions, actions, len(lanes))
        parts, offset = {}, 0
        for g in groups:
            end = offset + self._workers[g].count
            batch = codec.stack(self._actions, values[offset:end])
            parts[g] = pb.DriveRequest(step=pb.Step(actions=codec.encode_batch(self._actions, batch, "actions")))
            offset = end
        if request.ready:
            replies = self._run_ready(parts, request.ready, deadline)
        else:
            replies = self._run(parts, deadline)
        for g, answer in replies.items():
            self._note_step(g, answer.step)
        merge_steps([replies[g].step for g in sorted(replies)], self._observations, reply.step)
        if len(replies) < len(self._workers):
            reply.step.groups.extend(sorted(replies))

    def _chosen_groups(self, request: pb.Step) -> list[int]:
        groups = self._all_groups
        if request.groups:
            groups = list(request.groups)
            if any(b <= a for a, b in zip(groups, groups[1:])) or groups[-1] >= len(self._all_groups):
                message = f"Groups {groups} are to be increasing and within 0 .. {len(self._all_groups) - 1}."
                raise invalid("step.groups", message)
        self._check_free(groups, "step.groups")
        if request.ready > len(groups) + len(self._stepping):
            most = len(groups) + len(self._stepping)
            message = f"The first {request.ready} groups cannot be ready: only {most} step."
            raise invalid("step.ready", message)
        return groups

    def _check_free(self, groups: list[int], field: str) -> None:
        for g in groups:
            if g in self._stepping:
                raise Refused(
                    pb.ERROR_CODE_FAILED_PRECONDITION,
                    f"Group {g} is still stepping: it has not been in a reply yet.",
                    field,
                )

    def _check_ready(self, lanes: NDArray[Any]) -> None:
        if not self._started:
            raise Refused(
                pb.ERROR_CODE_FAILED_PRECONDITION,
                "No episode is going on. Call reset before the first step.",
                "step",
            )
        if self._mode == AutoresetMode.DISABLED and self._ended[lanes].any():
            lane = int(lanes[np.flatnonzero(self._ended[lanes])[0]])
            raise Refused(
                pb.ERROR_CODE_FAILED_PRECONDITION,
                f"The episode of lane {lane} has ended and autoreset is DISABLED. Reset the lane first.",
                "step",
                lane,
            )

    def _check_actions(self, actions: Any, lanes: NDArray[Any]) -> None:
        space = self._actions
        if isinstance(space, spaces.Discrete):
            least, greatest = int(space.start), int(space.start) + int(space.n) - 1
            if least <= actions.min() and actions.max() <= greatest:
                return
            outside = ((actions < least) | (actions > greatest)) & ~self._ended[lanes]
            if outside.any():
                at = int(np.flatnonzero(outside)[0])
                raise invalid(
                    "step.actions",
                    f"Action {actions[at]} of lane {lanes[at]} is outside the action space {least} .. {greatest}.",
                    int(lanes[at]),
                )
        elif not isinstance(space, spaces.Box):  # bounds of Box are the environment's to keep: many clip
            for lane, action in zip(lanes, codec.split(space, actions, len(lanes))):
                if not self._ended[lane] and not space.contains(action):
                    raise invalid(
                        "step.actions", f"The action of lane {lane} is outside the action space {space}.", int(lane)
                    )

    def _note_step(self, group: int, step: pb.StepReply) -> None:
        if self._mode != AutoresetMode.SAME_STEP:
            ended = np.frombuffer(step.terminated, np.bool_) | np.frombuffer(step.truncated, np.bool_)
            self._ended[self._bounds[group] : self._bounds[group + 1]] = ended
        if self._workers:
            self._latest[group] = step.observations

    # ---- Render ----

    def _draw(self, lane: int, reply: pb.DriveReply, deadline: float | None) -> None:
        if not self._render:
            raise Refused(
                pb.ERROR_CODE_FAILED_PRECONDITION,
                "The session was not opened for rendering. Set OpenSessionRequest.render.",
                "render",
            )
        if lane >= self.lanes:
            raise invalid("render.lane", f"There is no lane {lane}: lanes are 0 .. {self.lanes - 1}.")
        group = next(g for g in range(len(self._latest)) if lane < self._bounds[g + 1])
        self._check_free([group], "render.lane")
        replies = self._run({group: pb.DriveRequest(render=pb.Render(lane=lane))}, deadline)
        reply.render.CopyFrom(replies[group].render)

    # ---- Groups ----

    def _run(self, parts: dict[int, pb.DriveRequest], deadline: float | None) -> dict[int, pb.DriveReply]:
        """Has groups work side by side, and waits for all of them."""
        if self._local is not None:
            answer = pb.DriveReply()
            self._within(deadline, self._local.answer, parts[0], answer)
            raise_error(answer)
            return {0: answer}
        for g, part in parts.items():
            self._workers[g].send(part)
        replies: dict[int, pb.DriveReply] = {}
        while len(replies) < len(parts):
            self._collect([g for g in parts if g not in replies], replies, deadline)
        for answer in replies.values():
            raise_error(answer)
        return replies

    def _run_ready(
        self, parts: dict[int, pb.DriveRequest], count: int, deadline: float | None
    ) -> dict[int, pb.DriveReply]:
        """Has groups begin, and waits for the first ``count`` of all that work."""
        for g, part in parts.items():
            self._workers[g].send(part)
            self._stepping.add(g)
        replies: dict[int, pb.DriveReply] = {}
        while len(replies) < count:
            waiting = [g for g in sorted(self._stepping) if g not in replies]
            self._collect(waiting, replies, deadline, count - len(replies))
        self._stepping.difference_update(replies)
        for answer in replies.values():
            raise_error(answer)
        return replies

    def _collect(
        self, groups: list[int], replies: dict[int, pb.DriveReply], deadline: float | None, most: int | None = None
    ) -> None:
        seconds = None if deadline is None else max(0.0, deadline - time.monotonic())
        done = ready([self._workers[g] for g in groups], seconds)
        if not done:
            raise TimeIsOver
        for worker in done[:most]:
            replies[self._workers.index(worker)] = worker.receive()

    def _within(self, deadline: float | None, work: Any, *arguments: Any) -> None:
        """Works in this thread, or, if the time is limited, in one that can be left behind."""
        if deadline is None:
            work(*arguments)
            return
        failures: list[BaseException] = []

        def run() -> None:
            try:
                work(*arguments)
            except BaseException as failure:
                failures.append(failure)

        thread = threading.Thread(target=run, daemon=True, name="keel-gym-limited")
        thread.start()
        thread.join(max(0.0, deadline - time.monotonic()))
        if thread.is_alive():
            self._local = None  # its lanes cannot be closed while they hang
            raise TimeIsOver
        if failures:
            raise failures[0]


def _check_size(request: pb.OpenSessionRequest, groups: int, max_lanes: int) -> None:
    if request.lanes < 1:
        raise invalid("lanes", "A session needs at least 1 lane, but got 0.")
    if request.lanes > max_lanes:
        raise Refused(
            pb.ERROR_CODE_LIMIT_EXCEEDED,
            f"Got {request.lanes} lanes; this server allows {max_lanes} a session. Use fewer, or several sessions.",
            "lanes",
        )
    if groups > request.lanes:
        raise invalid("groups", f"Got {groups} groups for {request.lanes} lanes; a group needs at least one lane.")
