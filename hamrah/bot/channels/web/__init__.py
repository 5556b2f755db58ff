"""The website channel: the widget's side of the conversation, over HTTP."""

from hamrah.bot.channels.web.channel import WebInput

__all__ = ["WebInput"]
