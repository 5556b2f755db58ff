"""How well the bot understands, measured on sentences it did not learn from."""
