"""Comparison → what its page shows."""
