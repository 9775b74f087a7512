"""Portfolio → what its page shows."""
