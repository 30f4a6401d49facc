"""Names and numbers of the protocol that both sides use."""

from __future__ import annotations

from gymnasium.vector import AutoresetMode

from keel_gym._generated import environment_pb2 as pb

PROTOCOL = pb.ProtocolVersion(major=1, minor=1)
SERVICE = "keel.env.v1.Environments"
MODES = {
    AutoresetMode.NEXT_STEP: pb.AUTORESET_MODE_NEXT_STEP,
    AutoresetMode.SAME_STEP: pb.AUTORESET_MODE_SAME_STEP,
    AutoresetMode.DISABLED: pb.AUTORESET_MODE_DISABLED,
}
