"""Stand-ins for what Rasa imports but this project does not install.

Rasa 3.6.21 imports TensorFlow, dask, Kafka-, Mongo-, AWS- and messenger-libraries as soon as its core is imported,
whether a bot uses them or not: gigabytes of code, some of it no longer installable beside numpy 2. Nothing here needs
them. So these modules of Rasa are stood for before the rest of it is imported:

* the eight that need TensorFlow, and one that serves only them and loads scikit-learn,
* the graph runner on dask (ours takes its place, see `graph_runner`),
* the messaging channels whose client libraries are not installed,
* the drawing of pictures with matplotlib for `rasa test`, whose reports are written without them.

Other libraries that Rasa's tracker store, event broker and log set-up import at module level are lent only while those
modules are imported, so no other library is led to believe that boto3 is there. What is installed is never hidden.

A configuration that names one of the stand-ins gets one line that says what to use instead.
"""

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, NoReturn

NEEDS_TENSORFLOW = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
    "rasa.utils.tensorflow.model_data": ("RasaModelData", "FeatureArray", "Data", "ragged_array_to_ndarray"),
    "rasa.nlu.classifiers.diet_classifier": ("DIETClassifier",),
    "rasa.nlu.selectors.response_selector": ("ResponseSelector",),
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer": ("ConveRTFeaturizer",),
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer": ("LanguageModelFeaturizer",),
    "rasa.core.policies.ted_policy": ("TEDPolicy",),
    "rasa.core.policies.unexpected_intent_policy": ("UnexpecTEDIntentPolicy",),
}

CHANNELS = {
    "rasa.core.channels.socketio": ("SocketIOInput", "socketio"),
    "rasa.core.channels.facebook": ("FacebookInput", "facebook"),
    "rasa.core.channels.slack": ("SlackInput", "slack"),
    "rasa.core.channels.telegram": ("TelegramInput", "telegram"),
    "rasa.core.channels.twilio": ("TwilioInput", "twilio"),
    "rasa.core.channels.twilio_voice": ("TwilioVoiceInput", "twilio_voice"),
    "rasa.core.channels.webexteams": ("WebexTeamsInput", "webexteams"),
    "rasa.core.channels.rocketchat": ("RocketChatInput", "rocketchat"),
    "rasa.core.channels.mattermost": ("MattermostInput", "mattermost"),
    "rasa.core.channels.hangouts": ("HangoutsInput", "hangouts"),
}

BROKER = "rasa.core.brokers.pika"
PLOTTING = "rasa.utils.plotting"

LENT = {
    "boto3": (),
    "boto3.dynamodb": (),
    "boto3.dynamodb.conditions": ("Key",),
    "pymongo": (),
    "pymongo.collection": ("Collection",),
    "aiormq": (),
    "structlog_sentry": ("SentryProcessor",),
}


def install_placeholders() -> None:
    """Put the stand-ins for Rasa's own modules in place. Call before anything of Rasa is imported."""
    for name, classes in NEEDS_TENSORFLOW.items():
        sys.modules[name] = _module(name, classes)
    for name, (class_name, channel) in CHANNELS.items():
        module = ModuleType(name, "Stands for a stock channel; see hamrah.bot.engine.placeholders.")
        setattr(module, class_name, refusing_channel(channel, class_name, name))
        sys.modules[name] = module
    if not _installed("aio_pika"):
        sys.modules[BROKER] = _module(BROKER, ("PikaEventBroker",))
    if not _installed("matplotlib"):
        pictures = ModuleType(PLOTTING, "Draws nothing; see hamrah.bot.engine.placeholders.")
        for name in ("plot_confusion_matrix", "plot_paired_histogram", "plot_curve"):
            setattr(pictures, name, draw_nothing)
        sys.modules[PLOTTING] = pictures


def refusing_channel(channel: str, class_name: str, module: str = __name__) -> type:
    """A channel class that goes by `channel` and cannot be used: it believes whatever the caller writes."""

    def name(cls: type) -> str:
        return channel

    def from_credentials(cls: type, credentials: Any) -> NoReturn:
        from rasa.shared.exceptions import RasaException

        raise RasaException(
            f"credentials.yml names Rasa's stock channel '{channel}', which is not part of this engine; "
            "use a channel of hamrah.bot.channels, which proves who speaks."
        )

    members = {
        "__module__": module,
        "__doc__": f"Stands for Rasa's '{channel}' channel.",
        "name": classmethod(name),
        "from_credentials": classmethod(from_credentials),
    }
    return type(class_name, (), members)


def draw_nothing(*args: Any, **kwargs: Any) -> None:
    """Stands for a function that draws a picture of test results."""


@contextmanager
def lent_libraries() -> Iterator[None]:
    """Within the block, modules that are not installed can be imported by Rasa; after it they are gone again."""
    lent = [name for name in LENT if not _installed(name)]
    for name in lent:
        sys.modules[name] = _module(name, LENT[name])
    try:
        yield
    finally:
        for name in lent:
            del sys.modules[name]


def _installed(name: str) -> bool:
    root = name.partition(".")[0]
    if root in sys.modules:
        return not isinstance(sys.modules[root], _Lent)
    return importlib.util.find_spec(root) is not None


class _Lent(ModuleType):
    """A module that stands for one that is not installed."""


class _Unavailable:
    """A class of a library that is not installed; it may be named and passed around, not used."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.settings = kwargs

    def __call__(self, logger: Any, name: str, event_dict: Any) -> Any:
        """As a structlog processor (Sentry's): hand on what came."""
        return event_dict


def _module(name: str, classes: tuple[str, ...]) -> ModuleType:
    module = _Lent(name, "Stands for a module that is not used; see hamrah.bot.engine.placeholders.")
    module.__path__ = []  # so that submodules can be named
    for class_name in classes:
        setattr(module, class_name, type(class_name, (_Unavailable,), {"__module__": name}))
    return module
