"""Documents of one policy in time: which is the newer, what was in force on a day, what is no longer published."""
