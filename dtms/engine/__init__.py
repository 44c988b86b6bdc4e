"""Carries decisions out: one door, one lock per family, journal first."""
