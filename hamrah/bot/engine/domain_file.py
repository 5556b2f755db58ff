"""The domain inside a model, read fast.

A model holds its domain as YAML, which Rasa reads twice and validates once in pure Python at every load: seconds for a
domain with responses in several languages. The same data is stored as JSON beside it, as in the model's metadata; a
model without that file (trained elsewhere) is read as Rasa reads it.
"""

import json
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.shared.core.domain import Domain

FILE = "domain_as_json.txt"  # Rasa takes any .json or .yml in the folder for a domain of its own


def mend_domain_file() -> None:
    """Let Rasa's provider of the domain write and prefer the JSON file."""
    persist, load = DomainProvider._persist, DomainProvider.load.__func__
    if getattr(persist, "as_json", False):
        return

    def persist_both(self: DomainProvider, domain: Domain) -> None:
        persist(self, domain)
        with self._model_storage.write_to(self._resource) as folder:
            (folder / FILE).write_text(json.dumps(domain.as_dict(), ensure_ascii=False), encoding="utf-8")

    def load_json(
        cls: type[DomainProvider],
        /,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DomainProvider:
        with model_storage.read_from(resource) as folder:
            file = folder / FILE
            if not file.exists():
                return load(cls, config, model_storage, resource, execution_context, **kwargs)
            domain = Domain.from_dict(json.loads(file.read_text(encoding="utf-8")))
        return cls(model_storage, resource, domain)

    persist_both.as_json = True  # type: ignore[attr-defined]
    DomainProvider._persist = persist_both
    DomainProvider.load = classmethod(load_json)
