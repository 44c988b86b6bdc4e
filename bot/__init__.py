"""The Telegram bot that hosts the engine."""
