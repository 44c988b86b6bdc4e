"""A simulated MetaTrader 5 terminal."""
