"""Writes down what a terminal answers, and compares the simulated one with it."""
