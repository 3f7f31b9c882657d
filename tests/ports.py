"""Ports for servers of tests that can't choose one themselves."""

from __future__ import annotations

import socket


def find_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
