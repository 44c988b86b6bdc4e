"""Numbered, forward-only schema scripts."""
