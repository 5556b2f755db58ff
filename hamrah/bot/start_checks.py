"""What must be right before the bot is loaded, found out in a moment rather than by the first customer."""

import socket

from sqlalchemy import select

from hamrah.bootstrap import languages, lexicon, sessions, texts
from hamrah.bot.channels.whatsapp.templates import templates
from hamrah.bot.engine.errors import EngineError
from hamrah.crm.catalogue import Product
from hamrah.services.shop_rules import read_shop_rules


def check_port(host: str, port: int) -> None:
    """Raises `EngineError` when nothing can listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise EngineError(f"Cannot listen on {host}:{port}: {error.strerror}. Set HOST or PORT.") from None


def check_data_and_store() -> None:
    """Read what the shop has written and ask the store for something.

    Raises `DataFileError`, `PolicyError` or what the database raises when it cannot be reached or has no tables.
    """
    languages()
    texts()
    lexicon()
    read_shop_rules()
    templates()
    with sessions()() as session:
        session.execute(select(Product.id).limit(1))
