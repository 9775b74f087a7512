"""What a policy requires of a new patient, fact by fact, and our words for it."""
