"""Policies → Comparison: what the payers say on the same question, and where they part."""
