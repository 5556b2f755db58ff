"""What stands in for libraries, and that each mend is still needed: these tests fail when one can go."""

import importlib.metadata
import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import packaging.version
import pytest
import sanic.response

from hamrah.bot.engine import activate, placeholders
from hamrah.bot.engine.errors import EngineError

RASA = Path(importlib.util.find_spec("rasa").origin).parent


def fresh(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, timeout=120)


def test_rasa_is_the_version_that_is_mended():
    assert importlib.metadata.version("rasa") == "3.6.21"
    assert importlib.metadata.version("rasa-sdk") == "3.6.2"


def test_activating_again_does_no_harm():
    activate()
    activate(quiet=True)


def test_activating_after_rasa_is_an_error():
    result = fresh("import rasa\nfrom hamrah.bot.engine import activate\nactivate()")
    assert "EngineError: Rasa was imported before" in result.stderr


def test_rasa_cannot_be_imported_without_the_engine():
    result = fresh("import rasa.core.agent")
    assert result.returncode, "Rasa can be imported without the stand-ins: they can go"


@pytest.mark.parametrize("module", sorted(placeholders.NEEDS_TENSORFLOW))
def test_modules_stood_for_still_need_tensorflow(module):
    if module.endswith("model_data"):
        assert "sklearn" in source(module)
    else:
        assert "tensorflow" in source(module)


def source(module: str) -> str:
    return (RASA / Path(*module.split(".")[1:]).with_suffix(".py")).read_text()


def test_nothing_heavy_is_imported():
    code = (
        "from hamrah.bot.engine import activate\nactivate()\nimport sys\n"
        "print([m for m in ('tensorflow', 'dask', 'matplotlib', 'sklearn', 'boto3', 'pymongo') if m in sys.modules])"
    )
    assert fresh(code).stdout.strip() == "[]"


def test_lent_libraries_are_given_back():
    assert "boto3" not in sys.modules
    with placeholders.lent_libraries():
        assert "boto3" in sys.modules
    assert "boto3" not in sys.modules


def test_libraries_have_moved_on_and_rasa_has_not():
    assert np.VisibleDeprecationWarning is np.exceptions.VisibleDeprecationWarning
    assert packaging.version.LegacyVersion.__module__.startswith("hamrah."), "packaging has LegacyVersion again"
    assert sanic.response.stream.__module__.startswith("hamrah."), "sanic has response.stream again"
    assert "np.VisibleDeprecationWarning" in source("rasa.utils.common")
    assert "LegacyVersion" in source("rasa.shared.utils.validation")
    assert "response.stream(" in source("rasa.core.channels.rest")


def test_telemetry_is_off():
    import rasa.telemetry

    assert not rasa.telemetry.is_telemetry_enabled()


def test_quiet_hides_warnings_only_when_asked():
    code = "import warnings\nfrom hamrah.bot.engine import activate\nactivate({})\nwarnings.warn('heard', UserWarning)"
    spoken = subprocess.run([sys.executable, "-c", code.format("")], capture_output=True, text=True, timeout=120)
    hidden = subprocess.run(
        [sys.executable, "-c", code.format("quiet=True")], capture_output=True, text=True, timeout=120
    )
    assert "heard" in spoken.stderr
    assert hidden.stderr == ""


@pytest.mark.parametrize("name", ["DIETClassifier", "TEDPolicy", "rasa.nlu.classifiers.diet_classifier.DIETClassifier"])
def test_a_component_that_needs_tensorflow_is_refused_in_one_line(name):
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe
    from rasa.shared.exceptions import InvalidConfigException

    with pytest.raises(InvalidConfigException) as refused:
        DefaultV1Recipe._from_registry(name)
    assert name in str(refused.value)
    assert "use " in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("channel", ["socketio", "rest", "telegram", "twilio", "callback"])
def test_a_stock_channel_is_refused_in_one_line(channel):
    from rasa.core.run import _create_single_channel
    from rasa.shared.exceptions import RasaException

    with pytest.raises(RasaException) as refused:
        _create_single_channel(channel, {})
    assert f"'{channel}'" in str(refused.value)
    assert "hamrah.bot.channels" in str(refused.value)


def test_a_misspelt_store_is_an_error():
    from rasa.core.lock_store import LockStore
    from rasa.core.tracker_store import TrackerStore
    from rasa.utils.endpoints import EndpointConfig

    for kind in ("hamrah.bot.tracker_store.LiveTrackerStor", "hamrah.bot.trackerstore.X", "SQL", "Mongod"):
        with pytest.raises(EngineError, match="tracker_store"):
            TrackerStore.create(EndpointConfig(type=kind))
    with pytest.raises(EngineError, match="lock_store"):
        LockStore.create(EndpointConfig(type="reddis"))
