"""One line for a configuration that names what this engine does not have.

Rasa would say that it cannot load a class, or fail in the middle of training with a traceback.
"""

import rasa.core.channels as stock_channels
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.exceptions import InvalidConfigException

from hamrah.bot.engine.placeholders import refusing_channel

UNDERSTANDING = "use the components of hamrah.bot.nlu, as config.yml does"
DECIDING = "use RulePolicy with rules and forms, or MemoizationPolicy"
INSTEAD = {
    "DIETClassifier": ("TensorFlow", UNDERSTANDING),
    "ResponseSelector": ("TensorFlow", "use one intent a question, with a rule for its answer"),
    "ConveRTFeaturizer": ("TensorFlow", UNDERSTANDING),
    "LanguageModelFeaturizer": ("TensorFlow", UNDERSTANDING),
    "TEDPolicy": ("TensorFlow", DECIDING),
    "UnexpecTEDIntentPolicy": ("TensorFlow", DECIDING),
    "SklearnIntentClassifier": ("scikit-learn before 1.8", UNDERSTANDING),
    "LogisticRegressionClassifier": ("scikit-learn before 1.8", UNDERSTANDING),
}
KEPT_CHANNELS = ("cmdline",)


def mend_refusals() -> None:
    """Refuse the components of `INSTEAD` and the stock channels by name (`cmdline`, for `rasa shell`, stays)."""
    found = DefaultV1Recipe._from_registry

    def from_registry(name: str) -> DefaultV1Recipe.RegisteredComponent:
        needs, instead = INSTEAD.get(name.rpartition(".")[2], ("", ""))
        if needs:
            raise InvalidConfigException(
                f"config.yml names {name}, which needs {needs}; this engine has none: {instead}."
            )
        return found(name)

    DefaultV1Recipe._from_registry = staticmethod(from_registry)
    for name, stock in stock_channels.BUILTIN_CHANNELS.items():
        if name not in KEPT_CHANNELS:
            stock_channels.BUILTIN_CHANNELS[name] = refusing_channel(name, stock.__name__)
