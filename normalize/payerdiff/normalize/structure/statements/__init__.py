"""Statements: what the blocks below one heading say, as sentences with their lists."""
