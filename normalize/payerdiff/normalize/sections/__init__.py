"""What each part of a document is, and what its head says."""
