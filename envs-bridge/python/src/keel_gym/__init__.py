"""Serves Gymnasium environments over Keel's environment protocol.

Start at :func:`keel_gym.server.serve`, or ``python -m keel_gym serve``. The protocol is described in
``proto/src/main/proto/keel/env/v1/environment.proto``.
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("keel-gym")
except PackageNotFoundError:  # run from the source tree
    __version__ = "0+source"
