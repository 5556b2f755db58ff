"""The demo shop: a Pakistani department store with invented people and a simulator of what they buy."""
