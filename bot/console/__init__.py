"""The local stand-in for the Bot API: a server on the loopback address and its chat page."""
