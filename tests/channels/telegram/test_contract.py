"""Telegram does what every messaging channel must do."""

from tests.channels.contract import ChannelContract
from tests.channels.contract_of_signs import SignContract


class TestTelegram(ChannelContract, SignContract):
    """The fixtures stand in conftest.py."""
