"""Running the Spark job as an operator would, in the Python that has pyspark, and watching what it listens on."""

import ipaddress
import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
JOB = PROJECT / "deploy" / "spark" / "neighbours_job.py"
LISTENING = "0A"
LONGEST_RUN = 600.0
"""Seconds after which a job that hangs is ended."""


@dataclass(frozen=True)
class Finished:
    """How a job ended, what it wrote on stderr, and the addresses that its processes listened on."""

    code: int
    said: str
    addresses: frozenset[ipaddress.IPv4Address | ipaddress.IPv6Address]


def find_spark_python() -> str:
    """The Python that has pyspark; where it or Java is missing the test is skipped, or failed if
    `HAMRAH_REQUIRE_SPARK=1` says that they must be there."""
    python = os.environ.get("HAMRAH_SPARK_PYTHON", str(PROJECT / ".spark" / "bin" / "python"))
    missing = None
    if not os.access(python, os.X_OK):
        missing = "no Python with pyspark here (uv venv .spark, with deploy/spark/requirements.txt)"
    elif shutil.which("java") is None:
        missing = "no Java here (apt-get install openjdk-17-jre-headless)"
    if missing is None:
        return python
    if os.environ.get("HAMRAH_REQUIRE_SPARK") == "1":
        pytest.fail(missing, pytrace=False)
    pytest.skip(missing)


def run_job(folder: Path, *arguments: str) -> Finished:
    """Run the job in a folder that is not the project's, where `python3` is one that Spark cannot use."""
    command = [find_spark_python(), str(JOB), *arguments]
    log = folder / "stderr.txt"
    useless = folder / "bin" / "python3"
    useless.parent.mkdir(exist_ok=True)
    useless.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    useless.chmod(0o755)
    environment = {**os.environ, "PATH": f"{useless.parent}{os.pathsep}{os.environ['PATH']}"}
    addresses: set[ipaddress.IPv4Address | ipaddress.IPv6Address] = set()
    with log.open("wb") as stderr:
        job = subprocess.Popen(command, cwd=folder, env=environment, stderr=stderr, start_new_session=True)
        until = time.monotonic() + LONGEST_RUN
        while job.poll() is None:
            if time.monotonic() > until:
                job.kill()
            addresses |= _listened_on(job.pid)
            time.sleep(0.2)
    return Finished(job.returncode, log.read_text(encoding="utf-8"), frozenset(addresses))


def _listened_on(session: int) -> set[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """The addresses of the sockets that processes of this session listen on now."""
    inodes = {inode for pid in _members(session) for inode in _sockets(pid)}
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            if fields[3] == LISTENING and fields[9] in inodes:
                found.add(_address(fields[1].partition(":")[0]))
    return found


def _members(session: int) -> list[Path]:
    members = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if int(fields[3]) == session:
            members.append(stat.parent)
    return members


def _sockets(process: Path) -> list[str]:
    inodes = []
    try:
        for descriptor in (process / "fd").iterdir():
            target = str(descriptor.readlink())
            if target.startswith("socket:["):
                inodes.append(target[len("socket:[") : -1])
    except OSError:  # it, or the descriptor, has just gone
        pass
    return inodes


def _address(digits: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The kernel writes an address as words of four bytes, each with its last byte first."""
    raw = b"".join(bytes.fromhex(digits[at : at + 8])[::-1] for at in range(0, len(digits), 8))
    text = socket.inet_ntop(socket.AF_INET if len(raw) == 4 else socket.AF_INET6, raw)
    address = ipaddress.ip_address(text)
    return getattr(address, "ipv4_mapped", None) or address
