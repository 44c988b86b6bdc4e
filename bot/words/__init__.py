"""Read models and facts in, messages in a person's language out. Pure."""
