"""What a criterion means: words → typed conditions."""
