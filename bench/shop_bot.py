"""Our bot: `hamrah run` on a demo shop of its own, talked to as signed-in customers over the website channel."""

import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import func, select

from bench.errors import BenchError
from bench.http import Client
from bench.processes import Server, free_port, run
from bench.scripts import Line, read_script
from bench.sizes import installed_bytes
from hamrah.bootstrap import texts
from hamrah.crm.customers import Customer
from hamrah.crm.engine import open_engine, open_sessions
from hamrah.crm.orders import Order
from hamrah.services.site_tokens import issue_token
from hamrah.settings import PROJECT, settings

HAMRAH = Path(sys.executable).with_name("hamrah")
FEWEST_ORDERS = 3


class ShopBot:
    """The bot's one process, with the store, keys and files in a scratch folder and no limit a minute."""

    name = "Hamrah"

    def __init__(self, scratch: Path) -> None:
        """The store, the server's keys and the log go to `scratch`."""
        self._scratch = scratch
        self._port = 0
        self._people: list[str] = []
        self._site_key = secrets.token_hex(32)
        self._database = f"sqlite:///{scratch / 'shop.db'}"

    def prepare(self) -> None:
        """Seed the demo shop and choose customers who have orders; train where there is no model at all."""
        run([HAMRAH, "seed"], PROJECT, self._env())
        if not any(settings().models_dir.glob("*.tar.gz")):
            run([HAMRAH, "train"], PROJECT, self._env())
        engine = open_engine(self._database)
        orders = select(Customer.external_ref).join(Order, Order.customer_id == Customer.id).group_by(Customer.id)
        often = orders.having(func.count() >= FEWEST_ORDERS).order_by(Customer.id)
        with open_sessions(engine)() as session:
            self._people = list(session.scalars(often))
        engine.dispose()

    def start(self) -> list[Server]:
        """`hamrah run`."""
        self._port = free_port()
        return [Server([HAMRAH, "run"], PROJECT, self._env(), self._scratch / "hamrah.log")]

    def conversation(self, number: int) -> "ShopConversation":
        """The conversation of the customer of that number, signed in by a token of the host site."""
        token = issue_token({"bench": self._site_key}, self._people[number])
        client = Client(self._port)
        opened = client.post("/chat/session", {"token": token, "resume": None})
        if not opened["signed_in"]:
            raise BenchError("a customer of the demo shop could not sign in")
        client.headers["Authorization"] = f"Bearer {opened['session']}"
        return ShopConversation(client, read_script("hamrah"))

    def installed_bytes(self) -> int:
        """Disk that the locked packages take, the development tools left out."""
        return installed_bytes(PROJECT / "uv.lock", "hamrah", Path(sys.prefix))

    def _env(self) -> dict[str, str]:
        return {
            "HOST": "127.0.0.1",
            "PORT": str(self._port or 1),
            "HAMRAH_DATABASE_URL": self._database,
            "HAMRAH_VAR_DIR": str(self._scratch),
            "HAMRAH_SITE_KEYS": f"bench:{self._site_key}",
            "HAMRAH_MESSAGES_PER_MINUTE": "0",
        }


class ShopConversation:
    """The script, as one customer, in one conversation that goes on and on."""

    def __init__(self, client: Client, script: Sequence[Line]) -> None:
        """Speak over `client`, which carries the session."""
        self._client = client
        self._script = script
        self._turns = 0
        self._button: str | None = None
        self._apologies = _apologies()

    def turn(self) -> bool:
        """Say the next line; False where the bot was silent or apologised."""
        line = self._script[self._turns % len(self._script)]
        self._turns += 1
        body = {"press": self._button} if line.press and self._button else {"text": line.text}
        messages = self._client.post("/chat/messages", body)["messages"]
        buttons = [button for message in messages for button in message["buttons"]]
        self._button = buttons[0]["id"] if buttons else None
        return bool(messages) and not any(message["text"] in self._apologies for message in messages)

    def round_length(self) -> int:
        """How many turns the script has."""
        return len(self._script)

    def close(self) -> None:
        """Hang up."""
        self._client.close()


def _apologies() -> frozenset[str]:
    said = texts()
    return frozenset(text for code in said.languages.codes for text in said.message(code, "utter_action_failed"))
