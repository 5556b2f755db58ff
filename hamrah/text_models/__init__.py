"""Models of text that intents and sentiment share: words and letters, the sentence encoder, chances."""
