"""Understanding: graph components that tell language, intent and entities. `hamrah.language` does the text work."""
