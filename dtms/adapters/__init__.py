"""Implementations of the ports, one vendor each."""
