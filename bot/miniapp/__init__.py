"""The dashboard page inside Telegram, and who may see it."""
