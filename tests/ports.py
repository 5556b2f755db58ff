"""Ports for servers that a test starts."""

import socket


def free_port() -> int:
    """A port of the loopback interface that nobody listens on right now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
