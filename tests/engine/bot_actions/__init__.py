"""Custom actions of the test bot."""
