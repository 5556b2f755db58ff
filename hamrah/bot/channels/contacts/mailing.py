"""E-mails by the shop's own mail server (RFC 5321, 5322), one message a connection: few are sent, and far apart."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate

from hamrah.bot.channels.messaging.port import Refused, SendingFailed, TryLater
from hamrah.language.text_catalogue import TextCatalogue
from hamrah.messaging_settings import EmailSettings
from hamrah.services.notification_sending import ONE_TIME_CODE, Notice

SECONDS = 20.0
OURS_TO_MEND = (530, 534, 535, 538, 550, 553, 554)
"""Replies to the sign-in or to our own address: a setting is wrong, and no message should be lost by it."""


class Mailing:
    """A mail server that takes messages from the shop's address."""

    def __init__(self, config: EmailSettings, texts: TextCatalogue) -> None:
        """Send as `config` says, with subjects from `texts`. Raises OSError where `ca_file` cannot be read."""
        self._config = config
        self._texts = texts
        self._trust = ssl.create_default_context(cafile=config.ca_file and str(config.ca_file))

    def send(self, notice: Notice) -> None:
        """Send a notice to an address. Raises a `SendingFailed`; its reason is a reply code or the kind of error."""
        try:
            message = self._write(notice)
        except ValueError:
            raise Refused("address") from None
        try:
            with self._connect() as server:
                if self._config.user is not None and self._config.password is not None:
                    server.login(self._config.user, self._config.password.get_secret_value())
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            raise _of_recipient(refused) from None
        except smtplib.SMTPResponseException as error:
            raise _of_server(error.smtp_code) from None
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            raise TryLater(type(error).__name__) from None  # its text may hold the address

    def _connect(self) -> smtplib.SMTP:
        config = self._config
        if config.security == "tls":
            return smtplib.SMTP_SSL(config.host, config.port, timeout=SECONDS, context=self._trust)
        server = smtplib.SMTP(config.host, config.port, timeout=SECONDS)
        try:
            if config.security == "starttls":
                server.starttls(context=self._trust)
        except BaseException:
            server.close()
            raise
        return server

    def _write(self, notice: Notice) -> EmailMessage:
        message = EmailMessage()
        key = "notify_subject_code" if notice.kind == ONE_TIME_CODE else "notify_subject"
        message["From"] = self._config.sender
        message["To"] = notice.address
        message["Subject"] = self._texts.message(notice.language, key)[0]
        message["Date"] = formatdate()
        message["Message-ID"] = f"<notice-{notice.id}@{self._config.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(notice.text)
        message["Content-Language"] = notice.language
        return message


def _of_recipient(refused: smtplib.SMTPRecipientsRefused) -> SendingFailed:
    codes = [code for code, _ in refused.recipients.values()]
    code = max(codes, default=550)
    return Refused(str(code)) if code >= 500 else TryLater(str(code))


def _of_server(code: int) -> SendingFailed:
    """What a reply means that is not about the recipient: what is ours to mend is tried again, until it is late."""
    return Refused(str(code)) if code >= 500 and code not in OURS_TO_MEND else TryLater(str(code))
