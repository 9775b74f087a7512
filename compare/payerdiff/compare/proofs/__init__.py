"""What can be proved of two policies, and who shows it."""
