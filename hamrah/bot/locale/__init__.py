"""Translators' files, compiled into what Rasa reads when it trains."""
