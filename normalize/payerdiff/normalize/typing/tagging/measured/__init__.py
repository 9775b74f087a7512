"""What is measured beyond the limits of known laboratory values: counts in a time, grades, and things that no vocabulary holds."""
