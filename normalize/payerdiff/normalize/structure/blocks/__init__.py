"""Blocks as they look: what is seen of each, its role, and the headings that it stands below."""
