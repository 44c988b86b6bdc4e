"""Calendars of scheduled news: weekly JSON and CSV, from a file or an address."""
