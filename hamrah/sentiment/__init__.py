"""Sentiment, topic and urgency of what customers write: a trained model, its data and its evaluation."""
