"""Defensive Trade Management System: the guardian, its terminal and its journal."""
