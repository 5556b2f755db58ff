"""Importing the product opens no database, no connection and no file for writing: tried in a fresh process."""

import subprocess
import sys

from .sources import ROOT, product_files, within

APART = ("hamrah.bot", "hamrah.cli", "hamrah.crm.migrations", "actions")
"""Those that bring Rasa along, whose own imports are not ours to judge, and Alembic's, which it runs itself."""

PROBE = """
import importlib, sys
seen = []
def writes(args):
    return isinstance(args[1], str) and set(args[1]) & set("wax+") and "__pycache__" not in str(args[0])
def watch(event, args):
    if event in ("sqlite3.connect", "socket.connect", "socket.bind", "subprocess.Popen"):
        seen.append(event)
    if event == "open" and writes(args):
        seen.append(f"open {args[0]}")
sys.addaudithook(watch)
for name in sys.argv[1:]:
    importlib.import_module(name)
    if seen:
        sys.exit(f"{name}: {seen}")
engines = [name for name in ("rasa", "rasa_sdk", "sanic") if name in sys.modules]
sys.exit(f"imported {engines}" if engines else 0)
"""


def test_importing_opens_nothing_and_brings_no_engine_along() -> None:
    modules = [
        source.module
        for source in product_files()
        if within(source.module, "hamrah") and not any(within(source.module, apart) for apart in APART)
    ]
    assert len(modules) > 50
    done = subprocess.run(
        [sys.executable, "-B", "-c", PROBE, *modules],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
