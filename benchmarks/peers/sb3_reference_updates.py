"""Writes what Stable-Baselines3 makes of one update of PPO, A2C, DQN, SAC, TD3 and DDPG, and all that replays it.

SB3's own train() runs on a batch set by hand; parameters, batch, noise, losses, gradients and new parameters are written.
What SB3 lacks (double targets, prioritised replay, quantile regression) is plain PyTorch. Every number is computed a second time in NumPy
and float64 (plain_networks.py), and the script fails where the two differ.

    pip install -r benchmarks/peers/requirements-agents.txt
    python benchmarks/peers/sb3_reference_updates.py > agents/src/test/resources/reference/sb3-updates.json
"""

from __future__ import annotations

import datetime
import json
import platform

import gymnasium
import numpy
import sb3_off_policy_updates
import sb3_on_policy_updates
import stable_baselines3
import torch

ABOUT = """One update of each algorithm as Stable-Baselines3 does it, with all that is needed to do it again.

All arrays are flat, rows first: observations [rows, size], actions [rows, columns], gae and normalisation [steps,
environments]. Numbers are float32 in their shortest decimal form unless they come from float64 statistics
(normalisation) or are logged means.

A network is {activation, output, layers: [{in, out, weights, biases}]}: weights [in, out] row by row; `activation`
follows every layer but the last, `output` follows the last (tanh for deterministic actors, else identity).
`gradients` and `after` have the same form.

`gradients` are of the total loss, before clipping; `after` are the parameters after one step with `settings`.
Optimisers are fresh.

ppo, ppoClippedValue, ppoGaussian (with logStd, one number an action column, free of the observation), a2c: separate
actor and critic. The total loss is policy + entropyWeight * entropy_loss + valueWeight * value_loss, entropy_loss
the mean entropy with a minus, value_loss the mean square without 1/2. Advantages are normalised with the n-1
deviation + 1e-8 where settings say so. A clipped value is oldValue + clip(value - oldValue), and the loss takes no
maximum with the unclipped one. approx_kl is mean(ratio - 1 - log ratio). explained_variance is of oldValues. SB3
clips the joint norm of both networks' gradients (`after`); `afterClippedAlone` is each network clipped by its own
norm (with logStd beside the actor), computed in NumPy. gradientNorms are those norms before clipping. The RMSProp
of a2c is PyTorch's: epsilon outside the root.

dqn: actions are indices; `targets` of SB3's plain target, loss the mean Huber loss with delta 1; `double` has
targets, loss and gradients of the double target. A truncated row bootstraps, a terminated one does not;
nextObservations are the episode's own last ones.

sac: the actor's last layer is [mean | log-std], log-std clipped to [-20, 2]; critics q1, q2 take [observation |
action]; actions are in [-1, 1]. action = tanh(mean + exp(logStd) * draw), logProb = Gaussian's - log(1 - action^2 +
1e-6). Order: entropy weight's loss -logEntropyWeight * mean(logProb + targetEntropy) and step; targets with the
weight before that step; critics' loss 1/2 * (mse of q1 + mse of q2) and step; actor's loss mean(weight * logProb -
min of the stepped critics) and step; targets move by tau. ent_coef is the weight before its step.

td3, ddpg: target action = clip(tanh(..) + clip(targetNoise * draw)), critics' loss the sum of mean squares, actor's
loss -mean(q1) with the stepped critic; policy delay 1. ddpg has q1 alone and no noise. Targets carry the name of
their network with Target behind.

gae: a truncated step bootstraps from finalValues (SB3 adds discount * value to the reward), a terminated one from
nothing; lastValues follow the last step.

normalisation: VecNormalize; statistics (float64) first take in a step's rows, then that step is normalised; they
start as initialCount rows of mean 0 and variance 1; rewards are divided by the deviation of discounted returns,
which restart after a done.

nStep: starts are row numbers, `last` the row whose next observation the target bootstraps from with `discounts`;
nextValues are the values of each row's next observation; a terminated last row adds nothing.

prioritisedReplay: Schaul et al. 2016, proportional. quantileHuber: Dabney et al. 2018, [rows, count], kappa 1,
summed over own quantiles, mean over target quantiles and rows; the gradient is by own quantiles."""


def written(name: str, value, depth: int) -> str:
    """Nested to some depth, one line an entry: readable, and not a line for every number."""
    if depth == 0 or not isinstance(value, dict):
        return f"{json.dumps(name)}: {json.dumps(value)}"
    return (
        f"{json.dumps(name)}: {{\n" + ",\n".join(written(key, entry, depth - 1) for key, entry in value.items()) + "\n}"
    )


def main() -> None:
    torch.set_num_threads(1)
    head = {
        "about": [" ".join(paragraph.split()) for paragraph in ABOUT.split("\n\n")],
        "written": datetime.date.today().isoformat(),
        "versions": {
            "stable-baselines3": stable_baselines3.__version__,
            "torch": torch.__version__.split("+")[0],
            "gymnasium": gymnasium.__version__,
            "numpy": numpy.__version__,
            "python": platform.python_version(),
        },
    }
    document = (
        head
        | sb3_on_policy_updates.updates()
        | sb3_off_policy_updates.updates()
        | {"gae": sb3_on_policy_updates.advantages(), "normalisation": sb3_on_policy_updates.normalisation()}
    )
    print("{\n" + ",\n".join(written(key, value, 2) for key, value in document.items()) + "\n}")


if __name__ == "__main__":
    main()
