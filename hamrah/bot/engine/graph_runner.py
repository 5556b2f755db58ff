"""A graph runner of our own in place of Rasa's on dask.

Rasa 3.6.21 runs its graphs with dask, pinned to a version of 2022; releases from 2024.8 on break it, and for every
message it prunes the schema and has dask sort it anew. The graph of a bot is a fixed chain, so the order is computed
once for each set of targets and a run is a loop. Errors and hooks are those of `DaskGraphRunner`.
"""

import logging
from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage

logger = logging.getLogger(__name__)


class OrderedGraphRunner(GraphRunner):
    """Runs the nodes of a schema one after another, each after those it needs."""

    def __init__(
        self,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> None:
        """Instantiate the nodes of `graph_schema`; `hooks` run before and after each of them."""
        self._schema = graph_schema
        self._context = execution_context
        self._nodes = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()
        }
        self._orders: dict[tuple[str, ...], list[str]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> "OrderedGraphRunner":
        """Make a runner (Rasa's interface)."""
        return cls(graph_schema, model_storage, execution_context, hooks)

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Run what `targets` (all target nodes unless given) need and return their outputs by name.

        Raises `GraphRunError` when an input is the name of a node, a needed input is missing or nodes need one another
        in a circle; errors of components come as Rasa's `GraphComponentException`.
        """
        wanted = tuple(targets or self._schema.target_names)
        order = self._orders.get(wanted)
        if order is None:
            order = self._orders[wanted] = self._order(wanted)
        outputs: dict[str, Any] = {}
        for name, value in (inputs or {}).items():
            if isinstance(value, str) and value in self._nodes:
                raise GraphRunError(f"The value of input '{name}' clashes with the name of a node.")
            outputs[name] = value
        try:
            for name in order:
                if name in outputs:  # an input takes the place of the node that goes by its name
                    continue
                needed = self._schema.nodes[name].needs.values()
                outputs[name] = self._nodes[name](*((key, outputs[key]) if key in outputs else key for key in needed))[
                    1
                ]
        except RuntimeError as error:
            raise GraphRunError("Error running runner.") from error
        return {name: outputs[name] for name in wanted}

    def _order(self, targets: tuple[str, ...]) -> list[str]:
        """The nodes that `targets` need, each after those it needs."""
        nodes = self._schema.nodes
        order: dict[str, None] = {}
        pending: set[str] = set()

        def visit(name: str) -> None:
            if name in order or name not in nodes:
                return
            if name in pending:
                raise GraphRunError(f"Node '{name}' needs its own output.")
            pending.add(name)
            for parent in nodes[name].needs.values():
                visit(parent)
            pending.discard(name)
            order[name] = None

        for target in targets:
            visit(target)
        return list(order)
