"""The recommender: fit tables in the background, score candidates in the conversation, say why."""
