"""The words of two versions: what came, what went, and what changes of criteria they bear out."""
