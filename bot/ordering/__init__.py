"""Order entry in the chat: what a person types or taps, until code has made a summary of it."""
