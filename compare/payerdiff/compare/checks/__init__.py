"""One policy held to what it should be."""
