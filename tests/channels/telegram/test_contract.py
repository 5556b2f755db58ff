"""Telegram does what every messaging channel must do."""

from tests.channels.contract import ChannelContract


class TestTelegram(ChannelContract):
    """The fixtures stand in conftest.py."""
