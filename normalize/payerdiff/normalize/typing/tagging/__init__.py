"""Words of a leaf → tagged tokens."""
