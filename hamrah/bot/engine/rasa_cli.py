"""Rasa's own command line on this engine."""

import os
import sys
from collections.abc import Sequence

from hamrah.bot.engine import activate
from hamrah.bot.engine.errors import EngineError


def main(argv: Sequence[str] | None = None) -> int:
    """Run `rasa ARGV…` (`train`, `run`, `shell`, `test`, `data validate`, …); returns the exit status."""
    activate(quiet=True)
    from hamrah.settings import settings

    os.environ.setdefault("LOG_LEVEL", settings().log_level)  # Rasa reads it; --verbose and --debug overrule it
    import rasa.__main__

    before = sys.argv
    sys.argv = ["hamrah rasa", *(before[1:] if argv is None else argv)]
    try:
        rasa.__main__.main()
    except EngineError as error:
        print(error, file=sys.stderr)
        return 1
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    finally:
        sys.argv = before
    return 0
