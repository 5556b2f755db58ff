"""Rasa 3.6.21 as this project runs it: on current libraries, without TensorFlow, and failing where it fails.

All that is mended or replaced in Rasa stands in this package, each thing in a module that says why; nothing else in the
project knows. Call `activate` before anything of Rasa is imported.
"""

import os
import sys
import threading
import warnings
from types import ModuleType

from hamrah.bot.engine.errors import EngineError

TICKET_LOCK_LIFETIME_SECONDS = 330
"""How long a shared lock store keeps a sender's turn: longer than a turn whose actions keep the deadline can be."""

_active = False
_activating = threading.RLock()


def activate(*, quiet: bool = False) -> None:
    """Make Rasa importable and mend it. Once is enough; more does no harm.

    `quiet` hides the deprecation warnings of libraries, for entry points that people see. Raises `EngineError` when
    Rasa was imported before.
    """
    global _active
    if quiet:
        warnings.simplefilter("ignore")
    with _activating:
        if _active:
            return
        if "rasa" in sys.modules:
            raise EngineError("Rasa was imported before hamrah.bot.engine.activate() was called.")
        _prepare()
        _mend()
        _active = True


def _prepare() -> None:
    """Everything that has to stand before Rasa is imported, and its first import."""
    from hamrah.bot.engine import compatibility, placeholders

    os.environ["RASA_TELEMETRY_ENABLED"] = "false"  # it breaks with sentry-sdk 2, and nobody asked for it
    os.environ.setdefault("TICKET_LOCK_LIFETIME", str(TICKET_LOCK_LIFETIME_SECONDS))
    # The sentence encoder's threads would spin between two sentences: four times the processor time for no gain.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    compatibility.mend_libraries()
    placeholders.install_placeholders()
    runner = ModuleType("rasa.engine.runner.dask", "Stands for Rasa's runner on dask; see graph_runner.")
    sys.modules[runner.__name__] = runner
    from hamrah.bot.engine.graph_runner import OrderedGraphRunner

    runner.DaskGraphRunner = OrderedGraphRunner  # type: ignore[attr-defined]
    with placeholders.lent_libraries():
        import rasa.core.brokers.broker
        import rasa.core.tracker_store
        import rasa.utils.log_utils  # noqa: F401


def _mend() -> None:
    import rasa.core.agent

    from hamrah.bot.engine import (
        annotations,
        applied_events,
        domain_file,
        logging_filter,
        refusals,
        remote_action,
        sessions,
        shell,
        stores,
        training_data,
        typed_text,
        validation,
    )
    from hamrah.bot.engine.processor import TurnProcessor

    annotations.mend_annotations()
    applied_events.mend_applied_events()
    domain_file.mend_domain_file()
    remote_action.mend_remote_actions()
    sessions.mend_session_start()
    stores.mend_stores()
    training_data.mend_training_data()
    typed_text.mend_typed_text()
    refusals.mend_refusals()
    shell.mend_shell()
    validation.mend_validation()
    logging_filter.mend_logging()
    rasa.core.agent.MessageProcessor = TurnProcessor
