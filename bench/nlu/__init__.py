"""Understanding, measured: our own sentences, sturdiness, MASSIVE, and the catalogue's names."""
