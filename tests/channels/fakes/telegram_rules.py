"""What Telegram's Bot API refuses of a message, in its own words and stricter where it is lax.

Stricter: a field that the method does not have is refused (Telegram ignores it), lengths are counted in UTF-16 code
units (Telegram counts some in code points), and pictures come by https only (Telegram also takes http).
"""

import json
import re
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

LONGEST_TEXT, LONGEST_CAPTION, LONGEST_DATA, LONGEST_NOTICE = 4096, 1024, 64, 200
MOST_BUTTONS, MOST_IN_ROW = 100, 8
FIELDS = {
    "getMe": set(),
    "getUpdates": {"offset", "limit", "timeout", "allowed_updates"},
    "setWebhook": {"url", "secret_token", "allowed_updates", "drop_pending_updates", "max_connections"},
    "deleteWebhook": {"drop_pending_updates"},
    "getWebhookInfo": set(),
    "sendMessage": {"chat_id", "text", "parse_mode", "entities", "link_preview_options", "reply_markup"},
    "sendPhoto": {"chat_id", "photo", "caption", "parse_mode", "reply_markup"},
    "sendChatAction": {"chat_id", "action"},
    "answerCallbackQuery": {"callback_query_id", "text", "show_alert", "url", "cache_time"},
}
ACTIONS = {"typing", "upload_photo", "record_voice", "upload_voice", "upload_document", "find_location"}
UPDATES = {
    *("message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message"),
    *("edited_business_message", "deleted_business_messages", "message_reaction", "message_reaction_count"),
    *("inline_query", "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query"),
    *("purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member", "chat_join_request"),
    *("chat_boost", "removed_chat_boost"),
}
"""The kinds of update there are; all but `chat_member` and the reactions come unless told otherwise."""
BUTTON_DEEDS = {"url", "callback_data", "web_app", "login_url", "switch_inline_query", "copy_text", "pay"}
RESERVED = re.compile(r"(?<!\\)[_*\[\]()~`>#+\-=|{}.!]")
LOOPBACK = ("127.0.0.1", "localhost")


class Rejected(Exception):
    """A request that Telegram refuses: the status, and the description that it sends with it."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


@dataclass
class Allowance:
    """So many messages at once, and so many a second after that."""

    burst: float
    a_second: float
    left: float = 0.0
    since: float = 0.0

    def take(self) -> None:
        """Count one message. Raises `Rejected` with the seconds to wait where there are too many."""
        now = time.monotonic()
        if self.since == 0.0:
            self.left = self.burst
        else:
            self.left = min(self.burst, self.left + (now - self.since) * self.a_second)
        self.since = now
        if self.left < 1.0:
            wait = max(1, round((1.0 - self.left) / self.a_second))
            raise Rejected(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        self.left -= 1.0


def bad(why: str) -> Rejected:
    """A 400, as Telegram words it."""
    return Rejected(400, f"Bad Request: {why}")


def units(text: str) -> int:
    """The length of a text in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def read_body(content_type: str, body: bytes) -> dict[str, Any]:
    """The fields of a request; only JSON is taken here. Raises `Rejected`."""
    if not body:
        return {}
    if content_type.split(";")[0].strip() != "application/json":
        raise bad("unsupported content type")
    try:
        fields = json.loads(body)
    except ValueError:
        raise bad("can't parse request JSON object") from None
    if not isinstance(fields, dict):
        raise bad("can't parse request JSON object")
    return fields


def check_fields(method: str, fields: dict[str, Any]) -> None:
    """Refuse what the method does not have."""
    unknown = fields.keys() - FIELDS[method]
    if unknown:
        raise bad(f"there is no {sorted(unknown)[0]} in {method}")


def check_text(text: Any, parse_mode: Any = None) -> str:
    """The text of a message, trimmed as Telegram trims it."""
    if not isinstance(text, str):
        raise bad("message text is empty")
    _check_markup(text, parse_mode)
    shown = text.strip()
    if not shown:
        raise bad("message text is empty")
    if units(shown) > LONGEST_TEXT:
        raise bad("message is too long")
    return shown


def check_caption(caption: Any, parse_mode: Any = None) -> str:
    """The caption of a picture."""
    if not isinstance(caption, str):
        raise bad("caption must be a String")
    _check_markup(caption, parse_mode)
    if units(caption.strip()) > LONGEST_CAPTION:
        raise bad("message caption is too long")
    return caption.strip()


def check_photo(photo: Any) -> str:
    """The address of a picture that Telegram fetches itself."""
    if not isinstance(photo, str) or not photo:
        raise bad("there is no photo in the request")
    parts = urlsplit(photo)
    if not parts.scheme:
        raise bad("wrong remote file identifier specified: Wrong string length")
    if parts.scheme != "https" or not parts.hostname:
        raise bad("wrong HTTP URL specified: Unsupported URL protocol")
    if parts.hostname in LOOPBACK or "." not in parts.hostname:
        raise bad("failed to get HTTP URL content")
    return photo


def check_markup_of(fields: dict[str, Any]) -> dict[str, Any] | None:
    """The keyboard of a message, whichever of the kinds it is."""
    markup = fields.get("reply_markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    kinds = markup.keys() & {"inline_keyboard", "keyboard", "remove_keyboard", "force_reply"}
    if len(kinds) != 1:
        raise bad("exactly one kind of reply markup is allowed")
    if "inline_keyboard" in markup:
        _check_only(markup, {"inline_keyboard"})
        _check_rows(markup["inline_keyboard"], _check_inline)
    elif "keyboard" in markup:
        options = {"is_persistent", "resize_keyboard", "one_time_keyboard", "input_field_placeholder", "selective"}
        _check_only(markup, {"keyboard", *options})
        if not 1 <= units(markup.get("input_field_placeholder", "x")) <= 64:
            raise bad("input_field_placeholder is too long")
        _check_rows(markup["keyboard"], _check_key)
    elif "remove_keyboard" in markup and markup["remove_keyboard"] is not True:
        raise bad("remove_keyboard must be True")
    return markup


def check_webhook(fields: dict[str, Any]) -> None:
    """The address, secret and wishes of a webhook. http is taken on loopback, as a Bot API server with --local does."""
    url, secret = fields.get("url"), fields.get("secret_token", "x")
    if not isinstance(url, str):
        raise bad("can't find field url")
    parts = urlsplit(url)
    if parts.scheme != "https" and (parts.scheme, parts.hostname) not in (("http", host) for host in LOOPBACK):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if parts.scheme == "https" and parts.port not in (None, 443, 80, 88, 8443):
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if not isinstance(secret, str) or not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad("secret token contains unallowed characters")
    check_wanted(fields)


def check_wanted(fields: dict[str, Any]) -> None:
    """The kinds of update that are asked for."""
    wanted = fields.get("allowed_updates", [])
    if not isinstance(wanted, list) or not set(wanted) <= UPDATES:
        raise bad("can't parse allowed updates")


def _check_only(markup: dict[str, Any], known: set[str]) -> None:
    if markup.keys() - known:
        raise bad(f"there is no {sorted(markup.keys() - known)[0]} in a reply markup")


def _check_rows(rows: Any, check: Any) -> None:
    if not isinstance(rows, list) or not rows or not all(isinstance(row, list) and row for row in rows):
        raise bad("can't parse keyboard: rows must be non-empty arrays")
    for row in rows:
        for button in row:
            check(button)
    if sum(map(len, rows)) > MOST_BUTTONS or max(map(len, rows)) > MOST_IN_ROW:
        raise bad("reply markup is too long")


def _check_inline(button: Any) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad("can't parse inline keyboard button: Can't find field \"text\"")
    deeds = button.keys() & BUTTON_DEEDS
    if not deeds:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(deeds) > 1 or button.keys() - {"text"} - BUTTON_DEEDS:
        raise bad("can't parse inline keyboard button: exactly one of the optional fields must be used")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= LONGEST_DATA:
        raise bad("BUTTON_DATA_INVALID")


def _check_key(button: Any) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad("can't parse keyboard button: Can't find field \"text\"")
    if button.keys() - {"text", "request_contact", "request_location"}:
        raise bad("can't parse keyboard button: unknown field")


def _check_markup(text: str, parse_mode: Any) -> None:
    """Formatting that does not come out even: who sends plain text under a parse mode meets this one day."""
    if parse_mode is None:
        return
    if parse_mode not in ("HTML", "Markdown", "MarkdownV2"):
        raise bad("unsupported parse_mode")
    if parse_mode == "HTML" and re.search(r"<(?!/?(b|i|u|s|a|code|pre)\b)", text):
        raise bad("can't parse entities: Unsupported start tag at byte offset 0")
    if parse_mode == "Markdown" and any(text.count(mark) % 2 for mark in "*_`"):
        raise bad("can't parse entities: Can't find end of the entity starting at byte offset 0")
    if parse_mode == "MarkdownV2" and (found := RESERVED.search(text)):
        mark = found.group()
        raise bad(f"can't parse entities: Character '{mark}' is reserved and must be escaped with the preceding '\\'")
