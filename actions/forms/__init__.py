"""Tasks that take several turns: each form says what it must know, how to read and check it, and what it does."""
