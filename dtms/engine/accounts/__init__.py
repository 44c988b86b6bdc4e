"""The account's rails: bases, losses, breaker, sessions, and what they read before an order."""

from dtms.engine.accounts.rails import Rails, quote_is_stale

__all__ = ["Rails", "quote_is_stale"]
