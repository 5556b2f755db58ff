"""Benchmarks, run by hand: how fast the bot is, beside stock Rasa on the same machine."""
