"""Whole conversations on the real trained bot, the demo shop's store behind it."""
