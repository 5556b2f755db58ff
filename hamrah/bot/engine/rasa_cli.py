"""Rasa's own command line on this engine."""

import inspect
import os
import sys
from collections.abc import Sequence
from typing import Any

from hamrah.bot.engine import activate
from hamrah.bot.engine.errors import EngineError

NOT_INSTALLED = ("networkx", "pydot", "matplotlib")


def main(argv: Sequence[str] | None = None) -> int:
    """Run `rasa ARGV…` (`train`, `run`, `shell`, `test`, `data validate`, …); returns the exit status."""
    activate(quiet=True)
    from hamrah.settings import settings

    os.environ.setdefault("LOG_LEVEL", settings().log_level)  # Rasa reads it; --verbose and --debug overrule it
    import rasa.__main__

    from hamrah.bot.engine.evaluation import mend_evaluation

    mend_evaluation()
    check_before_serving()
    before = sys.argv
    sys.argv = ["hamrah rasa", *(before[1:] if argv is None else argv)]
    try:
        rasa.__main__.main()
    except EngineError as error:
        print(error, file=sys.stderr)
        return 1
    except ModuleNotFoundError as missing:
        if missing.name not in NOT_INSTALLED:
            raise
        print(f"This command needs {missing.name}, which is not part of this engine.", file=sys.stderr)
        return 1
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    finally:
        sys.argv = before
    return 0


def check_before_serving() -> None:
    """Have `rasa run` and `rasa shell` look at endpoints.yml before the server starts and would print a traceback."""
    import rasa.core.run

    from hamrah.bot.engine.stores import check_endpoints

    serve = rasa.core.run.serve_application
    if getattr(serve, "checks", False):
        return

    def serve_application(*args: Any, **kwargs: Any) -> None:
        check_endpoints(kwargs.get("endpoints"))
        serve(*args, **kwargs)

    serve_application.checks = True  # type: ignore[attr-defined]
    serve_application.__signature__ = inspect.signature(serve)  # type: ignore[attr-defined]
    rasa.core.run.serve_application = serve_application
