"""Which patients criteria ask for: whether any can meet them, and groups to one of which each belongs."""
