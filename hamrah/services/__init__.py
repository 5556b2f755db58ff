"""Use cases: verb functions `(session, principal, values)` that hold the rules and the permission checks."""
