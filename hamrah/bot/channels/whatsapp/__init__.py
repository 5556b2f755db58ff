"""WhatsApp by Meta's Cloud API: the shop's number, without a provider between."""
