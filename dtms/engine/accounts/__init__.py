"""The account's rails: bases, losses, breaker, sessions, and what they read before an order."""

from dtms.engine.accounts.rails import Rails

__all__ = ["Rails"]
