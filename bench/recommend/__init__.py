"""How well suggestions foretell what is bought, beside the usual models."""
