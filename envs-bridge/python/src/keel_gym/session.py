"""One session: the lanes of one Gymnasium environment, in groups, checked before they are stepped."""

from __future__ import annotations

import fnmatch
import importlib
import inspect
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.envs.registration import EnvSpec, load_env_creator
from gymnasium.vector import AutoresetMode
from numpy.typing import NDArray

from keel_gym import batches, codec
from keel_gym._generated import environment_pb2 as pb
from keel_gym.batches import Array
from keel_gym.errors import Refused, error_message, invalid, suggestion
from keel_gym.groups import LocalGroup, ProcessGroup
from keel_gym.infos import encode_infos, join_infos
from keel_gym.lanes import Making, Result
from keel_gym.spaces_codec import encode_space

#: How many requests of a session may be without reply, and how many of its latest replies are kept.
MAX_IN_FLIGHT = 4

_MOST_SEED_BYTES = 64

_MODES: dict[int, AutoresetMode] = {
    pb.AUTORESET_MODE_NEXT_STEP: AutoresetMode.NEXT_STEP,
    pb.AUTORESET_MODE_SAME_STEP: AutoresetMode.SAME_STEP,
    pb.AUTORESET_MODE_DISABLED: AutoresetMode.DISABLED,
}

# Arguments of gymnasium.make itself that go with any environment.
_ARGUMENTS_OF_MAKE = ("max_episode_steps", "disable_env_checker")

# Arguments of gymnasium.make_vec, which are the session's own business.
_ARGUMENTS_OF_MAKE_VEC = ("id", "num_envs", "vectorization_mode", "vector_kwargs", "wrappers", "render_mode")


@dataclass(frozen=True)
class Policy:
    """What clients may open.

    Attributes:
        allowed: patterns of environment ids, with ``*`` and ``?``; empty for all
        allowed_arguments: names of keyword arguments; empty for all that the environment takes
        allow_import: ids of the form ``module:id`` may import code
        imports: modules that the operator had imported, which register environments
    """

    allowed: tuple[str, ...] = ()
    allowed_arguments: tuple[str, ...] = ()
    allow_import: bool = False
    imports: tuple[str, ...] = ()

    def allows(self, environment_id: str) -> bool:
        return not self.allowed or any(fnmatch.fnmatchcase(environment_id, pattern) for pattern in self.allowed)


class Session:
    """Lanes that step together. Requests may come from several threads; they are carried out one at a time."""

    def __init__(self, request: pb.OpenSessionRequest, max_lanes: int, policy: Policy = Policy(), step_limit: float = 0):
        """Makes the environment.

        Args:
            step_limit: longest time of one request in seconds; 0 for no limit

        Raises:
            Refused: if the request does not fit
        """
        spec = _spec(request.environment_id, policy)
        self._check_lanes(request, max_lanes)
        mode = _MODES.get(request.autoreset)
        if mode is None:
            raise invalid(
                "autoreset",
                "The autoreset mode is not set, or not known to this protocol version:"
                " choose NEXT_STEP, SAME_STEP or DISABLED.",
            )
        arguments = {name: codec.decode_value(message, f"arguments.{name}") for name, message in request.arguments.items()}
        known = _check_arguments(spec, arguments, policy)
        self.lanes: int = request.lanes
        self.lease_seconds = 0
        self._mode = mode
        self._step_limit = step_limit
        count = max(1, request.groups)
        self._firsts = [group * self.lanes // count for group in range(count + 1)]
        self._counts = [self._firsts[group + 1] - self._firsts[group] for group in range(count)]
        makings = [
            Making(spec.id, arguments, lanes, mode, request.render, (*policy.imports, *_module_of(request.environment_id)))
            for lanes in self._counts
        ]
        self._groups: list[LocalGroup] | list[ProcessGroup]
        if count == 1:
            local = LocalGroup(makings[0])
            self._groups = [local]
            observations, actions = local.env.single_observation_space, local.env.single_action_space
            self.spec = _spec_message(spec, local.env.metadata, known)
        else:
            probe = gymnasium.make(spec, **arguments)
            observations, actions = probe.observation_space, probe.action_space
            self.spec = _spec_message(spec, probe.metadata, known)
            probe.close()
            self._groups = [ProcessGroup(making, first) for making, first in zip(makings, self._firsts)]
        try:
            self.observation_space = encode_space(observations, "observation_space")
            self.action_space = encode_space(actions, "action_space")
            if count > 1:
                self._run_all(range(count), "make", [()] * count, None)
        except Exception:
            self._close_groups()
            raise
        self._observations = observations
        self._actions = actions
        self._rendered = request.render
        self._ended: NDArray[np.bool_] = np.zeros(self.lanes, dtype=np.bool_)
        self._started = False
        self._stepping: set[int] = set()
        self._turn = threading.Lock()
        self._sequence = 0
        self._kept: deque[pb.DriveReply] = deque(maxlen=MAX_IN_FLIGHT)
        self._thread: _Thread | None = None
        self.closed = False

    @staticmethod
    def _check_lanes(request: pb.OpenSessionRequest, max_lanes: int) -> None:
        if request.lanes < 1:
            raise invalid("lanes", "A session needs at least 1 lane, but got 0.")
        if request.lanes > max_lanes:
            raise Refused(
                pb.ERROR_CODE_LIMIT_EXCEEDED,
                f"Got {request.lanes} lanes; this server allows {max_lanes} a session."
                " Use fewer, or several sessions.",
                "lanes",
            )
        if request.groups > request.lanes:
            raise invalid(
                "groups",
                f"Got {request.groups} groups for {request.lanes} lanes; there are 1 .. {request.lanes},"
                " each of at least one lane.",
            )

    @property
    def largest_reply_bytes(self) -> int:
        """About the size of the largest reply to a step; of spaces of varying size only the least is known."""
        tensors = 2 if self._mode == AutoresetMode.SAME_STEP else 1
        return 1024 + self.lanes * (tensors * batches.least_bytes(self._observations) + 10)

    @property
    def busy(self) -> bool:
        """A request is being carried out."""
        return self._turn.locked()

    def answer(self, request: pb.DriveRequest) -> pb.DriveReply:
        """Carries a request out, or repeats the reply that it had. Never raises."""
        with self._turn:
            for kept in self._kept:
                if kept.sequence == request.sequence:
                    return kept
            reply = pb.DriveReply(sequence=request.sequence)
            try:
                if self.closed:
                    raise unknown_session("")
                if request.sequence != self._sequence + 1:
                    raise invalid(
                        "sequence",
                        f"Request number {request.sequence} should be {self._sequence + 1}: a session's requests count"
                        f" up from 1, and only its latest {MAX_IN_FLIGHT} replies are kept.",
                    )
                self._sequence += 1
            except Refused as refused:
                reply.error.CopyFrom(refused.to_message())
                return reply
            try:
                self._carry_out(request, reply)
            except Exception as failure:  # environments raise what they like
                reply.error.CopyFrom(error_message(failure))
            self._kept.append(reply)
            return reply

    def _carry_out(self, request: pb.DriveRequest, reply: pb.DriveReply) -> None:
        asked = request.time_limit_ms / 1000
        limit = min(filter(None, (asked, self._step_limit)), default=0)
        try:
            if limit and isinstance(self._groups[0], LocalGroup):
                if self._thread is None:
                    self._thread = _Thread()
                self._thread.run(lambda: self._answer(request, reply, None), limit)
            else:
                self._answer(request, reply, time.monotonic() + limit if limit else None)
        except TimeoutError:
            self._abandon()
            raise Refused(
                pb.ERROR_CODE_DEADLINE_EXCEEDED,
                f"The request took longer than its {limit:g} seconds. The session is closed, since nobody knows where"
                " its environment stands. See whether the environment hangs, or allow more time, and open another"
                " session.",
            ) from None

    def _answer(self, request: pb.DriveRequest, reply: pb.DriveReply, until: float | None) -> None:
        command = request.WhichOneof("command")
        if command == "step":
            reply.step.CopyFrom(self._step(request.step, until))
        elif command == "reset":
            reply.reset.CopyFrom(self._reset(request.reset, until))
        elif command == "render":
            reply.render.png = self._render(request.render.lane, until)
        elif command == "close":
            self.close()
            reply.close.CopyFrom(pb.CloseReply())
        else:
            raise invalid("command", "The request has no command: set reset, step, render or close.")

    def _reset(self, request: pb.Reset, until: float | None) -> pb.ResetReply:
        mask = np.array(request.lanes, dtype=np.bool_)
        self._check_mask(mask)
        if self._stepping:
            raise self._still_stepping(min(self._stepping))
        chosen = mask if mask.size else np.ones(self.lanes, dtype=np.bool_)
        seeds = self._seeds(request, chosen)
        options = codec.decode_map(request.options, "reset.options") if request.HasField("options") else None
        arguments = []
        groups = []
        for group, first in enumerate(self._firsts[:-1]):
            part = slice(first, first + self._counts[group])
            if chosen[part].any():
                groups.append(group)
                arguments.append((seeds[part], mask[part] if mask.size else None, options))
        results = self._run_all(groups, "reset", arguments, until)
        self._latest = getattr(self, "_latest", [[] for _ in self._counts])
        infos: list[dict[str, Any]] = [{} for _ in self._counts]
        for group, result in zip(groups, results):
            self._latest[group] = result.leaves
            infos[group] = result.infos
        self._ended[chosen] = False
        self._started = True
        observations = batches.join(self._observations, self._latest, self._counts)
        return pb.ResetReply(
            observations=[codec.encode_array(leaf) for leaf in observations],
            infos=encode_infos(join_infos(infos, self._counts), self.lanes),
        )

    def _step(self, request: pb.Step, until: float | None) -> pb.StepReply:
        groups = self._checked_groups(request)
        counts = [self._counts[group] for group in groups]
        leaves = [
            codec.decode_array(message, "step.actions" if len(request.actions) == 1 else f"step.actions{{{i}}}")
            for i, message in enumerate(request.actions)
        ]
        parts = batches.cut(self._actions, leaves, counts, "step.actions")
        lanes = np.concatenate([np.arange(self._firsts[group], self._firsts[group + 1]) for group in groups])
        self._check_episodes(leaves, lanes)
        for group, part in zip(groups, parts):
            self._groups[group].send("step", part)
            self._stepping.add(group)
        done = sorted(self._first_ready(request.ready, until)) if request.ready else groups
        results = self._receive(done, until)
        return self._step_reply(results, done, bool(request.groups or request.ready))

    def _step_reply(self, results: list[Result], groups: list[int], named: bool) -> pb.StepReply:
        counts = [self._counts[group] for group in groups]
        rewards = np.concatenate([result.rewards for result in results])
        terminated = np.concatenate([result.terminated for result in results])
        truncated = np.concatenate([result.truncated for result in results])
        observations = batches.join(self._observations, [result.leaves for result in results], counts)
        reply = pb.StepReply(
            observations=[codec.encode_array(leaf) for leaf in observations],
            rewards=np.asarray(rewards, dtype="<f8").tobytes(),
            terminated=np.asarray(terminated, dtype=np.bool_).tobytes(),
            truncated=np.asarray(truncated, dtype=np.bool_).tobytes(),
            groups=groups if named else (),
        )
        total = sum(counts)
        if any(result.infos for result in results):
            reply.infos.CopyFrom(encode_infos(join_infos([result.infos for result in results], counts), total))
        if any(result.final is not None for result in results):
            finals = [
                batches.pack_lanes(self._observations, [batches.zero(self._observations)] * count)
                if result.final is None
                else result.final
                for result, count in zip(results, counts)
            ]
            final = batches.join(self._observations, finals, counts)
            reply.final_observations.extend(codec.encode_array(leaf) for leaf in final)
            final_infos = join_infos([result.final_infos for result in results], counts)
            reply.final_infos.CopyFrom(encode_infos(final_infos, total))
        if self._mode != AutoresetMode.SAME_STEP:
            lane = 0
            for group, count in zip(groups, counts):
                part = slice(self._firsts[group], self._firsts[group + 1])
                self._ended[part] = (terminated | truncated)[lane : lane + count]
                lane += count
        for group, result in zip(groups, results):
            self._latest[group] = result.leaves
        return reply

    def _render(self, lane: int, until: float | None) -> bytes:
        if not self._rendered:
            raise Refused(
                pb.ERROR_CODE_FAILED_PRECONDITION,
                "This session was not opened for rendering. Set render when opening it.",
                "render",
            )
        if lane >= self.lanes:
            raise invalid("render.lane", f"There is no lane {lane}; there are {self.lanes}, from 0.")
        group = next(g for g in range(len(self._counts)) if lane < self._firsts[g + 1])
        if self._stepping:
            raise self._still_stepping(min(self._stepping))
        (picture,) = self._run_all([group], "render", [(lane - self._firsts[group],)], until)
        return bytes(picture)

    def _run_all(self, groups: Any, command: str, arguments: list[Any], until: float | None) -> list[Any]:
        for group, some in zip(groups, arguments):
            self._groups[group].send(command, *some)
        return self._receive(groups, until)

    def _receive(self, groups: Any, until: float | None) -> list[Any]:
        """Results of groups; waits for all of them, also when one fails, so that none is left behind."""
        results: list[Any] = []
        failure: Exception | None = None
        for group in groups:
            left = None if until is None else max(0.0, until - time.monotonic())
            try:
                results.append(self._groups[group].receive(left))
            except TimeoutError:
                raise
            except Exception as raised:  # environments raise what they like
                failure = failure or raised
            if hasattr(self, "_stepping"):
                self._stepping.discard(group)
        if failure is not None:
            raise failure
        return results

    def _first_ready(self, count: int, until: float | None) -> list[int]:
        """The first groups to be done of all that are stepping."""
        if isinstance(self._groups[0], LocalGroup):
            return [0]
        ready: list[int] = []
        waiting = {self._groups[group].connection: group for group in self._stepping}  # type: ignore[union-attr]
        while len(ready) < count:
            left = None if until is None else max(0.0, until - time.monotonic())
            some = wait(list(waiting), left)
            if not some:
                raise TimeoutError
            for connection in some[: count - len(ready)]:
                ready.append(waiting.pop(connection))  # type: ignore[arg-type]
        return ready

    def _checked_groups(self, request: pb.Step) -> list[int]:
        groups = list(request.groups) or list(range(len(self._counts)))
        if any(b <= a for a, b in zip(groups, groups[1:])) or groups[-1] >= len(self._counts):
            raise invalid(
                "step.groups", f"Groups {groups} are not increasing numbers of 0 .. {len(self._counts) - 1}."
            )
        for group in groups:
            if group in self._stepping:
                raise self._still_stepping(group)
        if self._stepping and not request.ready:
            raise self._still_stepping(min(self._stepping))
        if request.ready > len(self._stepping) + len(groups):
            raise invalid(
                "step.ready",
                f"Asked for the first {request.ready} groups to be done, but {len(self._stepping) + len(groups)} are"
                " stepping.",
            )
        return groups

    @staticmethod
    def _still_stepping(group: int) -> Refused:
        return Refused(
            pb.ERROR_CODE_FAILED_PRECONDITION,
            f"Group {group} is still stepping. Receive its result first.",
            "step.groups",
        )

    def close(self) -> None:
        """Ends the lanes."""
        if not self.closed:
            self.closed = True
            self._close_groups()

    def _close_groups(self) -> None:
        for group in self._groups:
            group.close()

    def _abandon(self) -> None:
        """Ends what can be ended of lanes that hang."""
        self.closed = True
        for group in self._groups:
            if isinstance(group, ProcessGroup):
                group.kill()

    def _seeds(self, request: pb.Reset, chosen: NDArray[np.bool_]) -> list[int | None]:
        if request.seeds and request.big_seeds:
            raise invalid("reset.big_seeds", "Both seeds and big_seeds are set. Set one of them.")
        given: list[int | None] = list(request.seeds)
        for seed in request.big_seeds:
            if len(seed) > _MOST_SEED_BYTES:
                raise invalid(
                    "reset.big_seeds", f"A seed of {len(seed)} bytes: at most {_MOST_SEED_BYTES} are allowed."
                )
            given.append(int.from_bytes(seed, "little") if seed else None)
        if not given:
            return [None] * self.lanes
        if len(given) != self.lanes:
            raise invalid(
                "reset.seeds",
                f"Got {len(given)} seeds for {self.lanes} lanes."
                " Pass one a lane, or none to keep each lane's random stream going.",
            )
        for lane, value in enumerate(given):
            if value is not None and value < 0 and chosen[lane]:
                raise invalid("reset.seeds", f"Seed {value} of lane {lane} is negative; seeds are 0 and up.", lane)
        return [value if chosen[lane] else None for lane, value in enumerate(given)]

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

    def _check_episodes(self, leaves: list[Array], lanes: NDArray[np.int64]) -> None:
        if not self._started:
            raise Refused(
                pb.ERROR_CODE_FAILED_PRECONDITION,
                "No episode is going on. Call reset before the first step.",
                "step",
            )
        ended = self._ended[lanes]
        if self._mode == AutoresetMode.DISABLED and ended.any():
            lane = int(lanes[np.flatnonzero(ended)[0]])
            raise Refused(
                pb.ERROR_CODE_FAILED_PRECONDITION,
                f"The episode of lane {lane} has ended and autoreset is DISABLED. Reset the lane first.",
                "step",
                lane,
            )
        space = self._actions
        if isinstance(space, spaces.Discrete):
            actions, least, greatest = leaves[0], int(space.start), int(space.start + space.n - 1)
            outside = ((actions < least) | (actions > greatest)) & ~ended
            if outside.any():
                at = int(np.flatnonzero(outside)[0])
                raise invalid(
                    "step.actions",
                    f"Action {actions[at]} of lane {lanes[at]} is outside the action space {least} .. {greatest}.",
                    int(lanes[at]),
                )


class _Thread:
    """Runs calls that may hang; a hanging one is left behind."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._results: queue.SimpleQueue[Exception | None] = queue.SimpleQueue()
        threading.Thread(target=self._loop, daemon=True, name="keel-gym-session").start()

    def _loop(self) -> None:
        while True:
            call = self._calls.get()
            try:
                call()
                self._results.put(None)
            except Exception as failure:  # environments raise what they like
                self._results.put(failure)

    def run(self, call: Callable[[], None], seconds: float) -> None:
        """Runs a call, and raises what it raises.

        Raises:
            TimeoutError: if it takes longer
        """
        self._calls.put(call)
        try:
            failure = self._results.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None
        if failure is not None:
            raise failure


def unknown_session(session_id: str) -> Refused:
    """There is no such session."""
    return Refused(
        pb.ERROR_CODE_UNKNOWN_SESSION,
        f"There is no session '{session_id}': it was never opened, is closed, or its lease is over. Open another.",
        "session_id",
    )


def spec_message(spec: EnvSpec) -> pb.EnvironmentSpec:
    """A registered environment, without looking into its code."""
    return _spec_message(spec, {}, [])


def _spec_message(spec: EnvSpec, metadata: dict[str, Any], arguments: list[str]) -> pb.EnvironmentSpec:
    fps = metadata.get("render_fps")
    return pb.EnvironmentSpec(
        id=spec.id,
        max_episode_steps=spec.max_episode_steps,
        reward_threshold=spec.reward_threshold,
        nondeterministic=spec.nondeterministic,
        argument_names=arguments,
        render_modes=metadata.get("render_modes", []),
        render_fps=None if fps is None else float(fps),
    )


def _module_of(environment_id: str) -> tuple[str, ...]:
    module, colon, _ = environment_id.rpartition(":")
    return (module,) if colon else ()


def _spec(environment_id: str, policy: Policy) -> EnvSpec:
    """What Gymnasium has registered under exactly this id."""
    if not environment_id:
        raise invalid("environment_id", "The environment's id is empty. Name one, like CartPole-v1.")
    if not policy.allows(environment_id):
        raise Refused(
            pb.ERROR_CODE_NOT_PERMITTED,
            f"This server does not allow environment '{environment_id}'; it allows {', '.join(policy.allowed)}."
            " Ask its operator.",
            "environment_id",
        )
    module, colon, registered = environment_id.rpartition(":")
    if colon:
        if not policy.allow_import:
            raise Refused(
                pb.ERROR_CODE_NOT_PERMITTED,
                f"Environment id '{environment_id}' has a ':', which would import code. Use the id of a registered"
                " one, or have the server's operator start it with --allow-import or --import.",
                "environment_id",
            )
        try:
            importlib.import_module(module)
        except ImportError as failure:
            raise invalid("environment_id", f"Module '{module}' cannot be imported: {failure}") from failure
    spec = gymnasium.registry.get(registered)
    if spec is None:
        raise Refused(
            pb.ERROR_CODE_UNKNOWN_ENVIRONMENT,
            f"Unknown environment '{environment_id}': gymnasium {gymnasium.__version__} has none of this id."
            + suggestion(environment_id, gymnasium.registry),
            "environment_id",
        )
    return spec


def _check_arguments(spec: EnvSpec, arguments: dict[str, Any], policy: Policy) -> list[str]:
    """Refuses names that the environment's construction does not take; the names that it takes, where they are known."""
    for name in _ARGUMENTS_OF_MAKE_VEC:
        if name in arguments:
            raise invalid(
                f"arguments.{name}",
                f"Argument '{name}' is the session's own: lanes, autoreset mode and rendering are fields of the request.",
            )
    for name in arguments:
        if policy.allowed_arguments and name not in policy.allowed_arguments:
            raise Refused(
                pb.ERROR_CODE_NOT_PERMITTED,
                f"This server does not allow the argument '{name}'; it allows {', '.join(policy.allowed_arguments)}."
                " Ask its operator.",
                f"arguments.{name}",
            )
    if spec.entry_point is None:
        raise Refused(
            pb.ERROR_CODE_UNSUPPORTED,
            f"Environment '{spec.id}' has no single-lane form to make lanes of.",
            "environment_id",
        )
    creator = spec.entry_point if callable(spec.entry_point) else load_env_creator(spec.entry_point)
    parameters = inspect.signature(creator).parameters.values()
    if any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters):
        return []
    known = sorted({parameter.name for parameter in parameters} - {"render_mode"} | set(_ARGUMENTS_OF_MAKE))
    for name in sorted(arguments):
        if name not in known:
            raise invalid(
                f"arguments.{name}",
                f"Environment '{spec.id}' has no keyword argument '{name}'. Known: {', '.join(known)}."
                + suggestion(name, known),
            )
    return known
