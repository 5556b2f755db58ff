"""`rasa shell` on current Sanic.

The shell talks over HTTP to the REST channel in its own process and reads a stream of answers (`compatibility.stream`).
When a turn raises, Rasa never ends that stream and the shell hangs; here it ends.
"""

from asyncio import Queue
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


def mend_shell() -> None:
    """End the stream of answers whatever comes of the turn."""
    handle = RestInput.on_message_wrapper
    if getattr(handle, "always_ends", False):
        return

    async def to_the_end(
        on_new_message: OnNewMessage,
        text: str,
        queue: "Queue[Any]",
        sender_id: str,
        input_channel: str,
        metadata: dict[str, Any] | None,
    ) -> None:
        try:
            await handle(on_new_message, text, queue, sender_id, input_channel, metadata)
        except BaseException:
            await queue.put("DONE")
            raise

    to_the_end.always_ends = True  # type: ignore[attr-defined]
    RestInput.on_message_wrapper = staticmethod(to_the_end)
