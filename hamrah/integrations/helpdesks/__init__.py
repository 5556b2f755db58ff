"""Outside helpdesks: one port, and an adapter for each kind of system. docs/helpdesks.md tells how they are set up."""
