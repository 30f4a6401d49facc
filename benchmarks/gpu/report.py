"""What the stages of benchmarks/gpu/run measured, as Markdown: each function gives its section, and whether all was well."""

import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from network_report import number, table, verdict  # noqa: E402

MOST_TIME_OF_1024 = 2.0
LEAST_SPEED_UP = 1.5
MOST_SWEEP_SECONDS = 300
CARTPOLE_BAR = 475
RING_MODES, RING_QUALITY = 8.0, 0.96
KEEL = "rows resident"


def failed(found):
    """Lines about commands that did not end well."""
    return [f"- {line['command']}: {line['failure']}. See log.txt." for line in found if "command" in line]


def machine(facts, quick):
    warning = " **This was a quick run, to see whether all works: its times say nothing.**" if quick else ""
    return f"""# Networks on a GPU: Keel, PyTorch and JAX

Written by a program; run it again rather than edit this.{warning}

{table(["", ""], facts.items())}"""


def correctness(found):
    checks = [line for line in found if "check" in line]
    rows = []
    for line in checks:
        ok = line["ok"]
        difference = line.get("largest_relative_difference")
        words = {True: "yes", False: "**no**", None: "other arithmetic"}[ok]
        rows.append([line["check"], line["problem"], line["members"], line["updates"]])
        rows[-1] += ["" if difference is None else f"{difference:.1e}", line.get("failure", words)]
    troubles = failed(found)
    text = f"""## Correctness

Networks trained by the same updates from the same start. The difference is the 2-norm of that of all parameters of a network over the norm of what is expected, of the worst network; allowed is 1e-4, and every network must have moved by ten times that. "Twice" and "alone" compare bytes.

{table(["check", "problem", "P", "updates", "largest relative difference", "ok"], rows)}"""
    ok = bool(checks) and not troubles and all(line["ok"] is not False for line in checks)
    return "\n\n".join([text, *troubles]), ok


def updates(found):
    measured = [line for line in found if "form" in line]
    times = {}
    for line in measured:
        times.setdefault((line["shape"], line["batch"], line["members"]), {})[line["library"], line["form"]] = line
    cells = sorted(times, key=lambda key: (key[0], key[1], key[2]))
    rows = [ratio_row(times, cell) for cell in cells if "microseconds" in times[cell].get(("Keel", KEEL), {})]
    header = ["shape", "batch", "P", "Keel, µs", "a network, µs", "of P = 1"]
    header += ["fastest peer, µs", "which", "peer / Keel"]
    troubles = failed(found)
    text = f"""## An update of P networks

Forward, gradient by the output, backward, each network's gradient clipped to a norm of 0.5, Adam at a rate of each network's own; float32. Medians over nine blocks after a warm-up.

Keel's time is what an algorithm pays: which rows are read goes to the GPU, where the rows are as a rollout's are, outputs come back, the gradient by them is computed by the processor and goes to the GPU, gradient norms come back. PyTorch and JAX have all data on the GPU, compute the loss there, and wait for the GPU only once a block: that is to their advantage.

{table(header, rows)}

### Wanted

{wanted(times)}

### All forms

Microseconds, and in brackets the fastest and the slowest block. Forms with TF32 are other arithmetic, and do not count as fastest.

{all_forms(times, cells)}"""
    return "\n\n".join([text, *troubles]), bool(rows) and not troubles


def time_of(times, cell, form=("Keel", KEEL)):
    return times.get(cell, {}).get(form, {}).get("microseconds")


def fastest_peer(times, cell):
    """Time and name of the fastest of the same arithmetic, if there is one."""
    peers = [
        (line["microseconds"], f"{library}, {form}")
        for (library, form), line in times.get(cell, {}).items()
        if library != "Keel" and "microseconds" in line and line["same_arithmetic"]
    ]
    return min(peers, default=None)


def ratio_row(times, cell):
    shape, batch, members = cell
    keel = time_of(times, cell)
    one = time_of(times, (shape, batch, 1))
    peer = fastest_peer(times, cell)
    row = [shape, batch, members, number(keel), number(keel / members), number(keel / one) if one else ""]
    return row + ([number(peer[0]), peer[1], number(peer[0] / keel)] if peer else ["", "not measured", ""])


def wanted(times):
    lines = []
    for shape, batch, members in sorted(times):
        cell = (shape, batch, members)
        keel = time_of(times, cell)
        if members != 1024 or not keel:
            continue
        one = time_of(times, (shape, batch, 1))
        if shape == "4-64-64-2" and one:
            met = verdict(keel / one <= MOST_TIME_OF_1024)
            said = f"1,024 networks take {number(keel / one)} times as long as one, wanted at most {MOST_TIME_OF_1024}"
            lines.append(f"- {shape}, batch {batch}: {said}: {met}")
        peer = fastest_peer(times, cell)
        if peer:
            ratio = peer[0] / keel
            met = verdict(ratio >= LEAST_SPEED_UP)
            said = f"the fastest peer ({peer[1]}) takes {number(ratio)} times as long as Keel for 1,024 networks"
            lines.append(f"- {shape}, batch {batch}: {said}, wanted at least {LEAST_SPEED_UP}: {met}")
    return "\n".join(lines) or "Not measured: 1,024 networks were not among those asked for, or failed."


def all_forms(times, cells):
    rows = []
    for cell in cells:
        for (library, form), line in times[cell].items():
            if "microseconds" in line:
                said = f"{number(line['microseconds'])} ({number(line['low'])}..{number(line['high'])})"
            else:
                said = line["failure"]
            rows.append([*cell, library, form, said, line.get("calls", "")])
    return table(["shape", "batch", "P", "library", "form", "µs an update", "updates"], rows)


def scores(found, metric):
    """Of runs that trained to the end; None for others, and for those that were not evaluated."""
    return [line["scores"].get(metric) if done(line) else None for line in found]


def done(line):
    """Also a run whose networks could not be written for want of ND4J's library: it has its final scores."""
    return line["status"] == "completed" or line["reason"].startswith("Trained, but not all")


def interquartile_mean(values):
    ordered = sorted(values)
    cut = len(ordered) // 4
    return statistics.mean(ordered[cut : len(ordered) - cut])


def presets(results, seeds, whole):
    """Whole trainings are held against their bars; of others all seeds must end."""
    rows = []
    all_well = True
    for preset, found, interval, status, seconds in results:
        ended = bool(found) and all(done(line) for line in found)
        said, bar, reached = (ring if preset == "ring-gan" else cartpole)(found, interval) if ended else ("", "", False)
        all_well &= reached if whole else ended
        judged = verdict(reached) if whole else "too short to tell"
        each = " ".join(each_score(preset, line) for line in found)
        rows.append([preset, said if ended else "not all seeds ended", bar, judged, each, f"{seconds:.0f}", status])
    text = f"""## Presets

Seeds {seeds} as one cohort a preset, all presets at a time: the times say nothing about one alone. The bar of returns is for the lower end of the 95 % interval where there is one (not for runs whose networks could not be written), for the mean otherwise.

{table(["preset", "final evaluation", "bar", "", "each seed", "s", "status"], rows)}"""
    return text, all_well


def cartpole(found, interval):
    """What was reached, what was to be reached, and whether it was."""
    mean = interquartile_mean(scores(found, "eval/return"))
    said = f"interquartile mean {mean:.1f}"
    if interval:
        said += f" [{interval[0]:.1f}, {interval[1]:.1f}]"
    return said, CARTPOLE_BAR, (interval[0] if interval else mean) >= CARTPOLE_BAR


def ring(found, interval):
    """As cartpole, on means."""
    modes, quality = (statistics.mean(scores(found, metric)) for metric in ("modes/captured", "modes/high_quality"))
    said = f"{modes:.2f} modes, {quality:.1%} high quality"
    return said, f"{RING_MODES:.0f} modes, {RING_QUALITY:.0%}", modes >= RING_MODES and quality >= RING_QUALITY


def each_score(preset, line):
    if not done(line):
        return line["status"]
    if preset == "ring-gan":
        return f"{line['scores']['modes/captured']:.0f}/{line['scores']['modes/high_quality']:.3f}"
    return f"{line['scores']['eval/return']:.1f}"


def sweep(found, status, seconds, words, whole):
    ended = [line for line in found if done(line)]
    diverged = sum(line["status"] == "diverged" for line in found)
    unsaved = sum(line["status"] == "failed" and done(line) for line in found)
    complete = bool(found) and len(ended) + diverged == len(found)
    met = complete and len(found) == 1024 and seconds <= MOST_SWEEP_SECONDS
    judged = verdict(met) if whole else "not measured, this is a short one"
    training = max((line["wall_s"] for line in found), default=0)
    values = [v for v in scores(found, "eval/return") if v is not None]
    notes = ""
    if len(values) > 1:
        notes += f" The upper quartile of final scores is {statistics.quantiles(values, n=4)[2]:.1f}."
    if unsaved:
        notes += f" Networks of {unsaved} runs were not written for want of ND4J's library; writing takes time as well."
    text = f"""## A sweep

    keel sweep cartpole-ppo {" ".join(words)}

{len(found)} runs: {len(ended)} trained to the end, {diverged} diverged. {seconds:.0f} s from start to end of the command, {training:.0f} s of them training and evaluation; status {status}. Wanted: 1,024 runs of 100,000 steps within {MOST_SWEEP_SECONDS} s: {judged}.{notes}"""
    if found and not complete:
        text += f" The others came to {max(line['env_steps'] for line in found)} steps at most."
    return text, complete


def repetition(found):
    rows = []
    for line in found:
        said = "yes" if line["ok"] else "**no**" if line["ended"] else "not all runs ended"
        rows.append([line["check"], said, ", ".join(line["files"])])
    text = f"""## The same again

Cartpole-ppo on the GPU. All records but for the clock, and policies:

{table(["runs", "same bytes", "files"], rows)}"""
    return text, all(line["ok"] for line in found)
