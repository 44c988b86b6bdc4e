"""The people the bot serves: what each may do, wants to hear, and how they are spoken to."""
