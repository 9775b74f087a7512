"""Health plans of one region."""
