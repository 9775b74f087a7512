"""What a document says of its own past: the revision log and tracked changes."""
