"""The machine on which the figures were taken."""

import os
import platform
import re
from pathlib import Path


def describe() -> str:
    """One line: cores, the processor's model, memory, system, Python."""
    cores = len(os.sched_getaffinity(0))
    return (
        f"{cores} cores ({_processor()}), {_memory_gb():.0f} GB memory, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    )


def _processor() -> str:
    found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found.group(1) if found else platform.machine()


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
