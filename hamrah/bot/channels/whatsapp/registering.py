"""The shop's templates at Meta: how they stand there, and registering those that are missing.

https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-management
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hamrah.bot.channels.whatsapp.templates import Template, Templates
from hamrah.messaging_settings import WhatsAppSettings

TIMEOUTS = (5.0, 30.0)
A_PAGE = 100
MISSING, DIFFERS = "missing", "differs"


class NotDone(Exception):
    """Meta did not do it; the message is Meta's own, for the operator."""


@dataclass(frozen=True)
class Standing:
    """A template in one language: its definition, and how it stands at Meta (`missing`, `differs`, Meta's status)."""

    definition: dict[str, Any]
    status: str


class TemplateApi:
    """The templates of one WhatsApp account."""

    def __init__(self, config: WhatsAppSettings, account: str) -> None:
        """Nothing is asked yet; `account` is the WhatsApp account's id, not the number's."""
        self._url = f"{config.api_url}/{account}/message_templates"
        self._token = config.token

    def standings(self, definitions: list[dict[str, Any]]) -> list[Standing]:
        """How templates stand. Raises `NotDone`."""
        there = {(str(row.get("name")), str(row.get("language"))): row for row in self._listed()}
        return [Standing(one, _status(one, there.get((one["name"], one["language"])))) for one in definitions]

    def register(self, definition: Mapping[str, Any]) -> str:
        """Hand a template in; Meta's first word on it. Raises `NotDone`."""
        return str(self._ask("POST", json=dict(definition)).get("status", "PENDING")).lower()

    def _listed(self) -> Iterator[dict[str, Any]]:
        params: dict[str, str | int] = {"fields": "name,language,status,components", "limit": A_PAGE}
        while True:
            page = self._ask("GET", params=params)
            rows = [row for row in page.get("data") or () if isinstance(row, dict)]
            yield from rows
            after = ((page.get("paging") or {}).get("cursors") or {}).get("after")
            if len(rows) < A_PAGE or not after:
                return
            params["after"] = str(after)

    def _ask(self, method: str, **options: Any) -> dict[str, Any]:
        import requests

        try:
            answer = requests.request(
                method, self._url, auth=self._sign, timeout=TIMEOUTS, allow_redirects=False, **options
            )
            content = answer.json()
        except requests.RequestException as error:
            raise NotDone(f"it cannot be reached ({type(error).__name__})") from None
        content = content if isinstance(content, dict) else {}
        if answer.status_code != 200:
            said = content.get("error") or {}
            raise NotDone(str(said.get("error_user_msg") or said.get("message") or f"HTTP {answer.status_code}"))
        return content

    def _sign(self, request: Any) -> Any:
        request.headers["Authorization"] = f"Bearer {self._token.get_secret_value()}"
        return request


def definitions(found: Templates, title_of: Callable[[str, str], str]) -> list[dict[str, Any]]:
    """Each template in each language as Meta registers it; `title_of` gives a button's title in a language of ours."""
    return [
        _definition(found, template, language, title_of)
        for template in (found.knock, *found.templates.values())
        for language in found.languages
    ]


def _definition(
    found: Templates, template: Template, language: str, title_of: Callable[[str, str], str]
) -> dict[str, Any]:
    registered = found.languages[language]
    body: dict[str, Any] = {"type": "BODY", "text": template.text[language]}
    if template.parameters:
        body["example"] = {"body_text": [[found.examples[name] for name in template.parameters]]}
    buttons = [{"type": "QUICK_REPLY", "text": title_of(language, name)} for name in template.buttons]
    return {
        "name": template.name + registered.suffix,
        "language": registered.code,
        "category": template.category.upper(),
        "components": [body, *([{"type": "BUTTONS", "buttons": buttons}] if buttons else [])],
    }


def _status(wanted: Mapping[str, Any], there: Mapping[str, Any] | None) -> str:
    if there is None:
        return MISSING
    if _words(wanted) != _words(there):
        return DIFFERS
    return str(there.get("status", "")).lower()


def _words(definition: Mapping[str, Any]) -> list[str]:
    """What people read of a template: its body, then the titles of its buttons."""
    words: list[str] = []
    for component in definition.get("components") or ():
        if str(component.get("type")).upper() == "BODY":
            words.insert(0, str(component.get("text")))
        words += [str(button.get("text")) for button in component.get("buttons") or ()]
    return words
