"""Ways to a person outside the chat: short messages and e-mails to the contact on file."""
