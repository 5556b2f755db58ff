"""Charts that staff are shown: kept for an hour, and opened by a link that nobody can guess or hand on for long.

What is kept is what the chart shows, as JSON; the picture is drawn when it is opened. A link opens while the member of
staff it was made for has not signed out since, speaks in that conversation, and has the same role and branch.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from hamrah.keys import server_key
from hamrah.services.actors import Actor, acting_staff
from hamrah.services.identity import Principal, who_speaks
from hamrah.services.refusal import Refusal
from hamrah.services.staff_sign_in import is_signed_in
from hamrah.settings import settings

HOLDS = timedelta(hours=1)
PATH = "/staff/charts/"
RANDOM_BYTES, TIME_BYTES, SIGNATURE_BYTES = 18, 6, 16


def keep_chart(plan: dict[str, Any], principal: Principal, actor: Actor, now: datetime) -> str:
    """Keep what a chart shows for who speaks, and give the path of its link. Raises OSError where the disk refuses."""
    until = now + HOLDS
    body = secrets.token_bytes(RANDOM_BYTES) + int(until.timestamp()).to_bytes(TIME_BYTES)
    token = base64.urlsafe_b64encode(body + _signature(body)).decode()
    file = _file(token)
    file.parent.mkdir(parents=True, exist_ok=True)
    kept = {"plan": plan, "sender_id": principal.sender_id, "actor": _who(actor)}
    unfinished = file.with_suffix(".part")
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        json.dump(kept, out, ensure_ascii=False)
    unfinished.replace(file)
    return f"{PATH}{token}.png"


def open_chart(session: Session, token: str, now: datetime, asking: str | None = None) -> dict[str, Any] | None:
    """What the chart of a link shows; None for a link that is not ours, is over, or is no longer its owner's to open.

    `asking` is the conversation (sender id) of whoever asks, where that is known.
    """
    until = _until(token)
    if until is None or now >= until:
        return None
    try:
        kept = json.loads(_file(token).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if asking is not None and not hmac.compare_digest(asking.encode(), str(kept["sender_id"]).encode()):
        return None
    try:
        actor = acting_staff(session, who_speaks(session, kept["sender_id"]))
    except Refusal:
        return None
    if _who(actor) != kept["actor"] or not is_signed_in(session, actor.staff_id or 0, until - HOLDS):
        return None
    plan: dict[str, Any] = kept["plan"]
    return plan


def forget_charts(now: datetime) -> int:
    """Delete the charts whose links are over; how many there were."""
    gone = 0
    for file in _kept_files():
        if datetime.fromtimestamp(file.stat().st_mtime, UTC) < now - HOLDS:
            file.unlink(missing_ok=True)
            gone += 1
    return gone


def _who(actor: Actor) -> list[Any]:
    return [actor.staff_id, actor.role, actor.branch_id]


def _until(token: str) -> datetime | None:
    """Until when a token holds; None for one that we have not signed."""
    try:
        whole = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    body, signature = whole[:-SIGNATURE_BYTES], whole[-SIGNATURE_BYTES:]
    if len(body) != RANDOM_BYTES + TIME_BYTES or not hmac.compare_digest(signature, _signature(body)):
        return None
    return datetime.fromtimestamp(int.from_bytes(body[RANDOM_BYTES:]), UTC)


def _signature(body: bytes) -> bytes:
    return hmac.new(server_key("chart-link"), body, hashlib.sha256).digest()[:SIGNATURE_BYTES]


def _file(token: str) -> Path:
    """Named by a hash, so that who sees the folder cannot open the links."""
    return _folder() / f"{hashlib.sha256(token.encode()).hexdigest()}.json"


def _folder() -> Path:
    return settings().var_dir / "charts"


def _kept_files() -> Iterator[Path]:
    folder = _folder()
    return iter(list(folder.iterdir()) if folder.is_dir() else [])
