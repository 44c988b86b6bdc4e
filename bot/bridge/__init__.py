"""Plain sentences: what a person wrote becomes an intent; nothing here acts."""
