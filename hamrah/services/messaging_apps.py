"""The messaging apps, as customers know them, whoever carries the messages."""

from collections.abc import Mapping

APPS: Mapping[str, tuple[str, ...]] = {
    "whatsapp": ("whatsapp", "twilio_whatsapp"),
    "telegram": ("telegram",),
    "sms": ("sms",),
}
"""An app's channels. It is what a wish how to be contacted (`contact_channel`) means, and a touchpoint of its own."""
SPOKEN = ("chat", *APPS)
"""The touchpoints on which people speak with the assistant: the website's chat, and the apps."""


def app_of(channel: str) -> str | None:
    """The app that a channel is; None for the website."""
    return next((app for app, channels in APPS.items() if channel in channels), None)
