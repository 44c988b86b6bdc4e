"""Who hears what, how loudly and when: listeners, what is owed to them, what protects them."""
