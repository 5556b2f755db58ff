"""What all messaging apps share: messages in, once and in order; answers out, retried; each app translates."""
