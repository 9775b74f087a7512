"""The local page's documents → what it shows."""
