"""Comments are judged in batches, outside a transaction; what was judged is what was kept."""
