"""The digest of a library: what happened between two days."""
