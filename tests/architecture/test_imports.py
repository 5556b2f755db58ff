"""The arrows between the rooms go one way, as the design draws them; read from the files, so that no import hides."""

import ast
from collections.abc import Iterator

import pytest

from .sources import Source, product_files, within

SETTINGS = {"hamrah.settings", "hamrah.helpdesk_settings", "hamrah.messaging_settings", "hamrah.web_address"}
LEAVES = SETTINGS | {"hamrah.progress", "hamrah.language"}
STORE = {"hamrah.crm"}
REASONING = {"hamrah.recommend", "hamrah.worth", "hamrah.text_models", "hamrah.sentiment"}
USE_CASES = STORE | LEAVES | REASONING | {"hamrah.services", "hamrah.keys"}
ROOMS = {
    # room: what of ours its files may import besides each other
    "hamrah.once": set(),
    "hamrah.settings": SETTINGS | {"hamrah.once"},
    "hamrah.helpdesk_settings": {"hamrah.web_address"},
    "hamrah.messaging_settings": {"hamrah.web_address"},
    "hamrah.web_address": set(),
    "hamrah.progress": set(),
    "hamrah.language": set(),
    "hamrah.keys": SETTINGS,
    "hamrah.crm": set(),
    "hamrah.recommend": STORE,
    "hamrah.worth": {"hamrah.language"},
    "hamrah.text_models": {"hamrah.language"},
    "hamrah.sentiment": {"hamrah.language", "hamrah.progress", "hamrah.text_models"},
    "hamrah.services": USE_CASES,
    "hamrah.bootstrap": USE_CASES | {"hamrah.once"},
    "hamrah.charts": USE_CASES,
    "hamrah.integrations": USE_CASES,
    "hamrah.demo": USE_CASES,
    "hamrah.worker": USE_CASES | {"hamrah.bootstrap", "hamrah.integrations", "hamrah.sentiment", "hamrah.text_models"},
    "hamrah.bot": USE_CASES | {"hamrah.bootstrap", "hamrah.charts"},
    "hamrah.cli": {"hamrah"},
    "actions": USE_CASES | {"hamrah.bootstrap", "hamrah.charts"},
}
EXCEPTIONS = {
    "hamrah/bot/demo_site.py": {"hamrah.demo"},  # the demo shop's page shows the pictures that the demo draws
}
ENGINES = ("rasa", "rasa_sdk", "sanic")
NO_ENGINE = (
    *("hamrah.language", "hamrah.text_models", "hamrah.crm", "hamrah.services", "hamrah.recommend", "hamrah.worth"),
    *("hamrah.sentiment", "hamrah.integrations", "hamrah.charts"),
)
RASA = ("hamrah.bot",)
RASA_SDK = ("actions", "hamrah.bot.engine")
SANIC = ("hamrah.bot",)
ENVIRONMENT = {
    # file: the variables it may touch, and why
    "hamrah/settings.py": None,  # the one place that reads ours
    "hamrah/bot/engine/__init__.py": {
        *("RASA_TELEMETRY_ENABLED", "TICKET_LOCK_LIFETIME"),  # Rasa reads them at import
        *("OMP_NUM_THREADS", "OMP_WAIT_POLICY"),  # the sentence encoder's library reads them when it is loaded
    },
    "hamrah/bot/engine/rasa_cli.py": {"LOG_LEVEL"},  # Rasa's command line takes its level from there
    "hamrah/bot/training.py": {"LOG_LEVEL"},  # set for Rasa, whose progress bars are switched off by it alone
    "scripts/setup.py": None,  # runs before anything is installed, and hands its environment on to uv and npm
}
OPENERS = {
    *("open_engine", "create_engine", "open_sessions", "sessions", "transaction", "migrate", "connect"),
    *("settings", "read_settings", "Settings", "policies", "load_policies", "server_key", "site_keys"),
    *("languages", "texts", "lexicon", "notifier"),
}
"""What opens a connection, or reads the environment or a file, and so is not called while a module is imported."""


def room_of(source: Source) -> str | None:
    return next((room for room in ROOMS if within(source.module, room)), None)


def ours(name: str) -> bool:
    return within(name, "hamrah") or within(name, "actions")


def test_every_file_stands_in_a_room() -> None:
    homeless = [
        source.path
        for source in product_files()
        if ours(source.module) and room_of(source) is None and source.module != "hamrah"
    ]
    assert not homeless, homeless


def test_each_room_imports_only_what_it_may() -> None:
    wrong = []
    for source in product_files():
        room = room_of(source)
        if room is None:
            continue
        allowed = {room} | ROOMS[room] | EXCEPTIONS.get(source.path, set())
        wrong += [
            f"{source.path} imports {name}"
            for name in source.imports()
            if ours(name) and not any(within(name, target) for target in allowed)
        ]
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    ("engine", "rooms"), [("rasa", RASA), ("rasa_sdk", RASA_SDK), ("sanic", SANIC)], ids=["rasa", "rasa_sdk", "sanic"]
)
def test_rasa_is_kept_at_arms_length(engine: str, rooms: tuple[str, ...]) -> None:
    wrong = [
        f"{source.path} imports {name}"
        for source in product_files()
        for name in source.imports()
        if within(name, engine) and not any(within(source.module, room) for room in rooms)
    ]
    assert not wrong, "\n" + "\n".join(wrong)


def test_use_cases_and_all_below_know_neither_rasa_nor_http() -> None:
    """The rule above again, so that a room which is let in there by mistake is still kept out."""
    wrong = [
        f"{source.path} imports {name}"
        for source in product_files()
        if any(within(source.module, room) for room in NO_ENGINE)
        for name in source.imports()
        if any(within(name, engine) for engine in ENGINES)
    ]
    assert not wrong, "\n" + "\n".join(wrong)


def test_nobody_imports_the_actions() -> None:
    wrong = [
        f"{source.path} imports {name}"
        for source in product_files()
        if not within(source.module, "actions")
        for name in source.imports()
        if within(name, "actions")
    ]
    assert not wrong, wrong


def touched(source: Source) -> Iterator[str | None]:
    """The variables that a file reads or sets in the environment; None where the name is not a plain text."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Subscript) and _is_environ(node.value):
            yield _text(node.slice)
        elif isinstance(node, ast.Call) and _asks_environment(node.func):
            yield _text(node.args[0]) if node.args else None
        elif isinstance(node, ast.ImportFrom) and node.module == "os":
            yield from (None for alias in node.names if alias.name in ("environ", "getenv", "environb"))
        elif isinstance(node, ast.Call) and any(_is_environ(argument) for argument in node.args):
            yield None


def _asks_environment(function: ast.expr) -> bool:
    method = isinstance(function, ast.Attribute) and _is_environ(function.value)
    return method or _name(function) in ("getenv", "putenv", "unsetenv")


def _is_environ(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in ("environ", "environb")


def _name(node: ast.expr) -> str | None:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else None


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def test_only_the_settings_read_the_environment() -> None:
    wrong = []
    for source in product_files():
        allowed = ENVIRONMENT.get(source.path, set())
        if allowed is not None:
            wrong += [f"{source.path}: {name or 'os.environ'}" for name in touched(source) if name not in allowed]
    assert not wrong, "\n" + "\n".join(wrong)


def test_no_exception_is_left_that_nobody_needs() -> None:
    paths = {source.path: source for source in product_files()}
    for path, rooms in EXCEPTIONS.items():
        for room in rooms:
            assert any(within(name, room) for name in paths[path].imports()), f"{path} no longer imports {room}"
    for path, variables in ENVIRONMENT.items():
        assert path in paths, path
        assert not variables or variables <= set(touched(paths[path])), path


def run_at_import(node: ast.AST) -> Iterator[ast.Call]:
    """The calls that happen while a module is imported: all but those in the bodies of functions and lambdas."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            for part in (*child.decorator_list, *child.args.defaults, *filter(None, child.args.kw_defaults)):
                yield from _calls(part)
        elif isinstance(child, ast.Lambda):
            continue
        elif not _is_main_block(child):
            if isinstance(child, ast.Call):
                yield child
            yield from run_at_import(child)


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    if isinstance(node, ast.Call):
        yield node
    yield from run_at_import(node)


def _is_main_block(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "__name__" in ast.dump(node.test)


def test_nothing_is_opened_or_read_at_import() -> None:
    wrong = [
        f"{source.path}:{call.lineno} calls {_name(call.func)}"
        for source in product_files()
        if source.path != "hamrah/crm/migrations/env.py"  # Alembic runs it with a connection, nobody imports it
        for call in run_at_import(source.tree)
        if _name(call.func) in OPENERS
    ]
    assert not wrong, "\n" + "\n".join(wrong)
