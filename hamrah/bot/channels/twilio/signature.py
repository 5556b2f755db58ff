"""How Twilio signs what it sends: HMAC-SHA1 over the address that it called and the form that it sent, in base64.

https://www.twilio.com/docs/usage/security#validating-requests. The address is the one that Twilio was given, so it
comes from our settings and not from the request: behind a proxy the two differ, and a caller may write any `Host`.
"""

import hmac
from base64 import b64encode
from collections.abc import Sequence
from urllib.parse import urlsplit

Form = Sequence[tuple[str, str]]
"""The fields of a form in the order in which they came; a name may come several times."""
DEFAULT_PORTS = {"https": 443, "http": 80}


def sign_form(token: str, url: str, form: Form) -> str:
    """The signature of a form that is sent to `url`, with the account's auth token.

    Names in their order, each with its value right behind; of a name that comes several times each value once, sorted.
    """
    signed = url + "".join(name + value for name, value in sorted(set(form)))
    return b64encode(hmac.digest(token.encode(), signed.encode("utf-8", "surrogatepass"), "sha1")).decode()


def is_signed(token: str, url: str, form: Form, signature: str) -> bool:
    """Whether Twilio signed this; compared in constant time. With or without the port, since Twilio writes either."""
    given = signature.encode("utf-8", "replace")
    fits = [hmac.compare_digest(sign_form(token, one, form).encode(), given) for one in _spellings(url)]
    return bool(token) and any(fits)


def _spellings(url: str) -> list[str]:
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    return [parts._replace(netloc=netloc).geturl() for netloc in (host, f"{host}:{port}")]
