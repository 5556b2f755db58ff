"""Telegram, by its Bot API: a webhook or long polling in, buttons under the message out; see docs/telegram.md."""
