"""`hamrah chat` and `hamrah token`: the terminal client speaks to a bot of its own or to a server, and alike."""

import json
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from hamrah.bot.terminal.loop import talk
from hamrah.bot.terminal.partners import TalkError
from tests.bot.processes import COMMAND, environment, run
from tests.bot.site import Browser, Site
from tests.dialogues.stage import MANAGER, Stage, plain, said_as

pytestmark = pytest.mark.trained

AYESHA = "customer:ayesha@example.com"


class Terminal:
    """A `hamrah chat --json` that is asked line by line."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self.process = process
        self.folder = folder

    def ask(self, line: Any) -> dict[str, Any]:
        """What it prints for one line, which may also be text that is no JSON."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write((line if isinstance(line, str) else json.dumps(line)) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def end(self) -> str:
        """Close its input; what it printed on stderr."""
        assert self.process.stdin is not None and self.process.stderr is not None
        self.process.stdin.close()
        assert self.process.wait(20) == 0
        return self.process.stderr.read()


@contextmanager
def terminal(folder: Path, *words: str, **settings: str) -> Iterator[Terminal]:
    with subprocess.Popen(
        [*COMMAND, "chat", "--json", *words],
        env=environment(folder, **settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        yield Terminal(process, folder)
        process.kill()


@pytest.fixture(scope="module", params=["its own bot", "a server"])
def client(request: pytest.FixtureRequest, stage: Stage, site: Site) -> Iterator[Terminal]:
    """Ayesha at a terminal, in both ways; the locale is one that knows no Urdu."""
    if request.param == "a server":
        stage.set_up()
        folder, words = stage.database.parent, ["--url", site.url + "/"]
    else:
        folder = request.getfixturevalue("tmp_path_factory").mktemp("chat")
        words = []
        shutil.copy(stage.pristine, folder / "shop.db")
    with terminal(folder, "--as", AYESHA, *words, LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii") as opened:
        yield opened
        assert opened.end() == ""


def test_a_line_of_text_is_answered_in_one_line(client: Terminal) -> None:
    answer = client.ask({"text": "میرا آرڈر کہاں ہے؟"})
    assert answer.keys() == {"replies", "language"}
    assert answer["language"] == "ur" and answer["replies"]
    for reply in answer["replies"]:
        assert reply.keys() == {"text", "buttons", "cards", "image"}
        assert isinstance(reply["text"], str) and "<" not in reply["text"]
        assert all(button.keys() == {"id", "title"} for button in reply["buttons"])


def test_a_button_is_pressed_by_its_id(client: Terminal) -> None:
    shown = client.ask({"text": "please cancel my order"})["replies"]
    buttons = {plain(button["title"]): button["id"] for reply in shown for button in reply["buttons"]}
    assert "No" in buttons
    (reply,) = client.ask({"press": buttons["No"]})["replies"]
    assert said_as("utter_left_unchanged", "en").fullmatch(plain(reply["text"]))


def test_a_product_is_looked_at(client: Terminal) -> None:
    cards = [card for reply in client.ask({"text": "show me kurtas"})["replies"] for card in reply["cards"]]
    sku = cards[0]["sku"]
    assert client.ask({"view": sku}) == {"replies": [], "language": None}
    assert "error" in client.ask({"view": "NO-SUCH"})


def test_what_a_person_says_comes_once_when_waited_for(client: Terminal, stage: Stage, site: Site) -> None:
    assert client.ask({"wait": 0}) == {"replies": [], "language": None}
    asked = client.ask({"text": "please cancel my order"})["replies"]
    buttons = {plain(button["title"]): button["id"] for reply in asked for button in reply["buttons"]}
    shown = client.ask({"text": "let me talk to a human please"})["replies"]
    called = re.search(r"T-\d+", " ".join(plain(reply["text"]) for reply in shown))
    assert called is not None
    for deed in (["take", called[0]], ["say", called[0], "Salam, how can I help?"]):
        done = run(client.folder, "desk", *deed, "--as", MANAGER)
        assert done.returncode == 0, done.stderr
    joined, said = client.ask({"wait": 5})["replies"]
    assert said_as("utter_staff_joined", "en").fullmatch(plain(joined["text"]))
    assert (said["author"], said["name"], said["text"]) == ("staff", "Nighat", "Salam, how can I help?")
    assert client.ask({"text": "where is my order"}) == {"replies": [], "language": None}
    assert client.ask({"press": buttons["No"]}) == {"replies": [], "language": None}
    with closing(sqlite3.connect(client.folder / "shop.db")) as store:
        heard = store.execute("SELECT text FROM ticket_events WHERE kind = 'note' ORDER BY id").fetchall()
    assert heard[-2:] == [("where is my order",), ("No",)]  # typed or pressed, the person has it in the ticket
    assert run(client.folder, "desk", "give-back", called[0], "--as", MANAGER).returncode == 0
    back, *answers = client.ask({"text": "hello"})["replies"]
    assert said_as("utter_assistant_back", "en").fullmatch(plain(back["text"])) and answers


@pytest.mark.parametrize("seconds", [-1, 26, "5", None, float("nan")])
def test_a_wait_is_short_and_a_number(client: Terminal, seconds: object) -> None:
    assert list(client.ask({"wait": seconds})) == ["error"]


@pytest.mark.parametrize(
    "line", ["nonsense", "{", "[]", "7", "null", "{}", '{"text": 7}', '{"shout": "hello"}', "[" * 100_000, "\udcff{"]
)
def test_a_line_that_is_not_understood_is_an_error_and_the_next_works(client: Terminal, line: str) -> None:
    answer = client.ask(line.encode("utf-8", "replace").decode())
    assert list(answer) == ["error"] and answer["error"]
    assert client.ask({"text": "hello"})["replies"]


def test_odd_text_is_no_trouble(client: Terminal) -> None:
    assert client.ask({"text": "  "}) == {"replies": [], "language": None}
    assert client.ask({"text": "\ud800hello"})["replies"]
    gone = client.ask({"press": "\ud800\x00"})["replies"]
    assert said_as("utter_button_gone", "en").fullmatch(gone[0]["text"])
    assert client.ask({"text": "/restart"})["replies"]


async def test_who_cannot_be_is_told(site: Site) -> None:
    mistakes = {
        ("customer:", None): "--as takes guest or customer:EMAIL",
        ("customer:", site.url): "--as takes guest or customer:EMAIL",
        ("customer:nobody@example.com", site.url): "refused: token_invalid",
        ("guest", "http://127.0.0.1:9"): "does not answer",
        ("guest", "nonsense"): "does not answer",
        ("guest", site.url + "/widget"): "refused",
        ("guest", site.url + "/widget/frame.html?"): "refused",
    }
    for (who, url), why in mistakes.items():
        with pytest.raises(TalkError, match=why):
            await talk(who, url, as_json=True)


def test_a_mistake_ends_in_one_line(stage: Stage, tmp_path: Path) -> None:
    shutil.copy(stage.pristine, tmp_path / "shop.db")
    result = run(tmp_path, "chat", "--as", "the boss", says="hello\n")
    (line,) = result.stderr.strip().splitlines()
    assert result.returncode == 2 and "'the boss'" in line


def test_a_person_types_and_chooses_by_number(stage: Stage, site: Site) -> None:
    result = run(stage.database.parent, "chat", "--as", AYESHA, "--url", site.url, says="please cancel my order\n2\n")
    assert result.returncode == 0, result.stderr
    assert "1) Yes" in result.stdout and "2) No" in result.stdout
    assert result.stdout.rstrip().splitlines()[-1] and "Traceback" not in result.stderr


def test_a_token_of_the_command_line_opens_the_website_channel(stage: Stage, site: Site) -> None:
    result = run(stage.database.parent, "token", AYESHA)
    assert result.returncode == 0, result.stderr
    assert Browser(site.url).open(result.stdout.strip()).json()["name"] == "Ayesha Khan"
