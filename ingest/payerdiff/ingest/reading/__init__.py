"""A document as its reader sees it: one side of its tracked changes, in blocks."""
