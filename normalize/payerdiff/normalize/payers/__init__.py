"""One file a template family, in a folder for each kind of payer; the folders are the register."""
