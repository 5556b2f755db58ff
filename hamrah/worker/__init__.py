"""Background work: what is due by the clock, beside the bot and never inside a turn."""
