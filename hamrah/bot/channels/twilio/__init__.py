"""SMS and WhatsApp by way of Twilio; docs/twilio.md tells how a shop sets it up."""
