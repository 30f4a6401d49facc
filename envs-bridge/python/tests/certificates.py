"""Certificates of an authority of their own, for tests."""

from __future__ import annotations

import subprocess
from pathlib import Path

SECONDS = 20


def openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True, timeout=SECONDS)


def certify(folder: Path, name: str, days: str) -> tuple[Path, Path]:
    """A certificate for localhost of the folder's authority, which is made first."""
    if not (folder / "ca.pem").exists():
        new = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        openssl(folder, *new, "-subj", "/CN=ca", "-keyout", "ca.key", "-out", "ca.pem")
    openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", f"{name}.key",
            "-out", f"{name}.csr")
    (folder / "ext").write_text("subjectAltName=DNS:localhost")
    openssl(folder, "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", days, "-extfile", "ext", "-out", f"{name}.pem")
    return folder / f"{name}.pem", folder / f"{name}.key"
