"""A real Request Tracker 5 from Debian's packages: its database, its server, a user for Hamrah, an agent."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.ports import free_port

SETUP = "rt-setup-database-5"
SERVER = Path("/usr/share/request-tracker5/libexec/rt-server")
RIGHTS = "SeeQueue ShowTicket ShowTicketComments CreateTicket CommentOnTicket ModifyTicket"
PASSWORD = "a-long-password"
PEOPLE = """
use lib '/usr/share/request-tracker5/lib';
use RT -init;
my $queue = RT::Queue->new(RT->SystemUser);
$queue->Load('General');
for my $name ('hamrah', 'agent') {{
    my $user = RT::User->new(RT->SystemUser);
    $user->Create(Name => $name, Password => '{password}', Privileged => 1, EmailAddress => "$name\\@shop.example");
    $user->PrincipalObj->GrantRight(Right => $_, Object => $queue) for qw({rights});
    next if $name eq 'hamrah';
    $user->PrincipalObj->GrantRight(Right => $_, Object => $queue) for qw(ReplyToTicket OwnTicket TakeTicket);
}}
"""
CONFIG = """
Set($rtname, 'shop.example'); Set($Organization, 'shop.example');
Set($WebDomain, '127.0.0.1'); Set($WebPort, {port}); Set($WebPath, '');
Set($DatabaseType, 'SQLite'); Set($DatabaseName, '{folder}/rt.sqlite3');
Set($MailCommand, 'testfile'); Set($Timezone, 'Asia/Karachi');
Set($LogToSyslog, undef); Set($LogToSTDERR, 'error'); Set($LogDir, '{folder}');
Set($MasonDataDir, '{folder}/mason'); Set($MasonSessionDir, '{folder}/sessions');
1;
"""


@dataclass(frozen=True)
class Entry:
    """One thing in a ticket's history."""

    kind: str
    subject: str
    value: str
    by: str


@dataclass
class RequestTrackerSite:
    """A running server, seen with its agent's eyes."""

    url: str
    environment: dict[str, str]

    def config(self) -> dict[str, Any]:
        """What the settings say of it."""
        return {"kind": "request_tracker", "url": self.url, "user": "hamrah", "password": PASSWORD}

    def tickets(self, number: str) -> list[dict[str, Any]]:
        """All tickets with our number."""
        query = {"query": f"Subject LIKE '[{number}]'", "fields": "Subject,Status,Owner,Requestor", "orderby": "id"}
        found: list[dict[str, Any]] = self.ask("GET", "/tickets", params=query)["items"]
        return found

    def history(self, remote_id: str) -> list[Entry]:
        """A ticket's whole history."""
        fields = {"fields": "Type,Data,NewValue,Creator", "per_page": 100}
        items = self.ask("GET", f"/ticket/{remote_id}/history", params=fields)["items"]
        return [Entry(i["Type"], i["Data"].strip(), i["NewValue"], i["Creator"]["id"]) for i in items]

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """Ask as the agent."""
        url = f"{self.url}/REST/2.0{path}"
        answer = requests.request(method, url, auth=("agent", PASSWORD), timeout=60, **options)
        answer.raise_for_status()
        return answer.json()


def is_installed() -> bool:
    """Whether the packages request-tracker5, rt5-db-sqlite and rt5-standalone are there."""
    return shutil.which(SETUP) is not None and SERVER.exists()


@contextmanager
def run_request_tracker(folder: Path) -> Iterator[RequestTrackerSite]:
    """Set up in a folder, and serve."""
    for name in ("empty", "mason", "sessions"):
        (folder / name).mkdir()
    port = free_port()
    config = folder / "RT_SiteConfig.pm"
    config.write_text(CONFIG.format(folder=folder, port=port))
    environment = {**os.environ, "RT_SITE_CONFIG": str(config), "RT_SITE_CONFIG_DIR": str(folder / "empty")}
    for command in (
        [SETUP, "--action", "init", "--skip-create", "--dba-password", ""],
        ["perl", "-e", PEOPLE.format(password=PASSWORD, rights=RIGHTS)],
    ):
        subprocess.run(command, env=environment, check=True, capture_output=True, cwd=folder, timeout=120)
    site = RequestTrackerSite(f"http://127.0.0.1:{port}", environment)
    with serve_request_tracker(site, port):
        yield site


@contextmanager
def serve_request_tracker(site: RequestTrackerSite, port: int) -> Iterator[None]:
    """A server of that site on a port."""
    command = [str(SERVER), "--host", "127.0.0.1", "--port", str(port)]
    with running(command, site.environment, Path(site.environment["RT_SITE_CONFIG"]).parent):
        wait_for(f"http://127.0.0.1:{port}/REST/2.0/rt", auth=("agent", PASSWORD))
        yield


@contextmanager
def running(command: list[str], environment: dict[str, str], folder: Path) -> Iterator[None]:
    """A server process with its children, ended afterwards."""
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log, start_new_session=True)
        try:
            yield
        finally:
            os.killpg(process.pid, 15)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)
                process.wait(10)


def wait_for(url: str, **options: Any) -> None:
    """Wait until a server answers."""
    last = "nothing"
    for _ in range(240):
        try:
            answer = requests.get(url, timeout=30, **options)
        except requests.ConnectionError:
            time.sleep(0.25)
            continue
        if answer.ok:
            return
        last = str(answer.status_code)
        time.sleep(0.25)
    raise TimeoutError(f"{url} answered {last}")
