"""All of the project that knows Rasa: the engine, NLU components, channels, tracker store, server."""
