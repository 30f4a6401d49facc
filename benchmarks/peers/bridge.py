"""What compare-bridge measures in Python: one line of a command in, one line of JSON out.

    open NAME sync LANES          CartPole-v1 in Gymnasium's SyncVectorEnv, in this process
    open NAME vector LANES        CartPole-v1 in Gymnasium's batched CartPoleVectorEnv, in this process
    open NAME dm_env_rpc LANES    the messages of CartPole steps through dm_env_rpc to a process of its own, packed and unpacked
    open NAME dm_env_rpc_messages LANES    the same with messages that are made once
    rate NAME SECONDS             steps of single lanes a second
    latency NAME STEPS            microseconds of one step of all lanes: median and 99th percentile, each of STEPS
    close NAME

With "serve LANES" on the command line it is that other process: a dm_env_rpc server that answers every step with the same
observations, rewards and flags, made once, and says its port.
"""

import json
import statistics
import subprocess
import sys
import time
from concurrent import futures

import grpc
import gymnasium
import numpy as np
from dm_env_rpc.v1 import connection, dm_env_rpc_pb2, dm_env_rpc_pb2_grpc, tensor_utils
from gymnasium.vector import SyncVectorEnv

DRAWN_STEPS = 64
ACTION, OBSERVATION, REWARD, TERMINATED, TRUNCATED = 1, 1, 2, 3, 4


class SameAnswer(dm_env_rpc_pb2_grpc.EnvironmentServicer):
    """Answers steps with a message that was made beforehand."""

    def __init__(self, lanes):
        values = {
            OBSERVATION: np.zeros((lanes, 4), np.float32),
            REWARD: np.ones(lanes, np.float64),
            TERMINATED: np.zeros(lanes, np.bool_),
            TRUNCATED: np.zeros(lanes, np.bool_),
        }
        step = dm_env_rpc_pb2.StepResponse(state=dm_env_rpc_pb2.RUNNING)
        for uid, value in values.items():
            step.observations[uid].CopyFrom(tensor_utils.pack_tensor(value))
        self._answer = dm_env_rpc_pb2.EnvironmentResponse(step=step)

    def Process(self, request_iterator, context):
        for _ in request_iterator:
            yield self._answer


def serve(lanes):
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=2))
    dm_env_rpc_pb2_grpc.add_EnvironmentServicer_to_server(SameAnswer(lanes), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    # Ends when the process that started this one does.
    sys.stdin.read()
    server.stop(0)


class InProcess:
    def __init__(self, kind, lanes):
        if kind == "sync":
            self._env = SyncVectorEnv([lambda: gymnasium.make("CartPole-v1") for _ in range(lanes)])
        else:
            self._env = gymnasium.make_vec("CartPole-v1", lanes, vectorization_mode="vector_entry_point")
        self._env.reset(seed=1)
        self._actions = np.random.default_rng(1).integers(0, 2, (DRAWN_STEPS, lanes))

    def step(self, index):
        self._env.step(self._actions[index])

    def close(self):
        self._env.close()


class ThroughDmEnvRpc:
    """Requests are packed and answers unpacked, as its users do."""

    def __init__(self, lanes):
        command = [sys.executable, __file__, "serve", str(lanes)]
        self._server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._channel = grpc.insecure_channel(f"127.0.0.1:{int(self._server.stdout.readline())}")
        self._connection = connection.Connection(self._channel)
        self._actions = np.random.default_rng(1).integers(0, 2, (DRAWN_STEPS, lanes))

    def step(self, index):
        request = dm_env_rpc_pb2.StepRequest(requested_observations=[OBSERVATION, REWARD, TERMINATED, TRUNCATED])
        request.actions[ACTION].CopyFrom(tensor_utils.pack_tensor(self._actions[index]))
        response = self._connection.send(request)
        for value in response.observations.values():
            tensor_utils.unpack_tensor(value)

    def close(self):
        self._connection.close()
        self._channel.close()
        self._server.stdin.close()
        self._server.wait(timeout=10)


class MessagesThroughDmEnvRpc(ThroughDmEnvRpc):
    """The same messages, but made once: only the round trip is left."""

    def __init__(self, lanes):
        super().__init__(lanes)
        self._request = dm_env_rpc_pb2.StepRequest(
            requested_observations=[OBSERVATION, REWARD, TERMINATED, TRUNCATED]
        )
        self._request.actions[ACTION].CopyFrom(tensor_utils.pack_tensor(self._actions[0]))

    def step(self, index):
        self._connection.send(self._request)


def opened(kind, lanes):
    if kind == "dm_env_rpc":
        return ThroughDmEnvRpc(lanes)
    if kind == "dm_env_rpc_messages":
        return MessagesThroughDmEnvRpc(lanes)
    return InProcess(kind, lanes)


def rate(env, lanes, seconds):
    steps = 0
    begin = now = time.perf_counter()
    while now < begin + seconds:
        env.step(steps % DRAWN_STEPS)
        steps += 1
        now = time.perf_counter()
    return steps * lanes / (now - begin)


def latency(env, steps):
    times = []
    for step in range(steps):
        begin = time.perf_counter()
        env.step(step % DRAWN_STEPS)
        times.append((time.perf_counter() - begin) * 1e6)
    return {"p50": statistics.median(times), "p99": sorted(times)[steps * 99 // 100]}


def main():
    if sys.argv[1:2] == ["serve"]:
        serve(int(sys.argv[2]))
        return
    envs = {}
    for line in sys.stdin:
        command, name, *rest = line.split()
        if command == "open":
            envs[name] = (opened(rest[0], int(rest[1])), int(rest[1]))
            answer = True
        elif command == "rate":
            answer = rate(*envs[name], float(rest[0]))
        elif command == "latency":
            answer = latency(envs[name][0], int(rest[0]))
        else:
            envs.pop(name)[0].close()
            answer = True
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
