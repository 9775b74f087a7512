"""What a leaf means: its conditions as a small tree, equal meanings as equal forms, and a meaning in our own words."""
