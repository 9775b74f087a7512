"""Caps on quantity, dose, units and cycles: in words, in rows and in columns of tables."""
