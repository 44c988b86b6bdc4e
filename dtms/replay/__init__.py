"""History through the same engine."""
