"""All policies of a library."""
