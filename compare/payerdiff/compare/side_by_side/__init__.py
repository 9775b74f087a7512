"""Several payers on one drug."""
