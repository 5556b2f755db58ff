"""Rasa on our engine, before the test modules import from it."""

from hamrah.bot.engine import activate

activate(quiet=True)
