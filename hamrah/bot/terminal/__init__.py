"""The terminal client: for people, and for tests and scripts with `--json`."""
