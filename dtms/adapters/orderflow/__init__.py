"""Trades of an exchange with the aggressor's side, for symbols that are traded there."""
