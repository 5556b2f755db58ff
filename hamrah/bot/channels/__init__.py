"""Where messages come in and answers go out."""
