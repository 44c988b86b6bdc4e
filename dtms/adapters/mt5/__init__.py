"""MetaTrader 5 as a broker and as a market feed."""
