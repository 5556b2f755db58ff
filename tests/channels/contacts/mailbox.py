"""A mail server that runs, to send to: aiosmtpd, with a certificate of our own authority where it is asked for one."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

SENDER = "chat@shop.example"
USER, PASSWORD = "shop", "a long password"


@dataclass
class Mailbox:
    """What arrived; `replies` are given to recipients instead of taking a message, first come first."""

    arrived: list[tuple[str, EmailMessage]] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)
    port: int = 0
    ca_file: Path | None = None

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or say what is to be said."""
        if self.replies:
            return self.replies.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep a message with the recipient of its envelope."""
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.arrived.append((envelope.rcpt_tos[0], message))
        return "250 OK"

    def settings(self, **others: Any) -> dict[str, Any]:
        """How to send to it, as an operator sets it."""
        return {"host": "localhost", "port": self.port, "security": "none", "sender": SENDER, **others}


def _let_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
    right = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=given == right, handled=False)


@contextmanager
def receiving(folder: Path, security: str = "none") -> Iterator[Mailbox]:
    """Run one on a free port; with `starttls` or `tls` it lets in nobody who does not encrypt and sign in."""
    box = Mailbox()
    options: dict[str, Any] = {"hostname": "localhost", "port": 0}
    if security != "none":
        authority = trustme.CA()
        box.ca_file = folder / "authority.pem"
        authority.cert_pem.write_to_path(str(box.ca_file))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("localhost").configure_cert(context)
        options |= {"authenticator": _let_in, "auth_required": True}
        by_starttls = {"tls_context": context, "require_starttls": True}
        options |= by_starttls if security == "starttls" else {"ssl_context": context, "auth_require_tls": False}
    controller = _Controller(box, **options)
    controller.start()
    try:
        box.port = controller.server.sockets[0].getsockname()[1]
        yield box
    finally:
        controller.stop()


class _Controller(Controller):
    """Finds its port when it has one: the original connects to the port that it was told, which is none here."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
