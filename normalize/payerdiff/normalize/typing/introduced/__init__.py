"""What the words above a list say of its items, read once for all of them."""
