"""The ways in which templates lay out criteria, one file each."""
