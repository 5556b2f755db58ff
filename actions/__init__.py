"""Custom actions, one file a topic: read the message and slots, call one use case, utter a response key."""
