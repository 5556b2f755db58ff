"""`rasa test` on current scikit-learn.

When no test story holds an entity, Rasa still makes an entity report; scikit-learn 1.6 and later refuses empty input.
"""

from typing import Any


def mend_evaluation() -> None:
    """Make no entity report where there is nothing to report. Imports much, so the command line alone calls it."""
    import rasa.core.test
    import rasa.nlu.test

    evaluate = rasa.nlu.test.evaluate_entities
    if getattr(evaluate, "skips_nothing", False):
        return

    def evaluate_entities(entity_results: list[Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
        report: dict[str, Any] = evaluate(entity_results, *args, **kwargs) if entity_results else {}
        return report

    evaluate_entities.skips_nothing = True  # type: ignore[attr-defined]
    rasa.nlu.test.evaluate_entities = evaluate_entities
    rasa.core.test.evaluate_entities = evaluate_entities
