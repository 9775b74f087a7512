"""Sources that a user has asked to be watched: addresses, and folders outside the library."""
