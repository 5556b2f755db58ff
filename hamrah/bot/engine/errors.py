"""What can go wrong in the engine, in words for the operator. No message holds anything a person wrote."""

import sysconfig
from traceback import walk_tb

LIBRARIES = tuple(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib"))


class EngineError(Exception):
    """The engine cannot do what it was asked; the message is one line."""


class MissingModel(EngineError):
    """There is no trained model where one was looked for."""


class ActionFailed(Exception):
    """A custom action raised, took too long or answered what cannot be used. Names the action, never its data."""

    def __init__(self, action: str, why: str) -> None:
        super().__init__(f"{action}: {why}")
        self.action = action
        self.why = why


def describe(error: BaseException) -> str:
    """The kind of `error` and where in our code it rose, without its message, which may hold personal data."""
    frames = [(frame.f_code, line) for frame, line in walk_tb(error.__traceback__)]
    ours = [(code, line) for code, line in frames if not code.co_filename.startswith(LIBRARIES)]
    if not frames:
        return type(error).__name__
    code, line = (ours or frames)[-1]
    return f"{type(error).__name__} in {code.co_name} ({code.co_filename.rsplit('/', 1)[-1]}:{line})"
