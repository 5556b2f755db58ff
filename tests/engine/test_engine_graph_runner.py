from __future__ import annotations

from typing import Any, ClassVar

import pytest
from rasa.engine.exceptions import GraphComponentException, GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphNodeHook, GraphSchema, SchemaNode
from rasa.engine.runner import dask
from rasa.shared.exceptions import RasaException

from hamrah.bot.engine.graph_runner import OrderedGraphRunner


class Part(GraphComponent):
    ran: ClassVar[list[str]] = []

    def __init__(self, name: str) -> None:
        self.name = name

    @classmethod
    def create(cls, config: Any, model_storage: Any, resource: Any, execution_context: ExecutionContext) -> Part:
        return cls(execution_context.node_name)

    def add(self, left: int, right: int = 1) -> int:
        self.ran.append(self.name)
        return left + right

    def fail(self, left: int) -> int:
        raise ValueError(f"cannot take {left}")

    def fail_as_rasa(self, left: int) -> int:
        raise RasaException("known")


class Hook(GraphNodeHook):
    def __init__(self) -> None:
        self.seen: list[Any] = []

    def on_before_node(self, node_name, execution_context, config, received_inputs):
        self.seen.append(("before", node_name, received_inputs))
        return {"number": len(self.seen)}

    def on_after_node(self, node_name, execution_context, config, output, input_hook_data):
        self.seen.append(("after", node_name, output, input_hook_data))


def node(fn: str = "add", is_target: bool = False, **needs: str) -> SchemaNode:
    return SchemaNode(needs, Part, "create", fn, {}, eager=True, is_target=is_target)


def runner(hooks: list[GraphNodeHook] | None = None, **nodes: SchemaNode) -> OrderedGraphRunner:
    Part.ran = []
    schema = GraphSchema(nodes)
    return OrderedGraphRunner.create(schema, None, ExecutionContext(schema, "model"), hooks)


def test_it_stands_where_rasa_looks_for_dasks():
    assert dask.DaskGraphRunner is OrderedGraphRunner


def test_nodes_run_once_after_those_they_need():
    graph = runner(
        last=node(left="middle", right="first", is_target=True), middle=node(left="first"), first=node(left="__input__")
    )
    assert graph.run(inputs={"__input__": 3}) == {"last": 9}
    assert Part.ran == ["first", "middle", "last"]


def test_only_what_the_targets_need_runs():
    graph = runner(one=node(left="__input__", is_target=True), two=node(left="one", is_target=True))
    assert graph.run(inputs={"__input__": 1}, targets=["one"]) == {"one": 2}
    assert Part.ran == ["one"]
    assert graph.run(inputs={"__input__": 1}) == {"one": 2, "two": 3}


def test_an_input_may_be_a_target_and_take_a_nodes_place():
    graph = runner(one=node(left="__input__"), two=node(left="one"))
    assert graph.run(inputs={"__input__": 1, "one": 10}, targets=["two", "__input__"]) == {"two": 11, "__input__": 1}
    assert Part.ran == ["two"]


def test_an_input_that_is_a_nodes_name_is_an_error():
    with pytest.raises(GraphRunError, match="clashes"):
        runner(one=node(left="__input__")).run(inputs={"__input__": "one"}, targets=["one"])


def test_a_missing_input_is_an_error():
    with pytest.raises(GraphRunError, match="Missing input"):
        runner(one=node(left="__input__")).run(targets=["one"])


def test_a_circle_is_an_error():
    with pytest.raises(GraphRunError):
        runner(one=node(left="two"), two=node(left="one")).run(targets=["one"])


def test_errors_come_as_rasas_runner_raises_them():
    with pytest.raises(GraphComponentException) as wrapped:
        runner(one=node("fail", left="__input__")).run(inputs={"__input__": 1}, targets=["one"])
    assert isinstance(wrapped.value.__cause__, ValueError)
    with pytest.raises(RasaException, match="known"):
        runner(one=node("fail_as_rasa", left="__input__")).run(inputs={"__input__": 1}, targets=["one"])


def test_hooks_run_around_each_node():
    hook = Hook()
    runner([hook], one=node(left="__input__")).run(inputs={"__input__": 1}, targets=["one"])
    assert hook.seen == [("before", "one", {"left": 1}), ("after", "one", 2, {"number": 1})]
