"""Decisions as values: pure, synchronous, without input or output."""
