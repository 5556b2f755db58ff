"""A worker that dies: `dying.py STORE NAME CONFIG STEP` delivers until the step, and kills itself there.

STEP is a method of the port with `before:` or `after:`, or `never`. After means that the helpdesk has answered and the
store has not heard of it yet.
"""

import json
import os
import signal
import sys
from typing import Any

from pydantic import TypeAdapter

from hamrah.crm.engine import open_engine, open_sessions
from hamrah.integrations.helpdesks.opening import open_helpdesk
from hamrah.settings import AnyHelpdesk
from hamrah.worker.outbox import Courier


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
    courier = Courier(open_sessions(open_engine(store)), name, helpdesk)
    while courier.deliver_due():
        pass


if __name__ == "__main__":
    main()
