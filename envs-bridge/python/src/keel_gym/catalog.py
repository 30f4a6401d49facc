"""Which environments a server opens, and with which arguments."""

from __future__ import annotations

import fnmatch
import importlib
import inspect
from dataclasses import dataclass
from typing import Any

import gymnasium
from gymnasium.envs.registration import EnvSpec, load_env_creator

from keel_gym._generated import environment_pb2 as pb
from keel_gym.registration import NAMESPACE
from keel_gym.errors import Refused, invalid, suggestion

# Arguments of gymnasium.make itself that go with any environment.
_ARGUMENTS_OF_MAKE = ("disable_env_checker", "max_episode_steps")

# What the session decides.
_OWN = ("autoreset_mode", "id", "num_envs", "render_mode", "vector_kwargs", "vectorization_mode")

# What would name code to run.
_CODE = ("additional_wrappers", "entry_point", "vector_entry_point", "wrappers")


@dataclass(frozen=True)
class Catalog:
    """What clients may open.

    Args:
        patterns: globs on environment ids
        arguments: names of keyword arguments; empty: all that an environment takes
        allow_import: ids of the form ``module:Id`` import that module, which runs its code
    """

    patterns: tuple[str, ...] = ("*",)
    arguments: tuple[str, ...] = ()
    allow_import: bool = False

    def ids(self) -> list[str]:
        """What can be opened, sorted; not the environments of other servers."""
        own = [spec for i, spec in gymnasium.registry.items() if not i.startswith(NAMESPACE)]
        return sorted(spec.id for spec in own if spec.entry_point is not None and self._allows(spec.id))

    def find(self, environment_id: str) -> EnvSpec:
        """What is registered under exactly this id, if it is allowed."""
        if not environment_id:
            raise invalid("environment_id", "The environment's id is empty. Name one, like CartPole-v1.")
        name = environment_id
        if ":" in environment_id and not self.allow_import:
            raise _not_permitted(
                f"Environment id '{environment_id}' has a ':', which would import code. Use the id of a registered one,"
                " or start the server with --allow-import."
            )
        if name.partition(":")[2].startswith(NAMESPACE) or name.startswith(NAMESPACE):
            raise _not_permitted(
                f"Environment '{environment_id}' is another server's: it would make this server connect wherever its"
                " address argument says. Ask that server."
            )
        if not self._allows(environment_id):
            raise _not_permitted(
                f"This server does not open '{environment_id}': it allows {', '.join(self.patterns)}."
                " Ask its operator for --allow."
            )
        if ":" in environment_id:
            module, _, name = environment_id.partition(":")
            importlib.import_module(module)
        spec = gymnasium.registry.get(name)
        if spec is None:
            raise Refused(
                pb.ERROR_CODE_UNKNOWN_ENVIRONMENT,
                f"Unknown environment '{name}': gymnasium {gymnasium.__version__} has none of this id."
                + suggestion(name, self.ids()),
                "environment_id",
            )
        if spec.entry_point is None:
            message = f"Environment '{spec.id}' has no single-lane form to make lanes of."
            raise Refused(pb.ERROR_CODE_UNSUPPORTED, message, "environment_id")
        return spec

    def check_arguments(self, spec: EnvSpec, names: list[str]) -> None:
        """Refuses names that the environment's construction does not take, or this server does not pass."""
        known, open_ended = _parameters(spec)
        for name in sorted(names):
            field = f"arguments.{name}"
            if name in _OWN:
                raise invalid(
                    field,
                    f"Argument '{name}' is the session's own: lanes, autoreset and render are fields of the request.",
                )
            if name in _CODE or (self.arguments and name not in self.arguments):
                message = f"Argument '{name}' may not be passed to this server. Ask its operator for --allow-argument."
                raise Refused(pb.ERROR_CODE_NOT_PERMITTED, message, field)
            if name not in known and not open_ended:
                raise invalid(
                    field,
                    f"Environment '{spec.id}' has no keyword argument '{name}'. Known: {', '.join(known)}."
                    + suggestion(name, known),
                )

    def check_rendering(self, spec: EnvSpec, wanted: bool) -> None:
        """Refuses to render what says that it has no pictures."""
        modes = getattr(_creator(spec), "metadata", {}).get("render_modes", ["rgb_array"])
        if wanted and "rgb_array" not in (modes or ()):
            raise Refused(
                pb.ERROR_CODE_UNSUPPORTED,
                f"Environment '{spec.id}' cannot be rendered to pictures. Open it without rendering.",
                "render",
            )

    def describe(self, spec: EnvSpec, metadata: dict[str, Any] | None = None) -> pb.EnvironmentSpec:
        """A spec as a message; without ``metadata``, the class's own. Nothing is constructed."""
        names: list[str] = []
        try:
            if metadata is None:
                metadata = dict(getattr(_creator(spec), "metadata", {}))
            names = [n for n in _parameters(spec)[0] if not self.arguments or n in self.arguments]
        except Exception:  # what it needs is not installed: it is registered all the same
            metadata = metadata or {}
        fps = metadata.get("render_fps")
        return pb.EnvironmentSpec(
            id=spec.id,
            max_episode_steps=spec.max_episode_steps,
            reward_threshold=spec.reward_threshold,
            nondeterministic=spec.nondeterministic,
            argument_names=names,
            render_modes=[str(mode) for mode in metadata.get("render_modes") or ()],
            render_fps=float(fps) if isinstance(fps, (int, float)) else None,
        )

    def _allows(self, environment_id: str) -> bool:
        return any(fnmatch.fnmatchcase(environment_id, pattern) for pattern in self.patterns)


def _not_permitted(message: str) -> Refused:
    return Refused(pb.ERROR_CODE_NOT_PERMITTED, message, "environment_id")


def _creator(spec: EnvSpec) -> Any:
    assert spec.entry_point is not None
    return spec.entry_point if callable(spec.entry_point) else load_env_creator(spec.entry_point)


def _parameters(spec: EnvSpec) -> tuple[list[str], bool]:
    """Names of keyword arguments, sorted, and whether there may be others."""
    parameters = inspect.signature(_creator(spec)).parameters.values()
    kinds = inspect.Parameter
    open_ended = any(parameter.kind is kinds.VAR_KEYWORD for parameter in parameters)
    named = {p.name for p in parameters if p.kind in (kinds.POSITIONAL_OR_KEYWORD, kinds.KEYWORD_ONLY)}
    return sorted((named | set(_ARGUMENTS_OF_MAKE)) - set(_OWN) - set(_CODE)), open_ended
