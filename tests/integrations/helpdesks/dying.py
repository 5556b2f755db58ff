"""A worker that dies: `dying.py STORE NAME CONFIG STEP` delivers until the step, and kills itself there.

STEP is a method of the port with `before:` or `after:`. After means that the helpdesk has answered and the store has
not heard of it yet. With the step `never` it takes small batches until nobody has anything to deliver, and prints how
many rows it began.
"""

import json
import os
import signal
import sys
import time
from typing import Any

from pydantic import TypeAdapter

from hamrah.crm.base import utc_now
from hamrah.crm.engine import Sessions, open_engine, open_sessions
from hamrah.helpdesk_settings import AnyHelpdesk
from hamrah.integrations.helpdesks.opening import open_helpdesk
from hamrah.services.outbox_admin import target_health
from hamrah.worker.outbox import TicketCourier


class Dying:
    """A real helpdesk's adapter, at one of whose methods the process is killed."""

    def __init__(self, helpdesk: Any, step: str) -> None:
        self._helpdesk = helpdesk
        self._when, _, self._method = step.partition(":")

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._helpdesk, name)
        if name != self._method:
            return value

        def last(*given: Any) -> None:
            if self._when == "after":
                value(*given)
            os.kill(os.getpid(), signal.SIGKILL)

        return last


def main() -> None:
    """Deliver until the step, or until nothing is due."""
    store, name, config, step = sys.argv[1:]
    parsed: AnyHelpdesk = TypeAdapter(AnyHelpdesk).validate_python(json.loads(config))
    helpdesk: Any = Dying(open_helpdesk(name, parsed), step)
    sessions = open_sessions(open_engine(store))
    courier = TicketCourier(sessions, name, helpdesk)
    if step != "never":
        while courier.deliver_due():
            pass
        return
    helpdesk.batch, begun = 2, 0
    while (now_begun := courier.deliver_due()) or is_anything_pending(sessions, name):
        begun += now_begun
        time.sleep(0 if now_begun else 0.05)
    print(begun)


def is_anything_pending(sessions: Sessions, name: str) -> bool:
    """Whether any worker has something to deliver still."""
    with sessions() as session:
        return bool(target_health(session, [name], utc_now())[0].pending)


if __name__ == "__main__":
    main()
