"""Stages of benchmarks/gpu/run, which unpacks Keel first: correctness, updates, presets, sweep, repetition.

    benchmarks/gpu/run [--out DIR] [--stages LIST] [--seconds N] [--device cuda|opencl] [--quick]

Every stage has a time limit of its own, and what it measured is in DIR even if it or a later one fails: report.md has
the tables, STAGE.jsonl the numbers, log.txt all that was said, runs.tar.gz the measurements of trainings.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import report

ROOT = Path(__file__).resolve().parent.parent.parent
PEERS = ROOT / "benchmarks" / "peers" / "gpu_updates.py"
DEFAULT_OUT = ROOT / "benchmarks" / "target" / "gpu"
PRESETS = ["cartpole-dqn", "cartpole-ppo", "ring-gan"]


@dataclass(frozen=True)
class Sizes:
    """How much of everything."""

    check: list
    update: list
    peers: list
    preset_options: dict
    seeds: str
    sweep: list
    repeated: list


FULL = Sizes(
    check=["--members", "1024", "--updates", "100", "--batch", "64"],
    update=["--members", "1024,1,32,8192", "--batches", "64,256"],
    peers=[],
    preset_options={preset: [] for preset in PRESETS},
    seeds="0..9",
    sweep=["--vary", "rates.actor.start=1e-4..1e-2:log8", "--vary", "rates.critic.start=1e-4..1e-2:log8"]
    + ["--seeds", "0..15"],
    repeated=["--set", "length.env-steps=20000"],
)
QUICK = Sizes(
    check=["--members", "40", "--updates", "10", "--batch", "16"],
    update=["--members", "4,1", "--batches", "16"],
    peers=[],
    preset_options={
        "cartpole-dqn": ["--set", "length.env-steps=1024", "--set", "evaluation.every-env-steps=512"],
        "cartpole-ppo": ["--set", "length.env-steps=1024", "--set", "evaluation.every-env-steps=512"],
        "ring-gan": ["--set", "length.iterations=20", "--set", "evaluation={every-iterations: 10, samples: 100}"],
    },
    seeds="0..1",
    sweep=["--vary", "rates.actor.start=1e-4..1e-2:log2", "--vary", "rates.critic.start=1e-4..1e-2:log2"]
    + ["--seeds", "0..1", "--set", "length.env-steps=1024", "--set", "evaluation.every-env-steps=512"],
    repeated=["--set", "length.env-steps=1024", "--set", "evaluation.every-env-steps=512"],
)
# Seconds; the first stages are what the later ones rest on.
LIMITS = {"correctness": 180, "updates": 420, "presets": 540, "sweep": 420, "repetition": 180}

GRACE_SECONDS = 10


class Runner:
    """Runs commands, each within what is left of its stage's and of all stages' time, and keeps what they say."""

    def __init__(self, arguments, work):
        self.arguments = arguments
        self.work = work
        self.out = arguments.out
        self.sizes = QUICK if arguments.quick else FULL
        self._ends = time.monotonic() + arguments.seconds
        self._stage_ends = self._ends
        self._log = (self.out / "log.txt").open("w", buffering=1)
        self._lock = threading.Lock()

    def begin(self, stage):
        limit = LIMITS[stage] * (3 if self.arguments.quick else 1)
        self._stage_ends = min(self._ends, time.monotonic() + limit)
        self.say(f"{stage} ({self.left():.0f} s at most)")

    def left(self):
        return max(0.0, self._stage_ends - time.monotonic())

    def say(self, text):
        print(text, file=sys.stderr, flush=True)
        self.log(text)

    def log(self, text):
        with self._lock:
            self._log.write(text + "\n")

    def java(self, *words):
        home = self.arguments.home
        commit = (home / "keel" / "commit").read_text().strip()
        flags = ["-XX:+UseSerialGC", f"-Dkeel.home={ROOT}", f"-Dkeel.commit={commit}", "-Dpicocli.ansi=false"]
        flags.append(f"-Dorg.bytedeco.javacpp.cachedir={self.work / 'javacpp'}")
        return [home / "jre" / "bin" / "java", *flags, "-cp", f"{home / 'keel' / '*'}:{home / 'lib' / '*'}", *words]

    def keel(self, *words):
        return self.java("keel.experiments.cli.KeelCommand", *words)

    def python(self, *words):
        return [sys.executable, "-W", "ignore", PEERS, *words]

    def run(self, name, command, limit=None):
        """Exit status, or why there is none, and standard output; of a command that was stopped, until then."""
        words = [str(word) for word in command]
        self.log(f"--- {name}: {' '.join(words[-12:])}")
        seconds = min(self.left(), limit or self.left())
        began = time.monotonic()
        if seconds < 1:
            self.log(f"--- {name}: not begun, no time left")
            return "no time left", ""
        with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
            process = subprocess.Popen(
                words, cwd=self.work, stdout=output, stderr=errors, text=True, start_new_session=True
            )
            try:
                status = process.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                status = f"stopped after {seconds:.0f} s"
                stop(process)
            output.seek(0)
            errors.seek(0)
            said, complained = output.read(), errors.read()
        ended = f"--- {name}: status {status} after {time.monotonic() - began:.1f} s"
        self.log("\n".join([ended, said.rstrip(), complained[-20_000:].rstrip()]))
        if status != 0:
            self.say(f"  {name}: status {status}; {(complained.strip().splitlines() or [''])[-1][:200]}")
        return status, said

    def measured(self, stage, name, command, limit=None):
        """JSON objects that a command printed, also kept in the stage's file; one more tells if it did not end well."""
        status, said = self.run(name, command, limit)
        found = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
        # A comparison that found a difference says so in its objects.
        if status != 0 and not any(line.get("ok") is False for line in found):
            found.append({"command": name, "failure": f"status {status}"})
        self.keep(stage, found)
        return found

    def keep(self, stage, found):
        with self._lock, (self.out / f"{stage}.jsonl").open("a") as file:
            file.writelines(json.dumps(line) + "\n" for line in found)


def stop(process):
    """Asks first: a training then notes how far it came."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        pass
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def machine(runner):
    """What is measured on, as lines of a table."""
    facts = {}
    query = "name,driver_version,compute_cap,memory.total,clocks.sm,clocks.max.sm,clocks.max.mem,power.limit"
    if shutil.which("nvidia-smi"):
        _, said = runner.run("nvidia-smi", ["nvidia-smi", f"--query-gpu={query}", "--format=csv"], 30)
        lines = said.strip().splitlines()
        if len(lines) > 1:
            facts |= dict(zip(lines[0].split(", "), lines[1].split(", ")))
    _, said = runner.run("keel doctor", runner.keel("doctor"), 120)
    for line in said.splitlines():
        name, _, value = line.partition("  ")
        if value.strip():
            facts[name] = value.strip()
    facts["measured"] = time.strftime("%Y-%m-%d")
    facts["command"] = "benchmarks/gpu/run " + " ".join(sys.argv[3:])
    return facts


def peer_device(runner):
    return "cuda" if runner.arguments.device == "cuda" else "cpu"


def correctness(runner):
    peers = runner.work / "peers"
    device = ["--device", runner.arguments.device]
    check = runner.java("keel.benchmarks.gpu.GpuCorrectness", *device, *runner.sizes.check, "--peers", peers)
    found = runner.measured("correctness", "Keel", check)
    for library in ("torch", "jax"):
        command = runner.python(library, "--device", peer_device(runner), "--agree", peers)
        found += runner.measured("correctness", library, command)
    return report.correctness(found)


def updates(runner):
    sizes = [*runner.sizes.update, "--seconds", runner.arguments.measure]
    device = ["--device", runner.arguments.device]
    share = runner.left()
    keel = runner.java("keel.benchmarks.gpu.GpuUpdates", *device, *sizes, "--limit", share * 0.35)
    found = runner.measured("updates", "Keel", keel)
    own = ["--device", peer_device(runner), *sizes]
    torch = runner.python("torch", "--compiled", "not", *own, "--limit", min(share * 0.35, runner.left()))
    found += runner.measured("updates", "torch", torch)
    found += runner.measured("updates", "jax", runner.python("jax", *own, "--limit", min(share * 0.3, runner.left())))
    # Compiling takes longest, and is least missed where there is no time for it.
    left = max(1.0, runner.left() - 60)
    compiled = runner.python("torch", "--compiled", "only", *own, "--limit", left)
    found += runner.measured("updates", "torch.compile", compiled)
    return report.updates(found)


def runs_of(folder):
    """How each run ended."""
    for outcome in sorted(folder.glob("*/*/seed-*/outcome.json")):
        yield outcome.parent, json.loads(outcome.read_text())


def trained(runner, stage, name, words):
    """Sweeps once; its runs, whether it ended in time, and how long it took with start and end."""
    folder = runner.work / "runs" / name
    began = time.monotonic()
    command = runner.keel("sweep", *words, "--device", runner.arguments.device, "--out", folder, "--quiet")
    status, _ = runner.run(name, command)
    seconds = time.monotonic() - began
    found = []
    for path, outcome in runs_of(folder):
        line = {"sweep": name, "run": str(path.relative_to(folder)), "status": outcome["status"]}
        line |= {"reason": outcome["reason"], "wall_s": outcome["wall_s"], "scores": outcome.get("final_scores", {})}
        line |= {"env_steps": outcome.get("env_steps", 0)}
        found.append(line)
    runner.keep(stage, [*found, {"sweep": name, "runs": len(found), "status": str(status), "seconds": seconds}])
    return folder, found, status, seconds


def presets(runner):
    """All at a time: they are here for their scores, not their times."""

    def train(preset):
        return trained(
            runner, "presets", preset, [preset, "--seeds", runner.sizes.seeds, *runner.sizes.preset_options[preset]]
        )

    with ThreadPoolExecutor(len(PRESETS)) as pool:
        results = list(pool.map(train, PRESETS))
    rows = []
    for preset, (folder, found, status, seconds) in zip(PRESETS, results):
        rows.append((preset, found, interval(runner, folder / preset), status, seconds))
    return report.presets(rows, runner.sizes.seeds, whole=runner.sizes is FULL)


def interval(runner, folder):
    """95 % interval of the interquartile mean of final scores, as learning-scores asks for; empty without one."""
    status, said = runner.run("keel compare", runner.keel("compare", folder, "--json"), 60)
    settings = json.loads(said)["settings"] if status == 0 else []
    return settings[0]["final_iqm"]["interval"] or [] if len(settings) == 1 else []


def sweep(runner):
    _, found, status, seconds = trained(runner, "sweep", "cartpole-ppo-rates", ["cartpole-ppo", *runner.sizes.sweep])
    return report.sweep(found, status, seconds, runner.sizes.sweep, whole=runner.sizes is FULL)


def repetition(runner):
    words = ["cartpole-ppo", *runner.sizes.repeated]
    folders = []
    for name, seeds in (("first", "0..7"), ("second", "0..7"), ("alone", "3")):
        folder, ended, *_ = trained(runner, "repetition", f"repetition-{name}", [*words, "--seeds", seeds])
        whole = {Path(line["run"]).name for line in ended if report.done(line)}
        folders.append({run.name: recorded(run) for run, _ in runs_of(folder) if run.name in whole})
    first, second, alone = folders
    checks = [("two cohorts of eight", [(first.get(f"seed-{s}"), second.get(f"seed-{s}")) for s in range(8)])]
    checks.append(("seed 3 in a cohort and alone", [(first.get("seed-3"), alone.get("seed-3"))]))
    found = []
    for name, pairs in checks:
        ended = all(a and b for a, b in pairs)
        same = ended and all(a == b and a["metrics.jsonl"] for a, b in pairs)
        found.append({"check": name, "ok": same, "ended": ended, "files": sorted(pairs[0][0] or {})})
    runner.keep("repetition", found)
    return report.repetition(found)


def recorded(run):
    """What a run recorded but for its clock, and its policies."""
    lines = []
    for line in (run / "metrics.jsonl").read_text().splitlines():
        record = json.loads(line)
        del record["wall_s"]
        lines.append(json.dumps(record))
    files = {"metrics.jsonl": lines}
    for policy in sorted((run / "checkpoint").glob("*.keel")):
        files[policy.name] = policy.read_bytes()
    return files


def keep_runs(runner):
    """Measurements, settings and outcomes of the trainings, without networks."""
    with tarfile.open(runner.out / "runs.tar.gz", "w:gz") as archive:
        for preset in PRESETS:
            for name in ("metrics.jsonl", "outcome.json", "config.yaml", "meta.json"):
                for file in sorted((runner.work / "runs" / preset).rglob(name)):
                    archive.add(file, file.relative_to(runner.work))


STAGES = {f.__name__: f for f in (correctness, updates, presets, sweep, repetition)}


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, help="where results go")
    parser.add_argument("--stages", default=",".join(STAGES), help=f"which, in order (default: {','.join(STAGES)})")
    parser.add_argument("--seconds", type=float, default=86400, help="for all stages together")
    parser.add_argument("--measure", type=float, help="seconds to measure one form of update for (default: 0.6)")
    devices = "opencl: whatever OpenCL offers first (default: cuda)"
    parser.add_argument("--device", choices=["cuda", "opencl"], default="cuda", help=devices)
    parser.add_argument("--quick", action="store_true", help="all of it tiny, to see whether it works")
    arguments = parser.parse_args()
    arguments.stages = arguments.stages.split(",")
    unknown = sorted(set(arguments.stages) - set(STAGES))
    if unknown:
        parser.error(f"no stages {', '.join(unknown)}; there are {', '.join(STAGES)}")
    arguments.measure = arguments.measure or (0.05 if arguments.quick else 0.6)
    arguments.out = arguments.out.resolve()
    return arguments


def main():
    arguments = parsed()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for stage in arguments.stages:
        (arguments.out / f"{stage}.jsonl").unlink(missing_ok=True)
    failed = []
    with tempfile.TemporaryDirectory() as work:
        runner = Runner(arguments, Path(work))
        sections = [report.machine(machine(runner), arguments.quick)]
        for stage in arguments.stages:
            runner.begin(stage)
            began = time.monotonic()
            try:
                text, ok = STAGES[stage](runner)
            except Exception as error:  # noqa: BLE001 -- the other stages have their turn whatever happened to this one
                runner.say(f"  {stage} failed: {error!r}")
                text, ok = f"## {stage.capitalize()}\n\nFailed: {error!r}. See log.txt.", False
            sections.append(f"{text}\n\nThis stage took {time.monotonic() - began:.0f} s.")
            if not ok:
                failed.append(stage)
            (arguments.out / "report.md").write_text("\n\n".join(sections) + "\n")
        keep_runs(runner)
    print((arguments.out / "report.md").read_text())
    if failed:
        sys.exit(f"not all well in: {', '.join(failed)}; see {arguments.out / 'log.txt'}")


if __name__ == "__main__":
    main()
