"""The models behind `Recommender`, one a file."""
