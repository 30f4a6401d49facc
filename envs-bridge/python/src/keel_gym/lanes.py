"""A run of neighbouring lanes, stepped one after the other, in this process or in one of their own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for
from types import TracebackType
from typing import Any

import gymnasium
import numpy as np
from gymnasium.envs.registration import EnvSpec
from gymnasium.vector import AutoresetMode, SyncVectorEnv

from keel_gym import codec
from keel_gym._generated import environment_pb2 as pb
from keel_gym.errors import Refused, error_message
from keel_gym.png import encode_png

_STOP_SECONDS = 2.0


@dataclass(frozen=True)
class Recipe:
    """How to make a run of lanes. Sent to a worker process once, when it starts."""

    spec: EnvSpec
    arguments: dict[str, Any]
    first: int
    count: int
    mode: AutoresetMode
    render: bool


class Lanes:
    """Lanes of one environment in this process. Replies are of these lanes; errors count lanes over the session."""

    def __init__(self, recipe: Recipe):
        self._recipe = recipe
        arguments = dict(recipe.arguments)
        if recipe.render:
            arguments["render_mode"] = "rgb_array"
        makers = [lambda: gymnasium.make(recipe.spec, **arguments)] * recipe.count
        self._env = SyncVectorEnv(makers, copy=False, autoreset_mode=recipe.mode)
        self.observation_space = self._env.single_observation_space
        self.action_space = self._env.single_action_space
        self.metadata: dict[str, Any] = dict(self._env.metadata)

    def answer(self, request: pb.DriveRequest, reply: pb.DriveReply) -> None:
        """Does what a checked request asks for; whatever goes wrong is in the reply."""
        try:
            command = request.WhichOneof("command")
            if command == "step":
                count = self._recipe.count
                self.step(codec.decode_batch(self.action_space, request.step.actions, count, "step.actions"), reply.step)
            elif command == "reset":
                self.reset(request.reset, reply.reset)
            elif command == "render":
                reply.render.png = self.render(request.render.lane)
        except Exception as failure:  # environments raise what they like
            reply.error.CopyFrom(error_message(failure))

    def reset(self, request: pb.Reset, reply: pb.ResetReply) -> None:
        """Resets lanes; the request has seeds in ``big_seeds`` only, or none."""
        seeds: list[int | None] = [int.from_bytes(s, "little") if s else None for s in request.big_seeds]
        options: dict[str, Any] = codec.decode_map(request.options, "reset.options")
        if request.lanes:
            options["reset_mask"] = np.array(request.lanes, dtype=np.bool_)
        try:
            observations, infos = self._env.reset(seed=seeds or None, options=options or None)  # type: ignore[arg-type]
            reply.observations.extend(codec.encode_batch(self.observation_space, observations))
        except Exception as failure:  # environments raise what they like
            raise self._failed(failure) from failure
        if infos:
            reply.infos.CopyFrom(codec.encode_infos(infos, self._recipe.count))

    def step(self, actions: Any, reply: pb.StepReply) -> None:
        try:
            observations, rewards, terminated, truncated, infos = self._env.step(actions)
            reply.observations.extend(codec.encode_batch(self.observation_space, observations))
            final = infos.pop("final_obs", None) if self._recipe.mode == AutoresetMode.SAME_STEP else None
            if final is not None:
                ended = infos.pop("_final_obs")
                zero = codec.split(self.observation_space, codec.zeros(self.observation_space, 1), 1)[0]
                values = [observation if there else zero for observation, there in zip(final, ended)]
                batch = codec.stack(self.observation_space, values)
                reply.final_observations.extend(codec.encode_batch(self.observation_space, batch, "final_observations"))
        except Exception as failure:  # environments raise what they like
            raise self._failed(failure) from failure
        reply.rewards = np.asarray(rewards, dtype="<f8").tobytes()
        reply.terminated = np.asarray(terminated, dtype=np.bool_).tobytes()
        reply.truncated = np.asarray(truncated, dtype=np.bool_).tobytes()
        if final is not None:
            infos.pop("_final_info", None)
            finals = infos.pop("final_info", None)
            if finals:
                reply.final_infos.CopyFrom(codec.encode_infos(finals, self._recipe.count))
        if infos:
            reply.infos.CopyFrom(codec.encode_infos(infos, self._recipe.count))

    def render(self, lane: int) -> bytes:
        try:
            return encode_png(np.asarray(self._env.envs[lane - self._recipe.first].render()))
        except Exception as failure:  # environments raise what they like
            message = f"Lane {lane} cannot be drawn: {type(failure).__name__}: {failure}"
            raise Refused(pb.ERROR_CODE_ENVIRONMENT_FAILED, message, lane=lane) from failure

    def close(self) -> None:
        self._env.close()

    def _failed(self, failure: Exception) -> Refused:
        """The failure with its lane, which Gymnasium does not name."""
        for i, observation in enumerate(self._env._env_obs):
            if observation is None:
                continue
            try:
                codec.to_leaves(self.observation_space, codec.stack(self.observation_space, [observation]), "observation")
            except Exception as misfit:  # whatever the observation is
                lane = self._recipe.first + i
                message = f"The environment in lane {lane} returned an observation that its space does not have: {misfit}"
                return Refused(pb.ERROR_CODE_ENVIRONMENT_FAILED, message, lane=lane)
        place = _lane_of(failure.__traceback__)
        where = f" in lane {self._recipe.first + place}" if place is not None else ""
        return Refused(
            pb.ERROR_CODE_ENVIRONMENT_FAILED,
            f"The environment failed{where}: {type(failure).__name__}: {failure}",
            lane=self._recipe.first + place if place is not None else None,
        )


def _lane_of(trace: TracebackType | None) -> int | None:
    """Which lane Gymnasium's loop over lanes had reached."""
    codes = (SyncVectorEnv.step.__code__, SyncVectorEnv.reset.__code__)
    while trace is not None:
        if trace.tb_frame.f_code in codes:
            lane = trace.tb_frame.f_locals.get("i")
            return lane if isinstance(lane, int) else None
        trace = trace.tb_next
    return None


class Worker:
    """Lanes in a process of their own. Requests and replies go as the protocol's bytes; nothing is pickled but the recipe."""

    def __init__(self, recipe: Recipe):
        self._recipe = recipe
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, recipe), daemon=True, name="keel-gym-lanes")
        self._process.start()
        theirs.close()

    @property
    def first(self) -> int:
        return self._recipe.first

    @property
    def count(self) -> int:
        return self._recipe.count

    def send(self, request: pb.DriveRequest) -> None:
        try:
            self.connection.send_bytes(request.SerializeToString())
        except OSError:
            pass  # receive() then says that the process is gone

    def receive(self) -> pb.DriveReply:
        """The reply to the earliest request without one; waits for it."""
        try:
            return pb.DriveReply.FromString(self.connection.recv_bytes())
        except (EOFError, OSError):
            self._process.join(_STOP_SECONDS)
            last = self.first + self.count - 1
            message = (
                f"The process of lanes {self.first} .. {last} died (exit code {self._process.exitcode})."
                " Close the session and open another."
            )
            error = pb.Error(code=pb.ERROR_CODE_ENVIRONMENT_FAILED, message=message)
            if self.count == 1:
                error.lane = self.first
            return pb.DriveReply(error=error)

    def close(self) -> None:
        """Ends the process, hanging or not."""
        self.connection.close()
        self._process.join(_STOP_SECONDS / 10)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join(_STOP_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(_STOP_SECONDS)


def ready(workers: Sequence[Worker], timeout: float | None) -> list[Worker]:
    """Those that have a reply, or died; none when the time is over."""
    done = wait_for([worker.connection for worker in workers], timeout)
    return [worker for worker in workers if worker.connection in done]


def _work(connection: Connection, recipe: Recipe) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's, which drains
    reply = pb.DriveReply()
    try:
        lanes = Lanes(recipe)
    except Exception as failure:  # environments raise what they like
        reply.error.CopyFrom(error_message(failure))
        connection.send_bytes(reply.SerializeToString())
        return
    connection.send_bytes(reply.SerializeToString())
    while True:
        try:
            request = pb.DriveRequest.FromString(connection.recv_bytes())
        except (EOFError, OSError):
            break
        reply = pb.DriveReply()
        lanes.answer(request, reply)
        connection.send_bytes(reply.SerializeToString())
    lanes.close()
