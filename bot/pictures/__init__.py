"""Pictures for the chat: symbols and digits only, so that every language reads the same one."""
