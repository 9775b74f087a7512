"""Two versions of one policy."""
