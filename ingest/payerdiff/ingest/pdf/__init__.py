"""PDF → Document."""
