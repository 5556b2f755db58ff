"""What stops a benchmark."""


class BenchError(Exception):
    """The benchmark cannot go on; the message is one line for whoever runs it."""
